"""Permissions: declared once by each room, held by roles, by personal links and by the schedule.

Deny by default: a role not named in a permission does not hold it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from levier.domain.vocabulary import Role

from .enums import LinkPurpose

#: Every permission declared, by code. The permission matrix test reads it.
REGISTRY: dict[str, Permission] = {}

TEAM = (Role.FACILITATOR, Role.ADMIN)
WORKSPACE = (*TEAM, Role.COORDINATOR)
EVERYONE = tuple(Role)


@dataclass(frozen=True)
class Permission:
    """One thing that may be done. ``label`` completes « Votre rôle ne permet pas cette action : … »."""

    code: str
    label: str
    roles: frozenset[Role]
    links: frozenset[LinkPurpose] = frozenset()
    #: True when the schedule does it too (reminders, periodic requests).
    system: bool = False


def permission(
    code: str,
    label: str,
    roles: Iterable[Role],
    *,
    links: Iterable[LinkPurpose] = (),
    system: bool = False,
) -> Permission:
    """Declare a permission. Each code exists once."""
    if code in REGISTRY:
        raise ValueError(f"permission declared twice: {code}")
    REGISTRY[code] = Permission(code, label, frozenset(roles), frozenset(links), system)
    return REGISTRY[code]


#: The schedule too: a new workspace gets its first administrator from the command line.
MANAGE_MEMBERS = permission("accounts.member.manage", "Gérer les membres de l’espace", (Role.ADMIN,), system=True)
MANAGE_WORKSPACE = permission("accounts.workspace.manage", "Modifier les règles de l’espace", (Role.ADMIN,))
READ_JOURNAL = permission("accounts.journal.read", "Lire le journal", TEAM)
SEND_LINK = permission("accounts.link.send", "Envoyer un lien personnel", TEAM, system=True)
RESTORE_ADDRESS = permission("accounts.address.restore", "Rétablir une adresse qui ne répondait plus", TEAM)
