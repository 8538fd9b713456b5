"""Who uses the desk: everybody, each for what concerns them (the scope is in ``scope`` and in each provider)."""

from __future__ import annotations

from levier.accounts.perms import EVERYONE, WORKSPACE, permission
from levier.domain.vocabulary import Role

TODO = permission("desk.todo.read", "Consulter « À faire »", EVERYONE)
SEARCH = permission("desk.search", "Rechercher", EVERYONE)
READ_CONTRACT = permission(
    "desk.contract.read",
    "Consulter la page d’un marché",
    (*WORKSPACE, Role.BUYER, Role.CONTRACTOR, Role.STRUCTURE),
)
BUYER_HOME = permission("desk.home.buyer", "Consulter l’accueil de l’acheteur", (Role.BUYER,))
COMPANY_HOME = permission("desk.home.company", "Consulter l’accueil de l’entreprise", (Role.CONTRACTOR, Role.STRUCTURE))
