"""What is looked at in a month's hours before they are sent, and again when they are validated: one sentence each."""

from __future__ import annotations

from .checks import (
    DAILY_LIMIT,
    DAILY_SOURCE,
    LIMIT_SOURCE,
    WEEKLY_LIMIT,
    Elsewhere,
    month_reported,
    monthly_limit,
    not_over,
    over_day,
    over_maximum,
    same_hours_elsewhere,
    status_lapsed,
    unlike_before,
)

__all__ = [
    "DAILY_LIMIT",
    "DAILY_SOURCE",
    "LIMIT_SOURCE",
    "WEEKLY_LIMIT",
    "Elsewhere",
    "month_reported",
    "monthly_limit",
    "not_over",
    "over_day",
    "over_maximum",
    "same_hours_elsewhere",
    "status_lapsed",
    "unlike_before",
]
