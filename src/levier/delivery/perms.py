"""Who declares, validates and reads hours."""

from __future__ import annotations

from levier.accounts.enums import LinkPurpose
from levier.accounts.perms import TEAM, WORKSPACE, permission
from levier.domain.vocabulary import Role

READ_PROGRESS = permission(
    "delivery.progress.read",
    "Suivre les heures d’un marché",
    (*WORKSPACE, Role.BUYER, Role.CONTRACTOR, Role.STRUCTURE),
)
READ_STATEMENTS = permission(
    "delivery.statement.read", "Voir les relevés d’heures", (*WORKSPACE, Role.CONTRACTOR, Role.STRUCTURE)
)
REQUEST_STATEMENTS = permission(
    "delivery.statement.request", "Demander et relancer les relevés d’heures", TEAM, system=True
)
DECLARE_HOURS = permission(
    "delivery.statement.declare",
    "Déclarer des heures",
    (*TEAM, Role.CONTRACTOR, Role.STRUCTURE),
    links=(LinkPurpose.STATEMENT,),
)
VALIDATE_HOURS = permission("delivery.hours.validate", "Valider des heures", TEAM)
CORRECT_HOURS = permission("delivery.hours.correct", "Corriger des heures validées", TEAM)
