"""The batch gives exactly what one pair after another would give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.errors import RuleError
from levier.domain.matching import Candidate, Offer, Place, match_one
from levier.domain.matching.batch import _Pool, match_all

from .pools import candidates, offers


def one_by_one(people: list[Candidate], offer: Offer, top: int) -> list[tuple[int, int]]:
    matches = [(at, match_one(one, offer)) for at, one in enumerate(people)]
    possible = [(at, match.score) for at, match in matches if match.possible]
    return sorted(possible, key=lambda pair: (-pair[1], pair[0]))[:top]


@given(st.lists(candidates, max_size=40), st.lists(offers(), max_size=5), st.integers(1, 8))
def test_the_batch_ranks_as_one_pair_after_another(people: list[Candidate], jobs: list[Offer], top: int) -> None:
    assert match_all(people, jobs, top=top) == [one_by_one(people, job, top) for job in jobs]


@given(st.lists(candidates, min_size=1, max_size=40), offers())
def test_every_possible_person_is_there_when_all_are_asked_for(people: list[Candidate], job: Offer) -> None:
    assert match_all(people, [job], top=len(people))[0] == one_by_one(people, job, len(people))


@given(st.integers(0, 13_000), st.sampled_from([-1, 0, 1]))
def test_kilometres_are_the_same_to_the_last_metre(kilometres: int, off: int) -> None:
    home, work = Place(0, 0, 0), Place(abs(1000 * kilometres + off), 0, 0)
    beside = Place(abs(1000 * kilometres + off), 1, 0)
    pool = _Pool([Candidate(place=work), Candidate(place=beside)])
    assert pool.kilometres(home)[pool.home].tolist() == [work.km_to(home), beside.km_to(home)]


def test_nobody_and_nothing_to_match_give_empty_lists() -> None:
    assert match_all([], [], top=3) == []
    assert match_all([Candidate()], [], top=3) == []


@given(offers())
def test_an_empty_pool_gives_an_empty_list(job: Offer) -> None:
    assert match_all([], [job], top=3) == [[]]


def test_asking_for_nobody_is_refused() -> None:
    with pytest.raises(RuleError):
        match_all([], [], top=0)
