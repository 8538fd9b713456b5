"""Files people open in a spreadsheet: numbers stay numbers, dates stay dates, and no text ever becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone

from . import formats
from .http import attachment

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

#: Excel's own limits.
MAX_CELL = 32_767
MAX_ROWS = 1_048_575
#: Excel cannot hold a date before this one.
FIRST_EXCEL_DAY = date(1900, 3, 1)
#: What a spreadsheet may read as the start of a formula, full-width signs included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def text_of(value: object) -> str:
    """A value as text: enum members by their label, booleans in French, ``None`` as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Enum):
        return str(getattr(value, "label", value.value))
    return str(value)


def _fit(text: str) -> str:
    return text if len(text) <= MAX_CELL else f"{text[: MAX_CELL - 1]}…"


def xlsx_bytes(headers: Sequence[str], rows: Iterable[Sequence[object]], *, sheet: str = "Levier") -> bytes:
    """A workbook of one sheet: bold frozen headers, filters, typed cells."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet(_sheet_name(sheet))
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        widths = [len(header) for header in headers]
        for column, header in enumerate(headers):
            page.write_string(0, column, _fit(header), bold)
        last = 0
        for last, row in enumerate(rows, start=1):
            if last > MAX_ROWS:
                raise ValueError("un classeur ne peut pas contenir plus de 1 048 575 lignes : filtrez la liste")
            for column, value in enumerate(row):
                _write(page, last, column, value, day=day, moment=moment)
                if last <= 200 and column < len(widths):
                    widths[column] = max(widths[column], len(text_of(value)))
        for column, width in enumerate(widths):
            page.set_column(column, column, min(max(width + 2, 9), 48))
        page.freeze_panes(1, 0)
        if headers:
            page.autofilter(0, 0, max(last, 1), len(headers) - 1)
    return buffer.getvalue()


def _sheet_name(name: str) -> str:
    return "".join(" " if char in "[]:*?/\\'" else char for char in name)[:31].strip() or "Levier"


def _write(page: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: object, **styles: object) -> None:
    if value is None:
        return
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        if local.date() >= FIRST_EXCEL_DAY:
            page.write_datetime(row, column, local.replace(tzinfo=None), styles["moment"])
            return
    elif isinstance(value, date) and value >= FIRST_EXCEL_DAY:
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), styles["day"])  # noqa: DTZ001
        return
    # A sheet stores binary doubles: this is the one place where an exact quantity leaves us as a float.
    if isinstance(value, (int, Decimal)) and not isinstance(value, (bool, Enum)) and Decimal(value).is_finite():
        page.write_number(row, column, float(value))
        return
    page.write_string(row, column, _fit(text_of(value)))


def neutralise(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula."""
    bare = text.lstrip(" \u00a0\u202f\ufeff")
    return f"'{text}" if bare.startswith(FORMULA_STARTS) else text


def _csv_cell(value: object) -> str:
    if isinstance(value, (int, Decimal)) and not isinstance(value, (bool, Enum)):
        return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else str(value)
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{formats.short_date(local)} {local.hour:02d}:{local.minute:02d}"
    if isinstance(value, date):
        return formats.short_date(value)
    return neutralise(text_of(value))


def csv_text(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Semicolons, decimal commas and French dates: what a French spreadsheet opens without asking."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutralise(header) for header in headers])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def xlsx_response(
    filename: str, headers: Sequence[str], rows: Iterable[Sequence[object]], *, sheet: str = "Levier"
) -> HttpResponse:
    """An ``.xlsx`` attachment; ``filename`` without its extension."""
    return attachment(xlsx_bytes(headers, rows, sheet=sheet), filename=f"{filename}.xlsx", content_type=XLSX)


def csv_response(filename: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A ``.csv`` attachment (UTF-8 with a byte order mark); ``filename`` without its extension."""
    return attachment(csv_text(headers, rows).encode("utf-8-sig"), filename=f"{filename}.csv", content_type=CSV)
