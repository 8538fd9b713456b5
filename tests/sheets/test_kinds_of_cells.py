"""Values that Python holds equal stay what the sheet says; a formula and an error never pass for a value."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from levier.sheets import Cell, Fault, Limits, first_sheet


def _row(*values: object) -> list[Cell]:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["En-tête"] * len(values))
    sheet.append(list(values))
    buffer = io.BytesIO()
    book.save(buffer)
    return list(first_sheet(buffer.getvalue(), limits=Limits(max_lines=10)).rows[1][1])


def test_one_true_and_the_text_of_one_are_three_values() -> None:
    assert _row(1, True, "1", 1.5, 0, False) == [Decimal(1), "oui", "1", Decimal("1.5"), Decimal(0), "non"]
    assert _row(date(2026, 3, 2), "2026-03-02") == [date(2026, 3, 2), "2026-03-02"]


@pytest.mark.parametrize("value", ["=1+1", ArrayFormula("A2:A2", "=1+1"), "#REF!", "#DIV/0!", "#N/A", "#SPILL!"])
def test_a_formula_or_its_error_is_a_fault(value: object) -> None:
    assert isinstance(_row(value)[0], Fault)


@pytest.mark.parametrize("value", ["#12", "n° 3", "Err", "# travaux !"])
def test_a_text_that_only_looks_like_an_error_passes(value: str) -> None:
    assert _row(value) == [value]
