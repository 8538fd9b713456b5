"""The award scheme: edited, tried on invented bids, kept."""

from __future__ import annotations

from decimal import Decimal

import pytest

from levier.clauses import services
from levier.clauses.stored import scheme_data, scheme_from
from levier.clauses.wording import wording_of
from levier.domain.criterion import Graded, Proportional, Scheme, SubCriterion, Threshold
from levier.domain.errors import RuleError
from levier.domain.vocabulary import Lever

from .conftest import TODAY, Setup

SCHEME = Scheme(
    insertion_weight=Decimal("0.15"),
    price_weight=Decimal("0.5"),
    other_weight=Decimal("0.35"),
    subcriteria=(
        SubCriterion(code="s1", label="Heures", weight=Decimal("0.6"), formula=Proportional(Decimal(800))),
        SubCriterion(
            code="s2",
            label="Durée",
            weight=Decimal("0.2"),
            formula=Graded(((Decimal(3), Decimal("0.5")), (Decimal(6), Decimal(1)))),
            linked_to_contract=True,
        ),
        SubCriterion(code="s3", label="Formation", weight=Decimal("0.2"), formula=Threshold(Decimal(70))),
    ),
)


def form(**changed: str) -> dict[str, str]:
    data = {
        "insertion_weight": "15",
        "price_weight": "50",
        "other_weight": "35",
        "sub-TOTAL_FORMS": "4",
        "sub-INITIAL_FORMS": "0",
        "bid-TOTAL_FORMS": "4",
        "bid-INITIAL_FORMS": "0",
        "sub-0-label": "Heures d’insertion sur le marché",
        "sub-0-weight": "60",
        "sub-0-kind": "proportional",
        "sub-0-value": "800",
        "sub-0-linked": "yes",
        "sub-1-label": "Durée des contrats",
        "sub-1-weight": "40",
        "sub-1-kind": "graded",
        "sub-1-value": "3 = 50 % ; 6 = 100 %",
        "bid-0-name": "Offre A",
        "bid-0-price": "100 000",
        "bid-0-other": "80",
        "bid-0-values": "200 ; 3",
        "bid-1-name": "Offre B",
        "bid-1-price": "106 000",
        "bid-1-other": "80",
        "bid-1-values": "800 ; 6",
    }
    return {**data, **changed}


@pytest.fixture
def scored(setup: Setup) -> Setup:
    services.choose_lever(
        actor=setup.cast.facilitator, lot=setup.fresh_lot(), lever=Lever.CONDITION_AND_CRITERION, today=TODAY
    )
    return setup


def test_a_scheme_survives_storage():
    assert scheme_from(scheme_data(SCHEME)) == SCHEME
    assert scheme_from({}) is None


def test_simulating_ranks_the_invented_bids_and_keeps_nothing(scored: Setup):
    page = scored.cast.client("facilitator").post(scored.url("critere"), form(action="simulate"))
    assert page.status_code == 200
    assert "Classement simulé" in page.text
    assert "arrive en tête" in page.text
    assert scored.clause().criterion_scheme == {}


def test_a_local_preference_is_warned_about(scored: Setup):
    page = scored.cast.client("facilitator").post(
        scored.url("critere"), form(**{"sub-0-label": "Emploi de personnes du territoire"})
    )
    assert "préférence locale" in page.text


def test_htmx_gets_the_simulation_alone(scored: Setup):
    part = scored.cast.client("facilitator").post(scored.url("critere"), form(), headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith("<section")


def test_saving_keeps_the_scheme_and_the_text_announces_it(scored: Setup):
    saved = scored.cast.client("facilitator").post(scored.url("critere"), form(action="save"))
    assert saved.status_code == 302
    clause = scored.clause()
    assert clause.criterion_weight == Decimal("0.15")
    scored.complete(Lever.CONDITION_AND_CRITERION)
    text = wording_of(scored.clause(), today=TODAY).plain_text
    assert "RÈGLEMENT DE LA CONSULTATION" in text
    assert "15\u00a0%" in text
    assert "L2152-7" in text
    reopened = scored.cast.client("facilitator").get(scored.url("critere")).text
    assert 'value="Durée des contrats"' in reopened
    assert "6 = 100" in reopened.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "changed",
    [
        {"price_weight": "60"},
        {"sub-0-weight": "70"},
        {"sub-1-value": "6 = 50 ; 3 = 100"},
        {"sub-1-value": "beaucoup"},
        {"bid-0-values": "1 ; 2 ; 3"},
        {"insertion_weight": ""},
    ],
)
def test_a_scheme_that_does_not_hold_is_said_and_not_kept(scored: Setup, changed: dict[str, str]):
    answer = scored.cast.client("facilitator").post(scored.url("critere"), form(action="save", **changed))
    assert answer.status_code == 422
    assert scored.clause().criterion_scheme == {}


def test_a_lot_without_criterion_has_no_scheme(setup: Setup):
    with pytest.raises(RuleError):
        services.save_scheme(actor=setup.cast.facilitator, lot=setup.fresh_lot(), scheme=SCHEME)
