"""Who may see and write people. Buyers never do; coordinators only get aggregates, from other rooms."""

from __future__ import annotations

from levier.accounts.perms import TEAM, permission
from levier.domain.vocabulary import Role

READ_PEOPLE = permission(
    "people.person.read", "Voir les personnes", (*TEAM, Role.REFERRER, Role.CONTRACTOR, Role.STRUCTURE)
)
EDIT_PERSON = permission("people.person.edit", "Enregistrer une personne", TEAM)
CHECK_STATUS = permission("people.status.check", "Vérifier l’éligibilité d’une personne", TEAM)
EDIT_EMPLOYMENT = permission("people.employment.edit", "Enregistrer un contrat de travail", TEAM)
EXPORT_PEOPLE = permission("people.person.export", "Exporter la liste des personnes", TEAM)
