"""Things of one kind kept together, and folded when they are many, so that they do not hide the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from .item import REGISTRY, TodoItem, Urgency

#: Things of one kind shown before the others of that kind are folded.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Run:
    """Things of one kind and urgency. ``folded`` is empty, or holds at least two: one alone is simply shown."""

    shown: Sequence[TodoItem]
    folded: Sequence[TodoItem]

    @property
    def label(self) -> str:
        return REGISTRY[self.shown[0].kind].label

    @property
    def tone(self) -> str:
        return self.shown[0].tone


def _kind(item: TodoItem) -> tuple[Urgency, str]:
    return item.urgency, item.kind


def together(items: Sequence[TodoItem]) -> list[TodoItem]:
    """The same things; those of one kind and urgency follow the first of them, each in its own order."""
    first: dict[tuple[Urgency, str], int] = {}
    for rank, item in enumerate(items):
        first.setdefault(_kind(item), rank)
    return sorted(items, key=lambda item: (item.urgency, first[_kind(item)]))


def runs(items: Iterable[TodoItem], *, fold: bool) -> list[Run]:
    """The runs of one page of ``together``; with ``fold``, each shows its first ones and folds the rest."""
    found = []
    for _, group in groupby(items, key=_kind):
        run = list(group)
        cut = SHOWN if fold and len(run) > SHOWN + 1 else len(run)
        found.append(Run(run[:cut], run[cut:]))
    return found
