"""Who sees what, and how far away it is."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import make_link
from levier.directory import selectors
from levier.directory.enums import OrganisationKind, ServiceKind
from levier.directory.geo import distance_km
from levier.directory.models import Contact, LocalService
from levier.domain.levers.supply import LotNeed, check_supply
from tests.cast import Cast

from .factories import structure

degrees = st.tuples(st.decimals(-90, 90, places=6, allow_nan=False), st.decimals(-180, 180, places=6, allow_nan=False))


def names(cast: Cast, who: str) -> set[str]:
    return set(selectors.organisations(actor=cast.actor(who)).values_list("name", flat=True))


@pytest.mark.parametrize("who", ["facilitator", "admin", "coordinator"])
def test_the_team_and_the_coordinator_see_the_whole_workspace(cast: Cast, who: str) -> None:
    assert names(cast, who) == {cast.buyer.name, cast.contractor.name, cast.structure.name, cast.referrer.name}


def test_a_stranger_sees_nothing_of_the_workspace(cast: Cast) -> None:
    structure(cast.other_workspace, "Autre espace (fictif)")
    assert names(cast, "stranger") == {"Autre espace (fictif)"}


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("buyer", {"buyer", "structure", "referrer"}),
        ("contractor", {"contractor", "structure", "referrer"}),
        ("structure", {"structure"}),
        ("referrer", {"referrer", "structure"}),
    ],
)
def test_an_outside_role_sees_itself_and_what_it_needs(cast: Cast, who: str, seen: set[str]) -> None:
    assert names(cast, who) == {getattr(cast, one).name for one in seen}


def test_an_outside_role_does_not_see_inactive_structures(cast: Cast) -> None:
    structure(cast.workspace, "Fermée (fictive)", is_active=False)
    assert "Fermée (fictive)" not in names(cast, "buyer")
    assert "Fermée (fictive)" in names(cast, "facilitator")


def test_a_personal_link_sees_its_own_organisation_only(cast: Cast) -> None:
    link, _ = make_link(
        workspace=cast.workspace, purpose=LinkPurpose.STATEMENT, days=1, organisation_id=cast.contractor.pk
    )
    found = selectors.organisations(actor=Actor.from_link(link))
    assert list(found) == [cast.contractor]


def test_contractors_are_companies_and_structures(cast: Cast) -> None:
    assert set(selectors.contractors(actor=cast.facilitator)) == {cast.contractor, cast.structure}
    assert list(selectors.buyers(actor=cast.facilitator)) == [cast.buyer]
    assert list(selectors.referrers(actor=cast.facilitator)) == [cast.referrer]


def test_offers_come_nearest_first_and_unknown_places_last(cast: Cast) -> None:
    structure(cast.workspace, "Loin (fictif)", latitude=Decimal("49.0"), longitude=Decimal(0))
    structure(cast.workspace, "Près (fictif)", latitude=Decimal("48.1"), longitude=Decimal(0))
    offers = selectors.structures_around(actor=cast.facilitator, latitude=Decimal(48), longitude=Decimal(0))
    assert [offer.name for offer in offers] == ["Près (fictif)", "Loin (fictif)", cast.structure.name]
    assert [offer.distance_km for offer in offers] == [Decimal("11.1"), Decimal("111.2"), None]


def test_offers_can_be_limited_to_trades_and_never_hold_an_inactive_structure(cast: Cast) -> None:
    structure(cast.workspace, "Espaces verts (fictif)", profile={"trades": ["green_spaces"]})
    structure(cast.workspace, "Fermée (fictive)", profile={"trades": ["green_spaces"]}, is_active=False)
    offers = selectors.structures_around(
        actor=cast.facilitator, latitude=None, longitude=None, trades={"green_spaces", "laundry"}
    )
    assert [offer.name for offer in offers] == ["Espaces verts (fictif)"]


def test_offers_feed_the_supply_check(cast: Cast) -> None:
    structure(cast.workspace, "Près (fictif)", latitude=Decimal("48.1"), longitude=Decimal(0))
    offers = selectors.structures_around(actor=cast.facilitator, latitude=Decimal(48), longitude=Decimal(0))
    check = check_supply(LotNeed(trades=frozenset({"painting"}), amount=Decimal(10_000), months=12), offers)
    assert check.able == 1


def test_a_capacity_nobody_gave_is_unknown_and_a_zero_someone_gave_is_zero(cast: Cast) -> None:
    from datetime import date

    unknown = structure(cast.workspace, "A (fictif)", profile={"capacity_hours_month": Decimal(0)})
    given_zero = structure(
        cast.workspace, "B (fictif)", profile={"capacity_hours_month": Decimal(0), "updated_on": date(2025, 6, 3)}
    )
    assert selectors.known_capacity(unknown.structure) is None
    assert selectors.known_capacity(given_zero.structure) == 0


def test_links_go_to_the_chosen_contact_else_to_the_organisation(cast: Cast) -> None:
    assert selectors.link_contact(cast.contractor) == "contact@exemple.test"
    Contact.objects.create(organisation=cast.contractor, name="Accueil", email="accueil@exemple.test")
    assert selectors.link_contact(cast.contractor) == "contact@exemple.test"
    Contact.objects.create(organisation=cast.contractor, name="Suivi", email="suivi@exemple.test", receives_links=True)
    assert selectors.link_contact(cast.contractor) == "suivi@exemple.test"


def test_local_services_stay_in_their_workspace(cast: Cast) -> None:
    LocalService.objects.create(workspace=cast.workspace, kind=ServiceKind.MOBILITY, name="Garage (fictif)")
    assert selectors.local_services(actor=cast.actor("contractor")).count() == 1
    assert selectors.local_services(actor=cast.actor("contractor"), kind=ServiceKind.HOUSING).count() == 0
    assert selectors.local_services(actor=cast.stranger).count() == 0


def test_kinds_can_be_asked_for(cast: Cast) -> None:
    found = selectors.organisations(actor=cast.facilitator, kind=OrganisationKind.REFERRER)
    assert list(found) == [cast.referrer]


@given(degrees, degrees)
def test_distance_is_symmetric_and_at_most_half_the_earth(
    one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]
) -> None:
    there = distance_km(latitude=one[0], longitude=one[1], to_latitude=other[0], to_longitude=other[1])
    back = distance_km(latitude=other[0], longitude=other[1], to_latitude=one[0], to_longitude=one[1])
    assert there == back
    assert 0 <= there <= Decimal(str(round(math.pi * 6371.0088, 1)))


def test_a_known_distance() -> None:
    """Paris – Lyon, city halls: about 392 km."""
    away = distance_km(
        latitude=Decimal("48.8566"),
        longitude=Decimal("2.3522"),
        to_latitude=Decimal("45.7676"),
        to_longitude=Decimal("4.8344"),
    )
    assert Decimal(390) < away < Decimal(394)
