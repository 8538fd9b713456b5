"""Figures that leave the workspace: a cell with fewer than five people is not shown, nor can it be found by difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .flags import MIN_PEOPLE
from .quantities import Hours

HIDDEN = "n. c."
NOTE = f"« {HIDDEN} » : moins de {MIN_PEOPLE} personnes, non communiqué hors de l’espace de travail."


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of a breakdown: ``None`` once masked."""

    label: str
    hours: Hours | None
    people: int | None

    @property
    def masked(self) -> bool:
        return self.people is None


def small(people: int) -> bool:
    """True from 1 to 4: zero says nothing about anybody."""
    return 0 < people < MIN_PEOPLE


def masked(cells: Sequence[Cell]) -> list[Cell]:
    """Hide small cells; when only one is hidden, hide the next smallest too, since the total would give it away."""
    hidden = {index for index, cell in enumerate(cells) if cell.people is not None and small(cell.people)}
    if len(hidden) == 1:
        others = [i for i, cell in enumerate(cells) if i not in hidden and cell.people]
        if others:
            hidden.add(min(others, key=lambda i: cells[i].people or 0))
    return [replace(cell, hours=None, people=None) if i in hidden else cell for i, cell in enumerate(cells)]
