"""When to chase an answer that does not come: politely, never twice a day, then by telling the buyer.

The delay itself is the workspace's (booklet, workshop 3: the company answers on a profile). What follows it is a choice
of Levier's, written here once; no text sets it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from .vocabulary import Labelled

#: Between two reminders, and between the last one and the message to the buyer.
BETWEEN = timedelta(days=5)
#: Reminders before the buyer is told.
MAX_REMINDERS = 2


class Chase(Labelled):
    """What to do today about an answer."""

    WAIT = "wait", "attendre"
    REMIND = "remind", "rappeler"
    TELL_BUYER = "tell_buyer", "prévenir l’acheteur"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An answer that is expected: until when, and what was done about it."""

    due_on: date
    reminders: int = 0
    reminded_on: date | None = None
    escalated_on: date | None = None


def is_late(waiting: Waiting, *, today: date) -> bool:
    """The last day is over."""
    return today > waiting.due_on


def chase(waiting: Waiting, *, today: date, reachable: bool) -> Chase:
    """What the schedule does today; ``reachable`` says that there is an address to remind."""
    if not is_late(waiting, today=today):
        return Chase.WAIT
    rested = waiting.reminded_on is None or today - waiting.reminded_on >= BETWEEN
    if reachable and waiting.reminders < MAX_REMINDERS:
        return Chase.REMIND if rested else Chase.WAIT
    last = waiting.reminded_on or waiting.due_on
    told = waiting.escalated_on is not None
    return Chase.TELL_BUYER if not told and today - last >= BETWEEN else Chase.WAIT
