"""Random structures and lots, small enough that every rule meets every other."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from levier.domain.fit import Lot, Neighbour, Structure
from levier.domain.trades import TRADES
from levier.domain.vocabulary import ReservedArticle, StructureKind

CPVS = (
    "77310000",
    "77300000",
    "90910000",
    "90919200",
    "45000000",
    "45262000",
    "55500000",
    "98310000",
    "",
    "?",
    "03111000",
)
TRADE_CODES = tuple(trade.code for trade in TRADES)


def decimals(low: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low, high).map(Decimal)


def perhaps(strategy: st.SearchStrategy[Decimal]) -> st.SearchStrategy[Decimal | None]:
    return st.none() | strategy


structures = st.builds(
    Structure,
    kinds=st.lists(st.sampled_from(StructureKind), min_size=1, max_size=2, unique=True).map(tuple),
    trades=st.frozensets(st.sampled_from(TRADE_CODES), max_size=3),
    cpv=st.frozensets(st.sampled_from(["77", "9091", "031"]), max_size=2),
    department=st.sampled_from(["", "35", "38"]),
    radius_km=perhaps(decimals(0, 80)),
    capacity_hours_month=perhaps(decimals(0, 900)),
    load_hours_month=decimals(0, 300),
    annual_turnover=perhaps(decimals(0, 2_000_000)),
    euros_per_hour=perhaps(decimals(0, 60)),
    preparation_days=st.none() | st.integers(1, 60),
    ess_mission=st.sampled_from([None, True, False]),
)

lots = st.builds(
    Lot,
    cpv=st.sampled_from(CPVS),
    cpv_additional=st.lists(st.sampled_from(CPVS), max_size=2).map(tuple),
    amount=perhaps(decimals(0, 3_000_000)),
    months=st.none() | st.integers(1, 60),
    clause_hours=perhaps(decimals(0, 5000)),
    reserved=st.frozensets(st.sampled_from(ReservedArticle), max_size=2),
    reserved_unnamed=st.booleans(),
    distance_km=perhaps(decimals(0, 200)),
    by_department=st.booleans(),
    department=st.sampled_from(["", "35", "38"]),
    days_left=st.none() | st.integers(-10, 90),
)


@st.composite
def neighbours(draw: st.DrawFn, trades: tuple[str, ...] = TRADE_CODES[:6], most: int = 9) -> list[Neighbour]:
    return [
        Neighbour(
            id=at,
            name=draw(st.sampled_from(["Atelier", "Brigade", "Chantier"])),
            trades=draw(st.frozensets(st.sampled_from(trades), max_size=2)),
            distance_km=draw(perhaps(decimals(0, 90))),
            capacity_hours_month=draw(perhaps(decimals(0, 500))),
        )
        for at in range(draw(st.integers(0, most)))
    ]
