"""Matching a whole pool: the batch against a double loop in Python and against a cross join in polars.

All three apply the rules of ``levier.domain.matching`` and must answer the same before a ratio is printed. The two
peers are timed on a sample of pairs and scaled; the batch runs whole.
"""

from __future__ import annotations

import argparse
import heapq
import random
import resource
import time
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from levier.domain.eligibility import Answer
from levier.domain.matching import Candidate, Condition, Offer, Place, Recognition
from levier.domain.matching.batch import Ranked, match_all
from levier.domain.matching.points import (
    closeness,
    date_points,
    distance_km,
    free_in_time,
    hour_points,
    means_km,
    recognised,
    trade_points,
    travel_points,
    wish_points,
)
from levier.domain.matching.weights import (
    DELAYS,
    FAR_JOURNEY,
    HOUR_GAPS,
    JOURNEY,
    LATE_START,
    NEEDS_MEANS,
    TRADE_POINTS,
    UNKNOWN_DATE,
    UNKNOWN_HOURS,
    UNKNOWN_PLACE,
)

DAY = date(2026, 1, 5)
LETTERS = "ACDEFGHIKMN"
CRITERIA = ("rsa", "deld", "under_26", "over_50", "iae", "structure")
CONDITIONS = tuple(Condition(code, code) for code in ("permit_b", "caces_r482", "caces_r489", "cqp", "hab_elec"))
WEEKS = tuple(Decimal(value) for value in ("20", "24", "28", "30", "35", "39"))


def world(people: int, jobs: int, *, seed: int) -> tuple[list[Candidate], list[Offer]]:
    """A made-up region: 3 800 communes over 200 km, 500 occupations, a third of the people in a few towns."""
    rng = random.Random(seed)
    romes = [f"{letter}{10 + domain}{at:02}" for letter in LETTERS for domain in range(6) for at in range(1, 9)]
    communes = [
        Place.at(latitude=Decimal(f"{rng.uniform(48.9, 50.9):.4f}"), longitude=Decimal(f"{rng.uniform(1.4, 4.2):.4f}"))
        for _ in range(3800)
    ]
    towns = communes[:40]

    def somewhere() -> Place:
        return rng.choice(towns if rng.random() < 0.33 else communes)

    def recognitions() -> tuple[Recognition, ...]:
        return tuple(
            Recognition(
                rng.choice(CRITERIA),
                DAY - timedelta(days=rng.randrange(700)),
                None if rng.random() < 0.4 else DAY + timedelta(days=rng.randrange(400)),
                rng.random() < 0.8,
            )
            for _ in range(rng.choice((0, 1, 1, 1, 2, 3)))
        )

    pool = [
        Candidate(
            occupations=tuple(rng.sample(romes, rng.choice((1, 1, 2, 3)))),
            holds=frozenset(one.code for one in CONDITIONS if rng.random() < 0.3),
            available_from=None if rng.random() < 0.1 else DAY + timedelta(days=rng.randrange(-90, 150)),
            weekly_hours=None if rng.random() < 0.1 else rng.choice(WEEKS),
            place=None if rng.random() < 0.03 else somewhere(),
            radius_km=rng.choice((5, 10, 15, 20, 30, 50)),
            licence=rng.random() < 0.45,
            vehicle=rng.random() < 0.35,
            public_transport=rng.random() < 0.6,
            recognitions=recognitions(),
        )
        for _ in range(people)
    ]
    offers = []
    for _ in range(jobs):
        starts_on = DAY + timedelta(days=rng.randrange(120))
        offers.append(
            Offer(
                rome=rng.choice(romes),
                starts_on=starts_on,
                ends_on=None if rng.random() < 0.2 else starts_on + timedelta(days=rng.randrange(30, 400)),
                weekly_hours=rng.choice(WEEKS),
                criteria=frozenset(rng.sample(CRITERIA, rng.choice((3, 5, 6)))),
                place=None if rng.random() < 0.02 else somewhere(),
                odd_hours=rng.random() < 0.2,
                indispensable=tuple(rng.sample(CONDITIONS, rng.choice((0, 0, 0, 1)))),
                wished=tuple(rng.sample(CONDITIONS, rng.choice((0, 1, 2)))),
            )
        )
    return pool, offers


