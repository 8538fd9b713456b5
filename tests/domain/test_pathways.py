"""Time in work, gaps, and the three points after a last contract."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.pathways.exits import ASKED_DURING, last_end, milestones
from levier.domain.pathways.timeline import SHORTEST_GAP, Spell, covered, gaps, time_in_work

TODAY = date(2026, 4, 3)


def _spell(starts: str, ends: str | None) -> Spell:
    return Spell(date.fromisoformat(starts), date.fromisoformat(ends) if ends else None)


def test_two_contracts_on_the_same_days_count_once() -> None:
    found = time_in_work([_spell("2026-01-01", "2026-01-31"), _spell("2026-01-15", "2026-02-14")], today=TODAY)
    assert (found.days, found.months) == (45, 2)
    assert "45 jours" in found.explanation.conclusion


def test_months_under_contract_are_said_to_the_nearest() -> None:
    summer = time_in_work([_spell("2025-06-06", "2025-08-31")], today=TODAY)
    assert (summer.days, summer.months) == (87, 3)
    assert time_in_work([_spell("2025-06-06", "2025-06-19")], today=TODAY).months == 0


def test_a_contract_to_come_counts_for_nothing_and_a_running_one_until_today() -> None:
    assert time_in_work([_spell("2026-05-01", None)], today=TODAY).days == 0
    assert time_in_work([_spell("2026-04-02", None), _spell("2026-04-03", "2026-12-31")], today=TODAY).days == 2


def test_a_gap_is_said_from_a_month_on_and_up_to_today() -> None:
    spells = [
        _spell("2025-01-01", "2025-01-31"),
        _spell("2025-02-20", "2025-03-31"),
        _spell("2025-06-01", "2025-12-31"),
    ]
    assert gaps(spells, today=TODAY) == [_spell("2025-04-01", "2025-05-31"), _spell("2026-01-01", "2026-04-03")]
    assert gaps([], today=TODAY) == []


_days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
_spells = st.lists(
    st.tuples(_days, st.none() | st.integers(0, 400)).map(
        lambda one: Spell(one[0], None if one[1] is None else one[0] + timedelta(days=one[1]))
    ),
    max_size=8,
)


@given(_spells)
def test_days_are_either_covered_or_in_a_gap_long_enough_or_short(spells: list[Spell]) -> None:
    def holds(found: list[Spell], day: date) -> bool:
        return any(one.starts <= day <= (one.ends or TODAY) for one in found)

    inside, outside = covered(spells, today=TODAY), gaps(spells, today=TODAY)
    for offset in range(0, 830, 7):
        day = date(2024, 1, 1) + timedelta(days=offset)
        if day <= TODAY:
            assert holds(inside, day) == holds([one for one in spells if one.starts <= TODAY], day)
            assert not (holds(inside, day) and holds(outside, day))
    assert all(one.ends and (one.ends - one.starts).days + 1 >= SHORTEST_GAP for one in outside)


# ----------------------------------------------------------------------------------------------------------- exits


@pytest.mark.parametrize(
    ("end", "known", "asked"),
    [
        (date(2026, 2, 1), set(), None),
        (date(2026, 1, 3), set(), 3),
        (date(2026, 1, 3), {3}, None),
        (date(2025, 10, 3), {3}, 6),
        (date(2025, 10, 3), set(), 6),
        (date(2025, 4, 1), set(), 12),
        (date(2024, 1, 1), set(), None),
    ],
)
def test_only_the_latest_point_reached_is_asked_for_and_not_for_ever(
    end: date, known: set[int], asked: int | None
) -> None:
    assert [one.months for one in milestones(end, known=known, today=TODAY) if one.to_ask] == ([asked] if asked else [])


def test_a_point_stops_being_asked_after_its_time() -> None:
    on = milestones(date(2025, 4, 3), known=(), today=TODAY)[-1].on
    for days, asked in ((ASKED_DURING, True), (ASKED_DURING + 1, False)):
        assert milestones(date(2025, 4, 3), known=(), today=on + timedelta(days=days))[-1].to_ask is asked


def test_nobody_has_left_while_a_contract_lasts_or_has_no_known_end() -> None:
    over = date(2026, 1, 1)
    assert last_end([], today=TODAY) is None
    assert last_end([over, None], today=TODAY) is None
    assert last_end([over, TODAY], today=TODAY) is None
    assert last_end([over, date(2026, 2, 1)], today=TODAY) == date(2026, 2, 1)
