"""What a search asks beside its words, and the same questions as masks over columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from levier.notices.alerts import cpv_prefix

from .columns import NO_DEADLINE, Codes, Columns

Mask = NDArray[np.bool_]
#: Ranks in the columns.
Places = NDArray[np.intp]


class Deadline(StrEnum):
    """How long is left to answer."""

    WEEK = "7"
    FORTNIGHT = "15"
    MONTH = "30"
    LATER = "plus"
    PASSED = "passee"
    NONE = "sans"

    @property
    def label(self) -> str:
        return _DEADLINE_LABELS[self]


_DEADLINE_LABELS = {
    Deadline.WEEK: "7 jours ou moins",
    Deadline.FORTNIGHT: "de 8 à 15 jours",
    Deadline.MONTH: "de 16 à 30 jours",
    Deadline.LATER: "plus de 30 jours",
    Deadline.PASSED: "date passée",
    Deadline.NONE: "sans date",
}
_DAYS = (Deadline.WEEK, Deadline.FORTNIGHT, Deadline.MONTH)


class Value(StrEnum):
    """Amount of the purchase, in euros excluding VAT."""

    UNKNOWN = "inconnu"
    UNDER_40K = "40"
    UNDER_90K = "90"
    UNDER_250K = "250"
    UNDER_1M = "1000"
    OVER_1M = "plus"

    @property
    def label(self) -> str:
        return _VALUE_LABELS[self]


_VALUE_LABELS = {
    Value.UNKNOWN: "montant non dit",
    Value.UNDER_40K: "moins de 40 000 €",
    Value.UNDER_90K: "de 40 000 à 90 000 €",
    Value.UNDER_250K: "de 90 000 à 250 000 €",
    Value.UNDER_1M: "de 250 000 € à 1 M€",
    Value.OVER_1M: "1 M€ et plus",
}
_BOUNDS = np.array([40_000, 90_000, 250_000, 1_000_000], dtype=np.float64)
_VALUES = (Value.UNDER_40K, Value.UNDER_90K, Value.UNDER_250K, Value.UNDER_1M, Value.OVER_1M, Value.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Every criterion given must hold; inside one, any of its values. Empty: asks nothing."""

    #: Codes of ``levier.notices.alerts.Social``.
    social: frozenset[str] = frozenset()
    #: Two to eight digits.
    cpv: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    #: ``StoredNotice.buyer_key``
    buyers: frozenset[str] = frozenset()
    deadlines: frozenset[Deadline] = frozenset()
    values: frozenset[Value] = frozenset()
    kinds: frozenset[str] = frozenset()
    natures: frozenset[str] = frozenset()
    #: Only what may still be answered.
    open_only: bool = False
    #: First and last days of publication.
    since: date | None = None
    until: date | None = None

    def without(self, name: str) -> Filters:
        """The same, one criterion less."""
        kept = {one.name: getattr(self, one.name) for one in fields(self) if one.name != name}
        return Filters(**kept)


