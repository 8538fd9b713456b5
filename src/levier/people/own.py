"""What rooms above add to the page a person reads of themselves: this one knows neither pieces nor hours.

@own_part
def own_pieces(person: Person, token: str) -> OwnPart | None: …
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from .models import Person


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One thing held; ``url`` downloads it by the same personal link."""

    title: str
    detail: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class OwnPart:
    """A heading of the page, with its lines."""

    anchor: str
    title: str
    lines: tuple[OwnLine, ...]


#: The person and the token of their link → a part, or ``None`` when there is nothing to show.
FindPart: TypeAlias = Callable[[Person, str], OwnPart | None]

_PARTS: list[FindPart] = []


def own_part(find: FindPart) -> FindPart:
    """Add a part, once."""
    if find not in _PARTS:
        _PARTS.append(find)
    return find


def parts_for(person: Person, token: str) -> list[OwnPart]:
    """Every part that has something to show."""
    return [part for find in _PARTS if (part := find(person, token)) is not None]
