"""Dates as a French reader writes them."""

from __future__ import annotations

from datetime import date

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def format_date(value: date) -> str:
    """« 3 juin 2025 », « 1er janvier 2026 »."""
    day = "1er" if value.day == 1 else str(value.day)
    return f"{day} {_MONTHS[value.month - 1]} {value.year}"


def format_month(value: date) -> str:
    """« juin 2025 »."""
    return f"{_MONTHS[value.month - 1]} {value.year}"
