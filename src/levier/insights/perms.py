"""Who sees the figures.

The dashboard and the flags are for the workspace: team and coordinator. A company sees only the questions it was
asked, never the list. A buyer sees the page of its own « grands chantiers », with no figure under five people.
"""

from __future__ import annotations

from levier.accounts.perms import TEAM, WORKSPACE, permission
from levier.domain.vocabulary import Role

READ = permission("insights.dashboard.read", "Consulter les indicateurs", WORKSPACE)
READ_SIGNALS = permission("insights.signal.read", "Consulter les signaux", WORKSPACE)
ASK_REPLY = permission("insights.reply.ask", "Demander sa réponse à une entreprise", TEAM)
READ_QUESTIONS = permission(
    "insights.question.read", "Consulter les questions reçues", (Role.CONTRACTOR, Role.STRUCTURE)
)
ANSWER = permission("insights.reply.answer", "Répondre à un signal", (Role.CONTRACTOR, Role.STRUCTURE))
READ_PROGRAMMES = permission("insights.programme.read", "Consulter les grands chantiers", (*WORKSPACE, Role.BUYER))
