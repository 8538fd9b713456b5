"""What clauses add to the pages of procurement: the filter by lever, the hours in place of the order of magnitude."""

from __future__ import annotations

import pytest

from levier.clauses import services
from levier.clauses.models import Clause
from levier.domain.vocabulary import Lever
from levier.procurement.enums import ReviewDecision
from levier.procurement.models import Contract, Review

from .conftest import TODAY, Setup

CONDITION = f"/marches/?levier={Lever.PERFORMANCE_CONDITION.value}"


def found(setup: Setup, who: str, address: str) -> bool:
    page = setup.cast.client(who).get(address)
    assert page.status_code == 200
    return setup.contract.title in page.text


def test_contracts_are_found_by_the_lever_of_a_lot(setup: Setup) -> None:
    assert found(setup, "facilitator", "/marches/?levier=a-choisir")
    setup.complete()
    assert found(setup, "facilitator", CONDITION)
    assert not found(setup, "facilitator", f"/marches/?levier={Lever.AWARD_CRITERION.value}")
    assert not found(setup, "facilitator", "/marches/?levier=a-choisir")
    assert found(setup, "facilitator", "/marches/?levier=inconnu")


@pytest.mark.parametrize(("who", "states"), [("coordinator", "draft proposed"), ("buyer", "proposed")])
def test_the_filter_tells_nothing_of_a_clause_that_is_not_shown(setup: Setup, who: str, states: str) -> None:
    setup.complete()
    assert found(setup, who, CONDITION) == ("draft" in states)
    Clause.objects.update(state="proposed")
    assert found(setup, who, CONDITION)
    assert ("À choisir" in setup.cast.client(who).get("/marches/").text) == (who == "coordinator")


def test_the_order_of_magnitude_gives_way_to_the_hours_once_they_are_written(setup: Setup) -> None:
    Review.objects.create(
        contract=setup.contract, asked_on=TODAY, due_on=TODAY, decision=ReviewDecision.CLAUSE, answered_on=TODAY
    )
    address, client = f"/marches/{setup.contract.pk}/programmation/", setup.cast.client("facilitator")
    assert "Ordre de grandeur des heures" in client.get(address).text
    services.choose_lever(
        actor=setup.cast.facilitator, lot=setup.fresh_lot(), lever=Lever.PERFORMANCE_CONDITION, today=TODAY
    )
    assert "Ordre de grandeur des heures" in client.get(address).text
    setup.complete()
    page = client.get(address).text
    assert "Ordre de grandeur des heures" not in page
    assert "à calibrer" not in page
    assert "<strong>833 h</strong>" in page.replace("\u202f", " ").replace("\xa0", " ")
    buyer = setup.cast.client("buyer").get(address).text
    assert "833" not in buyer


@pytest.mark.parametrize("given_up", [{"lever": Lever.NONE.value}, {"state": "refused"}])
def test_hours_of_a_lever_given_up_or_refused_are_not_announced(setup: Setup, given_up: dict[str, str]) -> None:
    setup.complete()
    address, client = f"/marches/{setup.contract.pk}/programmation/", setup.cast.client("facilitator")
    assert "833" in client.get(address).text
    Clause.objects.update(**given_up)
    assert "833" not in client.get(address).text


def test_the_order_of_magnitude_is_not_asked_for_after_the_launch(setup: Setup) -> None:
    Contract.objects.update(step="lancement")
    page = setup.cast.client("facilitator").get(f"/marches/{setup.contract.pk}/programmation/").text
    assert "Ordre de grandeur des heures" not in page
    assert "indiquez une part de main-d’œuvre" not in page


def test_a_duty_has_one_colour_at_each_step(due: Setup) -> None:
    client = due.cast.client("facilitator")
    for step in ("programmation", "montage"):
        page = client.get(f"/marches/{due.contract.pk}/{step}/").text
        assert '<span class="tag tone-info">obligatoire</span>' in page
