"""A lot was awarded: its clause is part of a signed contract, read and no longer set up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from levier.clauses import services
from levier.clauses.enums import ClauseState, HoursBasis
from levier.clauses.models import Clause
from levier.domain.calibration import Method
from levier.domain.criterion import EXAMPLE_SCHEME
from levier.domain.errors import Conflict
from levier.domain.vocabulary import Lever
from levier.procurement.models import Award

from .conftest import LABOUR, TODAY, Setup


def awarded(setup: Setup) -> Setup:
    Award.objects.create(lot=setup.lot, notified_on=TODAY, starts_on=TODAY, ends_on=TODAY + timedelta(days=300))
    return setup


CHANGES: dict[str, Callable[[Setup], object]] = {
    "calibration": lambda setup: services.keep_calibration(
        actor=setup.cast.facilitator,
        lot=setup.fresh_lot(),
        inputs={Method.LABOUR_SHARE: LABOUR},
        chosen=Method.LABOUR_SHARE,
        today=TODAY,
    ),
    "hours": lambda setup: services.set_hours(
        actor=setup.cast.facilitator, lot=setup.fresh_lot(), basis=HoursBasis.FIXED, hours=Decimal(10)
    ),
    "lever": lambda setup: services.choose_lever(
        actor=setup.cast.facilitator, lot=setup.fresh_lot(), lever=Lever.NONE, today=TODAY
    ),
    "terms": lambda setup: services.set_terms(actor=setup.cast.facilitator, lot=setup.fresh_lot(), scope="Autre"),
    "penalties": lambda setup: services.set_penalties(
        actor=setup.cast.facilitator, lot=setup.fresh_lot(), per_hour=Decimal(10)
    ),
    "supply": lambda setup: services.record_supply_check(
        actor=setup.cast.facilitator, lot=setup.fresh_lot(), today=TODAY
    ),
    "contact": lambda setup: services.withdraw_facilitator(actor=setup.cast.facilitator, lot=setup.fresh_lot()),
}


@pytest.mark.parametrize("name", CHANGES)
def test_nothing_of_the_clause_of_an_awarded_lot_changes(setup: Setup, name: str) -> None:
    before = Clause.objects.filter(pk=setup.complete().pk).values().get()
    awarded(setup)
    with pytest.raises(Conflict, match="par un avenant"):
        CHANGES[name](setup)
    assert Clause.objects.values().get() == before


def test_its_page_is_a_summary_that_leads_to_the_amendment(setup: Setup) -> None:
    setup.complete()
    client = setup.cast.client("facilitator")
    montage = f"/marches/{setup.contract.pk}/montage/"
    assert "Monter le lot" in client.get(montage).text
    assert setup.url("calibrage") in client.get(setup.url()).text
    awarded(setup)
    assert "Monter le lot" not in client.get(montage).text
    summary = client.get(setup.url()).text
    assert "Le lot est attribué" in summary
    assert f'href="/marches/{setup.contract.pk}/suivi/"' in summary
    assert setup.url("calibrage") not in summary
    assert setup.url("texte") in summary
    buyer = setup.cast.client("buyer")
    Clause.objects.update(state="agreed")
    assert "contrat signé" in buyer.get(setup.url()).text
    assert "par un avenant" not in buyer.get(setup.url()).text


@pytest.mark.parametrize("page", ["calibrage", "heures", "levier", "publics", "penalites", "facilitateur", "offre"])
def test_an_old_address_shows_and_offers_nothing_to_save(setup: Setup, page: str) -> None:
    setup.complete()
    awarded(setup)
    text = setup.cast.client("facilitator").get(setup.url(page)).text
    assert "Le lot est attribué" in text
    for button in ("Calculer", "Enregistrer le", "Enregistrer les heures", "Retenir", "Conserver cette", "Demander"):
        assert button not in text, button


def test_hours_nobody_wrote_before_the_award_are_entered_once(setup: Setup) -> None:
    """An award criterion is kept by the buyer before anybody knows the hours of the bid that will win."""
    actor = setup.cast.facilitator
    services.choose_lever(actor=actor, lot=setup.fresh_lot(), lever=Lever.AWARD_CRITERION, today=TODAY)
    services.save_scheme(actor=actor, lot=setup.fresh_lot(), scheme=EXAMPLE_SCHEME)
    services.propose_clause(actor=actor, clause=setup.clause(), today=TODAY)
    services.record_answer(actor=actor, clause=setup.clause(), agreed=True, on=TODAY, today=TODAY)
    with pytest.raises(Conflict, match="Reprenez-la"):
        CHANGES["hours"](setup)
    awarded(setup)
    client = setup.cast.client("facilitator")
    assert setup.url("heures") in client.get(setup.url()).text
    assert "Enregistrer les heures" in client.get(setup.url("heures")).text
    client.post(setup.url("heures"), {"basis": HoursBasis.FIXED.value, "hours": "10"})
    clause = setup.clause()
    assert (clause.hours, clause.state) == (10, ClauseState.AGREED)
    assert setup.url("heures") not in client.get(setup.url()).text
    with pytest.raises(Conflict):
        CHANGES["hours"](setup)


def test_a_clause_the_buyer_refused_takes_no_hours_after_the_award(setup: Setup) -> None:
    setup.complete(Lever.AWARD_CRITERION)
    Clause.objects.update(state=ClauseState.REFUSED, hours=None)
    awarded(setup)
    assert setup.url("heures") not in setup.cast.client("facilitator").get(setup.url()).text
    with pytest.raises(Conflict):
        CHANGES["hours"](setup)
