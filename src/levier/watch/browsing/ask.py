"""What a person asks of the search, read from an address and written back into one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from django.http import QueryDict

from levier.notices.alerts import Social
from levier.notices.model import Kind, Nature

from ..search.filters import Deadline, Filters, Value
from ..search.find import Order, PageRequest

#: Values of one criterion that are read: an address longer than that is nobody's.
MOST_VALUES = 30
LONGEST_QUERY = 2000
_CPV = re.compile(r"\d{2,8}(?:-\d)?")
_DEPARTMENT = re.compile(r"\d{2,3}|2[AB]")
E_ = TypeVar("E_", bound=StrEnum)

#: Criterion → parameter of the address.
PARAMETERS = {
    "social": "social",
    "cpv": "cpv",
    "departments": "dep",
    "buyers": "acheteur",
    "deadlines": "delai",
    "values": "montant",
    "kinds": "avis",
    "natures": "nature",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """A question. Anything unknown in the address was ignored: a shared or hand-typed address never fails."""

    query: str = ""
    filters: Filters = field(default_factory=Filters)
    order: Order = Order.RELEVANCE
    after: str = ""

    @classmethod
    def read(cls, params: QueryDict) -> Ask:
        """The question of an address."""
        filters = Filters(
            social=_among(params, "social", Social),
            cpv=_matching(params, "cpv", _CPV),
            departments=_matching(params, "dep", _DEPARTMENT),
            buyers=frozenset(one[:120] for one in _texts(params, "acheteur")),
            deadlines=frozenset(map(Deadline, _among(params, "delai", Deadline))),
            values=frozenset(map(Value, _among(params, "montant", Value))),
            kinds=_among(params, "avis", Kind),
            natures=_among(params, "nature", Nature),
            open_only=params.get("ouverts") == "1",
            since=_day(params.get("depuis", "")),
            until=_day(params.get("jusqu", "")),
        )
        order = params.get("tri", "")
        return cls(
            query=_clean(params.get("q", ""))[:LONGEST_QUERY],
            filters=filters,
            order=Order(order) if order in set(Order) else Order.RELEVANCE,
            after=_clean(params.get("apres", ""))[:20],
        )

    def pairs(self) -> list[tuple[str, str]]:
        """The question as parameters, without the place in the pages."""
        found = [("q", self.query)] if self.query else []
        for name, parameter in PARAMETERS.items():
            found += [(parameter, value) for value in sorted(getattr(self.filters, name))]
        if self.filters.open_only:
            found.append(("ouverts", "1"))
        for parameter, day in (("depuis", self.filters.since), ("jusqu", self.filters.until)):
            if day is not None:
                found.append((parameter, day.isoformat()))
        if self.order is not Order.RELEVANCE:
            found.append(("tri", self.order.value))
        return found

    def url(self, path: str, *, after: str = "") -> str:
        """The address that asks the same."""
        pairs = [*self.pairs(), *([("apres", after)] if after else [])]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def but(self, name: str, value: str) -> Ask:
        """The same, one value of a criterion less."""
        kept = frozenset(one for one in getattr(self.filters, name) if one != value)
        return self.with_filters(**{name: kept})

    def with_filters(self, **changes: object) -> Ask:
        """The same, with other filters, from the first page."""
        return replace(self, filters=replace(self.filters, **changes), after="")  # type: ignore[arg-type]

    @property
    def page(self) -> PageRequest:
        return PageRequest(order=self.order, after=self.after)

    @property
    def is_empty(self) -> bool:
        return not self.query and self.filters == Filters()

    @property
    def over_a_year(self) -> Filters:
        """The filters an alert would keep: what is asked, whenever the answer is due."""
        return replace(self.filters, open_only=False, deadlines=frozenset(), since=None, until=None)


def _clean(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _texts(params: QueryDict, name: str) -> list[str]:
    return [text for one in params.getlist(name)[:MOST_VALUES] if (text := _clean(one))]


def _among(params: QueryDict, name: str, kind: type[E_]) -> frozenset[str]:
    known = {one.value for one in kind}
    return frozenset(one for one in _texts(params, name) if one in known)


def _matching(params: QueryDict, name: str, pattern: re.Pattern[str]) -> frozenset[str]:
    return frozenset(one.upper() for one in _texts(params, name) if pattern.fullmatch(one.upper()))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
