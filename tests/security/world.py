"""Everybody who may knock at the door, signed in, and one object of every kind behind it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.test import Client

from levier.accounts.models import Membership, User
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.domain.vocabulary import Role
from tests.cast import Cast, make_cast
from tests.security.scenario import build


@dataclass
class World:
    """The cast, its objects, and one signed-in client for each person."""

    cast: Cast
    values: dict[str, int | str]
    clients: dict[str, Client]
    #: One other organisation of each outside role in the same workspace, which no object concerns.
    rivals: dict[str, Client]
    #: Signed in, and member of no workspace.
    nowhere: Client
    #: Pages already read, by reader.
    read: dict[int, list[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def make(cls) -> World:
        cast = make_cast()
        values = build(cast)
        clients = {who: cast.client(who) for who in cast.members}
        nowhere = Client()
        nowhere.force_login(User.objects.create_user("nulle-part@exemple.test", full_name="Nulle Part"))
        return cls(cast, values, clients, _rivals(cast), nowhere)

    def everybody(self) -> list[Client]:
        """Every signed-in client."""
        return [*self.clients.values(), *self.rivals.values(), self.nowhere]


def _rivals(cast: Cast) -> dict[str, Client]:
    clients = {}
    for role in (Role.BUYER, Role.CONTRACTOR, Role.STRUCTURE, Role.REFERRER):
        organisation = Organisation.objects.create(
            workspace=cast.workspace,
            kind=OrganisationKind(role.value),
            name=f"Autre {role.value} (fictive)",
            postcode="98000",  # of a département where the scenario offers no job
        )
        user = User.objects.create_user(f"autre-{role.value}@exemple.test", full_name=f"Autre {role.value}")
        cast.members[f"autre {role.value}"] = Membership.objects.create(
            user=user, workspace=cast.workspace, role=role.value, organisation=organisation
        )
        clients[role.value] = cast.client(f"autre {role.value}")
    return clients
