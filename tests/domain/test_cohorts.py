"""What followed a step: each person once, by the first thing that began."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from levier.domain.pathways.cohort import Event, Passage, cohort, sequel

END = date(2026, 3, 1)
SAS = Passage(1, date(2026, 2, 1), END)
LATER = date(2027, 1, 1)


def test_a_contract_counts_from_the_step_itself_and_another_step_from_its_end() -> None:
    during = date(2026, 2, 15)
    assert sequel(SAS, [Event(during, "CDD", True)], within_days=30) == Event(during, "CDD", True)
    assert sequel(SAS, [Event(during, "Formation", False)], within_days=30) is None
    assert sequel(SAS, [Event(SAS.started, "CDD", True)], within_days=30) is None


def test_what_begins_too_late_is_not_a_sequel() -> None:
    assert sequel(SAS, [Event(END + timedelta(days=31), "CDI", True)], within_days=30) is None
    assert sequel(SAS, [Event(END + timedelta(days=30), "CDI", True)], within_days=30) is not None


def test_the_share_leaves_out_those_whose_days_are_not_over() -> None:
    passages = [Passage(person, date(2026, 2, 1), END) for person in range(3)] + [Passage(9, LATER, LATER)]
    events = {0: [Event(END, "CDI", True)], 1: [Event(END, "CDD", True)]}
    found = cohort(passages, events, within_days=90, today=LATER)
    assert (found.passed, found.with_sequel, found.nothing, found.waiting) == (4, 2, 1, 1)
    assert found.rate == Decimal(2) / 3
    assert "2 personnes sur 3" in found.explanation.conclusion


def test_without_anybody_no_share_is_shown() -> None:
    assert cohort([], {}, within_days=90, today=LATER).rate is None


_days = st.dates(date(2025, 1, 1), date(2026, 12, 31))
_passages = st.lists(
    st.tuples(st.integers(0, 5), _days, st.integers(0, 60)).map(
        lambda one: Passage(one[0], one[1], one[1] + timedelta(one[2]))
    ),
    max_size=20,
)
_events = st.dictionaries(
    st.integers(0, 5), st.lists(st.builds(Event, _days, st.sampled_from(["CDI", "CDD"]), st.booleans()), max_size=5)
)


@given(_passages, _events, st.integers(1, 400), st.integers(0, 200))
def test_everybody_is_counted_once_and_more_days_never_find_less(
    passages: list[Passage], events: dict[int, list[Event]], days: int, more: int
) -> None:
    found = cohort(passages, events, within_days=days, today=LATER)
    assert found.with_sequel + found.nothing + found.waiting == found.passed == len({one.person for one in passages})
    assert cohort(passages, events, within_days=days + more, today=LATER).with_sequel >= found.with_sequel
