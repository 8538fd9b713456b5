"""What each condition of an offer costs in people."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from levier.domain.matching import Candidate, Offer
from levier.domain.matching.realism import realism

from .pools import CONDITIONS, candidates, offers
from .test_match_one import CACES, LICENCE, MASON, SITE_JOB


def test_each_condition_is_counted_alone_and_with_the_others() -> None:
    both = replace(MASON, holds=frozenset({CACES.code, LICENCE.code}))
    pool = [both, replace(MASON, holds=frozenset({LICENCE.code})), MASON, replace(both, occupations=("K2204",))]
    found = realism(pool, replace(SITE_JOB, indispensable=(CACES, LICENCE)))
    by_label = {removal.label: (removal.removed, removal.would_return) for removal in found.removals}
    assert (found.pool, found.left) == (4, 1)
    assert by_label["CACES R482"] == (2, 1)
    assert by_label["Permis B"] == (1, 0)
    assert by_label["Métier proche de celui du poste"] == (1, 1)
    assert found.costliest is not None
    assert found.costliest.label == "CACES R482"


def test_what_is_not_known_removes_nobody() -> None:
    unknown = Candidate(occupations=("F1703",))
    assert realism([unknown], SITE_JOB).left == 1


def test_nothing_chosen_means_nothing_to_drop() -> None:
    assert realism([replace(MASON, occupations=())], SITE_JOB).costliest is None


@given(st.lists(candidates, max_size=20), offers())
def test_dropping_a_condition_brings_back_exactly_who_is_announced(people: list[Candidate], offer: Offer) -> None:
    strict = replace(offer, indispensable=CONDITIONS)
    found = realism(people, strict)
    for at, condition in enumerate(CONDITIONS):
        lighter = replace(strict, indispensable=tuple(one for one in CONDITIONS if one != condition))
        assert realism(people, lighter).left == found.left + found.removals[at + 4].would_return
    for removal in found.removals:
        assert removal.would_return <= removal.removed <= found.pool - found.left
