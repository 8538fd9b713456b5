"""Lists people filter, sort, page through and share by their address.

A view says which filters and sorts are allowed; anything else in the query string is ignored, so that a shared or
hand-typed address never fails. Two queries per page whatever the number of rows: one count, one slice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from . import formats

M = TypeVar("M", bound=Model)

MAX_PAGE_SIZE = 50
PAGE, SORT = "page", "tri"


@dataclass(frozen=True, slots=True)
class Filter:
    """One allowed filter: what the form shows, and how it narrows the queryset.

    ``apply(queryset, value)`` receives a non-empty, already checked value (a ``date`` for a date filter).
    """

    name: str
    label: str
    kind: str
    apply: Callable[[Any, Any], Any]
    choices: Sequence[tuple[str, str]] = ()
    any_label: str = "Tous"

    def clean(self, raw: str) -> Any:
        """The checked value, or ``None`` when the text is empty or not allowed."""
        text = raw.replace("\x00", "").strip()[:200]
        if not text:
            return None
        if self.kind == "choice":
            return text if text in {value for value, _ in self.choices} else None
        if self.kind == "date":
            try:
                return date.fromisoformat(text)
            except ValueError:
                return None
        if self.kind == "flag":
            return text if text in ("1", "on", "oui") else None
        return text

    def shown(self, value: Any) -> str:
        """The value as the « active filter » chip says it."""
        if self.kind == "choice":
            return dict(self.choices).get(value, str(value))
        if self.kind == "date":
            return formats.long_date(value)
        return "oui" if self.kind == "flag" else str(value)


def choice_filter(
    name: str, label: str, lookup: str, choices: Iterable[tuple[Any, str]], *, any_label: str = "Tous"
) -> Filter:
    """A closed list; ``lookup`` is a Django lookup (``status``, ``buyer_id``)."""
    pairs = tuple((str(value), text) for value, text in choices)
    return Filter(name, label, "choice", lambda qs, value: qs.filter(**{lookup: value}), pairs, any_label)


def text_filter(name: str, label: str, *lookups: str) -> Filter:
    """Every word must be found in at least one of the lookups (``title__icontains``)."""

    def apply(qs: Any, value: str) -> Any:
        for word in value.split()[:10]:
            qs = qs.filter(reduce(or_, (Q(**{lookup: word}) for lookup in lookups)))
        return qs

    return Filter(name, label, "text", apply)


def date_filter(name: str, label: str, lookup: str) -> Filter:
    """A day; ``lookup`` such as ``ends_on__gte``."""
    return Filter(name, label, "date", lambda qs, value: qs.filter(**{lookup: value}))


def flag_filter(name: str, label: str, condition: Q) -> Filter:
    """A box to tick, which adds ``condition``."""
    return Filter(name, label, "flag", lambda qs, _value: qs.filter(condition))


@dataclass(frozen=True, slots=True)
class Sort:
    """One allowed sort. ``fields`` are order_by names for the ascending direction; end with a unique one."""

    key: str
    fields: tuple[str, ...]

    def order(self, *, descending: bool) -> tuple[str, ...]:
        return tuple(_flip(name) for name in self.fields) if descending else self.fields


def _flip(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


@dataclass(frozen=True, slots=True)
class SortLink:
    """The link of one column header. ``aria`` is « ascending », « descending » or empty."""

    url: str
    aria: str
    icon: str
    hint: str


@dataclass(frozen=True, slots=True)
class PageLink:
    number: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class FilterField:
    """A filter with its current value, as the form draws it."""

    name: str
    label: str
    kind: str
    value: str
    options: tuple[Option, ...]
    any_label: str


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    label: str
    value: str
    remove_url: str


class ListPage(Generic[M]):
    """One page of a list, with every link it needs.

    Args:
        request: its query string is read (the last value of a repeated name counts); its path is the list's address.
        queryset: already scoped to the actor.
        default_sort: a sort key, « - » before it for descending; without it the queryset keeps its own order.
        per_page: at most 50.
    """

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet[M],
        *,
        filters: Sequence[Filter] = (),
        sorts: Sequence[Sort] = (),
        default_sort: str = "",
        per_page: int = 25,
    ) -> None:
        self.path = request.path
        self.filters, self.sorts = tuple(filters), tuple(sorts)
        #: Name → checked value of the active filters.
        self.values: dict[str, Any] = {}
        self._query: dict[str, str] = {}
        #: The whole filtered and sorted queryset: what an export writes.
        self.queryset = self._sorted(self._filtered(queryset, request.GET), request.GET, default_sort)
        self.per_page = max(1, min(per_page, MAX_PAGE_SIZE))
        paginator = Paginator(self.queryset, self.per_page)
        page = paginator.get_page(_page_number(request.GET.get(PAGE) or ""))
        self.total, self.number, self.pages = paginator.count, page.number, paginator.num_pages
        if self.number > 1:
            self._query[PAGE] = str(self.number)
        self.items: list[M] = list(page.object_list)

    def _filtered(self, queryset: QuerySet[M], params: Mapping[str, str]) -> QuerySet[M]:
        for one in self.filters:
            value = one.clean(params.get(one.name) or "")
            if value is None:
                continue
            self.values[one.name] = value
            self._query[one.name] = value.isoformat() if isinstance(value, date) else str(value)
            queryset = one.apply(queryset, value)
        return queryset

    def _sorted(self, queryset: QuerySet[M], params: Mapping[str, str], default: str) -> QuerySet[M]:
        by_key = {one.key: one for one in self.sorts}
        asked = params.get(SORT) or ""
        #: Key of the sort in force, with « - » before it when descending; empty for the queryset's own order.
        self.sort = asked if asked.removeprefix("-") in by_key else default
        self.sort_is_set = self.sort != default
        if not self.sort:
            return queryset
        if self.sort_is_set:
            self._query[SORT] = self.sort
        return queryset.order_by(*by_key[self.sort.removeprefix("-")].order(descending=self.sort.startswith("-")))

    def __iter__(self) -> Iterator[M]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def url(self, path: str | None = None, **changes: str | int | None) -> str:
        """This list's address with some parameters changed (``None`` removes one)."""
        query: dict[str, str] = dict(self._query)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = str(value)
        base = self.path if path is None else path
        return f"{base}?{urlencode(query)}" if query else base

    def export_url(self, path: str, **changes: str | int | None) -> str:
        """The same filters and sort on another address; no page number."""
        return self.url(path, **{PAGE: None, **changes})

    @property
    def first(self) -> int:
        """Rank of the first row shown, from 1; 0 when the list is empty."""
        return (self.number - 1) * self.per_page + 1 if self.items else 0

    @property
    def last(self) -> int:
        return (self.number - 1) * self.per_page + len(self.items)

    @property
    def previous_url(self) -> str:
        return self._page_url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self._page_url(self.number + 1) if self.number < self.pages else ""

    def _page_url(self, number: int) -> str:
        return self.url(None, **{PAGE: number if number > 1 else None})

    @property
    def page_links(self) -> list[PageLink | None]:
        """First, last and neighbours; ``None`` where pages are left out."""
        shown = sorted({1, self.pages, *range(self.number - 2, self.number + 3)} & set(range(1, self.pages + 1)))
        links: list[PageLink | None] = []
        for before, number in zip([0, *shown], shown, strict=False):
            if number > before + 1:
                links.append(None)
            links.append(PageLink(number, self._page_url(number), number == self.number))
        return links

    def sort_link(self, key: str) -> SortLink:
        """The header link of one sort: ascending first, then the other way."""
        if key not in {one.key for one in self.sorts}:
            raise KeyError(f"tri inconnu : {key}")
        if self.sort == key:
            return SortLink(self.url(**{PAGE: None, SORT: f"-{key}"}), "ascending", "up", "trier par ordre décroissant")
        if self.sort == f"-{key}":
            return SortLink(self.url(**{PAGE: None, SORT: key}), "descending", "down", "trier par ordre croissant")
        return SortLink(self.url(**{PAGE: None, SORT: key}), "", "sort", "trier par ordre croissant")

    @property
    def filter_fields(self) -> list[FilterField]:
        return [self._field(one) for one in self.filters]

    def _field(self, one: Filter) -> FilterField:
        value = self._query.get(one.name, "")
        options = tuple(Option(code, text, code == value) for code, text in one.choices)
        return FilterField(one.name, one.label, one.kind, value, options, one.any_label)

    @property
    def active_filters(self) -> list[ActiveFilter]:
        return [
            ActiveFilter(one.label, one.shown(self.values[one.name]), self.url(**{PAGE: None, one.name: None}))
            for one in self.filters
            if one.name in self.values
        ]


def _page_number(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 1
