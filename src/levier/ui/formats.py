"""How a value reads in French: the Jinja2 filters, usable from Python too.

Numbers come out of ``levier.domain.quantities``; here are the dates, the labels and the typography. A missing value
(``None``) reads « — » everywhere, so that a table never shows « None » and never a misleading zero.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from django.utils import timezone

from levier.domain.quantities import (
    NBSP,
    format_completion,
    format_euros,
    format_fte,
    format_hours,
    format_number,
    format_rate,
)

MISSING = "—"

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


class Labelled(Protocol):
    """Any enum member that carries its French label."""

    label: str


def _exact(value: Decimal | int) -> Decimal:
    """A Decimal, refusing floats: a float here means a sum was made in binary somewhere upstream."""
    if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
        raise TypeError(f"une quantité doit être un Decimal ou un entier, pas {type(value).__name__}")
    return Decimal(value)


def euros(value: Decimal | int | None) -> str:
    """« 1 234,50 € »."""
    return MISSING if value is None else format_euros(_exact(value))


def hours(value: Decimal | int | None) -> str:
    """« 833,33 h »."""
    return MISSING if value is None else format_hours(_exact(value))


def rate(value: Decimal | int | None, places: int = 2) -> str:
    """« 5,25 % » from the fraction 0.0525."""
    return MISSING if value is None else format_rate(_exact(value), places=places)


def completion(value: Decimal | int | None) -> str:
    """« 104,2 % », of the hours due, from the fraction 1.0417."""
    return MISSING if value is None else format_completion(_exact(value))


def fte(value: Decimal | int | None) -> str:
    """« 12,5 ETP »."""
    return MISSING if value is None else format_fte(_exact(value))


def number(value: Decimal | int | None, places: int = 2) -> str:
    """« 1 234,5 »."""
    return MISSING if value is None else format_number(_exact(value), places=places)


def _local(value: date) -> date:
    """The civil date (and time) in the project's time zone."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def long_date(value: date | None) -> str:
    """« 3 juin 2025 », « 1er juin 2025 »."""
    if value is None:
        return MISSING
    day = _local(value)
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(value: date | None) -> str:
    """« 03/06/2025 »."""
    if value is None:
        return MISSING
    day = _local(value)
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def month(value: date | None) -> str:
    """« juin 2025 »."""
    if value is None:
        return MISSING
    day = _local(value)
    return f"{MONTHS[day.month - 1]} {day.year}"


def short_month(value: date | None) -> str:
    """« janv. 2025 », for the axis of a chart."""
    if value is None:
        return MISSING
    day = _local(value)
    return f"{SHORT_MONTHS[day.month - 1]} {day.year}"


def date_time(value: datetime | None) -> str:
    """« 3 juin 2025 à 14 h 05 »."""
    if value is None:
        return MISSING
    moment = _local(value)
    if not isinstance(moment, datetime):
        return long_date(moment)
    return f"{long_date(moment)} à {moment.hour}{NBSP}h{NBSP}{moment.minute:02d}"


def iso_date(value: date) -> str:
    """« 2025-06-03 », for the ``datetime`` attribute of ``<time>`` and the value of date inputs."""
    day = _local(value)
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def label(value: Labelled | str | None, kind: Callable[[str], Labelled] | None = None) -> str:
    """The French label of an enum member; ``code|label(Lever)`` for a code read from the database."""
    if value is None or value == "":
        return MISSING
    if kind is not None and isinstance(value, str):
        value = kind(value)
    text = getattr(value, "label", value)
    return str(text)


def plural(count: Decimal | int, one: str, many: str | None = None, *, with_count: bool = True) -> str:
    """« 1 heure », « 2 heures »: in French the plural starts at 2, so 0 and 1.5 stay singular.

    ``many`` defaults to ``one`` + « s ». The space is a no-break one. ``with_count=False`` gives the word alone.
    """
    exact = _exact(count)
    word = one if abs(exact) < 2 else (many if many is not None else f"{one}s")
    return f"{format_number(exact)}{NBSP}{word}" if with_count else word


FILTERS: dict[str, Callable[..., Any]] = {
    "euros": euros,
    "hours": hours,
    "rate": rate,
    "completion": completion,
    "fte": fte,
    "number": number,
    "date": long_date,
    "short_date": short_date,
    "month": month,
    "short_month": short_month,
    "datetime": date_time,
    "iso_date": iso_date,
    "label": label,
    "plural": plural,
}
