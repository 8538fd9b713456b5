"""The smallest teams that complete a structure: found, explained, bounded, the same whatever the order."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levier.domain.errors import RuleError
from levier.domain.fit import Need, Neighbour, joint_plan, needs_of
from levier.domain.fit.joint import NEIGHBOURS, PARTNERS, TEAMS

from .lots import CPVS, TRADE_CODES, neighbours

SIX = TRADE_CODES[:6]
needs_strategy = st.lists(st.sampled_from(SIX), max_size=4, unique=True).map(
    lambda codes: tuple(Need(code, (code,), is_main=at == 0) for at, code in enumerate(codes))
)


def around(name: str, *trades: str, km: int | None = 10, capacity: int | None = None) -> Neighbour:
    return Neighbour(
        id=sum(map(ord, name)),
        name=name,
        trades=frozenset(trades),
        distance_km=None if km is None else Decimal(km),
        capacity_hours_month=None if capacity is None else Decimal(capacity),
    )


def names(plan) -> list[list[str]]:
    return [[one.neighbour.name for one in team.partners] for team in plan.teams]


def test_the_codes_of_a_lot_give_its_competences_the_main_one_first() -> None:
    needs = needs_of("77310000-6", ("90910000-9", "77314000-4", "77310000"))
    assert [need.label for need in needs] == [
        "Espaces verts",
        "Nettoyage de locaux",
        "Voies vertes et dépendances routières",
    ]
    assert [need.is_main for need in needs] == [True, False, False]


def test_a_general_code_is_one_need_that_any_of_its_trades_answers() -> None:
    [need] = needs_of("45000000")
    assert {"structure", "painting"} <= set(need.trades)
    assert need.met_by({"painting"})


@settings(deadline=None)
@given(st.sampled_from(CPVS), st.lists(st.sampled_from(CPVS), max_size=4))
def test_no_set_of_trades_is_needed_twice(cpv: str, additional: list[str]) -> None:
    sets = [frozenset(need.trades) for need in needs_of(cpv, additional)]
    assert len(set(sets)) == len(sets)
    assert all(sets)


def test_one_neighbour_who_brings_everything_is_preferred_to_two() -> None:
    needs = needs_of("77310000", ("90910000", "55500000"))
    plan = joint_plan(
        needs=needs,
        own=frozenset({"green_spaces"}),
        neighbours=[
            around("Le Balai", "cleaning", km=1),
            around("La Table", "catering", km=1),
            around("Le Tout", "cleaning", "catering", km=30),
        ],
    )
    assert names(plan) == [["Le Tout"]]
    assert plan.teams[0].why == ("Le Tout apporte « Nettoyage de locaux », « Restauration et traiteur » (à 30 km).")
    assert "un partenaire suffit" in plan.explanation.conclusion


def test_known_distances_come_first_then_the_nearest() -> None:
    plan = joint_plan(
        needs=needs_of("90910000"),
        own=frozenset({"green_spaces"}),
        neighbours=[
            around("Loin", "cleaning", km=50),
            around("Inconnu", "cleaning", km=None),
            around("Près", "cleaning", km=5),
        ],
    )
    assert names(plan) == [["Près"], ["Loin"], ["Inconnu"]]


def test_a_competence_nobody_has_is_said_and_the_rest_is_still_completed() -> None:
    plan = joint_plan(
        needs=needs_of("77310000", ("90910000", "60100000")),
        own=frozenset({"green_spaces"}),
        neighbours=[around("Le Balai", "cleaning")],
    )
    assert [need.label for need in plan.nobody] == ["Transport et mobilité"]
    assert names(plan) == [["Le Balai"]]
    assert any("Transport et mobilité" in warning.message for warning in plan.explanation.warnings)


def test_a_structure_that_has_everything_needs_nobody_but_hands() -> None:
    plan = joint_plan(
        needs=needs_of("77310000"),
        own=frozenset({"green_spaces"}),
        neighbours=[
            around("Grand", "green_spaces", km=30, capacity=500),
            around("Petit", "green_spaces", km=3, capacity=60),
            around("Autre", "cleaning", km=1, capacity=900),
        ],
        hours_missing=Decimal(100),
    )
    assert plan.alone
    assert plan.teams == ()
    assert [one.name for one in plan.reinforcements] == ["Petit", "Grand"]


def test_codes_that_say_nothing_are_told_so() -> None:
    plan = joint_plan(needs=(), own=frozenset(), neighbours=[])
    assert not plan.alone
    assert "lisez son objet" in plan.explanation.conclusion


@settings(deadline=None)
@given(needs_strategy, st.frozensets(st.sampled_from(SIX), max_size=2), neighbours(), st.randoms())
def test_the_order_of_the_directory_changes_nothing(needs, own, found: list[Neighbour], random) -> None:
    shuffled = random.sample(found, len(found))
    assert joint_plan(needs=needs, own=own, neighbours=found) == joint_plan(needs=needs, own=own, neighbours=shuffled)


@settings(deadline=None)
@given(needs_strategy, st.frozensets(st.sampled_from(SIX), max_size=2), neighbours())
def test_no_smaller_team_would_do(needs, own, found: list[Neighbour]) -> None:
    """Against every team of every size, looked at one by one."""
    plan = joint_plan(needs=needs, own=own, neighbours=found)
    wanted = [need for need in plan.missing if any(need.met_by(one.trades) for one in found)]
    assert set(plan.nobody) == set(plan.missing) - set(wanted)

    def complete(team) -> bool:
        return all(any(need.met_by(one.trades) for one in team) for need in wanted)

    sizes = [
        size for size in range(1, PARTNERS + 1) if wanted and any(complete(team) for team in combinations(found, size))
    ]
    if not sizes:
        assert plan.teams == ()
        return
    count = sum(complete(team) for team in combinations(found, sizes[0]))
    assert len(plan.teams) == min(count, TEAMS)
    for team in plan.teams:
        assert len(team.partners) == sizes[0]
        assert complete([one.neighbour for one in team.partners])
        assert all(one.brings for one in team.partners)


def test_the_search_looks_at_the_nearest_only() -> None:
    many = [
        Neighbour(id=at, name=f"n{at:03}", trades=frozenset({"cleaning"}), distance_km=Decimal(at))
        for at in range(NEIGHBOURS + 60)
    ]
    plan = joint_plan(needs=needs_of("90910000"), own=frozenset({"laundry"}), neighbours=many)
    assert [[one.neighbour.id for one in team.partners] for team in plan.teams] == [[at] for at in range(TEAMS)]


def test_the_same_neighbour_twice_is_refused() -> None:
    twice = [around("Le Balai", "cleaning"), around("Le Balai", "cleaning")]
    with pytest.raises(RuleError):
        joint_plan(needs=needs_of("90910000"), own=frozenset(), neighbours=twice)
