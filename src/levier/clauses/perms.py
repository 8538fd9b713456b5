"""Who may do what with the clause of a lot.

The team prepares it; the coordinator reads it; the buyer reads it once proposed and answers. Companies and
structures learn what they owe from the delivery room, never from here.
"""

from __future__ import annotations

from levier.accounts.perms import TEAM, WORKSPACE, permission
from levier.domain.vocabulary import Role

READ = permission("clauses.clause.read", "Consulter le montage d’une clause", (*WORKSPACE, Role.BUYER))
EDIT = permission("clauses.clause.edit", "Monter une clause", TEAM)
ASK_CONSENT = permission("clauses.consent.ask", "Demander l’accord d’un facilitateur", TEAM)
ANSWER_CONSENT = permission("clauses.consent.answer", "Répondre à une demande d’accord", TEAM)
PROPOSE = permission("clauses.clause.propose", "Proposer une clause à l’acheteur", TEAM)
ANSWER = permission("clauses.clause.answer", "Répondre à une proposition de clause", (*TEAM, Role.BUYER))
