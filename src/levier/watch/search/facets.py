"""How many notices hold each value of a criterion, the other criteria kept: what a person may choose next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .columns import Columns
from .filters import DEADLINES, VALUES, Masks, Places, deadline_ranks, value_ranks

#: Values shown for a criterion that has many.
MOST = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a criterion, with the notices that hold it."""

    value: str
    count: int
    #: Name of a buyer; empty where the page knows the French of the code.
    label: str = ""


Facets = dict[str, tuple[Choice, ...]]


def facets(masks: Masks, places: Places | None) -> Facets:
    """Every facet over these notices (all of them when ``None``), each under the other criteria."""
    every = masks.kept(places)
    return {
        name: count(masks, every if masks.of(name) is None else masks.kept(places, but=name))
        for name, count in _COUNTS.items()
    }


def _sorted(counts: dict[str, int], most: int = 0) -> tuple[Choice, ...]:
    found = sorted(
        ((value, count) for value, count in counts.items() if value and count), key=lambda one: (-one[1], one[0])
    )
    return tuple(Choice(value, count) for value, count in (found[:most] if most else found))


def _rows(
    texts: list[str], column: NDArray[np.int32], places: Places, cut: Callable[[str], set[str]]
) -> dict[str, int]:
    """Counts of a column whose entries are several codes in a row: each row once, then its codes."""
    by_row = np.bincount(column[places], minlength=len(texts))
    counts: dict[str, int] = {}
    for number in np.flatnonzero(by_row):
        count = int(by_row[number])
        for code in cut(texts[number]):
            counts[code] = counts.get(code, 0) + count
    return counts


def _codes(text: str) -> set[str]:
    return set(text.split(","))


def _divisions(text: str) -> set[str]:
    return {code[:2] for code in text.split(",")}


def _social(masks: Masks, places: Places) -> tuple[Choice, ...]:
    columns = masks.columns
    return _sorted(_rows(columns.codes["social"].texts, columns.social, places, _codes))


def _cpv(masks: Masks, places: Places) -> tuple[Choice, ...]:
    columns = masks.columns
    return _sorted(_rows(columns.codes["cpv"].texts, columns.cpv, places, _divisions))


def _departments(masks: Masks, places: Places) -> tuple[Choice, ...]:
    columns = masks.columns
    return _sorted(_rows(columns.codes["departments"].texts, columns.departments, places, _codes))


def _kinds(masks: Masks, places: Places) -> tuple[Choice, ...]:
    columns = masks.columns
    return _sorted(_rows(columns.codes["kind"].texts, columns.kind, places, lambda text: {text}))


def _natures(masks: Masks, places: Places) -> tuple[Choice, ...]:
    columns = masks.columns
    return _sorted(_rows(columns.codes["nature"].texts, columns.nature, places, lambda text: {text}))


def _buyers(masks: Masks, places: Places) -> tuple[Choice, ...]:
    """The buyers who publish most."""
    columns: Columns = masks.columns
    texts = columns.codes["buyer"].texts
    counts = np.bincount(columns.buyer[places], minlength=len(texts))
    if "" in columns.codes["buyer"].of:
        counts[columns.codes["buyer"].of[""]] = 0
    best = np.flatnonzero(counts)
    if best.size > MOST:
        least = np.partition(counts[best], -MOST)[-MOST]
        best = best[counts[best] >= least]  # those that tie are told apart by their key, the same on every database
    found = sorted((-int(counts[number]), texts[number], number) for number in best)[:MOST]
    return tuple(Choice(key, -count, columns.buyer_names[number]) for count, key, number in found)


def _deadlines(masks: Masks, places: Places) -> tuple[Choice, ...]:
    ranks = deadline_ranks(masks.columns.deadline[places], masks.now)
    counts = np.bincount(ranks, minlength=len(DEADLINES))
    return tuple(Choice(one.value, int(count)) for one, count in zip(DEADLINES, counts, strict=True) if count)


def _values(masks: Masks, places: Places) -> tuple[Choice, ...]:
    counts = np.bincount(value_ranks(masks.columns.value[places]), minlength=len(VALUES))
    return tuple(Choice(one.value, int(count)) for one, count in zip(VALUES, counts, strict=True) if count)


_Count = Callable[[Masks, Places], tuple[Choice, ...]]
_COUNTS: dict[str, _Count] = {
    "social": _social,
    "cpv": _cpv,
    "departments": _departments,
    "buyers": _buyers,
    "deadlines": _deadlines,
    "values": _values,
    "kinds": _kinds,
    "natures": _natures,
}
