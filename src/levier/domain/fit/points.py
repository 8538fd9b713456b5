"""The points of each criterion, without a word: ``explain`` writes the sentences. ``None`` means « not known »."""

from __future__ import annotations

import re
from functools import lru_cache

from ..trades import TRADES, TRADES_BY_CODE, Trade, trades_for_cpv
from .model import Lot, Structure
from .weights import (
    BEYOND_RADIUS,
    CAPACITIES,
    DISTANCES,
    FAR_WITHIN,
    HURRIED,
    LITTLE_CAPACITY,
    NO_CAPACITY,
    SAME_DEPARTMENT,
    SIZES,
    TIMES,
    TOO_BIG,
    TOO_LATE,
    TRADE_POINTS,
    Closeness,
)

_READABLE = re.compile(r"^\d{2,8}(?:-\d)?$")


def claimed_trades(cpv: str) -> tuple[Trade, ...]:
    """Trades whose own prefix the code begins with, the longest first; empty for a code that is only general."""
    digits = cpv.strip()[:8]
    return tuple(trade for trade in trades_for_cpv(cpv) if any(digits.startswith(prefix) for prefix in trade.cpv))


def stem(cpv: str) -> str:
    """The digits of a CPV code that mean something: « 773 » for « 77300000-3 »."""
    digits = cpv.strip()[:8]
    return digits[:2] + digits[2:].rstrip("0")


def closeness(structure: Structure, lot: Lot) -> Closeness | None:
    """The nearest of what the structure does; ``None`` when no code of the lot is readable, or no activity is known.

    A code of no trade of the table is far, unless it is of a division (two digits) the structure works in.
    """
    codes = [code for code in (lot.cpv, *lot.cpv_additional) if _READABLE.match(code.strip())]
    if not codes or not (structure.trades or structure.cpv):
        return None
    found = (_near(structure.trades, structure.cpv, code) for code in codes)
    kept = (
        Closeness.PART if near is Closeness.MAIN and code != lot.cpv else near
        for near, code in zip(found, codes, strict=True)
    )
    return min(kept, key=list(Closeness).index)


@lru_cache(maxsize=32_768)
def _near(trades: frozenset[str], declared: frozenset[str], code: str) -> Closeness:
    """How near one code is to what a structure does, as if it were the main one. Kept: a list asks it for thousands."""
    claimed = claimed_trades(code)
    if any(stem(code).startswith(prefix) for prefix in declared) or any(one.code in trades for one in claimed):
        return Closeness.MAIN
    below = () if claimed else trades_for_cpv(code)
    if any(trade.code in trades for trade in below):
        return Closeness.GENERAL
    sectors = {trade.sector for trade in claimed or below}
    own = [TRADES_BY_CODE[one] for one in trades if one in TRADES_BY_CODE]
    divisions = {prefix[:2] for trade in own for prefix in trade.cpv} | {prefix[:2] for prefix in declared}
    near = bool(sectors & {trade.sector for trade in own}) or (not sectors and code.strip()[:2] in divisions)
    return Closeness.SECTOR if near else Closeness.FAR


def trade_points(structure: Structure, lot: Lot) -> int | None:
    found = closeness(structure, lot)
    return None if found is None else TRADE_POINTS[found]


def same_department(structure: Structure, lot: Lot) -> bool:
    """The place is no finer than the structure's own département: no distance can be told."""
    return lot.by_department and bool(lot.department) and lot.department == structure.department


def distance_points(structure: Structure, lot: Lot) -> int | None:
    """Never more when further, never less with a wider radius."""
    if same_department(structure, lot):
        return SAME_DEPARTMENT
    if lot.distance_km is None or structure.radius_km is None:
        return None
    if lot.distance_km > structure.radius_km:
        return BEYOND_RADIUS
    return next((points for limit, points in DISTANCES if lot.distance_km <= limit), FAR_WITHIN)


def capacity_points(structure: Structure, lot: Lot) -> int | None:
    """Free hours a month against those the lot takes; no free hour at all is known to be too little."""
    left, need = structure.hours_left, lot.hours_month(structure.euros_per_hour)
    if left == 0:
        return NO_CAPACITY
    if left is None or need is None:
        return None
    return next((points for share, points in CAPACITIES if left >= share * need), LITTLE_CAPACITY)


def time_points(structure: Structure, lot: Lot) -> int | None:
    """Days left against the usual preparation; a deadline gone by is known to be too late."""
    if lot.days_left is not None and lot.days_left < 0:
        return TOO_LATE
    if lot.days_left is None or structure.preparation_days is None:
        return None
    usual = structure.preparation_days
    return next((points for share, points in TIMES if lot.days_left >= share * usual), HURRIED)


def size_points(structure: Structure, lot: Lot) -> int | None:
    """What one year of the lot is worth against the structure's turnover."""
    amount, turnover = lot.year_amount, structure.annual_turnover
    if amount is None or not turnover:
        return None
    return next((points for share, points in SIZES if amount <= share * turnover), TOO_BIG)


def own_labels(structure: Structure) -> list[str]:
    """The structure's trades in the order of the table."""
    return [trade.label for trade in TRADES if trade.code in structure.trades]
