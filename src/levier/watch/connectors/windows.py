"""Lists that are read by windows of dates, because no interface gives more than so many results, nor keeps still.

A window too wide is halved until it fits. Inside one, a page may change while the next is read: notices are added, withdrawn,
moved. A reading is believed when the count announced did not move and each notice was seen once; else the window is read again,
and believed when it brings nothing new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .errors import SourceFailed

#: Readings of one window before giving up.
READINGS = 3

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One notice as the source gives it. ``ref`` is its key there."""

    ref: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is stored together. Once it is, everything published up to ``through`` has been read (``None``: not yet told)."""

    documents: tuple[Document, ...] = ()
    #: (key, sentence) of what could not be had.
    problems: tuple[tuple[str, str], ...] = ()
    through: date | None = None
    #: How many notices the source announces for this window, and how many of them were seen.
    expected: int = 0
    seen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Days, both included; ``part`` narrows a day that is too full (its meaning is the source's)."""

    first: date
    last: date
    part: str = ""

    def __str__(self) -> str:
        days = f"du {self.first:%d/%m/%Y}" + (f" au {self.last:%d/%m/%Y}" if self.last != self.first else "")
        return f"{days} ({self.part})" if self.part else days


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One page: the keys it holds, with what is given of each, and the count the source announces for the window."""

    items: tuple[Document, ...]
    total: int


class TooWide(Exception):
    """More results than one window may give."""


def halves(window: Window, parts: Iterable[str]) -> list[Window]:
    """The same, in smaller ones, earliest first; a single day is cut by ``parts``.

    Raises:
        SourceFailed: nothing smaller.
    """
    if window.first < window.last:
        middle = window.first + (window.last - window.first) // 2
        return [replace(window, last=middle), replace(window, first=middle + _DAY)]
    cut = [] if window.part else [replace(window, part=part) for part in parts]
    if not cut:
        raise SourceFailed(
            f"La source annonce trop d’avis {window} pour être lus : ils ne l’ont pas été. Téléchargez ce jour depuis le site "
            "de la source, puis « levier watch load ».",
            code="too-many",
        )
    return cut


def walk(
    window: Window, pages: Callable[[Window], Iterator[Listed]], *, ceiling: int, parts: Iterable[str] = ()
) -> Iterator[Batch]:
    """Every document of the window, by batches, in the order of dates.

    ``pages`` reads the pages of a window from its first one; ``ceiling`` is the most it may announce.

    Raises:
        SourceFailed: a day too full, or a list that never keeps still.
    """
    parts = tuple(parts)
    waiting = [window]
    while waiting:
        current = waiting.pop()
        try:
            yield from _settle(current, pages, ceiling)
        except TooWide:
            waiting.extend(reversed(halves(current, parts)))
            continue
        through = waiting[-1].first - _DAY if waiting else window.last
        yield Batch(through=through)


def _settle(window: Window, pages: Callable[[Window], Iterator[Listed]], ceiling: int) -> Iterator[Batch]:
    """Read a window until a reading can be believed; what was given once is not given again unless it changed."""
    given: dict[str, bytes] = {}
    for reading in range(READINGS):
        met: list[str] = []
        totals: set[int] = set()
        before = set(given)
        for page in pages(window):
            totals.add(page.total)
            if max(totals) > ceiling:
                raise TooWide
            met += [item.ref for item in page.items]
            fresh = tuple(_fresh(page.items, given))
            yield Batch(documents=fresh, expected=page.total, seen=len(given))
        whole = len(totals) <= 1 and len(met) == len(set(met)) == next(iter(totals), 0)
        still = reading > 0 and len(totals) <= 1 and before >= set(met)
        if whole or still:
            return
    raise SourceFailed(
        f"La liste des avis publiés {window} change pendant qu’elle est lue. Ce qui était lu est gardé : relancez plus tard.",
        code="moving",
    )


def _fresh(items: Iterable[Document], given: dict[str, bytes]) -> Iterator[Document]:
    for item in items:
        mark = hashlib.blake2b(item.data, digest_size=16).digest()  # a window of notices is too much to hold
        if given.get(item.ref) != mark:
            given[item.ref] = mark
            yield item
