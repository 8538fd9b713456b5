"""What is filtered, sorted and counted, in columns held in memory: one entry a notice, all of them in the order of their numbers.

A process reads every notice once, then only those written since (``StoredNotice.revision``). About 60 bytes a notice.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from ..models import IndexState

#: Minutes since 1970; what has no deadline is after everything.
NO_DEADLINE = np.iinfo(np.int64).max
_FOLLOWING = (
    "SELECT revision, id, published_on, deadline_now, value, buyer_key, buyer_name, cpv, departments, social, kind, nature, "
    "is_shown, is_cancelled FROM watch_storednotice WHERE revision > %s ORDER BY revision LIMIT %s"
)
#: Rows read at a time: what bounds the memory of a first reading.
_CHUNK = 20_000
_EPOCH = date(1970, 1, 1)


class Codes:
    """Texts numbered as they come; the number of a text never changes."""

    def __init__(self) -> None:
        self.of: dict[str, int] = {}
        self.texts: list[str] = []

    def number(self, text: str) -> int:
        found = self.of.get(text)
        if found is None:
            found = self.of[text] = len(self.texts)
            self.texts.append(text)
        return found


@dataclass(frozen=True, slots=True)
class Columns:
    """A state of the columns; never changed, a new one replaces it."""

    revision: int
    ids: NDArray[np.int64]
    #: Days since 1970, 0 when unknown.
    published: NDArray[np.int32]
    #: Minutes since 1970.
    deadline: NDArray[np.int64]
    #: Euros, NaN when unknown.
    value: NDArray[np.float64]
    #: Numbers in ``codes`` of the same name.
    buyer: NDArray[np.int32]
    cpv: NDArray[np.int32]
    departments: NDArray[np.int32]
    social: NDArray[np.int32]
    kind: NDArray[np.int32]
    nature: NDArray[np.int32]
    shown: NDArray[np.bool_]
    cancelled: NDArray[np.bool_]
    codes: dict[str, Codes] = field(repr=False)
    #: Name of each buyer, by its number.
    buyer_names: list[str] = field(repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    def places(self, ids: NDArray[np.int64]) -> NDArray[np.intp]:
        """Where these notices are; those that are not here are left out."""
        found = np.searchsorted(self.ids, ids)
        found[found == len(self.ids)] = 0
        return found[self.ids[found] == ids] if len(self.ids) else found[:0]

    @property
    def recent(self) -> NDArray[np.int64]:
        """A number for each notice: the larger, the later published, then the later stored."""
        return (self.published.astype(np.int64) << 40) + self.ids


CODED = ("cpv", "departments", "social", "kind", "nature")
_ARRAYS = (
    "ids",
    "published",
    "deadline",
    "value",
    "buyer",
    "cpv",
    "departments",
    "social",
    "kind",
    "nature",
    "shown",
    "cancelled",
)
_TYPES = {
    "ids": np.int64, "published": np.int32, "deadline": np.int64, "value": np.float64, "shown": np.bool_,
    "cancelled": np.bool_,
}  # fmt: skip


class _Shelf:
    """The columns of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.held: Columns | None = None
        #: Whose columns these are: a test, or an installation, may change database.
        self.database = ""

    def read(self) -> Columns:
        """The columns as the database is now."""
        revision = IndexState.objects.filter(pk=1).values_list("revision", flat=True).first() or 0
        database = str(connection.settings_dict["NAME"])
        held = self.held
        if held is not None and held.revision == revision and self.database == database:
            return held
        with self.lock:
            held = self.held if self.database == database else None
            if held is None or held.revision > revision:
                held = _nothing()
            if held.revision < revision:
                held = _followed(held)
            self.held, self.database = held, database
            return held

    def forget(self) -> None:
        with self.lock:
            self.held = None


_shelf = _Shelf()
read = _shelf.read
forget = _shelf.forget


