"""The fixed cast every test plays with. All fictional.

One workspace (« Val d’Orne ») with its facilitator, administrator, coordinator, and one outside member per kind
of organisation; and a stranger, facilitator of another workspace, who must never see anything of the first.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from django.test import Client

from levier.accounts.actor import Actor
from levier.accounts.models import Membership, User, Workspace
from levier.directory.enums import OrganisationKind
from levier.directory.models import BuyerProfile, Organisation, StructureProfile
from levier.domain.vocabulary import Role, StructureKind


@dataclass
class Cast:
    """Everybody, by name; ``actors`` and ``clients`` by role code (plus « stranger »)."""

    workspace: Workspace
    other_workspace: Workspace
    buyer: Organisation
    contractor: Organisation
    structure: Organisation
    referrer: Organisation
    members: dict[str, Membership] = field(default_factory=dict)

    def actor(self, who: str) -> Actor:
        return Actor.member(self.members[who])

    def client(self, who: str) -> Client:
        client = Client()
        if who != "anonymous":
            client.force_login(self.members[who].user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    @property
    def facilitator(self) -> Actor:
        return self.actor("facilitator")

    @property
    def stranger(self) -> Actor:
        return self.actor("stranger")


def _member(cast: Cast, who: str, role: Role, workspace: Workspace, organisation: Organisation | None = None) -> None:
    user = User.objects.create_user(f"{who}@exemple.test", "un mot de passe long", full_name=f"Prénom {who.title()}")
    cast.members[who] = Membership.objects.create(
        user=user, workspace=workspace, role=role.value, organisation=organisation
    )


def make_cast() -> Cast:
    """Create the cast (also used by tests that need the database outside a fixture)."""
    workspace = Workspace.objects.create(name="Clauses du Val d’Orne", slug="val-orne", territory="Val d’Orne")
    other = Workspace.objects.create(name="Clauses de la Côte", slug="cote", territory="La Côte")

    def organisation(kind: OrganisationKind, name: str) -> Organisation:
        return Organisation.objects.create(workspace=workspace, kind=kind, name=name, email="contact@exemple.test")

    cast = Cast(
        workspace=workspace,
        other_workspace=other,
        buyer=organisation(OrganisationKind.BUYER, "Ville de Sérigny (fictive)"),
        contractor=organisation(OrganisationKind.CONTRACTOR, "Bâtisseurs de l’Orne (fictive)"),
        structure=organisation(OrganisationKind.STRUCTURE, "Relais Chantier (fictive)"),
        referrer=organisation(OrganisationKind.REFERRER, "Mission locale du Val (fictive)"),
    )
    BuyerProfile.objects.create(organisation=cast.buyer)
    StructureProfile.objects.create(
        organisation=cast.structure,
        structure_kind=StructureKind.EI.value,
        trades=["painting"],
        capacity_hours_month=500,
    )
    _member(cast, "facilitator", Role.FACILITATOR, workspace)
    _member(cast, "admin", Role.ADMIN, workspace)
    _member(cast, "coordinator", Role.COORDINATOR, workspace)
    _member(cast, "buyer", Role.BUYER, workspace, cast.buyer)
    _member(cast, "contractor", Role.CONTRACTOR, workspace, cast.contractor)
    _member(cast, "structure", Role.STRUCTURE, workspace, cast.structure)
    _member(cast, "referrer", Role.REFERRER, workspace, cast.referrer)
    _member(cast, "stranger", Role.FACILITATOR, other)
    return cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()
