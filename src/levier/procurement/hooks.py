"""What else happens when an order is recorded, in the same transaction.

Orders belong to this room, which knows nothing of the hours they make due. A room further down the line registers what
it must do, and is imported from its ``AppConfig.ready``:

    @after_order
    def hours_follow(call_off: CallOff) -> None: …  # raises: the order is not recorded
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from .models import CallOff

AfterOrder: TypeAlias = Callable[[CallOff], None]

_AFTER_ORDER: list[AfterOrder] = []


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
