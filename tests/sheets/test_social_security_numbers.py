"""A social security number in a sheet stops there, whatever the kind of the cell; other long numbers pass."""

from __future__ import annotations

import io

import openpyxl
import pytest

from levier.sheets import Cell, Fault, Limits, first_sheet

LIMITS = Limits(max_lines=10)


def _of_csv(text: str) -> Cell:
    return first_sheet(f"Nom;Numéro\nAda;{text}\n".encode(), limits=LIMITS).rows[1][1][1]


def _of_xlsx(value: object) -> Cell:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Nom", "Numéro"])
    sheet.append(["Ada", value])
    buffer = io.BytesIO()
    book.save(buffer)
    return first_sheet(buffer.getvalue(), limits=LIMITS).rows[1][1][1]


@pytest.mark.parametrize("text", ["1 85 05 78 006 084 91", "1850578006084", "Ada, 2 91 12 2A 004 117"])
def test_a_social_security_number_is_refused_in_text(text: str) -> None:
    for cell in (_of_csv(text), _of_xlsx(text)):
        assert isinstance(cell, Fault)
        assert "sécurité sociale" in cell.message


@pytest.mark.parametrize("number", [185057800608491, 1850578006084, 1850578006084.0])
def test_a_social_security_number_is_refused_as_a_number(number: float) -> None:
    assert isinstance(_of_xlsx(number), Fault)


@pytest.mark.parametrize("number", [35, 12345.5, 55208131766522, 185057800608492, 1700000000000])
def test_other_numbers_pass(number: float) -> None:
    assert not isinstance(_of_xlsx(number), Fault)
    assert not isinstance(_of_csv(str(number)), Fault)
