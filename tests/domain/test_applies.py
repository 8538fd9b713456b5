"""Which duties bind a purchase and which levers are open to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.applies import (
    Purchase,
    SocialConditionException,
    check_exception,
    possible_exceptions,
    what_applies,
)
from levier.domain.errors import RuleError
from levier.domain.vocabulary import BuyerKind, Lever, PurchaseNature, ReservedArticle

TODAY = date(2026, 11, 22)
WORKS = Purchase(
    buyer_kind=BuyerKind.AUTHORITY,
    nature=PurchaseNature.WORKS,
    amount_excl_vat=Decimal("5404000"),
    consultation_on=date(2026, 9, 1),
    duration_months=18,
)
REASON = "Le lot se réduit à la livraison d’un matériel en stock, sans main-d’œuvre."

AMOUNTS = st.decimals(0, 20_000_000, places=2)
PURCHASES = st.builds(
    Purchase,
    buyer_kind=st.sampled_from(list(BuyerKind)),
    nature=st.sampled_from(list(PurchaseNature)),
    is_concession=st.booleans(),
    amount_excl_vat=st.none() | AMOUNTS,
    consultation_on=st.none() | st.dates(date(2020, 1, 1), date(2029, 12, 31)),
    duration_months=st.none() | st.integers(1, 120),
    insertion_is_object=st.booleans(),
    buyer_has_insertion_competence=st.none() | st.booleans(),
    ess_list_service=st.none() | st.booleans(),
    buyer_annual_purchases=st.none() | st.decimals(0, 200_000_000, places=2),
)


def social(purchase: Purchase, on: date = TODAY):
    return what_applies(purchase, on=on).duty("social_condition")


def test_the_condition_binds_exactly_from_the_threshold():
    assert social(WORKS).binds is True
    assert social(replace(WORKS, amount_excl_vat=Decimal("5403999.99"))).binds is False


@pytest.mark.parametrize(
    ("launch", "binds"),
    [(date(2026, 8, 20), False), (date(2026, 8, 21), True), (date(2026, 8, 22), True)],
)
def test_the_launch_date_decides(launch, binds):
    assert social(replace(WORKS, consultation_on=launch)).binds is binds


def test_the_day_of_doubt_is_said():
    codes = {
        w.code for w in what_applies(replace(WORKS, consultation_on=date(2026, 8, 21)), on=TODAY).explanation.warnings
    }
    assert "effective_date" in codes


def test_an_unknown_amount_is_asked_for():
    duty = social(replace(WORKS, amount_excl_vat=None))
    assert duty.binds is None
    assert "Il manque le montant" in duty.why
    assert "le montant" in duty.missing


def test_an_old_consultation_is_not_bound_even_with_an_unknown_amount():
    duty = social(replace(WORKS, amount_excl_vat=None, consultation_on=date(2024, 5, 2)))
    assert duty.binds is False
    assert duty.exceptions == ()


def test_an_unknown_launch_is_unknown_above_the_threshold_and_free_below():
    above = social(replace(WORKS, consultation_on=None))
    assert above.binds is None
    assert "date de lancement" in above.why
    assert social(replace(WORKS, consultation_on=None, amount_excl_vat=Decimal(90000))).binds is False


def test_a_launch_after_the_last_known_thresholds_is_unknown_not_guessed():
    duty = social(replace(WORKS, consultation_on=date(2028, 2, 1)))
    assert duty.binds is None
    assert "1er février 2028" in duty.why


@pytest.mark.parametrize("concession", [False, True])
def test_defence_is_outside_the_duty_but_may_still_put_a_clause(concession):
    answer = what_applies(replace(WORKS, buyer_kind=BuyerKind.DEFENCE, is_concession=concession), on=TODAY)
    assert answer.duty("social_condition").binds is False
    assert answer.duty("social_condition").article == "L2312-1-1"
    assert answer.opening(Lever.PERFORMANCE_CONDITION).open is True


def test_a_concession_cites_its_own_articles_to_check():
    answer = what_applies(replace(WORKS, is_concession=True), on=TODAY)
    assert answer.duty("social_condition").binds is True
    assert answer.duty("social_condition").article == "L3114-2-1"
    assert str(answer.duty("social_condition").source).endswith("(à vérifier)")
    assert answer.opening(Lever.PERFORMANCE_CONDITION).article == "L3114-2"
    assert answer.opening(Lever.RESERVED_CONTRACT, ReservedArticle.DISABILITY).article == "L3113-1"
    assert answer.opening(Lever.RESERVED_CONTRACT, ReservedArticle.BOTH).open is None
    assert answer.duty("concession_report").binds is True


def test_only_two_exceptions_are_left_to_a_concession():
    assert possible_exceptions(replace(WORKS, is_concession=True, duration_months=3)) == (
        SocialConditionException.NO_LINK,
        SocialConditionException.COMPETITION_OR_DIFFICULTY,
    )


@pytest.mark.parametrize(("months", "possible"), [(5, True), (6, False), (18, False), (None, True)])
def test_short_works_are_listed_while_not_ruled_out(months, possible):
    listed = possible_exceptions(replace(WORKS, duration_months=months))
    assert (SocialConditionException.SHORT_WORKS in listed) is possible


def test_a_short_service_is_not_short_works():
    with pytest.raises(RuleError, match="ne vaut que pour les marchés de travaux"):
        check_exception(
            replace(WORKS, nature=PurchaseNature.SERVICES, duration_months=2),
            SocialConditionException.SHORT_WORKS,
            REASON,
        )


def test_a_missing_duration_is_asked_for():
    with pytest.raises(RuleError, match="Il manque la durée") as caught:
        check_exception(replace(WORKS, duration_months=None), SocialConditionException.SHORT_WORKS, REASON)
    assert caught.value.field == "duration_months"


@pytest.mark.parametrize("reason", ["", "   \n\t", "Sans objet", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "a b c d"])
def test_a_blank_or_empty_reason_is_refused(reason):
    with pytest.raises(RuleError) as caught:
        check_exception(WORKS, SocialConditionException.NO_LINK, reason)
    assert caught.value.field == "reason"


def test_a_written_reason_is_returned_tidied():
    assert check_exception(WORKS, SocialConditionException.NO_LINK, f"  {REASON}\n") == REASON


def test_a_binding_duty_requires_a_written_reason():
    duty = social(WORKS)
    assert duty.written_reason_required
    assert SocialConditionException.NO_LINK in duty.exceptions


@pytest.mark.parametrize(
    ("annual", "on", "binds"),
    [
        ("50000000", date(2026, 1, 1), False),
        ("50000000.01", date(2026, 1, 1), True),
        ("60000000", date(2022, 12, 31), False),
        (None, date(2026, 1, 1), None),
    ],
)
def test_spaser_follows_the_yearly_purchases(annual, on, binds):
    purchase = replace(WORKS, buyer_annual_purchases=None if annual is None else Decimal(annual))
    assert what_applies(purchase, on=on).duty("spaser").binds is binds


def test_pnad_never_binds():
    for on in (date(2024, 1, 1), TODAY):
        assert what_applies(WORKS, on=on).duty("pnad").binds is False


def test_reserved_contracts_are_open_with_half_the_staff_and_the_article_in_the_notice():
    line = what_applies(WORKS, on=TODAY).opening(Lever.RESERVED_CONTRACT, ReservedArticle.IAE)
    assert line.open is True
    assert line.article == "L2113-13"
    assert any("50\u00a0%" in one for one in line.conditions)
    assert any("R2113-7" in one for one in line.conditions)


def test_prison_reservation_did_not_exist_before_october_2022():
    before = replace(WORKS, consultation_on=date(2022, 10, 19))
    after = replace(WORKS, consultation_on=date(2022, 10, 20))
    states = [
        what_applies(one, on=TODAY).opening(Lever.RESERVED_CONTRACT, ReservedArticle.PRISON).open
        for one in (before, after)
    ]
    assert states == [False, True]


@pytest.mark.parametrize(
    ("nature", "listed", "months", "is_open"),
    [
        (PurchaseNature.SERVICES, True, 36, True),
        (PurchaseNature.SERVICES, True, 37, False),
        (PurchaseNature.SERVICES, True, None, None),
        (PurchaseNature.SERVICES, None, 12, None),
        (PurchaseNature.SERVICES, False, 12, False),
        (PurchaseNature.WORKS, True, 12, False),
    ],
)
def test_ess_reservation_wants_a_listed_service_and_a_short_contract(nature, listed, months, is_open):
    purchase = replace(WORKS, nature=nature, ess_list_service=listed, duration_months=months)
    assert what_applies(purchase, on=TODAY).opening(Lever.RESERVED_CONTRACT, ReservedArticle.ESS).open is is_open


@pytest.mark.parametrize(
    ("is_object", "competence", "is_open"),
    [(True, True, True), (True, False, False), (True, None, None), (False, True, False)],
)
def test_insertion_services_want_the_object_and_the_competence(is_object, competence, is_open):
    purchase = replace(WORKS, insertion_is_object=is_object, buyer_has_insertion_competence=competence)
    assert what_applies(purchase, on=TODAY).opening(Lever.INSERTION_SERVICES).open is is_open


def test_a_small_purchase_hears_of_direct_orders():
    small = what_applies(replace(WORKS, amount_excl_vat=Decimal("99999.99")), on=TODAY)
    level = what_applies(replace(WORKS, amount_excl_vat=Decimal("100000")), on=TODAY)
    assert "no_procedure" in {w.code for w in small.explanation.warnings}
    assert "no_procedure" not in {w.code for w in level.explanation.warnings}


@pytest.mark.parametrize(
    "fault",
    [
        {"amount_excl_vat": Decimal("-1")},
        {"amount_excl_vat": Decimal("1e17")},
        {"amount_excl_vat": Decimal("NaN")},
        {"buyer_annual_purchases": Decimal("-5")},
        {"duration_months": 0},
        {"consultation_on": date(222, 3, 1)},
    ],
)
def test_absurd_facts_are_refused_in_french(fault):
    with pytest.raises(RuleError) as caught:
        replace(WORKS, **fault)
    assert caught.value.field == next(iter(fault))


ORDER = {False: 0, None: 1, True: 2}


@given(PURCHASES, AMOUNTS, AMOUNTS)
def test_once_bound_a_purchase_stays_bound_as_its_amount_rises(purchase, one, other):
    low, high = (what_applies(replace(purchase, amount_excl_vat=x), on=TODAY) for x in sorted((one, other)))
    for duty in low.duties:
        assert ORDER[duty.binds] <= ORDER[high.duty(duty.code).binds], duty.code


@given(PURCHASES, st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_every_answer_is_whole_and_cites_its_article(purchase, on):
    answer = what_applies(purchase, on=on)
    assert answer.explanation.conclusion.endswith(".")
    for line in (*answer.duties, *answer.levers):
        assert line.article
        assert line.source.reference
        assert line.why.endswith(".")
    for line in answer.levers:
        assert line.conditions
    if purchase.amount_excl_vat is None and answer.duty("social_condition").binds is None:
        assert answer.missing or "tables" in answer.duty("social_condition").why
    assert len({(line.lever, line.reserved) for line in answer.levers}) == len(answer.levers)


@given(PURCHASES, st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_knowing_the_missing_amount_only_settles_an_unknown(purchase, on):
    """An answer given without the amount is never contradicted by the amount."""
    blank = what_applies(replace(purchase, amount_excl_vat=None), on=on)
    full = what_applies(replace(purchase, amount_excl_vat=Decimal("7000000")), on=on)
    for duty in blank.duties:
        assert duty.binds is None or duty.binds == full.duty(duty.code).binds


@given(PURCHASES)
def test_a_listed_exception_is_never_refused_for_the_purchase_itself(purchase):
    for exception in possible_exceptions(purchase):
        if exception is SocialConditionException.SHORT_WORKS and purchase.duration_months is None:
            continue
        assert check_exception(purchase, exception, REASON) == REASON


def test_the_answer_can_be_stored():
    import json

    stored = json.loads(json.dumps(what_applies(WORKS, on=TODAY).as_dict()))
    assert stored["duties"][0]["binds"] is True
    assert stored["explanation"]["conclusion"].startswith("Une condition sociale")
