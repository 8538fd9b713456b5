"""The figures of a workspace over a period, each with its definition, its formula and its source."""

from __future__ import annotations

from .figures import Dashboard, Figure, dashboard
from .record import Scope, buyer_choices, first_month, place_choices

__all__ = ["Dashboard", "Figure", "Scope", "buyer_choices", "dashboard", "first_month", "place_choices"]
