"""The actor: who does something, for which organisation, with which role, in which workspace.

Every selector and every service takes one. There are three kinds: a signed-in member, the holder of a personal
link (an organisation without an account), and the system on its schedule.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from levier.domain.errors import NotAllowed
from levier.domain.vocabulary import Role

from .models import AccessLink, Membership, User, Workspace
from .perms import Permission


class ActorKind(StrEnum):
    MEMBER = "member"
    LINK = "link"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Who acts. Build it with one of the class methods."""

    workspace: Workspace
    kind: ActorKind
    role: Role | None = None
    user: User | None = None
    organisation_id: int | None = None
    link: AccessLink | None = None

    @classmethod
    def member(cls, membership: Membership) -> Actor:
        return cls(
            workspace=membership.workspace,
            kind=ActorKind.MEMBER,
            role=Role(membership.role),
            user=membership.user,
            organisation_id=membership.organisation_id,
        )

    @classmethod
    def from_link(cls, link: AccessLink) -> Actor:
        """The organisation a personal link was sent to: a contractor, structure or buyer, on that link only."""
        return cls(workspace=link.workspace, kind=ActorKind.LINK, organisation_id=link.organisation_id, link=link)

    @classmethod
    def system(cls, workspace: Workspace) -> Actor:
        """The schedule: may do what a facilitator may, and says so in the journal."""
        return cls(workspace=workspace, kind=ActorKind.SYSTEM)

    @property
    def workspace_id(self) -> int:
        return self.workspace.pk

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None

    @property
    def role_code(self) -> str:
        return self.role.value if self.role else self.kind.value

    @property
    def sees_whole_workspace(self) -> bool:
        """Facilitators, administrators, coordinators and the schedule; others see what concerns their organisation."""
        return self.kind is ActorKind.SYSTEM or self.role in (Role.FACILITATOR, Role.ADMIN, Role.COORDINATOR)

    def may(self, permission: Permission) -> bool:
        if self.kind is ActorKind.SYSTEM:
            return permission.system
        if self.kind is ActorKind.LINK:
            return self.link is not None and self.link.purpose in permission.links
        return self.role in permission.roles

    def require(self, permission: Permission) -> None:
        """Raise ``NotAllowed`` unless the actor holds the permission."""
        if not self.may(permission):
            raise NotAllowed(f"Votre rôle ne permet pas cette action : {permission.label.lower()}.")
