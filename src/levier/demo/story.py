"""The story being told: who acts, what happens when, and the order in which it is written."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TypeAlias

from levier.accounts.actor import Actor
from levier.accounts.models import Membership, User, Workspace
from levier.directory.models import Organisation
from levier.domain.vocabulary import Role

from .clock import moment, turn_to
from .names import Names

#: Told what is being made, how much is done and out of how much.
Progress: TypeAlias = Callable[[str, int, int], None]
Act: TypeAlias = Callable[[datetime], None]

_SATURDAY = 5
_BEFORE = datetime.min.replace(tzinfo=UTC)
TELLING = "Deux années de vie des marchés"


@dataclass
class Story:
    """Everything the modules of the demonstration share. Events run in the order of their dates."""

    today: date
    rng: Random
    names: Names
    workspace: Workspace
    first_day: date
    members: dict[str, Membership] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    companies: dict[str, list[Organisation]] = field(default_factory=dict)
    structures: dict[str, list[Organisation]] = field(default_factory=dict)
    referrers: list[Organisation] = field(default_factory=list)
    #: Who signs for each organisation, by its key.
    signatories: dict[int, str] = field(default_factory=dict)
    _agenda: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _counter: int = 0
    _now: datetime = _BEFORE

    @property
    def last_day(self) -> date:
        """Events stop the day before: what happens today belongs to whoever opens the demonstration."""
        return self.today - timedelta(days=1)

    @property
    def now(self) -> datetime:
        """The moment being told."""
        return self._now

    def actor(self, who: str) -> Actor:
        return Actor.member(self.members[who])

    @property
    def facilitator(self) -> Actor:
        return self.actor(Role.FACILITATOR.value)

    @property
    def colleague(self) -> Actor:
        return self.actor("colleague")

    @property
    def system(self) -> Actor:
        return Actor.system(self.workspace)

    def user(self, who: str) -> User:
        return self.members[who].user

    def at(self, day: date, act: Act, *, hour: int | None = None) -> None:
        """Something happens on a day (the next working day at the latest); never after ``last_day``.

        ``hour`` is given for what the schedule does by itself, weekends included.
        """
        if hour is None:
            day, hour = working_day(day), 9 + self._counter % 8
        if day > self.last_day:
            return
        if day < self._now.date():
            raise ValueError(f"the story does not go back: {day} is before {self._now.date()}")
        self._counter += 1
        heapq.heappush(self._agenda, (moment(day, hour, self._counter % 60), self._counter, act))

    def tell(self, progress: Progress | None) -> None:
        """Run every event, the ones they bring about included."""
        days = (self.today - self.first_day).days
        shown = -1
        while self._agenda:
            now, _, act = heapq.heappop(self._agenda)
            self._now = max(self._now, now)
            turn_to(self._now)
            act(self._now)
            done = max(0, min(days, (now.date() - self.first_day).days))
            if progress is not None and done != shown:
                shown = done
                progress(TELLING, done, days)
        if progress is not None:
            progress(TELLING, days, days)


def working_day(day: date) -> date:
    """The day itself, or the Monday that follows a weekend."""
    late = day.weekday() - _SATURDAY
    return day + timedelta(days=2 - late) if late >= 0 else day
