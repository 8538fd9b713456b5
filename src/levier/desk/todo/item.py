"""One thing that waits for somebody: what, why, since when, and the one button that does it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Any, TypeAlias

from levier.accounts.actor import Actor
from levier.domain.vocabulary import Role
from levier.procurement.models import Contract

#: Days before the due date from which a thing is « bientôt ».
SOON = timedelta(days=15)


class Urgency(IntEnum):
    """In the order of the list."""

    LATE = 0
    SOON = 1
    CALM = 2

    @property
    def tone(self) -> str:
        return {Urgency.LATE: "danger", Urgency.SOON: "warning", Urgency.CALM: "info"}[self]

    @property
    def label(self) -> str:
        return {Urgency.LATE: "En retard", Urgency.SOON: "Bientôt", Urgency.CALM: "À prévoir"}[self]


def urgency_of(due: date | None, today: date) -> Urgency:
    """Late from the day after the due date, soon fifteen days before it; without one, it can wait."""
    if due is None:
        return Urgency.CALM
    if due < today:
        return Urgency.LATE
    return Urgency.SOON if due <= today + SOON else Urgency.CALM


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoItem:
    """``kind`` is the provider's code; ``facilitator_id`` the account that follows the contract, for « les miens »."""

    kind: str
    title: str
    why: str
    since: date | None
    due: date | None = None
    urgency: Urgency
    url: str
    button: str
    contract_id: int | None = None
    contract: str = ""
    facilitator_id: int | None = None

    @property
    def tone(self) -> str:
        return self.urgency.tone


def about(contract: Contract) -> dict[str, Any]:
    """What a ``TodoItem`` says of the contract it waits on."""
    return {"contract_id": contract.pk, "contract": contract.title, "facilitator_id": contract.facilitator_id}


#: (actor, today, only this contract or None) → what waits.
Find: TypeAlias = Callable[[Actor, date, int | None], Iterable[TodoItem]]


@dataclass(frozen=True, slots=True)
class Provider:
    """A kind of thing to do, the roles it waits for, and the scoped query that finds them."""

    kind: str
    label: str
    roles: frozenset[Role]
    find: Find
    #: False for what is not about one contract (a person's status, a structure's capacity).
    on_contract: bool


#: Every provider, by kind, in the order of the filter.
REGISTRY: dict[str, Provider] = {}


def provider(kind: str, label: str, roles: Iterable[Role], *, on_contract: bool = True) -> Callable[[Find], Find]:
    """Register a provider. ``find`` makes a number of queries that does not depend on the rows."""

    def decorate(find: Find) -> Find:
        if kind in REGISTRY:
            raise ValueError(f"todo provider declared twice: {kind}")
        REGISTRY[kind] = Provider(kind, label, frozenset(roles), find, on_contract)
        return find

    return decorate
