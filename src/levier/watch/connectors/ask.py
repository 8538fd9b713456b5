"""What is asked of a visit, and what it tells meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a visit is doing, for whoever looks: ``seen`` of ``expected`` (0: nobody knows), and the same in French."""

    source: str
    doing: str
    seen: int
    expected: int
    how_far: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is asked of a visit."""

    today: date
    since: date | None = None
    #: Read again what was read already.
    again: bool = False
    tell: Callable[[Step], object] = lambda _step: None
    #: Looked at between two batches: true ends the visit at the next place it can be taken up from.
    stopping: Callable[[], bool] = lambda: False
