"""Who watches purchases: the team, the coordinator, buyers, and whoever answers (companies and structures).

Notices are public: a permission opens the page, it hides nothing of the notice. What a workspace makes of one
(a correction here, an alert, an answer) is scoped like everything else.
"""

from __future__ import annotations

from levier.accounts.perms import TEAM, WORKSPACE, permission
from levier.domain.vocabulary import Role

WATCHERS = (*WORKSPACE, Role.BUYER, Role.CONTRACTOR, Role.STRUCTURE)

READ_NOTICES = permission("watch.notice.read", "Consulter les avis de marchés", WATCHERS)
READ_CONTRACTS = permission("watch.contract.read", "Consulter les marchés attribués", WATCHERS)
CORRECT_FINDING = permission(
    "watch.finding.correct", "Corriger ce qui a été reconnu dans un avis", (*TEAM, Role.BUYER, Role.STRUCTURE)
)
READ_CORRECTIONS = permission("watch.finding.read", "Relire les corrections de lecture", WORKSPACE)
KEEP_ALERTS = permission("watch.alert.keep", "Garder des alertes sur les avis de marchés", WATCHERS)
SEND_ALERTS = permission("watch.alert.send", "Envoyer ce que les alertes ont trouvé", (), system=True)
