"""Who turns published awards into contracts to follow, and asks buyers about what the notices do not say."""

from __future__ import annotations

from levier.accounts.perms import TEAM, WORKSPACE, permission
from levier.domain.vocabulary import Role

READ_AWARDS = permission("watch.award.read", "Consulter les attributions à suivre", WORKSPACE)
FOLLOW_AWARD = permission("watch.award.follow", "Suivre ou écarter une attribution publiée", TEAM)
READ_SILENT = permission("watch.silent.read", "Consulter les avis sans condition sociale trouvée", WORKSPACE)
READ_RENEWALS = permission("watch.renewal.read", "Consulter les marchés qui finissent bientôt", WORKSPACE)
READ_SOURCING = permission("watch.sourcing.read", "Chercher qui pourrait répondre", (*WORKSPACE, Role.BUYER))
ENTER_RENEWAL = permission("watch.renewal.enter", "Porter un renouvellement à la revue annuelle", TEAM)
