from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.calibration import (
    FIELDS,
    INPUTS,
    CharterInputs,
    HoursPerEuroInputs,
    LabourShareInputs,
    Method,
    PactInputs,
    Pathway,
    Settings,
    Verdict,
    build_inputs,
    calibrate,
    compare,
    page,
    shown_inputs,
)
from levier.domain.errors import RuleError
from levier.domain.explanation import Certainty, Severity, Source
from levier.domain.quantities import FteBasis, Rounding
from levier.domain.tranches import AmountBasis, TrancheCounting

D = Decimal
SOURCE = Source("Décomposition du prix fournie par l’acheteur", Certainty.STATED)


def building(**changes: Any) -> LabourShareInputs:
    """The published example: 1 000 000 €, 50 %, 5 %, 30 €/h (domain.md §9.1)."""
    values: dict[str, Any] = {
        "amount": D(1_000_000),
        "labour_share": D("0.5"),
        "insertion_rate": D("0.05"),
        "hourly_cost": D(30),
        "labour_share_source": SOURCE,
        "hourly_cost_source": SOURCE,
        "hourly_cost_date": date(2026, 1, 1),
    }
    return LabourShareInputs(**{**values, **changes})


def cleaning(**changes: Any) -> PactInputs:
    values: dict[str, Any] = {
        "turnover": D(120_000),
        "months": 12,
        "staff_hours_month": D(300),
        "insertion_rate": D("0.05"),
    }
    return PactInputs(**{**values, **changes})


def state_ccap(amount: str, counting: TrancheCounting = TrancheCounting.COMPLETE) -> HoursPerEuroInputs:
    """1 h per 2 000 € invoiced beyond 2 700 000 €, as the real State contract of 2021 writes it."""
    return HoursPerEuroInputs(
        amount=D(amount),
        basis=AmountBasis.INVOICED,
        hours_per_tranche=D(1),
        tranche=D(2000),
        counting=counting,
        trigger=D(2_700_000),
    )


def codes(warnings: Any) -> set[str]:
    return {warning.code for warning in warnings}


# Worked example 1


def test_the_published_building_example_gives_833_hours() -> None:
    found = calibrate(method=Method.LABOUR_SHARE, inputs=building())
    assert found.hours == D(833)
    assert round(found.exact, 2) == D("833.33")
    results = [step.result for step in found.explanation.steps]
    assert results[:4] == ["500\u202f000\u00a0€", "25\u202f000\u00a0€", "833,33\u00a0h", "833\u00a0h"]


def test_at_25_euros_an_hour_the_building_example_gives_1000_hours() -> None:
    assert calibrate(method=Method.LABOUR_SHARE, inputs=building(hourly_cost=D(25))).hours == D(1000)


def test_the_explanation_cites_the_source_of_the_labour_share() -> None:
    assert SOURCE in calibrate(method=Method.LABOUR_SHARE, inputs=building()).explanation.sources


@pytest.mark.parametrize(
    ("policy", "hours"),
    [
        (Rounding.NONE, "833.33"),
        (Rounding.UNIT, "833"),
        (Rounding.DOWN, "833"),
        (Rounding.FIVE, "835"),
        (Rounding.TEN, "830"),
        (Rounding.WEEKS, "840"),
    ],
)
def test_each_rounding_policy_is_applied_once_at_the_end(policy: Rounding, hours: str) -> None:
    found = calibrate(method=Method.LABOUR_SHARE, inputs=building(), settings=Settings(rounding=policy))
    assert found.hours == D(hours)
    assert found.rounding is policy


def test_people_and_full_time_equivalents_say_their_basis() -> None:
    found = calibrate(method=Method.LABOUR_SHARE, inputs=building(), settings=Settings(fte_basis=FteBasis.LEGAL_YEAR))
    assert found.pathway.hours == D(455)
    assert found.people_equivalent == D("1.8")
    assert found.fte == D("0.5")
    text = " ".join(step.formula + step.result for step in found.explanation.steps)
    assert "35\u00a0h × 13 semaines" in text
    assert "1\u202f607" in text


