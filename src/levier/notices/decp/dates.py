"""When a contract ends, and on what that is founded."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from .model import AwardedContract


@dataclass(frozen=True, slots=True)
class EndDate:
    """The last day of a contract, with its French explanation."""

    on: date
    basis: str


def end_date(contract: AwardedContract) -> EndDate | None:
    """Last day of the contract: its start, plus the months of its last modification that changes them.

    The published duration counts renewals and options (« tranches et reconductions potentielles », schema 2.0.3), so
    this is the latest end foreseen. The start is the notification, or the start of execution that a concession gives.
    ``None`` when the start or the duration is unknown.
    """
    months = contract.current_duration_months
    start = contract.starts_on or contract.notified_on
    if start is None or months is None:
        return None
    what = "début d’exécution" if contract.starts_on else "notification"
    changed = next((m for m in reversed(contract.modifications) if m.duration_months is not None), None)
    basis = f"{what} le {start:%d/%m/%Y} + {months} mois, reconductions comprises"
    if changed is not None:
        basis += ", durée modifiée"
        basis += f" le {changed.notified_on:%d/%m/%Y}" if changed.notified_on else ""
    return EndDate(after_months(start, months), basis)


def after_months(start: date, months: int) -> date:
    """The day before the same day, ``months`` later; the last of the month where that day does not exist."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    if start.day > last:
        return date(year, month + 1, last)
    return date(year, month + 1, start.day) - timedelta(days=1)
