"""« À faire »: everything that waits for one person, from a registry of small queries, one module per room."""

from __future__ import annotations

from datetime import date

from levier.accounts.actor import Actor

from . import (
    candidacies,
    clauses,
    closing,
    committees,
    directory,
    insights,
    launch,
    lost_addresses,
    people,
    procurement,
    statements,
    watch,
)
from .item import REGISTRY, Provider, TodoItem, Urgency

__all__ = [
    "REGISTRY",
    "Provider",
    "TodoItem",
    "Urgency",
    "candidacies",
    "clauses",
    "closing",
    "committees",
    "directory",
    "insights",
    "launch",
    "lost_addresses",
    "people",
    "procurement",
    "providers_for",
    "statements",
    "todo_items",
    "watch",
]


def providers_for(actor: Actor) -> list[Provider]:
    """The kinds of things that can wait for this role."""
    return [one for one in REGISTRY.values() if actor.role in one.roles]


def todo_items(*, actor: Actor, today: date, only: int | None = None) -> list[TodoItem]:
    """What waits for this person, the most urgent first, then the oldest.

    ``only`` narrows to one contract, whose right to be seen the caller has checked.
    """
    asked = [one for one in providers_for(actor) if only is None or one.on_contract]
    found = [item for one in asked for item in one.find(actor, today, only)]
    return sorted(found, key=_rank)


def _rank(item: TodoItem) -> tuple[Urgency, date, date, str]:
    """What is already over has no day to be done before: it ranks from the day it ended."""
    over = item.since if item.urgency is Urgency.LATE else None
    return (item.urgency, item.due or over or date.max, item.since or date.max, item.title)
