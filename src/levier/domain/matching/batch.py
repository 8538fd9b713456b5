"""The same scores for a whole pool: columns of whole numbers in numpy, and only the people who may reach the top.

Nothing is scored that cannot enter the list: people are taken by blocks (how near their trade is, whether they live
within reach), the block that may score highest first, until no later block can do better than what is held.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..errors import RuleError
from ..quantities import Hours
from .model import Candidate, Offer
from .places import Place
from .points import closeness, means_km
from .weights import (
    DELAYS,
    FAR_JOURNEY,
    HOUR_GAPS,
    JOURNEY,
    LATE_START,
    NEEDS_MEANS,
    OUT_OF,
    TRADE_POINTS,
    UNKNOWN_DATE,
    UNKNOWN_HOURS,
    UNKNOWN_PLACE,
    Criterion,
)

Ints: TypeAlias = NDArray[np.int32]
Small: TypeAlias = NDArray[np.int16]
Mask: TypeAlias = NDArray[np.bool_]
Value = TypeVar("Value", bound=Hashable)

_UNKNOWN = -1
_LAST_DAY = date.max.toordinal()
#: What the criteria other than trade and travel can bring together.
_REST = sum(OUT_OF.values()) - OUT_OF[Criterion.TRADE] - OUT_OF[Criterion.TRAVEL]


class Ranked(NamedTuple):
    """One person in the list of an offer: their place in ``candidates`` and their score."""

    at: int
    score: int


def match_all(candidates: Sequence[Candidate], offers: Sequence[Offer], *, top: int) -> list[list[Ranked]]:
    """For each offer, the ``top`` people whom no hard condition refuses, best first (then in the order given).

    Scores are those of ``match_one``. Memory grows with people plus offers, never with their product.

    Raises:
        RuleError: ``top`` is not positive.
    """
    if top < 1:
        raise RuleError("Demandez au moins une personne par offre.", field="top")
    pool = _Pool(candidates)
    ranked: list[list[Ranked]] = [[] for _ in offers]
    trade, by_trade = "", _Trade(pool, "")
    for at in sorted(range(len(offers)), key=lambda at: offers[at].rome):
        if offers[at].rome != trade:
            trade = offers[at].rome
            by_trade = _Trade(pool, trade)
        ranked[at] = _best(pool, by_trade, offers[at], top)
    return ranked


class _Pool:
    """People as columns, one number each; built once for all offers."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.size = len(candidates)
        self.romes = _Codes(rome for one in candidates for rome in one.occupations)
        self.occupations = self._padded([[self.romes[rome] for rome in one.occupations] for one in candidates])
        self.places = _Codes(one.place for one in candidates)
        self.home = np.array([self.places[one.place] for one in candidates], dtype=np.int32)
        self.radius = np.array([one.radius_km for one in candidates], dtype=np.int16)
        self.means = {
            odd: np.array([means_km(one, odd_hours=odd) for one in candidates], dtype=np.int16) for odd in (False, True)
        }
        self.available = np.array([_ordinal(one.available_from, _UNKNOWN) for one in candidates], dtype=np.int32)
        self.hours = np.array([_hundredths(one.weekly_hours) for one in candidates], dtype=np.int32)
        self.holds = self._holders(candidates)
        self._recognitions(candidates)
        self._communes()

    def _padded(self, rows: list[list[int]]) -> list[Ints]:
        """One column for each position in the rows; 0 where a row is shorter."""
        width = max(map(len, rows), default=0)
        return [np.array([row[at] if at < len(row) else 0 for row in rows], dtype=np.int32) for at in range(width)]

    def _holders(self, candidates: Sequence[Candidate]) -> dict[str, Mask]:
        rows: dict[str, list[int]] = {}
        for at, one in enumerate(candidates):
            for code in one.holds:
                rows.setdefault(code, []).append(at)
        return {code: self._mask(at) for code, at in rows.items()}

    def _mask(self, rows: list[int]) -> Mask:
        mask = np.zeros(self.size, dtype=np.bool_)
        mask[rows] = True
        return mask

    def _recognitions(self, candidates: Sequence[Candidate]) -> None:
        rows = [one.recognitions for one in candidates]
        self.criteria = _Codes(each.criterion for row in rows for each in row)
        self.recognised_by = self._padded([[self.criteria[each.criterion] for each in row] for row in rows])
        self.recognised_from = self._padded([[each.valid_from.toordinal() for each in row] for row in rows])
        self.recognised_until = self._padded([[_ordinal(each.valid_until, _LAST_DAY) for each in row] for row in rows])
        self.without_status = np.array([not row for row in rows], dtype=np.bool_)

    def _communes(self) -> None:
        """Where the distinct homes are, and how far somebody of each would go. Number 0 is « unknown »."""
        found = self.places.values
        self.points = np.array([(one.x, one.y, one.z) for one in found], dtype=np.int64).reshape(-1, 3)
        self.goes = np.zeros(len(found) + 1, dtype=np.int16)
        np.maximum.at(self.goes, self.home, self.radius)

    def kilometres(self, place: Place | None) -> Ints:
        """From each home to a place, rounded up; ``_UNKNOWN`` for an unknown one.

        Squares stay below 2⁵³, where a square root is right to the last bit: the same kilometres as ``Place.km_to``.
        """
        found = np.full(len(self.goes), _UNKNOWN, dtype=np.int32)
        if place is not None and len(self.points):
            away = self.points - np.array((place.x, place.y, place.z), dtype=np.int64)
            found[1:] = np.ceil(np.sqrt((away * away).sum(axis=1)) / 1000)
        return found