# Worked example 2


def test_pact_coefficient_is_25_euros_an_hour() -> None:
    step = calibrate(method=Method.PACT_CLEANING, inputs=cleaning()).explanation.steps[0]
    assert step.result == "25\u00a0€/h"


def test_pact_under_150_hours_advises_no_clause() -> None:
    found = calibrate(method=Method.PACT_CLEANING, inputs=cleaning())
    assert (found.exact, found.verdict, found.proposed_hours) == (D(60), Verdict.NO_CLAUSE, D(0))
    assert found.explanation.steps[2].result == "25\u00a0%"


def test_pact_with_more_staff_than_the_contract_has_no_potential() -> None:
    inputs = cleaning(turnover=D(240_000), staff_hours_month=D(1000))
    found = calibrate(method=Method.PACT_CLEANING, inputs=inputs)
    assert (found.exact, found.verdict) == (D(0), Verdict.NO_POTENTIAL)
    assert found.explanation.steps[2].result == "−25\u00a0%"


def test_pact_with_exactly_no_potential_is_no_potential() -> None:
    found = calibrate(method=Method.PACT_CLEANING, inputs=cleaning(staff_hours_month=D(400)))
    assert found.verdict is Verdict.NO_POTENTIAL


def test_pact_at_exactly_150_hours_allows_a_clause() -> None:
    found = calibrate(method=Method.PACT_CLEANING, inputs=cleaning(turnover=D(75_000), staff_hours_month=D(0)))
    assert found.exact == D(150)
    assert found.verdict is Verdict.CLAUSE


# The real trigger


@pytest.mark.parametrize(
    ("amount", "hours"),
    [("2699999", 0), ("2700000", 0), ("2701999.99", 0), ("2702000", 1), ("3500001", 400)],
)
def test_the_state_contract_counts_complete_tranches_beyond_its_trigger(amount: str, hours: int) -> None:
    assert calibrate(method=Method.HOURS_PER_EURO, inputs=state_ccap(amount)).hours == D(hours)


def test_started_and_proportional_tranches_are_other_choices() -> None:
    started = calibrate(method=Method.HOURS_PER_EURO, inputs=state_ccap("3500001", TrancheCounting.STARTED))
    shared = calibrate(method=Method.HOURS_PER_EURO, inputs=state_ccap("3500001", TrancheCounting.PROPORTIONAL))
    assert started.hours == D(401)
    assert shared.exact == D("400.0005")


def test_at_the_trigger_nothing_is_due_and_it_is_said() -> None:
    found = calibrate(method=Method.HOURS_PER_EURO, inputs=state_ccap("2700000", TrancheCounting.STARTED))
    assert found.verdict is Verdict.BELOW_TRIGGER
    assert found.explanation.conclusion.startswith("Aucune heure n’est due")


def test_a_charter_adds_the_engineering_hours() -> None:
    inputs = CharterInputs(worked_hours=D(90_000), engineering_hours=D(10_000), insertion_rate=D("0.05"))
    found = calibrate(method=Method.CHARTER_SHARE, inputs=inputs)
    assert found.hours == D(5000)
    assert "charter-unsourced" in codes(found.explanation.warnings)


# Warnings


def test_a_well_sourced_large_clause_has_no_warning() -> None:
    assert calibrate(method=Method.LABOUR_SHARE, inputs=building()).explanation.warnings == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"labour_share_source": None}, "labour-share-unsourced"),
        ({"labour_share_source": Source("Ordre de grandeur", Certainty.RECALLED)}, "labour-share-to-check"),
        ({"labour_share": D("0.2")}, "labour-share-low"),
        ({"hourly_cost_date": None}, "hourly-cost-undated"),
        ({"hourly_cost_source": None}, "hourly-cost-unsourced"),
        ({"insertion_rate": D("0.04")}, "rate-unusual"),
        ({"insertion_rate": D("0.21")}, "rate-unusual"),
        ({"amount": D(170_000)}, "under-minimum"),
        ({"amount": D(500_000)}, "short-pathway"),
        ({"amount": D(20_000)}, "tiny-contract"),
    ],
)
def test_each_weakness_gives_its_warning(changes: dict[str, Any], code: str) -> None:
    found = calibrate(method=Method.LABOUR_SHARE, inputs=building(**changes))
    assert code in codes(found.explanation.warnings)


