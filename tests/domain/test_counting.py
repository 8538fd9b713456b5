"""Which hours count, and how a period is cut when something changes inside it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.counting import (
    Counted,
    CountingTerms,
    Refusal,
    WorkedHours,
    count,
    count_period,
    page,
    split,
    split_at,
    split_by_month,
    worked_in_month,
)
from levier.domain.eligibility import Answer, ClauseTerms, EligibilityAnswer, Status, is_eligible
from levier.domain.errors import RuleError
from levier.domain.explanation import Explanation
from levier.domain.vocabulary import ContractKind, HourKind, Modality

YES = EligibilityAnswer(Answer.YES, ("oui",), None, None, Explanation("oui"))
NO = EligibilityAnswer(Answer.NO, ("Hors liste.",), None, None, Explanation("non"))
UNKNOWN = EligibilityAnswer(Answer.UNKNOWN, ("Pièce à contrôler.",), None, None, Explanation("?"))
HOURS = st.decimals(0, 500, places=2)
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))

#: The counting rules of the State contract of 2021.
STATE_2021 = CountingTerms(
    cdi_years_cap=4,
    modalities=frozenset(
        {
            Modality.DIRECT_HIRE,
            Modality.LABOUR_SUPPLY_ETTI,
            Modality.LABOUR_SUPPLY_AI,
            Modality.LABOUR_SUPPLY_GEIQ,
            Modality.SUBCONTRACT_EI,
            Modality.SUBCONTRACT_ACI,
            Modality.SUBCONTRACT_EA,
        }
    ),
    starts_on=date(2021, 6, 1),
    ends_on=date(2026, 5, 31),
)


def march(
    hours: str = "100",
    kind: HourKind = HourKind.WORK,
    contract_kind: ContractKind = ContractKind.CDD,
    modality: Modality = Modality.DIRECT_HIRE,
    hired_on: date | None = None,
    month: date = date(2025, 3, 1),
) -> WorkedHours:
    return worked_in_month(
        month=month,
        hours=Decimal(hours),
        kind=kind,
        contract_kind=contract_kind,
        modality=modality,
        hired_on=hired_on,
    )


def outcome(counted: Counted) -> tuple[str, str, str]:
    return str(counted.counted), str(counted.refused), str(counted.pending)


def test_hours_of_an_eligible_person_count() -> None:
    counted = count(march(), CountingTerms(), YES)
    assert outcome(counted) == ("100", "0", "0")
    assert counted.code is None


def test_hours_wait_while_eligibility_is_to_be_established() -> None:
    counted = count(march(), CountingTerms(), UNKNOWN)
    assert outcome(counted) == ("0", "0", "100")
    assert counted.code is Refusal.PENDING
    assert "Pièce à contrôler" in counted.reason


def test_hours_of_an_ineligible_person_are_refused_with_the_reason() -> None:
    counted = count(march(), CountingTerms(), NO)
    assert (counted.code, counted.reason) == (Refusal.NOT_ELIGIBLE, "Hors liste.")


@pytest.mark.parametrize("kind", [ContractKind.APPRENTICESHIP, ContractKind.PROFESSIONALISATION])
def test_training_of_a_work_study_contract_counts(kind: ContractKind) -> None:
    assert count(march(kind=HourKind.TRAINING, contract_kind=kind), CountingTerms(), YES).code is None


@pytest.mark.parametrize(
    ("worked", "refusal", "allowing"),
    [
        (march(kind=HourKind.TRAINING), Refusal.TRAINING, CountingTerms(training_counts_otherwise=True)),
        (march(kind=HourKind.LEAVE), Refusal.LEAVE, CountingTerms(leave_counts=True)),
        (march(kind=HourKind.PMSMP), Refusal.PMSMP, CountingTerms(pmsmp_counts=True)),
        (march(contract_kind=ContractKind.INTERNSHIP), Refusal.PMSMP, CountingTerms(pmsmp_counts=True)),
    ],
)
def test_other_hours_count_only_if_the_contract_says_so(
    worked: WorkedHours, refusal: Refusal, allowing: CountingTerms
) -> None:
    assert count(worked, CountingTerms(), YES).code is refusal
    assert count(worked, allowing, YES).code is None


def test_a_contract_may_exclude_work_study_training() -> None:
    terms = CountingTerms(training_counts_for_work_study=False)
    worked = march(kind=HourKind.TRAINING, contract_kind=ContractKind.APPRENTICESHIP)
    assert count(worked, terms, YES).code is Refusal.TRAINING


def test_modalities_and_contract_kinds_are_those_of_the_contract() -> None:
    assert count(march(modality=Modality.TEMP_AGENCY), STATE_2021, YES).code is Refusal.MODALITY
    assert count(march(modality=Modality.LABOUR_SUPPLY_ETTI), STATE_2021, YES).code is None
    only_cdi = CountingTerms(contract_kinds=frozenset({ContractKind.CDI}))
    assert count(march(), only_cdi, YES).code is Refusal.CONTRACT_KIND


def test_a_cdi_counts_four_years_at_most_in_the_state_contract() -> None:
    hired = date(2021, 7, 1)
    cdi = {"contract_kind": ContractKind.CDI, "hired_on": hired}
    assert count(march(month=date(2025, 6, 1), **cdi), STATE_2021, YES).code is None  # type: ignore[arg-type]
    assert count(march(month=date(2025, 7, 1), **cdi), STATE_2021, YES).code is Refusal.CDI_CAP  # type: ignore[arg-type]


def test_a_cdi_counts_until_the_end_of_the_contract_when_it_comes_first() -> None:
    cdi = {"contract_kind": ContractKind.CDI, "hired_on": date(2024, 1, 1)}
    assert count(march(month=date(2026, 5, 1), **cdi), STATE_2021, YES).code is None  # type: ignore[arg-type]
    assert count(march(month=date(2026, 6, 1), **cdi), STATE_2021, YES).code is Refusal.AFTER_END  # type: ignore[arg-type]


def test_hours_before_the_contract_or_the_hiring_are_refused() -> None:
    assert count(march(month=date(2021, 5, 1)), STATE_2021, YES).code is Refusal.BEFORE_START
    assert count(march(hired_on=date(2025, 4, 1)), STATE_2021, YES).code is Refusal.BEFORE_HIRING


def test_a_month_starts_on_the_hiring_day() -> None:
    worked = march(hired_on=date(2025, 3, 12))
    assert worked.first_day == date(2025, 3, 12)
    assert count(worked, CountingTerms(), YES).code is None


def test_a_rule_that_changes_inside_the_period_asks_to_cut_it() -> None:
    terms = CountingTerms(ends_on=date(2025, 3, 15))
    with pytest.raises(RuleError, match="16 mars 2025"):
        count(march(), terms, YES)
    until = EligibilityAnswer(Answer.YES, ("oui",), None, date(2025, 3, 15), Explanation("oui"))
    with pytest.raises(RuleError, match="15 mars 2025"):
        count(march(), CountingTerms(), until)


def test_a_status_that_ends_mid_month_cuts_the_month() -> None:
    status = Status("rsa", date(2025, 1, 1), date(2025, 3, 14), "benefit_certificate", date(2025, 1, 1), checked=True)
    first, second = count_period(march("105"), CountingTerms(), [status], ClauseTerms())
    # March 2025: ten weekdays up to the 14th, eleven after.
    assert first.counted == Decimal(50)
    assert second.refused == Decimal(55)
    assert second.worked.first_day == date(2025, 3, 15)
    assert "estimated_split" in {warning.code for warning in first.explanation.warnings}


def test_a_period_that_nothing_cuts_is_not_estimated() -> None:
    status = Status("rsa", date(2025, 1, 1), None, "benefit_certificate", date(2025, 1, 1), checked=True)
    (whole,) = count_period(march(), CountingTerms(), [status], ClauseTerms())
    assert whole.counted == 100
    assert not whole.worked.estimated


def test_the_company_may_give_the_true_split() -> None:
    before, after = split_at(march("100"), date(2025, 3, 15), hours_before=Decimal("62.5"))
    assert (before.hours, after.hours) == (Decimal("62.5"), Decimal("37.5"))
    assert not before.estimated
    with pytest.raises(RuleError):
        split_at(march("100"), date(2025, 3, 15), hours_before=Decimal(101))
    with pytest.raises(RuleError):
        split_at(march("100"), date(2025, 3, 1))


def test_a_period_over_a_weekend_is_spread_over_calendar_days() -> None:
    weekend = WorkedHours(
        hours=Decimal(10),
        kind=HourKind.WORK,
        contract_kind=ContractKind.CDD,
        modality=Modality.DIRECT_HIRE,
        first_day=date(2025, 3, 1),
        last_day=date(2025, 3, 2),
    )
    assert [part.hours for part in split(weekend, [date(2025, 3, 2)])] == [5, 5]


def test_absurd_hours_are_refused() -> None:
    with pytest.raises(RuleError):
        march("-1")
    with pytest.raises(RuleError):
        march("1.234")
    with pytest.raises(RuleError):
        CountingTerms(cdi_years_cap=0)


@st.composite
def periods(draw: st.DrawFn) -> WorkedHours:
    first = draw(DAYS)
    last = first + timedelta(days=draw(st.integers(0, 200)))
    return WorkedHours(
        hours=draw(HOURS),
        kind=draw(st.sampled_from(HourKind)),
        contract_kind=draw(st.sampled_from(ContractKind)),
        modality=draw(st.sampled_from(Modality)),
        first_day=first,
        last_day=last,
        hired_on=draw(st.none() | DAYS),
    )


@given(periods(), st.lists(DAYS, max_size=6))
def test_a_split_loses_no_hundredth_and_no_day(worked: WorkedHours, cuts: list[date]) -> None:
    parts = split(worked, cuts)
    assert sum(part.hours for part in parts) == worked.hours
    assert sum(part.days for part in parts) == worked.days
    assert all(part.hours >= 0 for part in parts)


@given(periods())
def test_months_never_overlap_and_add_up(worked: WorkedHours) -> None:
    parts = split_by_month(worked)
    assert all(
        (part.first_day.year, part.first_day.month) == (part.last_day.year, part.last_day.month) for part in parts
    )
    assert sum(part.hours for part in parts) == worked.hours


@given(
    periods(),
    st.lists(st.tuples(DAYS, st.none() | st.integers(0, 400), st.booleans()), max_size=3),
    st.none() | DAYS,
    st.none() | st.integers(1, 4),
    st.none() | DAYS,
)
def test_every_declared_hour_is_counted_refused_or_pending(
    worked: WorkedHours,
    drawn: list[tuple[date, int | None, bool]],
    market_end: date | None,
    cap: int | None,
    entered_on: date | None,
) -> None:
    statuses = [
        Status(
            "rsa",
            start,
            None if length is None else start + timedelta(days=length),
            "benefit_certificate",
            start,
            checked=checked,
        )
        for start, length, checked in drawn
    ]
    terms = CountingTerms(ends_on=market_end, cdi_years_cap=cap)
    parts = count_period(worked, terms, statuses, ClauseTerms(), entered_on=entered_on)
    total = sum(part.counted + part.refused + part.pending for part in parts)
    assert total == worked.hours
    for part in parts:
        if part.code is None:
            for day in (part.worked.first_day, part.worked.last_day):
                answer = is_eligible(
                    statuses, ClauseTerms(), on=day, contract_kind=worked.contract_kind, entered_on=entered_on
                )
                assert answer.answer is Answer.YES


def test_the_page_lists_every_refusal() -> None:
    _, text = page()
    assert all(refusal.label in text for refusal in Refusal)
