"""What became of somebody 3, 6 and 12 months after their last contract.

The booklet asks for a follow-up that lasts; these three points are usual and not fixed by law (domain.md §5.2 [R]).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from ..months import add_months

#: Months after the end of the last contract.
MILESTONES = (3, 6, 12)
#: Days during which a milestone is asked for; after the last one, it stays « non renseigné ».
ASKED_DURING = 90


@dataclass(frozen=True, slots=True)
class Milestone:
    """One point of observation: when it comes, and whether it is time to ask."""

    months: int
    on: date
    to_ask: bool


def milestones(end: date, *, known: Collection[int], today: date) -> list[Milestone]:
    """The three points after a last contract that ended that day.

    Only the latest point reached is asked for, and only during ``ASKED_DURING`` days: nobody is asked today what they
    did six months ago.

    Args:
        known: months already answered.
    """
    points = [(months, add_months(end, months)) for months in MILESTONES]
    reached = [months for months, on in points if on <= today]
    return [
        Milestone(
            months,
            on,
            to_ask=bool(reached)
            and months == reached[-1]
            and months not in known
            and today <= on + timedelta(days=ASKED_DURING),
        )
        for months, on in points
    ]


def last_end(ends: Collection[date | None], *, today: date) -> date | None:
    """The end of the last contract; ``None`` without any, or while one lasts or has no known end."""
    known = [end for end in ends if end is not None]
    if not ends or len(known) < len(ends):
        return None
    last = max(known)
    return last if last < today else None
