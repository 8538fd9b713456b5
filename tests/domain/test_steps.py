"""The seven steps: sheets, moves, calendar."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.steps import (
    ABANDON_FROM,
    SHEETS,
    TRANSITIONS,
    AbandonReason,
    DocumentKind,
    Intent,
    Quarter,
    Step,
    active_steps,
    allowed,
    check_abandon,
    check_resume,
    check_transition,
    documents_due,
    is_forward,
    line_of,
    next_order_request,
    next_review,
    next_transitions,
    quarter_of,
)
from levier.domain.vocabulary import Party

F = Party.FACILITATOR
STEPS = st.sampled_from(list(Step))
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


def test_the_seven_steps_are_numbered_as_in_the_booklet():
    assert [step.number for step in Step] == [1, 2, 3, 4, 5, 6, 7]
    assert set(SHEETS) == set(Step)
    assert all(sheet.source.reference for sheet in SHEETS.values())


def test_the_buyer_owes_four_documents_on_award():
    required = {document.kind for document in SHEETS[Step.LANCEMENT].required_documents}
    assert required == {
        DocumentKind.WINNERS_LIST,
        DocumentKind.NOTIFICATION_LETTER,
        DocumentKind.ENGAGEMENT,
        DocumentKind.CCAP,
    }
    assert {document.provider for document in SHEETS[Step.LANCEMENT].documents} == {Party.BUYER}


@pytest.mark.parametrize("is_framework", [False, True])
def test_a_clause_can_walk_its_whole_line(is_framework):
    line = [step for step in line_of(is_framework=is_framework) if step is not Step.COMMANDES]
    for step, to in itertools.pairwise(line):
        assert check_transition(step, to, party=F, is_framework=is_framework).target is to


def test_orders_are_for_framework_agreements_only():
    assert allowed(Step.MISE_EN_OEUVRE, Step.COMMANDES, is_framework=True)
    assert allowed(Step.COMMANDES, Step.MISE_EN_OEUVRE, is_framework=True)
    with pytest.raises(Conflict, match="accord-cadre"):
        check_transition(Step.MISE_EN_OEUVRE, Step.COMMANDES, party=F, is_framework=False)


def test_orders_and_implementation_run_side_by_side_on_a_framework():
    both = (Step.MISE_EN_OEUVRE, Step.COMMANDES)
    assert active_steps(Step.COMMANDES, is_framework=True) == both
    assert active_steps(Step.MISE_EN_OEUVRE, is_framework=True) == both
    assert active_steps(Step.MISE_EN_OEUVRE, is_framework=False) == (Step.MISE_EN_OEUVRE,)


def test_a_framework_ends_from_implementation_not_from_orders():
    assert not allowed(Step.COMMANDES, Step.FIN, is_framework=True)
    assert allowed(Step.MISE_EN_OEUVRE, Step.FIN, is_framework=True)


def test_a_refused_move_says_what_is_possible():
    with pytest.raises(Conflict) as caught:
        check_transition(Step.PROGRAMMATION, Step.FIN, party=F, is_framework=False)
    assert "« Montage »" in caught.value.message
    with pytest.raises(Conflict, match="déjà"):
        check_transition(Step.SUIVI, Step.SUIVI, party=F, is_framework=False)


def test_reopening_wants_a_reason():
    with pytest.raises(RuleError) as caught:
        check_transition(Step.FIN, Step.MISE_EN_OEUVRE, party=F, is_framework=False, reason="  ")
    assert caught.value.field == "reason"
    move = check_transition(Step.FIN, Step.MISE_EN_OEUVRE, party=F, is_framework=False, reason="Relevé oublié")
    assert move.intent is Intent.REOPEN


@pytest.mark.parametrize("party", [Party.CONTRACTOR, Party.STRUCTURE])
def test_a_company_or_a_structure_moves_nothing(party):
    for move in TRANSITIONS:
        with pytest.raises(NotAllowed):
            check_transition(move.origin, move.target, party=party, is_framework=True, reason="Essai")


def test_only_the_facilitator_closes():
    with pytest.raises(NotAllowed, match="facilitateur"):
        check_transition(Step.MISE_EN_OEUVRE, Step.FIN, party=Party.BUYER, is_framework=False)


@given(STEPS, STEPS, st.booleans(), st.sampled_from(list(Party)))
def test_moves_exist_only_along_the_table(step, to, is_framework, party):
    row = [
        one
        for one in TRANSITIONS
        if (one.origin, one.target) == (step, to) and (is_framework or not one.framework_only)
    ]
    assert allowed(step, to, is_framework=is_framework) == bool(row)
    if not row:
        with pytest.raises(Conflict):
            check_transition(step, to, party=party, is_framework=is_framework, reason="Essai")
    elif party in row[0].parties:
        assert check_transition(step, to, party=party, is_framework=is_framework, reason="Essai") is row[0]


@given(st.booleans(), st.lists(st.integers(0, 9), max_size=30))
def test_any_walk_stays_on_the_line_and_moves_by_one(is_framework, picks):
    step, line = Step.PROGRAMMATION, line_of(is_framework=is_framework)
    for pick in picks:
        moves = next_transitions(step, is_framework=is_framework)
        assert moves, "no step is a dead end"
        move = moves[pick % len(moves)]
        if not is_forward(move):
            assert move.needs_reason
        without_orders = [one for one in Step if one is not Step.COMMANDES]
        if Step.COMMANDES not in (step, move.target):
            assert abs(without_orders.index(move.target) - without_orders.index(step)) == 1
        step = move.target
        assert step in line


def test_the_table_has_no_double_row():
    assert len({(one.origin, one.target) for one in TRANSITIONS}) == len(TRANSITIONS)
    assert all(one.guard.endswith(".") and one.parties for one in TRANSITIONS)


def test_dropping_a_file_wants_a_sensible_reason_and_a_comment():
    assert check_abandon(Step.MONTAGE, AbandonReason.NO_CLAUSE, party=Party.BUYER, comment=" Offre trop mince ") == (
        "Offre trop mince"
    )
    with pytest.raises(Conflict, match="infructueuse"):
        check_abandon(Step.PROGRAMMATION, AbandonReason.UNSUCCESSFUL, party=F, comment="Essai")
    with pytest.raises(RuleError):
        check_abandon(Step.MONTAGE, AbandonReason.NO_CLAUSE, party=F, comment="")
    with pytest.raises(NotAllowed):
        check_abandon(Step.MONTAGE, AbandonReason.NO_CLAUSE, party=Party.CONTRACTOR, comment="Essai")


def test_a_finished_clause_is_not_dropped_and_a_dropped_one_can_be_resumed():
    assert all(Step.FIN not in steps for steps in ABANDON_FROM.values())
    assert check_resume(party=F, reason="Relance du lot") == "Relance du lot"
    with pytest.raises(RuleError):
        check_resume(party=F, reason="")


def test_order_statements_are_due_only_on_a_framework():
    assert DocumentKind.ORDER_STATEMENT in documents_due(Step.FIN, is_framework=True)
    assert DocumentKind.ORDER_STATEMENT not in documents_due(Step.FIN, is_framework=False)
    assert DocumentKind.CLOSING_REPORT not in documents_due(Step.MISE_EN_OEUVRE, is_framework=True)


def test_quarters_and_their_labels():
    assert quarter_of(date(2025, 9, 30)) == Quarter(2025, 3)
    assert Quarter(2026, 1).label == "1er trimestre 2026"
    assert Quarter(2024, 1).end == date(2024, 3, 31)
    assert (Quarter(2025, 4).start, Quarter(2025, 4).end) == (date(2025, 10, 1), date(2025, 12, 31))


def test_orders_are_asked_the_day_after_the_quarter():
    request = next_order_request(date(2025, 11, 3))
    assert (request.quarter, request.ask_on, request.due_on) == (Quarter(2025, 4), date(2026, 1, 1), date(2026, 1, 16))
    assert next_order_request(date(2026, 1, 1)).quarter == Quarter(2025, 4)
    assert not request.is_late(date(2026, 1, 16))
    assert request.is_late(date(2026, 1, 17))
    with pytest.raises(RuleError):
        next_order_request(date(2026, 1, 1), answer_days=-1)


def test_reviews_once_or_twice_a_year():
    assert next_review(date(2026, 1, 2), per_year=2) == date(2026, 7, 1)
    assert next_review(date(2026, 7, 2), per_year=2) == date(2027, 1, 1)
    assert next_review(date(2026, 1, 2), per_year=1, first_month=9) == date(2026, 9, 1)
    assert next_review(date(2026, 10, 1), per_year=2, first_month=9) == date(2027, 3, 1)
    with pytest.raises(RuleError):
        next_review(date(2026, 1, 2), per_year=3)
    with pytest.raises(RuleError):
        next_review(date(2026, 1, 2), first_month=13)


@given(DAYS)
def test_every_day_is_in_its_quarter_and_has_a_request_to_come(on):
    quarter = quarter_of(on)
    assert quarter.start <= on <= quarter.end
    assert quarter.following.previous == quarter
    assert quarter.following.start == quarter.end + timedelta(days=1)
    request = next_order_request(on)
    assert on <= request.ask_on <= on + timedelta(days=92)
    assert request.quarter.end < request.ask_on <= request.due_on


@given(DAYS, st.sampled_from([1, 2]), st.integers(1, 12))
def test_the_next_review_is_never_further_than_its_rhythm(on, per_year, month):
    review = next_review(on, per_year=per_year, first_month=month)
    assert on <= review <= on + timedelta(days=366 if per_year == 1 else 184)
    assert review.day == 1