def _nothing() -> Columns:
    arrays: dict[str, Any] = {name: np.empty(0, dtype=_TYPES.get(name, np.int32)) for name in _ARRAYS}
    return Columns(revision=0, codes={name: Codes() for name in ("buyer", *CODED)}, buyer_names=[], **arrays)


def _followed(held: Columns) -> Columns:
    """The columns with what was written since."""
    last = held.revision
    pieces: list[dict[str, NDArray[Any]]] = []
    names = list(held.buyer_names)
    for rows, revision in _rows(held.revision):
        last = max(last, revision)
        pieces.append(_piece(rows, held.codes, names))
    if not pieces:
        return held
    new = {name: np.concatenate([piece[name] for piece in pieces]) for name in _ARRAYS}
    order = np.argsort(new["ids"], kind="stable")
    new = {name: array[order] for name, array in new.items()}
    merged = _merged(held, new)
    return Columns(revision=last, codes=held.codes, buyer_names=names, **merged)


def _merged(held: Columns, new: dict[str, NDArray[Any]]) -> dict[str, Any]:
    """Rows known already are replaced; the others, whose numbers are larger, follow."""
    known = np.isin(new["ids"], held.ids, assume_unique=True)
    places = np.searchsorted(held.ids, new["ids"][known])
    merged = {}
    for name in _ARRAYS:
        before = getattr(held, name)
        if known.any():
            before = before.copy()
            before[places] = new[name][known]
        merged[name] = np.concatenate([before, new[name][~known]]) if not known.all() else before
    if merged["ids"].size > 1 and not np.all(np.diff(merged["ids"]) > 0):
        order = np.argsort(merged["ids"])
        merged = {name: array[order] for name, array in merged.items()}
    return merged


def _rows(after: int) -> Iterator[tuple[Sequence[tuple[Any, ...]], int]]:
    """Notices written after this rank, some thousands at a time, with the last rank of each lot."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_FOLLOWING, [after, _CHUNK])
            rows = cursor.fetchall()
        if not rows:
            return
        after = rows[-1][0]
        yield rows, after


def _piece(rows: Sequence[tuple[Any, ...]], codes: dict[str, Codes], names: list[str]) -> dict[str, NDArray[Any]]:
    columns = list(zip(*rows, strict=True))
    _, ids, published, deadline, value, buyer, buyer_name, cpv, departments, social, kind, nature, shown, cancelled = (
        columns
    )
    buyers = [codes["buyer"].number(key) for key in buyer]
    for number, name in zip(buyers, buyer_name, strict=True):
        if number == len(names):
            names.append(name)
    coded = dict(zip(CODED, (cpv, departments, social, kind, nature), strict=True))
    return {
        "ids": np.array(ids, dtype=np.int64),
        "published": np.fromiter(map(_day, published), dtype=np.int32, count=len(ids)),
        "deadline": np.fromiter(map(_minute, deadline), dtype=np.int64, count=len(ids)),
        "value": np.array([np.nan if one is None else float(one) for one in value], dtype=np.float64),
        "buyer": np.array(buyers, dtype=np.int32),
        "shown": np.array(shown, dtype=np.bool_),
        "cancelled": np.array(cancelled, dtype=np.bool_),
        **{
            name: np.fromiter(map(codes[name].number, texts), dtype=np.int32, count=len(ids))
            for name, texts in coded.items()
        },
    }


def _day(value: date | str | None) -> int:
    if value is None:
        return 0
    if isinstance(value, str):  # SQLite, read without the ORM
        value = date.fromisoformat(value)
    return (value - _EPOCH).days


def _minute(value: datetime | str | None) -> int:
    if value is None:
        return NO_DEADLINE
    if isinstance(value, str):
        return int((datetime.fromisoformat(value) - datetime(1970, 1, 1)).total_seconds() // 60)  # noqa: DTZ001 - UTC both
    return int(value.timestamp() // 60)
