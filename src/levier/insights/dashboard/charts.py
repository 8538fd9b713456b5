"""The charts of the dashboard; each carries its table of figures."""

from __future__ import annotations

from datetime import date

from levier.domain.dates import format_month
from levier.domain.months import add_months, month_start
from levier.domain.quantities import ZERO, Hours, format_hours
from levier.ui import formats
from levier.ui.charts import Chart, Series, bar_chart

from .figures import Breakdown, Dashboard

#: Beyond this many months, bars are drawn by year.
_MONTHS = 24
_SHORT = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc.")


def _by_month(board: Dashboard) -> list[tuple[str, Hours, Hours]]:
    month, rows = month_start(board.period.starts_on), []
    while month <= board.period.ends_on:
        one = board.months.get(month)
        rows.append(
            (f"{_SHORT[month.month - 1]} {month:%y}", one.declared if one else ZERO, one.validated if one else ZERO)
        )
        month = add_months(month, 1)
    return rows


def _by_year(board: Dashboard) -> list[tuple[str, Hours, Hours]]:
    totals: dict[int, tuple[Hours, Hours]] = {}
    for month, one in board.months.items():
        before = totals.get(month.year, (ZERO, ZERO))
        totals[month.year] = (before[0] + one.declared, before[1] + one.validated)
    return [(str(year), *totals[year]) for year in sorted(totals)]


def hours_chart(board: Dashboard) -> Chart:
    """Hours declared and validated by month worked, or by year on a long period."""
    rows = _by_month(board)
    unit = "mois"
    if len(rows) > _MONTHS:
        rows, unit = _by_year(board), "année"
    return bar_chart(
        title=f"Heures par {unit} travaillé{'e' if unit == 'année' else ''}",
        description=_sentence(board),
        categories=[row[0] for row in rows],
        series=[Series("Validées", [row[2] for row in rows]), Series("Déclarées", [row[1] for row in rows])],
        category_name=unit.capitalize(),
        show=formats.hours,
    )


def _sentence(board: Dashboard) -> str:
    best: tuple[date | None, Hours] = (None, ZERO)
    for month, one in board.months.items():
        if one.validated > best[1]:
            best = (month, one.validated)
    if best[0] is None:
        return "Aucune heure validée sur la période."
    return f"Le mois le plus fort est {format_month(best[0])}, avec {format_hours(best[1])} validées."


def breakdown_chart(breakdown: Breakdown) -> Chart:
    """Hours of the six largest rows; the table below the chart holds them all."""
    cells = [cell for cell in breakdown.cells if cell.hours is not None][:6]
    top = f"« {cells[0].label} » vient en tête." if cells else "Aucune heure validée sur la période."
    return bar_chart(
        title=f"Heures validées : {breakdown.title.lower()}",
        description=top,
        categories=[_short(cell.label) for cell in cells],
        series=[Series("Heures validées", [cell.hours for cell in cells])],
        category_name=breakdown.title,
        show=formats.hours,
    )


def _short(label: str) -> str:
    text = label.split(" (")[0].replace("Mise à disposition par une ", "").replace("Mise à disposition par un ", "")
    text = text.replace("Sous-traitance ou cotraitance avec ", "").removeprefix("une ").removeprefix("un ")
    return text if len(text) <= 18 else f"{text[:17]}…"