def double_loop(pool: Sequence[Candidate], offers: Sequence[Offer], top: int) -> list[list[Ranked]]:
    """The straightforward way: every pair, one rule after another, the refused ones left as soon as possible."""
    ranked = []
    for offer in offers:
        found = []
        for at, one in enumerate(pool):
            if free_in_time(one, offer) is Answer.NO or recognised(one, offer) is Answer.NO:
                continue
            if any(condition.code not in one.holds for condition in offer.indispensable):
                continue
            score = (
                trade_points(one, offer)
                + travel_points(one, offer, distance_km(one, offer))
                + date_points(one.available_from, offer)
                + hour_points(one.weekly_hours, offer)
                + wish_points(one.holds, offer)
            )
            found.append((-score, at))
        ranked.append([Ranked(at, -score) for score, at in heapq.nsmallest(top, found)])
    return ranked


class CrossJoin:
    """One lazy cross join in polars for a chunk of offers: filters, then one expression, then the first of each."""

    def __init__(self, pool: Sequence[Candidate], offers: Sequence[Offer]) -> None:
        self.romes = sorted({rome for one in pool for rome in one.occupations} | {one.rome for one in offers})
        number = {rome: at for at, rome in enumerate(self.romes)}
        worth = [TRADE_POINTS[closeness(one, other)] for one in self.romes for other in self.romes]
        self.worth = pl.Series(worth, dtype=pl.Int16)
        self.people = pl.DataFrame(
            {
                "at": range(len(pool)),
                **{
                    f"rome{k}": [number[one.occupations[k]] if k < len(one.occupations) else None for one in pool]
                    for k in range(3)
                },
                **{f"has_{condition.code}": [condition.code in one.holds for one in pool] for condition in CONDITIONS},
                "free": [one.available_from for one in pool],
                "wanted": [int(one.weekly_hours * 100) if one.weekly_hours is not None else None for one in pool],
                "x": [one.place.x if one.place else None for one in pool],
                "y": [one.place.y if one.place else None for one in pool],
                "z": [one.place.z if one.place else None for one in pool],
                "radius": [one.radius_km for one in pool],
                "means": [means_km(one, odd_hours=False) for one in pool],
                "odd_means": [means_km(one, odd_hours=True) for one in pool],
                "no_status": [not one.recognitions for one in pool],
                **{
                    f"{name}{k}": [read(one.recognitions[k]) if k < len(one.recognitions) else None for one in pool]
                    for k in range(3)
                    for name, read in (
                        ("criterion", lambda each: CRITERIA.index(each.criterion)),
                        ("since", lambda each: each.valid_from),
                        ("until", lambda each: each.valid_until or date.max),
                    )
                },
            },
            schema_overrides={"at": pl.Int32, "radius": pl.Int16, "means": pl.Int16, "odd_means": pl.Int16},
        ).lazy()
        self.offers = pl.DataFrame(
            {
                "offer": range(len(offers)),
                "rome": [number[one.rome] for one in offers],
                "starts": [one.starts_on for one in offers],
                "ends": [one.ends_on or date.max for one in offers],
                "hours": [int(one.weekly_hours * 100) for one in offers],
                "ox": [one.place.x if one.place else None for one in offers],
                "oy": [one.place.y if one.place else None for one in offers],
                "oz": [one.place.z if one.place else None for one in offers],
                "odd": [one.odd_hours for one in offers],
                "accepted": [sum(1 << CRITERIA.index(code) for code in one.criteria) for one in offers],
                "wishes": [len(one.wished) for one in offers],
                **{f"need_{each.code}": [each in one.indispensable for one in offers] for each in CONDITIONS},
                **{f"wish_{each.code}": [each in one.wished for one in offers] for each in CONDITIONS},
            }
        )

    def rank(self, first: int, last: int, top: int) -> list[list[Ranked]]:
        col = pl.col
        recognised_here = col("no_status")
        for k in range(3):
            accepted = (col("accepted") // (pl.lit(1) * 2 ** col(f"criterion{k}").cast(pl.Int64))) % 2 == 1
            held = accepted & (col(f"since{k}") <= col("starts")) & (col(f"until{k}") >= col("starts"))
            recognised_here = recognised_here | held.fill_null(value=False)
        in_time = col("free").is_null() | (col("free") <= col("ends"))
        equipped = pl.all_horizontal(~col(f"need_{each.code}") | col(f"has_{each.code}") for each in CONDITIONS)

        trade = pl.max_horizontal(
            pl.lit(self.worth).gather(col(f"rome{k}") * len(self.romes) + col("rome")).fill_null(0) for k in range(3)
        )
        squares = ((col(name) - col(f"o{name}")).cast(pl.Int64).pow(2) for name in "xyz")
        away = (pl.sum_horizontal(squares, ignore_nulls=False).cast(pl.Float64).sqrt() / 1000).ceil()
        means = pl.when(col("odd")).then(col("odd_means")).otherwise(col("means"))
        near = _steps(away, JOURNEY, FAR_JOURNEY)
        travel = (
            pl.when(away.is_null()).then(UNKNOWN_PLACE).when(away > col("radius")).then(0)
            .when(away > means).then(NEEDS_MEANS).otherwise(near)
        )  # fmt: skip
        late = (col("free") - col("starts")).dt.total_days()
        dates = pl.when(col("free").is_null()).then(UNKNOWN_DATE).otherwise(_steps(late, DELAYS, LATE_START))
        gap = (col("wanted") - col("hours")).abs()
        gaps = tuple((int(limit * 100), points) for limit, points in HOUR_GAPS)
        hours = pl.when(gap.is_null()).then(UNKNOWN_HOURS).otherwise(_steps(gap, gaps, 0))
        met = pl.sum_horizontal(
            (col(f"wish_{each.code}") & col(f"has_{each.code}")).cast(pl.Int32) for each in CONDITIONS
        )
        wishes = pl.when(col("wishes") == 0).then(10).otherwise(10 * met // col("wishes"))
        found = (
            self.offers[first:last].lazy()
            .join(self.people, how="cross")
            .filter(in_time & recognised_here & equipped)
            .select("offer", "at", score=(trade + travel + dates + hours + wishes).cast(pl.Int32))
            .sort("offer", "score", "at", descending=[False, True, False])
            .group_by("offer", maintain_order=True)
            .head(top)
            .collect()
        )  # fmt: skip
        ranked: list[list[Ranked]] = [[] for _ in range(last - first)]
        for offer, at, score in found.iter_rows():
            ranked[offer - first].append(Ranked(at, score))
        return ranked


def _steps(value: pl.Expr, table: Sequence[tuple[int, int]], beyond: int) -> pl.Expr:
    expression = pl.lit(beyond)
    for limit, points in reversed(table):
        expression = pl.when(value <= limit).then(points).otherwise(expression)
    return expression


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=100_000)
    options.add_argument("--offers", type=int, default=5_000)
    options.add_argument("--top", type=int, default=20)
    options.add_argument("--loop-offers", type=int, default=4, help="offers the double loop is timed on")
    options.add_argument("--join-offers", type=int, default=100, help="offers the cross join is timed on")
    options.add_argument("--chunk", type=int, default=10, help="offers in one cross join")
    chosen = options.parse_args()
    pool, offers = world(chosen.people, chosen.offers, seed=1)

    started = time.perf_counter()
    batch = match_all(pool, offers, top=chosen.top)
    batch_time = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    sample = min(chosen.loop_offers, len(offers))
    started = time.perf_counter()
    by_loop = double_loop(pool, offers[:sample], chosen.top)
    loop_time = (time.perf_counter() - started) * len(offers) / sample
    assert by_loop == batch[:sample], "the batch and the double loop disagree"

    chunks = min(chosen.join_offers, len(offers))
    started = time.perf_counter()
    joined = CrossJoin(pool, offers)
    prepared = time.perf_counter() - started
    started = time.perf_counter()
    by_join: list[list[Ranked]] = []
    for first in range(0, chunks, chosen.chunk):
        by_join += joined.rank(first, min(first + chosen.chunk, chunks), chosen.top)
    join_time = prepared + (time.perf_counter() - started) * len(offers) / chunks
    assert by_join == batch[:chunks], "the batch and the cross join disagree"

    pairs = len(pool) * len(offers)
    print(f"matching {len(pool):,} people x {len(offers):,} offers, first {chosen.top} of each")
    print(f"  batch        {batch_time:10.1f} s   {pairs / batch_time / 1e6:8.1f} M pairs/s   peak {peak:,.0f} MiB")
    print(f"  double loop  {loop_time:10.1f} s   scaled from {sample} offers   ratio {loop_time / batch_time:,.0f}")
    print(f"  polars join  {join_time:10.1f} s   scaled from {chunks} offers   ratio {join_time / batch_time:,.1f}")
    print("  same lists, scores included, on every sampled offer")


if __name__ == "__main__":
    main()
