"""Eligibility on the day worked: yes, no, or what is missing to know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.eligibility import (
    COMMON_CODES,
    CRITERIA,
    DEFAULT_DURATIONS,
    Answer,
    ClauseTerms,
    DurationRule,
    Family,
    Proof,
    Sensitivity,
    Status,
    by_code,
    is_eligible,
    page,
    pick_rule,
    status_end,
    with_proofs,
)
from levier.domain.errors import RuleError
from levier.domain.explanation import Certainty, Source
from levier.domain.vocabulary import ContractKind

ANY = ClauseTerms()
OURS = Source("Règle votée par la structure", Certainty.STATED)
CONFIRMED = (DurationRule(None, None, 24, False, OURS),)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def rsa(**changes: object) -> Status:
    status = Status("rsa", date(2025, 1, 15), None, "benefit_certificate", date(2025, 1, 10), checked=True)
    return replace(status, **changes)  # type: ignore[arg-type]


def test_a_checked_fresh_status_makes_the_person_eligible() -> None:
    answer = is_eligible([rsa()], ANY, on=date(2025, 6, 2))
    assert answer.answer is Answer.YES
    assert answer.criterion is by_code("rsa")
    assert answer.until == date(2027, 1, 14)
    assert "éligible" in answer.explanation.conclusion


def test_eligibility_is_read_on_the_day_worked_not_today() -> None:
    status = rsa(valid_until=date(2025, 3, 31))
    assert is_eligible([status], ANY, on=date(2025, 3, 31)).answer is Answer.YES
    assert is_eligible([status], ANY, on=date(2025, 4, 1)).answer is Answer.NO
    assert is_eligible([status], ANY, on=date(2025, 1, 14)).answer is Answer.NO


def test_an_unchecked_proof_gives_unknown_and_says_what_is_missing() -> None:
    answer = is_eligible([rsa(checked=False)], ANY, on=date(2025, 6, 2))
    assert answer.answer is Answer.UNKNOWN
    assert "reste à contrôler" in answer.reasons[0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"proof_kind": ""}, "il manque la preuve"),
        ({"proof_kind": "diploma"}, "n’est pas de celles"),
        ({"proof_on": None}, "il manque la date"),
        ({"proof_on": date(2024, 10, 15)}, "demandez une pièce plus récente"),
    ],
)
def test_a_missing_or_stale_proof_gives_unknown(changes: dict[str, object], words: str) -> None:
    answer = is_eligible([rsa(**changes)], ANY, on=date(2025, 6, 2))
    assert answer.answer is Answer.UNKNOWN
    assert words in answer.reasons[0]


def test_a_proof_is_fresh_until_the_eve_of_its_third_month() -> None:
    fresh = rsa(proof_on=date(2024, 10, 16))
    assert is_eligible([fresh], ANY, on=date(2025, 6, 2)).answer is Answer.YES


def test_freshness_is_measured_on_the_day_of_entry_when_it_is_known() -> None:
    answer = is_eligible([rsa()], ANY, on=date(2025, 9, 1), entered_on=date(2025, 9, 1))
    assert answer.answer is Answer.UNKNOWN


def test_a_proof_later_than_the_entry_is_said_not_hidden() -> None:
    answer = is_eligible([rsa(proof_on=date(2025, 2, 1))], ANY, on=date(2025, 6, 2))
    assert answer.answer is Answer.YES
    assert "late_proof" in {warning.code for warning in answer.explanation.warnings}


def test_nobody_is_refused_for_want_of_a_status_on_file() -> None:
    assert is_eligible([], ANY, on=date(2025, 6, 2)).answer is Answer.UNKNOWN


def test_a_public_outside_the_clause_is_refused() -> None:
    answer = is_eligible([rsa()], ClauseTerms(frozenset({"qpv"})), on=date(2025, 6, 2))
    assert answer.answer is Answer.NO
    assert "ne fait pas partie" in answer.reasons[0]


def test_a_day_outside_the_clause_is_refused() -> None:
    clause = ClauseTerms(started_on=date(2025, 2, 1), ended_on=date(2025, 12, 31))
    assert is_eligible([rsa()], clause, on=date(2025, 1, 31)).answer is Answer.NO
    assert is_eligible([rsa()], clause, on=date(2026, 1, 1)).answer is Answer.NO
    assert is_eligible([rsa()], clause, on=date(2025, 12, 31)).answer is Answer.YES


def test_an_end_by_a_duration_still_to_check_is_unknown_not_no() -> None:
    after = date(2027, 1, 15)
    assert is_eligible([rsa()], ANY, on=after).answer is Answer.UNKNOWN
    assert is_eligible([rsa()], ANY, on=after, rules=CONFIRMED).answer is Answer.NO


def test_the_status_that_lasts_longest_is_used() -> None:
    short = rsa(valid_until=date(2025, 12, 31))
    long = Status("qpv", date(2025, 1, 1), date(2026, 12, 31), "proof_of_address", date(2025, 1, 1), checked=True)
    answer = is_eligible([short, long], ANY, on=date(2025, 6, 2))
    assert answer.criterion is by_code("qpv")


def test_a_special_category_is_not_named_in_the_answer() -> None:
    status = Status("disabled_worker", date(2025, 1, 1), None, "disability_decision", None, checked=True)
    answer = is_eligible([status], ANY, on=date(2025, 6, 2))
    assert answer.answer is Answer.YES
    said = answer.explanation.conclusion + " ".join(answer.reasons)
    assert "handicap" not in said
    assert "motif protégé" in said


def test_judicial_situations_are_kept_without_their_reason() -> None:
    kept = [criterion for criterion in CRITERIA if criterion.sensitivity is Sensitivity.OFFENCE]
    assert [criterion.label for criterion in kept] == [
        "Personne orientée et reconnue éligible par une structure partenaire (motif non communiqué)"
    ]
    everything = " ".join(f"{criterion.code} {criterion.label} {criterion.proofs}" for criterion in CRITERIA).lower()
    for word in ("prison", "judiciaire", "détenu", "justice", "écrou", "pénit"):
        assert word not in everything


def test_health_criteria_are_marked() -> None:
    marked = {criterion.code for criterion in CRITERIA if criterion.sensitivity is Sensitivity.HEALTH}
    assert marked == {"adapted_sector", "aah", "invalidity_pension", "disabled_worker"}


def test_an_empty_clause_means_the_common_list() -> None:
    assert ANY.accepted == COMMON_CODES
    assert "mobility" not in COMMON_CODES
    assert {by_code(code).family for code in COMMON_CODES} == set(Family)


def test_a_body_may_override_the_proofs() -> None:
    table = with_proofs({"rsa": (Proof("benefit_certificate", "Attestation", 12),)})
    stale = rsa(proof_on=date(2024, 5, 1))
    assert is_eligible([stale], ANY, on=date(2025, 6, 2), criteria=table).answer is Answer.YES
    with pytest.raises(RuleError):
        with_proofs({"unknown": ()})


def test_an_unknown_criterion_is_refused() -> None:
    with pytest.raises(RuleError):
        is_eligible([rsa(criterion="astrology")], ANY, on=date(2025, 6, 2))
    with pytest.raises(RuleError):
        is_eligible([rsa()], ClauseTerms(frozenset({"astrology"})), on=date(2025, 6, 2))
    with pytest.raises(RuleError):
        Status("rsa", date(2025, 1, 2), date(2025, 1, 1))


def test_the_most_specific_duration_wins() -> None:
    rule = pick_rule(criterion="iae", contract_kind=ContractKind.APPRENTICESHIP, rules=DEFAULT_DURATIONS)
    assert rule is not None
    assert rule.criterion == "iae"


def test_durations_end_the_day_before_the_anniversary() -> None:
    end = status_end(criterion="rsa", contract_kind=ContractKind.CDD, start=date(2024, 2, 29), contract_end=None)
    assert end.until == date(2026, 2, 27)
    assert end.rule is not None
    assert end.rule.source.certainty.to_check


def test_a_work_study_contract_keeps_eligibility_until_its_end() -> None:
    end = status_end(
        criterion="rsa",
        contract_kind=ContractKind.APPRENTICESHIP,
        start=date(2025, 1, 1),
        contract_end=date(2028, 8, 31),
    )
    assert end.until == date(2028, 8, 31)


def test_without_rule_there_is_no_end() -> None:
    end = status_end(criterion="rsa", contract_kind=None, start=date(2025, 1, 1), contract_end=None, rules=())
    assert (end.until, end.rule) == (None, None)


def test_every_quoted_duration_is_shown_to_check() -> None:
    assert all(rule.source.certainty.to_check for rule in DEFAULT_DURATIONS if rule.criterion is None)


@given(st.lists(st.tuples(DAYS, st.booleans(), st.sampled_from(sorted(COMMON_CODES))), max_size=4), DAYS)
def test_one_more_status_never_makes_an_eligible_person_ineligible(
    drawn: list[tuple[date, bool, str]], on: date
) -> None:
    statuses = [
        Status(code, start, None, by_code(code).proofs[0].kind, start, checked=checked)
        for start, checked, code in drawn
    ]
    rank = {Answer.NO: 0, Answer.UNKNOWN: 1, Answer.YES: 2}
    answers = [rank[is_eligible(statuses[:n], ANY, on=on).answer] for n in range(1, len(statuses) + 1)]
    assert answers == sorted(answers)


@given(DAYS, DAYS)
def test_until_is_the_last_eligible_day(start: date, on: date) -> None:
    status = rsa(valid_from=start, proof_on=start)
    answer = is_eligible([status], ANY, on=on, rules=CONFIRMED)
    if answer.answer is Answer.YES:
        assert answer.until is not None
        assert is_eligible([status], ANY, on=answer.until, rules=CONFIRMED).answer is Answer.YES
        after = answer.until + timedelta(days=1)
        assert is_eligible([status], ANY, on=after, rules=CONFIRMED).answer is Answer.NO


def test_the_page_shows_every_criterion_and_the_doubts() -> None:
    slug, text = page()
    assert slug == "eligibilite"
    assert all(criterion.label in text for criterion in CRITERIA)
    assert "à vérifier" in text
