"""Calendar months: their first and last day, and the same day some months later."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def month_start(day: date) -> date:
    """First day of the month of ``day``."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """Last day of the month of ``day``."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last day of that month when it is shorter.

    Dates out of years 1 to 9999 stop at the first or the last one Python knows.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_day(day: date) -> date:
    """The day after, or the last known date."""
    return day if day == date.max else day + timedelta(days=1)
