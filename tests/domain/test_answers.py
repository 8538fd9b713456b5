"""When to chase an answer: after its last day, politely, a few times, then the buyer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from levier.domain.answers import BETWEEN, MAX_REMINDERS, Chase, Waiting, chase

DUE = date(2026, 4, 18)


def days(count: int) -> date:
    return DUE + timedelta(days=count)


def _follow(waiting: Waiting, until: int, *, reachable: bool = True) -> list[tuple[int, Chase]]:
    """What a schedule that turns every day does, day by day."""
    told = []
    for day in range(-3, until):
        turn = chase(waiting, today=days(day), reachable=reachable)
        if turn is Chase.REMIND:
            waiting = replace(waiting, reminders=waiting.reminders + 1, reminded_on=days(day))
        if turn is Chase.TELL_BUYER:
            waiting = replace(waiting, escalated_on=days(day))
        if turn is not Chase.WAIT:
            told.append((day, turn))
    return told


def test_nothing_happens_before_the_last_day_is_over() -> None:
    assert chase(Waiting(due_on=DUE), today=DUE, reachable=True) is Chase.WAIT


def test_two_reminders_then_the_buyer_then_silence() -> None:
    assert _follow(Waiting(due_on=DUE), 60) == [(1, Chase.REMIND), (6, Chase.REMIND), (11, Chase.TELL_BUYER)]


def test_without_an_address_the_buyer_is_told_without_reminders() -> None:
    assert _follow(Waiting(due_on=DUE), 60, reachable=False) == [(5, Chase.TELL_BUYER)]


@given(st.lists(st.integers(0, 40), unique=True).map(sorted))
def test_whatever_the_days_the_schedule_turns_nobody_is_chased_too_often(turns: list[int]) -> None:
    waiting, reminded, told = Waiting(due_on=DUE), [], 0
    for day in turns:
        turn = chase(waiting, today=days(day), reachable=True)
        if turn is Chase.REMIND:
            reminded.append(day)
            waiting = replace(waiting, reminders=waiting.reminders + 1, reminded_on=days(day))
        elif turn is Chase.TELL_BUYER:
            told += 1
            waiting = replace(waiting, escalated_on=days(day))
    assert len(reminded) <= MAX_REMINDERS
    assert all(later - sooner >= BETWEEN.days for sooner, later in pairwise(reminded))
    assert told <= 1
