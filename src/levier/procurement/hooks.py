"""What else happens when an order is recorded or an award's dates move, in the same transaction.

Orders and awards belong to this room, which knows nothing of the hours they make due. A room further down the line
registers what it must do, and is imported from its ``AppConfig.ready``:

    @after_order
    def hours_follow(call_off: CallOff) -> None: …  # raises: the order is not recorded
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from .models import Award, CallOff


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of performance of an award."""

    starts_on: date
    ends_on: date


AfterOrder: TypeAlias = Callable[[CallOff], None]
#: The award as it is now, and its period before.
AfterPeriod: TypeAlias = Callable[[Award, Period], None]

_AFTER_ORDER: list[AfterOrder] = []
_AFTER_PERIOD: list[AfterPeriod] = []


def after_order(act: AfterOrder) -> AfterOrder:
    """Run ``act`` each time an order or its correction is recorded, in the order of registration."""
    if act not in _AFTER_ORDER:
        _AFTER_ORDER.append(act)
    return act


def order_recorded(call_off: CallOff) -> None:
    """Tell every room that asked.

    Raises:
        LevierError: whatever a room refuses; the order must then be undone with its transaction.
    """
    for act in _AFTER_ORDER:
        act(call_off)


def after_period(act: AfterPeriod) -> AfterPeriod:
    """Run ``act`` each time the dates of an award are corrected, in the order of registration."""
    if act not in _AFTER_PERIOD:
        _AFTER_PERIOD.append(act)
    return act


def period_moved(award: Award, before: Period) -> None:
    """Tell every room that asked.

    Raises:
        LevierError: whatever a room refuses; the correction must then be undone with its transaction.
    """
    for act in _AFTER_PERIOD:
        act(award, before)
