"""The period a figure covers: one calendar year, or everything since the beginning. It is always said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from levier.domain.dates import format_date
from levier.domain.statistics import ReportType

CUMULATIVE = "cumul"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day of a month to the last day of a month."""

    code: str
    report_type: ReportType
    starts_on: date
    ends_on: date

    @property
    def label(self) -> str:
        """« 2026 (sur l’année, du … au …) »."""
        dates = f"du {format_date(self.starts_on)} au {format_date(self.ends_on)}"
        return f"{self.report_type.label}, {dates}"

    @property
    def title(self) -> str:
        return "Depuis le début" if self.report_type is ReportType.CUMULATIVE else f"Année {self.starts_on.year}"


def years(first: date | None, today: date) -> list[int]:
    """Years that can be chosen, the latest first."""
    start = min(first.year, today.year) if first else today.year
    return list(range(today.year, start - 1, -1))


def period_of(code: str, *, first: date | None, today: date) -> Period:
    """The period of a filter value; the current year when it is not one. Ends today at the latest."""
    if code == CUMULATIVE:
        start = min(first, today) if first else date(today.year, 1, 1)
        return Period(CUMULATIVE, ReportType.CUMULATIVE, start, today)
    year = int(code) if code.isascii() and code.isdigit() and len(code) == 4 else today.year
    if not 1990 <= year <= today.year:
        year = today.year
    return Period(str(year), ReportType.ANNUAL, date(year, 1, 1), min(date(year, 12, 31), today))


def choices(all_years: Sequence[int]) -> list[tuple[str, str]]:
    return [*((str(year), f"Année {year}") for year in all_years), (CUMULATIVE, "Depuis le début (cumulé)")]