def test_the_minimum_and_the_pathway_are_set_by_the_facilitating_body() -> None:
    settings = Settings(minimum_hours=D(40), pathway=Pathway(weekly_hours=D(20), weeks=4))
    found = calibrate(method=Method.LABOUR_SHARE, inputs=building(amount=D(120_000)), settings=settings)
    assert found.hours == D(100)
    assert not codes(found.explanation.warnings) & {"under-minimum", "short-pathway"}


def test_an_amount_under_the_body_floor_is_a_tiny_contract() -> None:
    settings = Settings(smallest_amount=D(2_000_000))
    found = calibrate(method=Method.LABOUR_SHARE, inputs=building(), settings=settings)
    assert "tiny-contract" in codes(found.explanation.warnings)


def test_an_hourly_cost_under_the_minimum_wage_is_alarming() -> None:
    found = calibrate(
        method=Method.LABOUR_SHARE, inputs=building(hourly_cost=D(10)), settings=Settings(minimum_wage=D("12.02"))
    )
    alarm = next(warning for warning in found.explanation.warnings if warning.code == "hourly-cost-under-wage")
    assert alarm.severity is Severity.DANGER


def test_the_undated_constants_of_pact_are_said_undated() -> None:
    assert "pact-undated" in codes(calibrate(method=Method.PACT_CLEANING, inputs=cleaning()).explanation.warnings)
    dated = calibrate(method=Method.PACT_CLEANING, inputs=cleaning(hourly_cost=D(24)))
    assert "pact-undated" not in codes(dated.explanation.warnings)


# Absurd inputs


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": D(-1)}, "amount"),
        ({"amount": D(0)}, "amount"),
        ({"amount": D("1e17")}, "amount"),
        ({"amount": D("NaN")}, "amount"),
        ({"amount": D("Infinity")}, "amount"),
        ({"labour_share": D("1.01")}, "labour_share"),
        ({"labour_share": D(50)}, "labour_share"),
        ({"insertion_rate": D(0)}, "insertion_rate"),
        ({"hourly_cost": D(0)}, "hourly_cost"),
        ({"hourly_cost": D(30_000)}, "hourly_cost"),
        ({"labour_share_source": "un document"}, "labour_share_source"),
        ({"hourly_cost_date": "2026"}, "hourly_cost_date"),
    ],
)
def test_absurd_labour_inputs_are_refused_at_their_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleError) as caught:
        building(**changes)
    assert caught.value.field == field


@pytest.mark.parametrize("months", [0, -3, 1000])
def test_absurd_durations_are_refused(months: int) -> None:
    with pytest.raises(RuleError) as caught:
        cleaning(months=months)
    assert caught.value.field == "months"


def test_inputs_of_another_method_are_refused() -> None:
    with pytest.raises(RuleError):
        calibrate(method=Method.PACT_CLEANING, inputs=building())


# Forms


@pytest.mark.parametrize("method", list(Method))
def test_the_field_table_describes_exactly_the_inputs(method: Method) -> None:
    assert {field.name for field in FIELDS[method]} == {field.name for field in fields(INPUTS[method])}


def test_no_method_proposes_a_labour_share_without_a_source() -> None:
    for table in FIELDS.values():
        for field in table:
            if field.name == "labour_share" and field.default is not None:
                assert field.default_source is not None
                assert not field.default_source.certainty.to_check


def test_inputs_are_built_from_form_values() -> None:
    values = {
        "amount": D(2_702_000),
        "basis": "invoiced",
        "hours_per_tranche": D(1),
        "tranche": D(2000),
        "counting": "complete",
        "trigger": D(2_700_000),
    }
    inputs = build_inputs(Method.HOURS_PER_EURO, values)
    assert inputs == state_ccap("2702000")
    assert calibrate(method=Method.HOURS_PER_EURO, inputs=inputs).hours == D(1)


