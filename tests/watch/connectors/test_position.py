"""Where the next visit starts: whatever was asked and cut before, no day is left out."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from levier.watch.connectors.position import Position

TODAY = date(2026, 11, 23)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_the_first_visit_reads_some_days_or_since_when_it_is_told() -> None:
    assert Position().start(today=TODAY, since=None, first_days=30) == ago(30)
    assert Position().start(today=TODAY, since=ago(90), first_days=30) == ago(90)


def test_the_next_one_reads_the_last_days_again() -> None:
    covered = Position(ago(30), ago(1))
    assert covered.start(today=TODAY, since=None, first_days=30) == ago(3)
    assert covered.start(today=TODAY, since=ago(10), first_days=30) == ago(3)
    assert covered.start(today=TODAY, since=ago(10), first_days=30, again=True) == ago(10)
    # the day before yesterday is asked for, the week before was never read: it is
    assert Position(ago(30), ago(9)).start(today=TODAY, since=ago(2), first_days=30) == ago(11)


def test_reading_from_before_the_span_reads_all_of_it() -> None:
    covered = Position(ago(30), TODAY)
    start = covered.start(today=TODAY, since=ago(300), first_days=30)
    assert start == ago(300)
    cut = covered.reached(start=start, through=ago(290))
    assert cut == Position(ago(300), ago(290))
    assert cut.start(today=TODAY, since=None, first_days=30) == ago(292)


def test_a_cursor_keeps_it_and_one_that_makes_no_sense_is_nothing_read() -> None:
    covered = Position(ago(30), TODAY)
    assert Position.read(covered.kept()) == covered
    assert Position.read(Position().kept()) == Position()
    assert Position.read({"first": "yesterday", "through": None}) == Position()


@given(
    visits=st.lists(
        st.tuples(st.none() | st.integers(0, 40), st.booleans(), st.integers(0, 45)), min_size=1, max_size=12
    )
)
def test_no_day_of_the_span_was_left_unread(visits: list[tuple[int | None, bool, int]]) -> None:
    position, read = Position(), set[date]()
    for rank, (since, again, days) in enumerate(visits):  # a visit a day, each cut after some days
        today = TODAY + timedelta(days=rank)
        wanted = None if since is None else today - timedelta(days=since)
        day = start = position.start(today=today, since=wanted, first_days=5, again=again)
        while day <= today and (day - start).days < days:
            read.add(day)
            position = position.reached(start=start, through=day)
            day += timedelta(days=1)
        if position.first is not None and position.through is not None:
            span = {position.first + timedelta(days=n) for n in range((position.through - position.first).days + 1)}
            assert span <= read
