"""How far a source of notices was read: one span of days without a hole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
#: Days read again each time: a notice may be added to a day that was over, or its content completed.
OVERLAP = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Position:
    """Every day from ``first`` to ``through`` was read; both ``None`` when nothing was."""

    first: date | None = None
    through: date | None = None

    @classmethod
    def read(cls, kept: Mapping[str, object]) -> Position:
        """From what a cursor keeps; what cannot be understood is nothing read."""
        try:
            return cls(date.fromisoformat(str(kept["first"])), date.fromisoformat(str(kept["through"])))
        except (KeyError, ValueError):
            return cls()

    def kept(self) -> dict[str, str]:
        """For a cursor."""
        return {} if self.first is None else {"first": f"{self.first}", "through": f"{self.through}"}

    def start(self, *, today: date, since: date | None, first_days: int, again: bool = False) -> date:
        """The day to read from: where the last visit stopped, or ``since`` when it is not covered or is wanted ``again``."""
        if self.first is None or self.through is None:
            return since or today - timedelta(days=first_days)
        if since is not None and (again or since < self.first):
            return since
        return min(max(self.through - OVERLAP + _DAY, self.first), today)

    def reached(self, *, start: date, through: date) -> Position:
        """Once everything from ``start`` to ``through`` is read too.

        Reading from before the span begins another one, which will come to cover it: no hole is ever forgotten.
        """
        if self.first is None or self.through is None or not self.first <= start <= self.through + _DAY:
            return Position(start, through)
        return Position(self.first, max(self.through, through))
