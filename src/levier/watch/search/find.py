"""``search``: from what a person typed to a page of notices, with facets and total."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from levier.notices.alerts import parse
from levier.notices.alerts.query import Node

from ..models import StoredNotice
from . import columns as shelf
from .columns import Columns
from .facets import Facets, facets
from .filters import Filters, Masks, Places, minute
from .index import TITLE
from .match import matching

SIZE = 20
MOST_SIZE = 200
#: In the year 2225; what has no deadline counts as that.
_LAST_MINUTE = (1 << 27) - 1


class Order(StrEnum):
    """How hits follow one another."""

    #: The words are in the object, then the later published.
    RELEVANCE = "pertinence"
    RECENT = "recents"
    #: The nearest deadline first; those passed, then those not said, last.
    DEADLINE = "echeance"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """Which page. ``after`` is the cursor of the page before: no page is skipped when notices come in between."""

    order: Order = Order.RELEVANCE
    size: int = SIZE
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What was found."""

    #: In order, with their findings, without their compressed content.
    hits: list[StoredNotice]
    total: int
    facets: Facets = field(default_factory=dict)
    #: Cursor of the next page; empty at the end.
    after: str = ""


def search(
    query: str | Node = "",
    filters: Filters | None = None,
    page: PageRequest | None = None,
    *,
    now: datetime | None = None,
    with_facets: bool = True,
) -> Page:
    """Notices that hold the query and the filters, each publication once.

    Raises:
        RuleError: the query cannot be read; the sentence says where and what to write.
    """
    page = page or PageRequest()
    filters = filters or Filters()
    node = parse(query) if isinstance(query, str) and query.strip() else query or None
    assert not isinstance(node, str)  # noqa: S101 - an empty text asks nothing
    state = shelf.read()
    masks = Masks(state, filters, now or timezone.now())
    found = _found(state, node)
    hits = masks.kept(found)
    keys = _order(state, hits, node, page.order, masks.now)
    chosen, after = _page(keys, hits, page)
    return Page(
        hits=_read(state.ids[chosen].tolist()),
        total=len(hits),
        facets=facets(masks, found) if with_facets else {},
        after=after,
    )


def count(query: str | Node = "", filters: Filters | None = None, *, now: datetime | None = None) -> int:
    """How many notices a search finds: what an alert would have sent."""
    return search(query, filters, PageRequest(size=0), now=now, with_facets=False).total


def _found(state: Columns, node: Node | None) -> Places | None:
    """Places of the notices that hold the query; ``None`` for all of them."""
    if node is None:
        return None
    ids, left_out = matching(node)
    if left_out is None:
        return state.places(ids)
    kept = np.ones(len(state), dtype=np.bool_)
    kept[state.places(left_out)] = False
    return np.flatnonzero(kept)


def _order(state: Columns, hits: Places, node: Node | None, order: Order, now: datetime) -> NDArray[np.int64]:
    """A key for each hit, all different: the largest comes first."""
    recent = (state.published[hits].astype(np.int64) << 40) + state.ids[hits]
    if order is Order.DEADLINE:
        return _by_deadline(state, hits, now)
    if order is Order.RECENT or node is None:
        return recent
    titled, left_out = matching(node, TITLE)
    if left_out is not None:
        return recent
    inside = np.zeros(len(state), dtype=np.bool_)
    inside[state.places(titled)] = True
    return recent + (inside[hits].astype(np.int64) << 58)


def _by_deadline(state: Columns, hits: Places, now: datetime) -> NDArray[np.int64]:
    """What may still be answered first, the nearest deadline first; then what is over, the latest over first."""
    minutes = np.clip(state.deadline[hits], 0, _LAST_MINUTE)
    over = state.deadline[hits] < minute(now)
    moment = np.where(over, minutes, _LAST_MINUTE - minutes)
    return ((~over).astype(np.int64) << 61) + (moment << 34) + state.ids[hits]


def _page(keys: NDArray[np.int64], hits: Places, page: PageRequest) -> tuple[Places, str]:
    size = min(max(page.size, 0), MOST_SIZE)
    bound = _cursor(page.after)
    waiting = np.flatnonzero(keys < bound) if bound is not None else np.arange(len(keys))
    if not size or not waiting.size:
        return hits[:0], ""
    more = waiting.size > size
    if more:
        waiting = waiting[np.argpartition(-keys[waiting], size - 1)[:size]]
    waiting = waiting[np.argsort(-keys[waiting])]
    return hits[waiting], str(int(keys[waiting[-1]])) if more else ""


def _cursor(text: str) -> int | None:
    """A cursor somebody changed by hand is the first page."""
    return min(int(text), np.iinfo(np.int64).max) if text.isascii() and text.isdigit() and len(text) < 20 else None


def _read(ids: list[int]) -> list[StoredNotice]:
    rows = StoredNotice.objects.filter(pk__in=ids).defer("content").prefetch_related("findings").in_bulk()
    return [rows[pk] for pk in ids if pk in rows]
