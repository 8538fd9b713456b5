"""What is owed, the carry-over, where an obligation stands and where it is heading."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.errors import RuleError
from levier.domain.obligations import (
    CarryOver,
    ObligationTerms,
    Order,
    OrderRule,
    Pace,
    Period,
    carry_over,
    forecast,
    hours_due,
    hours_for_amount,
    hours_for_orders,
    hours_for_worked,
    months_left,
    page,
    periods_of,
    progress,
    shortfall,
)
from levier.domain.quantities import Rounding
from levier.domain.tranches import AmountBasis, TrancheCounting

STATE_2021 = OrderRule(tranche=Decimal(2000), trigger=Decimal(2_700_000), basis=AmountBasis.INVOICED)
HOURS = st.decimals(0, 5000, places=2)
AMOUNTS = st.decimals(0, 10_000_000, places=2)
YEAR = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)}


@st.composite
def rules(draw: st.DrawFn) -> OrderRule:
    return OrderRule(
        tranche=draw(st.decimals("0.01", 10_000, places=2)),
        trigger=draw(AMOUNTS),
        basis=draw(st.sampled_from(AmountBasis)),
        hours_per_tranche=draw(st.decimals("0.01", 500, places=2)),
        counting=draw(st.sampled_from(TrancheCounting)),
        rounding=draw(st.sampled_from(Rounding)),
    )


@pytest.mark.parametrize(
    ("amount", "hours"), [("2699999", 0), ("2700000", 0), ("2701999.99", 0), ("2702000", 1), ("3500001", 400)]
)
def test_the_state_contract_of_2021_gives_its_own_figures(amount: str, hours: int) -> None:
    assert hours_for_amount(STATE_2021, Decimal(amount)).hours == hours


def test_under_the_trigger_the_explanation_says_so() -> None:
    due = hours_for_amount(STATE_2021, Decimal(2_700_000))
    assert "n’est pas dépassé" in due.explanation.conclusion


def test_parts_of_a_tranche_count_when_the_contract_says_so() -> None:
    rule = OrderRule(tranche=Decimal(2000), basis=AmountBasis.ORDERED, counting=TrancheCounting.PROPORTIONAL)
    assert hours_for_amount(rule, Decimal(3001)).hours == Decimal("1.50")


def test_orders_later_than_the_day_are_not_counted_and_credit_notes_are() -> None:
    orders = [
        Order("BC-1", Decimal(2_800_000), date(2025, 1, 10)),
        Order("BC-2", Decimal(100_000), date(2025, 6, 1)),
        Order("AV-1", Decimal(-50_000), date(2025, 7, 1)),
    ]
    assert hours_for_orders(STATE_2021, orders, on=date(2025, 3, 1)).hours == 50
    assert hours_for_orders(STATE_2021, orders, on=date(2025, 6, 1)).hours == 100
    assert hours_for_orders(STATE_2021, orders).hours == 75


@pytest.mark.parametrize("amount", ["-1", "1e17", "NaN", "Infinity"])
def test_absurd_amounts_are_refused(amount: str) -> None:
    with pytest.raises(RuleError):
        hours_for_amount(STATE_2021, Decimal(amount))


def test_absurd_rules_are_refused() -> None:
    with pytest.raises(RuleError):
        OrderRule(tranche=Decimal(0), basis=AmountBasis.ORDERED)
    with pytest.raises(RuleError):
        OrderRule(tranche=Decimal(1), hours_per_tranche=Decimal(0), basis=AmountBasis.ORDERED)
    with pytest.raises(RuleError):
        OrderRule(tranche=Decimal(1), trigger=Decimal(-1), basis=AmountBasis.ORDERED)


@given(rules(), AMOUNTS, AMOUNTS)
def test_more_ordered_never_means_fewer_hours(rule: OrderRule, one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    assert hours_for_amount(rule, low).hours <= hours_for_amount(rule, high).hours


@given(rules(), st.lists(AMOUNTS, max_size=8), st.randoms())
def test_the_order_of_orders_changes_nothing(rule: OrderRule, amounts: list[Decimal], rng: random.Random) -> None:
    orders = [Order(str(n), amount, date(2025, 1, 1)) for n, amount in enumerate(amounts)]
    shuffled = orders[:]
    rng.shuffle(shuffled)
    assert hours_for_orders(rule, orders) == hours_for_orders(rule, shuffled)


@given(rules(), AMOUNTS)
def test_a_started_tranche_is_worth_at_least_its_part_and_its_part_at_least_nothing(
    rule: OrderRule, amount: Decimal
) -> None:
    complete, part, started = (
        hours_for_amount(replace(rule, counting=how), amount).hours
        for how in (TrancheCounting.COMPLETE, TrancheCounting.PROPORTIONAL, TrancheCounting.STARTED)
    )
    assert complete <= part <= started
    if amount <= rule.trigger:
        assert started == 0


@pytest.mark.parametrize(("amount", "hours"), [("2700000", 0), ("2700000.01", 10), ("2720000", 10), ("2720001", 20)])
def test_a_started_tranche_gives_all_its_hours(amount: str, hours: int) -> None:
    rule = replace(STATE_2021, tranche=Decimal(20_000), hours_per_tranche=Decimal(10), counting=TrancheCounting.STARTED)
    due = hours_for_amount(rule, Decimal(amount))
    assert due.hours == hours
    assert any("Tranches entamées" in step.label for step in due.explanation.steps)


@given(AMOUNTS)
def test_rounding_never_moves_the_hours_by_more_than_its_step(amount: Decimal) -> None:
    exact = amount / 2000
    for rounding in Rounding:
        rule = OrderRule(
            tranche=Decimal(2000), basis=AmountBasis.ORDERED, counting=TrancheCounting.PROPORTIONAL, rounding=rounding
        )
        assert abs(hours_for_amount(rule, amount).hours - exact) <= rounding.step


@given(st.decimals(0, 1, places=4), HOURS, HOURS)
def test_a_share_of_the_hours_worked_grows_with_them_and_never_exceeds_them(
    share: Decimal, one: Decimal, other: Decimal
) -> None:
    low, high = sorted((one, other))
    due = hours_for_worked(share=share, worked=high).hours
    assert hours_for_worked(share=share, worked=low).hours <= due <= high


def test_a_share_of_the_hours_worked_is_explained() -> None:
    due = hours_for_worked(share=Decimal("0.05"), worked=Decimal("12400.50"))
    assert due.hours == Decimal("620.03")
    assert "5\u00a0% sont dues" in due.explanation.conclusion
    with pytest.raises(RuleError):
        hours_for_worked(share=Decimal("1.1"), worked=Decimal(1))
    with pytest.raises(RuleError):
        hours_for_worked(share=Decimal("0.1"), worked=Decimal(-1))


def test_an_obligation_is_fixed_or_triggered_never_both() -> None:
    fixed = ObligationTerms(**YEAR, fixed_hours=Decimal(833))
    assert hours_due(fixed).hours == 833
    triggered = ObligationTerms(**YEAR, order_rule=STATE_2021)
    assert hours_due(triggered, [Order("F-1", Decimal(3_500_001), date(2025, 2, 1))]).hours == 400
    with pytest.raises(RuleError):
        ObligationTerms(**YEAR)
    with pytest.raises(RuleError):
        ObligationTerms(**YEAR, fixed_hours=Decimal(1), order_rule=STATE_2021)
    with pytest.raises(RuleError):
        ObligationTerms(starts_on=date(2025, 2, 1), ends_on=date(2025, 1, 1), fixed_hours=Decimal(1))


def test_a_framework_is_cut_in_years_and_the_last_may_be_short() -> None:
    assert periods_of(date(2024, 2, 29), date(2026, 6, 30)) == (
        (date(2024, 2, 29), date(2025, 2, 27)),
        (date(2025, 2, 28), date(2026, 2, 27)),
        (date(2026, 2, 28), date(2026, 6, 30)),
    )


def annual(*pairs: tuple[int, int]) -> list[Period]:
    return [
        Period(date(2024 + n, 1, 1), date(2024 + n, 12, 31), Decimal(due), Decimal(done))
        for n, (due, done) in enumerate(pairs)
    ]


def test_surplus_passes_to_the_next_period_only_if_the_contract_says_so() -> None:
    periods = annual((100, 130), (100, 80))
    carried = carry_over(periods, CarryOver(surplus=True, deficit=False))
    assert [result.shortfall for result in carried] == [0, 0]
    assert carried[1].lost_surplus == 10
    lost = carry_over(periods, CarryOver(surplus=False, deficit=False))
    assert lost[0].lost_surplus == 30
    assert lost[1].shortfall == 20


def test_a_deficit_may_be_caught_up_only_if_the_contract_says_so() -> None:
    periods = annual((100, 70), (100, 130))
    assert [r.shortfall for r in carry_over(periods, CarryOver(surplus=False, deficit=True))] == [0, 0]
    assert [r.shortfall for r in carry_over(periods, CarryOver(surplus=False, deficit=False))] == [30, 0]


def test_overlapping_periods_are_refused() -> None:
    with pytest.raises(RuleError):
        carry_over([*annual((1, 1)), *annual((1, 1))], CarryOver(surplus=True, deficit=True))


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=6), st.booleans(), st.booleans())
def test_carry_over_neither_makes_nor_loses_an_hour(pairs: list[tuple[int, int]], surplus: bool, deficit: bool) -> None:
    results = carry_over(annual(*pairs), CarryOver(surplus=surplus, deficit=deficit))
    kept = sum(result.lost_surplus - result.shortfall for result in results)
    assert kept == sum(done - due for due, done in pairs)


def test_progress_counts_transfers_and_says_what_is_missing() -> None:
    state = progress(due=Decimal(400), declared=Decimal(260), validated=Decimal(200), transferred=Decimal(-20))
    assert (state.credited, state.missing, state.awaiting) == (180, 220, 60)
    assert state.rate == Decimal("0.45")
    assert "il manque 220" in state.explanation.conclusion


def test_nothing_due_is_not_a_division_by_zero() -> None:
    state = progress(due=Decimal(0), declared=Decimal(0), validated=Decimal(5))
    assert state.rate is None
    assert state.surplus == 5


@given(HOURS, HOURS)
def test_missing_and_surplus_never_coexist(due: Decimal, validated: Decimal) -> None:
    state = progress(due=due, declared=validated, validated=validated)
    assert state.missing * state.surplus == 0
    assert state.credited + state.missing - state.surplus == due
    assert state.missing == shortfall(due=due, credited=validated)


def test_months_left_counts_parts_of_months_by_their_days() -> None:
    assert months_left(date(2025, 3, 31), date(2025, 6, 30)) == 3
    assert months_left(date(2025, 4, 15), date(2025, 4, 30)) == Decimal("0.5")
    assert months_left(date(2025, 5, 1), date(2025, 4, 30)) == 0


def months(*values: int) -> dict[date, Decimal]:
    return {date(2025, n, 1): Decimal(value) for n, value in enumerate(values, start=1)}


def test_the_forecast_carries_the_recent_pace_to_the_end() -> None:
    seen = forecast(due=Decimal(1200), **YEAR, entries_by_month=months(0, 0, 0, 120, 120, 120), on=date(2025, 6, 30))
    assert seen.pace_per_month == 120
    assert seen.expected_at_end == 1080
    assert seen.required_per_month == 140
    assert seen.missing_at_end == 120
    assert seen.status is Pace.WATCH


@pytest.mark.parametrize(
    ("due", "on", "status"),
    [
        (0, date(2025, 6, 30), Pace.NOTHING_DUE),
        (720, date(2025, 6, 30), Pace.ON_TRACK),
        (5000, date(2025, 6, 30), Pace.LATE),
        (300, date(2025, 6, 30), Pace.REACHED),
        (1000, date(2026, 1, 15), Pace.MISSED),
        (1000, date(2024, 11, 2), Pace.NOT_STARTED),
    ],
)
def test_the_status_follows_the_forecast(due: int, on: date, status: Pace) -> None:
    seen = forecast(due=Decimal(due), **YEAR, entries_by_month=months(60, 60, 60, 60, 60, 60), on=on)
    assert seen.status is status
    assert seen.explanation.conclusion.endswith(".")


def test_a_month_without_hours_slows_the_pace() -> None:
    seen = forecast(due=Decimal(1200), **YEAR, entries_by_month=months(90, 90, 90, 0), on=date(2025, 4, 30))
    assert seen.pace_per_month == 60


def test_months_after_the_day_are_ignored() -> None:
    seen = forecast(due=Decimal(500), **YEAR, entries_by_month=months(10, 10, 999), on=date(2025, 2, 28))
    assert seen.credited == 20


@given(HOURS, st.lists(HOURS, min_size=1, max_size=12), st.dates(date(2025, 1, 1), date(2025, 12, 30)))
def test_doing_what_is_required_each_month_fills_the_obligation(due: Decimal, values: list[Decimal], on: date) -> None:
    entries = {date(2025, n, 1): hours for n, hours in enumerate(values, start=1)}
    seen = forecast(due=due, **YEAR, entries_by_month=entries, on=on)
    assert seen.required_per_month is not None
    reached = seen.credited + seen.required_per_month * seen.months_left
    assert reached >= due - Decimal("0.1")


@given(HOURS, HOURS, HOURS)
def test_more_hours_never_worsen_the_forecast(due: Decimal, done: Decimal, more: Decimal) -> None:
    day = date(2025, 6, 30)
    before = forecast(due=due, **YEAR, entries_by_month={date(2025, 5, 1): done}, on=day)
    after = forecast(due=due, **YEAR, entries_by_month={date(2025, 5, 1): done + more}, on=day)
    assert after.expected_at_end >= before.expected_at_end
    assert after.missing_at_end <= before.missing_at_end


def test_the_page_shows_the_real_contract() -> None:
    _, text = page()
    assert "400" in text
    assert "CCAP de l’État" in text


def test_one_hour_is_due_and_two_are_due() -> None:
    rule = OrderRule(tranche=Decimal(2000), basis=AmountBasis.ORDERED)
    assert "1\u00a0h d’insertion est due." in hours_for_amount(rule, Decimal(2000)).explanation.conclusion
    assert "2\u00a0h d’insertion sont dues." in hours_for_amount(rule, Decimal(4000)).explanation.conclusion


def test_the_amounts_that_count_have_one_word_from_the_calibration_to_the_hours_due() -> None:
    said = {one: hours_for_amount(OrderRule(tranche=Decimal(2000), basis=one), Decimal(4000)) for one in AmountBasis}
    for one, due in said.items():
        assert one.label == f"Montants {one.adjective}"
        assert f"montants {one.adjective}" in due.explanation.conclusion
