"""The clock of the story: while it is told, « now » is the day of the event.

Two years of work are written in half a minute, by the very services a person uses. They date what they write with
``timezone.now()``, the journal and the creation dates included: only a clock that says the right day gives a history
in which everything agrees. It is seen by the telling alone (a context variable), and put back when it is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

PARIS = ZoneInfo("Europe/Paris")
_told: ContextVar[datetime | None] = ContextVar("levier_demo_clock", default=None)


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """An aware moment of a day, in Paris."""
    return datetime.combine(day, time(hour, minute), PARIS)


def turn_to(instant: datetime) -> None:
    """Make « now » this instant, in UTC like Django's own; only inside ``story_time``."""
    _told.set(instant.astimezone(UTC))


@contextmanager
def story_time(start: datetime) -> Iterator[None]:
    """Follow the story's clock until the end of the block."""
    real = timezone.now

    def now() -> datetime:
        return _told.get() or real()

    token = _told.set(start.astimezone(UTC))
    timezone.now = now
    try:
        yield
    finally:
        timezone.now = real
        _told.reset(token)