class _Codes(Generic[Value]):
    """Numbers distinct values from 1; 0 is « none »."""

    def __init__(self, values: Iterable[Value | None]) -> None:
        self.values = [value for value in dict.fromkeys(values) if value is not None]
        self._number = {value: at for at, value in enumerate(self.values, start=1)}

    def __getitem__(self, value: Value | None) -> int:
        return 0 if value is None else self._number[value]


class _Trade:
    """People by how near their occupations are to one ROME code: points → rows, most points first."""

    def __init__(self, pool: _Pool, rome: str) -> None:
        worth = np.array([0, *(TRADE_POINTS[closeness(one, rome)] for one in pool.romes.values)], dtype=np.int16)
        points = np.zeros(pool.size, dtype=np.int16)
        for column in pool.occupations:
            np.maximum(points, worth[column], out=points)
        self.rows: dict[int, Ints] = {}
        for value in sorted(set(TRADE_POINTS.values()), reverse=True):
            rows = np.flatnonzero(points == value).astype(np.int32)
            if len(rows):
                self.rows[value] = rows


@dataclass(frozen=True, slots=True)
class _Block:
    """People who share their points of trade and whether they live within reach; ``at_most`` what one may score."""

    at_most: int
    trade: int
    near: bool


def _best(pool: _Pool, trade: _Trade, offer: Offer, top: int) -> list[Ranked]:
    """The first ``top`` of one offer. A key orders people by score, then by their place in the pool."""
    away = pool.kilometres(offer.place)
    near = away <= pool.goes
    kept = np.empty(0, dtype=np.int64)
    for block in _blocks(trade):
        if len(kept) == top and _score(int(kept[-1]), pool.size) > block.at_most:
            break
        rows = trade.rows[block.trade]
        rows = rows[near[pool.home[rows]] == block.near]
        rows = rows[_possible(pool, offer, rows)]
        scores = block.trade + _other_points(pool, offer, rows, away)
        keys = np.concatenate([kept, (100 - scores.astype(np.int64)) * pool.size + rows])
        if len(keys) > top:
            keys = np.partition(keys, top - 1)[:top]
        kept = np.sort(keys)
    return [Ranked(int(key) % pool.size, _score(int(key), pool.size)) for key in kept]


def _score(key: int, size: int) -> int:
    return 100 - key // size


def _blocks(trade: _Trade) -> Iterator[_Block]:
    travel = OUT_OF[Criterion.TRAVEL]
    found = [
        _Block(points + _REST + (travel if near else 0), points, near)
        for points in trade.rows
        for near in (True, False)
    ]
    yield from sorted(found, key=lambda block: -block.at_most)


def _possible(pool: _Pool, offer: Offer, rows: Ints) -> Mask:
    """Whom no hard condition refuses (``Match.possible``)."""
    day = offer.starts_on.toordinal()
    accepted = np.array([False, *(one in offer.criteria for one in pool.criteria.values)], dtype=np.bool_)
    found = pool.without_status[rows]
    columns = zip(pool.recognised_by, pool.recognised_from, pool.recognised_until, strict=True)
    for criterion, since, until in columns:
        found |= accepted[criterion[rows]] & (since[rows] <= day) & (until[rows] >= day)
    found &= pool.available[rows] <= _ordinal(offer.ends_on, _LAST_DAY)
    for condition in offer.indispensable:
        found &= _holding(pool, condition.code, rows)
    return found


def _holding(pool: _Pool, code: str, rows: Ints) -> Mask:
    holders = pool.holds.get(code)
    return np.zeros(len(rows), dtype=np.bool_) if holders is None else holders[rows]


def _other_points(pool: _Pool, offer: Offer, rows: Ints, away: Ints) -> Small:
    """Points of every criterion but trade."""
    points = _steps(pool.available[rows] - offer.starts_on.toordinal(), DELAYS, LATE_START)
    points[pool.available[rows] == _UNKNOWN] = UNKNOWN_DATE

    gaps = tuple((_hundredths(limit), value) for limit, value in HOUR_GAPS)
    hours = _steps(np.abs(pool.hours[rows] - _hundredths(offer.weekly_hours)), gaps, 0)
    hours[pool.hours[rows] == _UNKNOWN] = UNKNOWN_HOURS

    distance = away[pool.home[rows]]
    travel = _steps(distance, JOURNEY, FAR_JOURNEY)
    travel[distance > pool.means[offer.odd_hours][rows]] = NEEDS_MEANS
    travel[distance > pool.radius[rows]] = 0
    travel[distance == _UNKNOWN] = UNKNOWN_PLACE

    wishes = np.full(len(rows), OUT_OF[Criterion.WISHES], dtype=np.int16)
    if offer.wished:
        met = np.zeros(len(rows), dtype=np.int16)
        for condition in offer.wished:
            met += _holding(pool, condition.code, rows)
        wishes = OUT_OF[Criterion.WISHES] * met // len(offer.wished)
    return (points + hours + travel + wishes).astype(np.int16)


def _steps(values: NDArray[np.int32], table: Sequence[tuple[int, int]], beyond: int) -> Small:
    """Points of each value in a table of (up to, points)."""
    limits = np.array([limit for limit, _ in table], dtype=np.int32)
    worth = np.array([*(points for _, points in table), beyond], dtype=np.int16)
    return worth[np.searchsorted(limits, values)]


def _ordinal(day: date | None, otherwise: int) -> int:
    return otherwise if day is None else day.toordinal()


def _hundredths(hours: Hours | None) -> int:
    return _UNKNOWN if hours is None else int(hours * 100)