@dataclass(slots=True)
class Masks:
    """The masks of one search, each computed once, over all the columns."""

    columns: Columns
    filters: Filters
    now: datetime
    _held: dict[str, Mask] = field(default_factory=dict)

    def of(self, name: str) -> Mask | None:
        """The mask of one criterion; ``None`` when it asks nothing."""
        if not getattr(self.filters, name):
            return None
        if name not in self._held:
            self._held[name] = getattr(self, f"_{name}")()
        return self._held[name]

    def all_but(self, name: str = "") -> list[Mask]:
        """The masks of every criterion given, but one."""
        names = [one.name for one in fields(self.filters) if one.name != name]
        return [mask for mask in map(self.of, names) if mask is not None]

    def kept(self, places: Places | None, *, but: str = "") -> Places:
        """Those of these places (all of them when ``None``) that every criterion keeps, each publication once."""
        if places is None:
            whole = self.columns.shown.copy()
            for mask in self.all_but(but):
                whole &= mask
            return np.flatnonzero(whole)
        inside = self.columns.shown[places]
        for mask in self.all_but(but):
            inside &= mask[places]
        return places[inside]

    def _social(self) -> Mask:
        return _holding(self.columns.codes["social"], self.columns.social, self.filters.social)

    def _departments(self) -> Mask:
        return _holding(self.columns.codes["departments"], self.columns.departments, self.filters.departments)

    def _cpv(self) -> Mask:
        prefixes = tuple(cpv_prefix(code) for code in self.filters.cpv)
        codes = self.columns.codes["cpv"]
        held = np.fromiter(
            (any(code.startswith(prefixes) for code in text.split(",")) for text in codes.texts), dtype=np.bool_
        )
        return held[self.columns.cpv] if held.size else np.zeros(len(self.columns), dtype=np.bool_)

    def _buyers(self) -> Mask:
        return _among(self.columns.codes["buyer"], self.columns.buyer, self.filters.buyers)

    def _kinds(self) -> Mask:
        return _among(self.columns.codes["kind"], self.columns.kind, self.filters.kinds)

    def _natures(self) -> Mask:
        return _among(self.columns.codes["nature"], self.columns.nature, self.filters.natures)

    def _deadlines(self) -> Mask:
        wanted = [rank for rank, one in enumerate(DEADLINES) if one in self.filters.deadlines]
        return np.isin(deadline_ranks(self.columns.deadline, self.now), wanted)

    def _values(self) -> Mask:
        wanted = [rank for rank, one in enumerate(_VALUES) if one in self.filters.values]
        return np.isin(value_ranks(self.columns.value), wanted)

    def _open_only(self) -> Mask:
        found: Mask = self.columns.deadline >= minute(self.now)
        found &= self.columns.deadline != NO_DEADLINE
        found &= ~self.columns.cancelled
        return found

    def _since(self) -> Mask:
        assert self.filters.since is not None  # noqa: S101 - ``of`` looked
        return self.columns.published >= (self.filters.since - date(1970, 1, 1)).days

    def _until(self) -> Mask:
        assert self.filters.until is not None  # noqa: S101 - ``of`` looked
        return self.columns.published <= (self.filters.until - date(1970, 1, 1)).days


DEADLINES = (*_DAYS, Deadline.LATER, Deadline.PASSED, Deadline.NONE)
VALUES = _VALUES


def minute(moment: datetime) -> int:
    return int(moment.timestamp() // 60)


def deadline_ranks(deadline: NDArray[np.int64], now: datetime) -> NDArray[np.intp]:
    """Rank in ``DEADLINES`` of each deadline. A deadline today or in seven days is within the week."""
    start = minute(now)
    bounds = np.array([start + 24 * 60 * (days + 1) for days in (7, 15, 30)], dtype=np.int64)
    ranks = np.searchsorted(bounds, deadline, side="right")
    ranks[deadline < start] = DEADLINES.index(Deadline.PASSED)
    ranks[deadline == NO_DEADLINE] = DEADLINES.index(Deadline.NONE)
    return ranks


def value_ranks(value: NDArray[np.float64]) -> NDArray[np.intp]:
    """Rank in ``VALUES`` of each amount."""
    ranks = np.searchsorted(_BOUNDS, value, side="right")
    ranks[np.isnan(value)] = VALUES.index(Value.UNKNOWN)
    return ranks


def _among(codes: Codes, column: NDArray[np.int32], wanted: Iterable[str]) -> Mask:
    numbers = [codes.of[one] for one in wanted if one in codes.of]
    return np.isin(column, numbers)


def _holding(codes: Codes, column: NDArray[np.int32], wanted: frozenset[str]) -> Mask:
    """Notices whose row of codes holds one of these."""
    held = np.fromiter((not wanted.isdisjoint(text.split(",")) for text in codes.texts), dtype=np.bool_)
    return held[column] if held.size else np.zeros(len(column), dtype=np.bool_)
