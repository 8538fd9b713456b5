"""What rooms further down the line add to the pages of this one, which does not know them.

They register from their ``AppConfig.ready``, as for ``guards`` and ``hooks``:

    @contract_filter
    def by_lever(actor: Actor) -> Filter: …
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from levier.accounts.actor import Actor
from levier.ui.lists import Filter

from .models import Contract, Lot

#: One more filter of ``/marches/``, for this actor.
MakeFilter: TypeAlias = Callable[[Actor], Filter]


@dataclass(frozen=True, slots=True)
class LotHours:
    """What a lot asks for, in one French sentence, once it is known."""

    lot: Lot
    sentence: str


#: The hours written for the lots of a contract, as far as this actor may know them.
FindHours: TypeAlias = Callable[[Actor, Contract], Sequence[LotHours]]

_FILTERS: list[MakeFilter] = []
_HOURS: list[FindHours] = []


def contract_filter(make: MakeFilter) -> MakeFilter:
    """Add a filter to the list of contracts, once."""
    if make not in _FILTERS:
        _FILTERS.append(make)
    return make


def contract_filters_of(actor: Actor) -> list[Filter]:
    """The filters other rooms add, in the order of registration."""
    return [make(actor) for make in _FILTERS]


def hours_written(find: FindHours) -> FindHours:
    """Say which hours were written for the lots of a contract, once."""
    if find not in _HOURS:
        _HOURS.append(find)
    return find


def hours_of(*, actor: Actor, contract: Contract) -> list[LotHours]:
    """The hours written for the lots: they take the place of the order of magnitude announced before them."""
    return [one for find in _HOURS for one in find(actor, contract)]
