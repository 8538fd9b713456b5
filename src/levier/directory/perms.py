"""Who may do what in the directory.

Who sees what (the scope is in ``selectors``), decided by need:

- the team, the coordinator and the schedule see every organisation;
- a buyer and a contractor see the active structures, training bodies and referrers, the facilitating body, and
  themselves: handing the list of inclusive structures to the companies is a demand of the field (booklet, levers
  against the lack of anticipation). They do not see other buyers and contractors;
- a structure sees the active structures (to bid or recruit together), the facilitating body and itself;
- a referrer sees the active structures, training bodies, the facilitating body and itself; not the contractors,
  since a person is sent on an offer of the facilitator;
- a personal link sees its own organisation only.

Turnover and recent load are shown to the team, to the coordinator and to the structure itself: between competitors
they are business secrets.
"""

from __future__ import annotations

from levier.accounts.perms import EVERYONE, TEAM, permission
from levier.domain.vocabulary import Role

READ = permission("directory.organisation.read", "Consulter l’annuaire", EVERYONE)
EDIT = permission("directory.organisation.edit", "Modifier l’annuaire", TEAM)
UPDATE_CAPACITY = permission(
    "directory.capacity.update", "Mettre à jour la capacité d’une structure", (*TEAM, Role.STRUCTURE)
)
IMPORT = permission("directory.structures.import", "Importer une liste de structures", TEAM)
READ_SERVICES = permission("directory.service.read", "Consulter les services du territoire", EVERYONE)
EDIT_SERVICES = permission("directory.service.edit", "Modifier les services du territoire", TEAM)