def test_a_missing_form_value_is_named() -> None:
    with pytest.raises(RuleError) as caught:
        build_inputs(Method.LABOUR_SHARE, {"amount": D(1000), "labour_share": None})
    assert caught.value.field == "labour_share"


def test_the_tranche_counting_has_no_default() -> None:
    values = {"amount": D(1), "basis": "ordered", "hours_per_tranche": D(1), "tranche": D(1)}
    with pytest.raises(RuleError) as caught:
        build_inputs(Method.HOURS_PER_EURO, values)
    assert caught.value.field == "counting"


def test_unknown_form_values_are_refused() -> None:
    with pytest.raises(RuleError):
        build_inputs(Method.CHARTER_SHARE, {"worked_hours": D(1), "insertion_rate": D("0.1"), "x": 1})
    with pytest.raises(RuleError) as caught:
        build_inputs(Method.HOURS_PER_EURO, {**_as_values(state_ccap("1")), "counting": "parfois"})
    assert caught.value.field == "counting"


def _as_values(inputs: Any) -> dict[str, Any]:
    return {field.name: getattr(inputs, field.name) for field in fields(inputs)}


def test_inputs_are_shown_in_french() -> None:
    shown = dict(shown_inputs(Method.LABOUR_SHARE, building(labour_share_source=None)))
    assert shown["Part de main-d’œuvre"] == "50\u00a0%"
    assert shown["Source de la part de main-d’œuvre"] == "non renseigné"


# Comparison


def test_staff_to_take_over_makes_pact_the_recommended_method() -> None:
    found = compare({Method.LABOUR_SHARE: building(), Method.PACT_CLEANING: cleaning()})
    assert found.recommended.method is Method.PACT_CLEANING


def test_a_framework_follows_its_orders() -> None:
    inputs = {Method.LABOUR_SHARE: building(), Method.HOURS_PER_EURO: state_ccap("3500001")}
    assert compare(inputs, framework=True).recommended.method is Method.HOURS_PER_EURO
    assert compare(inputs).recommended.method is Method.LABOUR_SHARE


def test_a_cited_charter_is_a_minimum() -> None:
    charter = CharterInputs(worked_hours=D(20_000), insertion_rate=D("0.05"), charter_source=SOURCE)
    inputs = {Method.LABOUR_SHARE: building(), Method.CHARTER_SHARE: charter}
    assert compare(inputs).recommended.method is Method.CHARTER_SHARE
    inputs[Method.CHARTER_SHARE] = replace(charter, worked_hours=D(10_000))
    assert compare(inputs).recommended.method is Method.LABOUR_SHARE


def test_methods_that_disagree_are_signalled() -> None:
    inputs = {Method.LABOUR_SHARE: building(), Method.HOURS_PER_EURO: state_ccap("3500001")}
    found = compare(inputs)
    assert (found.lowest, found.highest) == (D(400), found.recommended.exact)
    assert "methods-disagree" in codes(found.warnings)


def test_the_order_of_the_methods_does_not_matter() -> None:
    inputs = {Method.LABOUR_SHARE: building(), Method.PACT_CLEANING: cleaning()}
    assert compare(inputs) == compare(dict(reversed(inputs.items())))


def test_comparing_nothing_is_refused() -> None:
    with pytest.raises(RuleError):
        compare({})


def test_a_calibration_is_stored_as_plain_data() -> None:
    stored = calibrate(method=Method.LABOUR_SHARE, inputs=building()).as_dict()
    assert stored["hours"] == "833.00"
    assert stored["version"] == 1
    assert stored["inputs"]["hourly_cost_date"] == "2026-01-01"  # type: ignore[index]


def test_the_rules_page_shows_every_method_and_the_published_figures() -> None:
    slug, text = page()
    assert slug == "calibrage"
    for method in Method:
        assert method.label in text
    assert "833,33\u00a0h" in text


