"""One person and one offer: what the score looks at, what it never does, and that it says so."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.eligibility import Answer
from levier.domain.errors import RuleError
from levier.domain.matching import (
    Barrier,
    Candidate,
    Closeness,
    Condition,
    Criterion,
    Match,
    Offer,
    Place,
    Recognition,
    match_one,
    page,
)
from levier.domain.matching.points import closeness
from levier.domain.matching.weights import OUT_OF, TRADE_POINTS

from .pools import ROMES, candidates, offers

DAY = date(2026, 3, 2)
SITE = Place.at(latitude=Decimal("49.894"), longitude=Decimal("2.302"))
HOME = Place.at(latitude=Decimal("49.894"), longitude=Decimal("2.552"))  # 18 km east
LICENCE = Condition("permit_b", "Permis B")
CACES = Condition("caces_r482", "CACES R482")
MASON = Candidate(
    occupations=("F1703",),
    available_from=DAY,
    weekly_hours=Decimal(35),
    place=HOME,
    radius_km=30,
    licence=True,
    vehicle=True,
    recognitions=(Recognition("rsa", DAY - timedelta(days=100)),),
)
SITE_JOB = Offer(
    rome="F1703",
    starts_on=DAY,
    ends_on=DAY + timedelta(days=120),
    weekly_hours=Decimal(35),
    criteria=frozenset({"rsa"}),
    place=SITE,
)


def line(match: Match, criterion: Criterion) -> tuple[int, str]:
    found = next(one for one in match.lines if one.criterion is criterion)
    return found.points, found.why


def requirement(match: Match, label: str) -> Answer:
    return next(one.answer for one in match.requirements if one.label == label)


@given(candidates, offers())
def test_the_score_is_the_sum_of_its_lines_and_each_stays_within_its_weight(candidate: Candidate, offer: Offer) -> None:
    match = match_one(candidate, offer)
    assert match.score == sum(one.points for one in match.lines)
    assert [one.criterion for one in match.lines] == list(Criterion)
    for one in match.lines:
        assert 0 <= one.points <= one.out_of
        assert one.why.endswith(".")


def test_the_weights_make_a_hundred_and_a_perfect_pair_reaches_it() -> None:
    assert sum(OUT_OF.values()) == 100
    near = replace(MASON, place=SITE)
    assert match_one(near, SITE_JOB).score == 100


@given(candidates, offers(), st.randoms())
def test_the_order_of_what_is_noted_changes_nothing(candidate: Candidate, offer: Offer, random) -> None:
    shuffled = {
        name: tuple(random.sample(getattr(candidate, name), len(getattr(candidate, name))))
        for name in ("occupations", "barriers", "recognitions")
    }
    wished = tuple(random.sample(offer.wished, len(offer.wished)))
    before, after = (
        match_one(candidate, offer),
        match_one(replace(candidate, **shuffled), replace(offer, wished=wished)),
    )
    assert [one.points for one in before.lines] == [one.points for one in after.lines]
    assert before.requirements == after.requirements
    assert before.obstacles == after.obstacles


@given(candidates, offers(), st.integers(0, 200))
def test_widening_a_radius_never_lowers_the_score(candidate: Candidate, offer: Offer, more: int) -> None:
    wider = replace(candidate, radius_km=candidate.radius_km + more)
    assert match_one(wider, offer).score >= match_one(candidate, offer).score


@given(candidates, offers())
def test_a_barrier_costs_no_point(candidate: Candidate, offer: Offer) -> None:
    assert match_one(replace(candidate, barriers=tuple(Barrier)), offer).score == match_one(candidate, offer).score


def test_nothing_receives_a_sex_an_age_or_an_origin() -> None:
    read = {field.name for model in (Candidate, Offer) for field in fields(model)}
    assert read == {
        "occupations", "holds", "available_from", "weekly_hours", "place", "radius_km", "licence", "vehicle",
        "public_transport", "barriers", "recognitions", "rome", "starts_on", "ends_on", "criteria", "odd_hours",
        "indispensable", "wished",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("F1703", "F1703", Closeness.SAME),
        ("F1703", "F1701", Closeness.NEIGHBOUR),
        ("F1704", "I1503", Closeness.NEIGHBOUR),
        ("F1501", "F1502", Closeness.DOMAIN),
        ("F1703", "F1302", Closeness.FAMILY),
        ("F1703", "K2204", Closeness.FAR),
    ],
)
def test_trades_are_compared_on_the_tree_of_rome_and_on_our_table(one: str, other: str, expected: Closeness) -> None:
    assert closeness(one, other) is expected
    assert closeness(other, one) is expected


def test_the_nearest_occupation_counts() -> None:
    points, why = line(match_one(replace(MASON, occupations=("K2204", "F1701")), SITE_JOB), Criterion.TRADE)
    assert points == TRADE_POINTS[Closeness.NEIGHBOUR]
    assert "F1701 pour F1703" in why


@pytest.mark.parametrize(
    ("means", "points", "said"),
    [
        ({"licence": True, "vehicle": True}, 21, "faisable avec ses moyens"),
        ({"licence": True, "vehicle": False}, 10, "pas avec ses moyens (5"),
        ({"licence": False, "vehicle": True}, 10, "pas avec ses moyens (5"),
        ({"licence": False, "vehicle": False, "public_transport": True}, 21, "faisable avec ses moyens"),
        ({"radius_km": 17}, 0, "au-delà des 17"),
        ({"place": None}, 12, "reste à vérifier"),
    ],
)
def test_a_journey_is_feasible_with_the_means_of_the_person(means, points: int, said: str) -> None:
    found, why = line(match_one(replace(MASON, **means), SITE_JOB), Criterion.TRAVEL)
    assert found == points
    assert "Environ 18" in why or said == "reste à vérifier"
    assert said in why


def test_public_transport_does_not_run_at_odd_hours_and_a_mobility_service_would_lift_it() -> None:
    rider = replace(MASON, licence=False, vehicle=False, public_transport=True)
    assert match_one(rider, SITE_JOB).obstacles == ()
    match = match_one(rider, replace(SITE_JOB, odd_hours=True))
    assert line(match, Criterion.TRAVEL)[0] == 10
    assert [one.barrier for one in match.obstacles] == [Barrier.MOBILITY]
    assert "mobilité" in match.obstacles[0].lifted_by


@pytest.mark.parametrize(("late", "points"), [(-30, 15), (0, 15), (1, 10), (15, 10), (16, 6), (30, 6), (31, 2)])
def test_dates_count_by_how_late_the_person_is_free(late: int, points: int) -> None:
    free = replace(MASON, available_from=DAY + timedelta(days=late))
    assert line(match_one(free, SITE_JOB), Criterion.DATES)[0] == points


@pytest.mark.parametrize(("wanted", "points"), [("35", 10), ("33", 10), ("32.99", 6), ("28", 6), ("21", 3), ("20", 0)])
def test_hours_count_by_their_difference(wanted: str, points: int) -> None:
    assert line(match_one(replace(MASON, weekly_hours=Decimal(wanted)), SITE_JOB), Criterion.HOURS)[0] == points


def test_wishes_share_their_points_and_say_what_is_missing() -> None:
    offer = replace(SITE_JOB, wished=(LICENCE, CACES))
    points, why = line(match_one(replace(MASON, holds=frozenset({"permit_b"})), offer), Criterion.WISHES)
    assert points == 5
    assert "CACES R482" in why


def test_an_indispensable_condition_refuses_without_touching_the_score() -> None:
    offer = replace(SITE_JOB, indispensable=(CACES,))
    without, with_it = match_one(MASON, offer), match_one(replace(MASON, holds=frozenset({CACES.code})), offer)
    assert without.score == with_it.score
    assert not without.possible
    assert with_it.possible
    assert requirement(without, "CACES R482") is Answer.NO


@pytest.mark.parametrize(
    ("recognitions", "expected"),
    [
        ((), Answer.UNKNOWN),
        ((Recognition("rsa", DAY),), Answer.YES),
        ((Recognition("rsa", DAY, proven=False),), Answer.UNKNOWN),
        ((Recognition("rsa", DAY + timedelta(days=1)),), Answer.NO),
        ((Recognition("rsa", DAY - timedelta(days=9), DAY - timedelta(days=1)),), Answer.NO),
        ((Recognition("deld", DAY),), Answer.NO),
    ],
)
def test_eligibility_is_read_for_this_clause_on_the_first_day(recognitions, expected: Answer) -> None:
    match = match_one(replace(MASON, recognitions=recognitions), SITE_JOB)
    assert requirement(match, "Éligibilité pour cette clause") is expected
    assert match.possible is (expected is not Answer.NO)


def test_somebody_free_after_the_end_is_refused() -> None:
    match = match_one(replace(MASON, available_from=DAY + timedelta(days=121)), SITE_JOB)
    assert requirement(match, "Disponibilité") is Answer.NO
    assert not match.possible


def test_distances_round_up_to_the_kilometre() -> None:
    assert SITE.km_to(SITE) == 0
    assert Place(0, 0, 0).km_to(Place(12_000, 0, 0)) == 12
    assert Place(0, 0, 0).km_to(Place(12_000, 1, 0)) == 13


@pytest.mark.parametrize(
    "wrong",
    [{"radius_km": -1}, {"radius_km": 1001}, {"weekly_hours": Decimal(-1)}, {"weekly_hours": Decimal("35.001")}],
)
def test_impossible_values_are_refused(wrong) -> None:
    with pytest.raises(RuleError):
        replace(MASON, **wrong)


def test_an_offer_cannot_end_before_it_starts() -> None:
    with pytest.raises(RuleError):
        replace(SITE_JOB, ends_on=DAY - timedelta(days=1))


def test_the_page_holds_every_weight_and_says_it_is_a_choice() -> None:
    _, text = page()
    for criterion, points in OUT_OF.items():
        assert f"| {criterion.label} | {points} |" in text
    for near, points in TRADE_POINTS.items():
        assert f"| {near.label} | {points} |" in text
    assert "non une règle de droit" in text


@given(st.sampled_from(ROMES), st.sampled_from(ROMES))
def test_closeness_is_symmetric(one: str, other: str) -> None:
    assert closeness(one, other) is closeness(other, one)
