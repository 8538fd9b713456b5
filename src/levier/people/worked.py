"""Hours people worked, told by the room that counts them: this one comes before it and knows nothing of hours.

``delivery`` registers from its ``AppConfig.ready``:

    @hours_worked
    def hours_in_ledger(employments: Collection[int]) -> dict[int, Worked]: …
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias

from levier.domain.quantities import ZERO, Hours


@dataclass(frozen=True, slots=True)
class Worked:
    """Validated hours of one work contract, and the buyers they were counted for."""

    hours: Hours
    buyers: tuple[str, ...] = ()


NOTHING = Worked(ZERO)

#: Primary keys of work contracts → what was worked under each.
FindWorked: TypeAlias = Callable[[Collection[int]], dict[int, Worked]]

_FOUND: list[FindWorked] = []


def hours_worked(find: FindWorked) -> FindWorked:
    """Say how hours are found, once."""
    if find not in _FOUND:
        _FOUND.append(find)
    return find


def worked_under(employments: Collection[int]) -> dict[int, Worked]:
    """Hours by work contract; one that is missing has none."""
    found: dict[int, Worked] = {}
    for find in _FOUND:
        found |= find(employments)
    return found