# Properties

amounts = st.decimals("0.01", "99000000000", places=2)
rates = st.decimals("0.0001", "1", places=4)
costs = st.decimals("0.01", "1000", places=2)
policies = st.sampled_from(list(Rounding))


@given(amounts, rates, rates, costs)
def test_both_labour_variants_are_equal_before_rounding(
    amount: Decimal, share: Decimal, rate: Decimal, cost: Decimal
) -> None:
    inputs = building(amount=amount, labour_share=share, insertion_rate=rate, hourly_cost=cost)
    first = calibrate(method=Method.LABOUR_SHARE, inputs=inputs)
    second = calibrate(method=Method.TOTAL_HOURS, inputs=inputs)
    assert first.exact == second.exact
    assert first.hours == second.hours


@given(amounts, rates, rates, costs, policies)
def test_rounding_never_loses_more_than_its_step(
    amount: Decimal, share: Decimal, rate: Decimal, cost: Decimal, policy: Rounding
) -> None:
    inputs = building(amount=amount, labour_share=share, insertion_rate=rate, hourly_cost=cost)
    found = calibrate(method=Method.LABOUR_SHARE, inputs=inputs, settings=Settings(rounding=policy))
    assert abs(found.hours - found.exact) <= policy.step


@given(amounts, amounts, rates, rates, rates, costs, costs, policies)
def test_labour_hours_are_monotone_in_each_input(
    low: Decimal,
    high: Decimal,
    share: Decimal,
    other_share: Decimal,
    rate: Decimal,
    cost: Decimal,
    other_cost: Decimal,
    policy: Rounding,
) -> None:
    def hours(**changes: Any) -> Decimal:
        base = building(amount=low, labour_share=share, insertion_rate=rate, hourly_cost=cost)
        inputs = replace(base, **changes)
        return calibrate(method=Method.LABOUR_SHARE, inputs=inputs, settings=Settings(rounding=policy)).hours

    assert (hours(amount=min(low, high))) <= hours(amount=max(low, high))
    assert hours(labour_share=min(share, other_share)) <= hours(labour_share=max(share, other_share))
    assert hours(insertion_rate=min(rate, other_share)) <= hours(insertion_rate=max(rate, other_share))
    assert hours(hourly_cost=max(cost, other_cost)) <= hours(hourly_cost=min(cost, other_cost))


@given(amounts, st.integers(1, 240), st.decimals("0", "10000", places=2), st.decimals("0", "10000", places=2), rates)
def test_pact_hours_fall_with_the_staff_to_take_over(
    turnover: Decimal, months: int, staff: Decimal, more: Decimal, rate: Decimal
) -> None:
    inputs = cleaning(turnover=turnover, months=months, staff_hours_month=staff, insertion_rate=rate)
    heavier = replace(inputs, staff_hours_month=staff + more)
    few = calibrate(method=Method.PACT_CLEANING, inputs=inputs).exact
    none = calibrate(method=Method.PACT_CLEANING, inputs=heavier).exact
    assert 0 <= none <= few


@given(amounts, amounts, st.sampled_from(list(TrancheCounting)), st.decimals("0", "5000000", places=2), costs)
def test_tranche_hours_are_monotone_and_ordered_by_counting(
    one: Decimal, other: Decimal, counting: TrancheCounting, trigger: Decimal, tranche: Decimal
) -> None:
    def hours(amount: Decimal, how: TrancheCounting) -> Decimal:
        inputs = replace(state_ccap("0"), amount=amount, counting=how, trigger=trigger, tranche=tranche)
        return calibrate(method=Method.HOURS_PER_EURO, inputs=inputs).exact

    assert hours(min(one, other), counting) <= hours(max(one, other), counting)
    complete, shared, started = (
        hours(one, how) for how in (TrancheCounting.COMPLETE, TrancheCounting.PROPORTIONAL, TrancheCounting.STARTED)
    )
    assert complete <= shared <= started <= complete + 1
    if one <= trigger:
        assert started == 0
