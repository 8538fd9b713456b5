"""Files for spreadsheets: no text becomes a formula, numbers and dates keep their type."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levier.domain.vocabulary import Lever
from levier.ui.exports import csv_response, csv_text, neutralise, xlsx_bytes, xlsx_response

ATTACKS = [
    '=HYPERLINK("http://exemple.test";"cliquez")',
    "=1+1",
    "+33 1 02 03 04 05",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "＝1+1",
    "{=1+1}",
    "http://exemple.test",
]


def _cells(rows):
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(["Valeur"], rows)))
    return [row[0] for row in book.active.iter_rows(min_row=2)]


@pytest.mark.parametrize("text", ATTACKS)
def test_no_text_becomes_a_formula_or_a_link_in_a_workbook(text):
    (cell,) = _cells([[text]])
    assert cell.data_type == "s"
    assert cell.hyperlink is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=8))
def test_no_text_whatever_becomes_anything_but_text(texts):
    for cell in _cells([[text] for text in texts]):
        assert cell.data_type in ("s", "n", "inlineStr")
        assert cell.data_type != "f"
        assert cell.value is None or isinstance(cell.value, str)


def test_numbers_dates_and_labels_keep_their_meaning_in_a_workbook():
    moment = datetime(2025, 6, 3, 12, 5, tzinfo=UTC)
    values = [Decimal("1234.5"), 7, date(2025, 6, 3), moment, True, Lever.RESERVED_LOT, None, date(222, 1, 1)]
    cells = [cell.value for cell in _cells([[value] for value in values])]
    assert cells == [
        1234.5,
        7,
        datetime(2025, 6, 3),  # noqa: DTZ001 - a sheet has no time zone
        datetime(2025, 6, 3, 14, 5),  # noqa: DTZ001 - idem
        "oui",
        "Lot réservé",
        None,
        "0222-01-01",
    ]


def test_a_text_too_long_for_a_cell_is_cut_and_says_so():
    (cell,) = _cells([["a" * 40_000]])
    assert len(cell.value) == 32_767
    assert cell.value.endswith("…")


def test_a_workbook_has_frozen_headers_and_filters():
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(["A", "B"], [[1, 2]], sheet="Heures : 2025/06 [brut]")))
    assert book.active.freeze_panes == "A2"
    assert book.active.auto_filter.ref == "A1:B2"
    assert book.active.title == "Heures   2025 06  brut"


@pytest.mark.parametrize("text", [one for one in ATTACKS if one[0] not in "{h"])
def test_a_dangerous_text_is_neutralised_in_a_csv(text):
    assert neutralise(text) == f"'{text}"


def test_a_csv_is_what_a_french_spreadsheet_expects():
    rows = [["Sérigny ; centre", Decimal("-12.50"), date(2025, 6, 3), 3, None, "=1+1"]]
    content = csv_text(["Ville", "Écart", "Jour", "Nombre", "Vide", "Note"], rows)
    assert content.splitlines()[1] == '"Sérigny ; centre";-12,50;03/06/2025;3;;\'=1+1'


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\x00"), max_size=30), min_size=1, max_size=5))
def test_a_csv_reads_back_as_it_was_written(texts):
    lines = list(csv.reader(io.StringIO(csv_text(["h"] * len(texts), [texts]), newline=""), delimiter=";"))
    assert lines[1] == [neutralise(text) for text in texts]


def test_responses_are_private_attachments():
    response = xlsx_response("marchés 2025", ["A"], [])
    assert "attachment" in response["Content-Disposition"]
    assert "march%C3%A9s%202025.xlsx" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"
    assert csv_response("liste", ["A"], []).content.startswith(b"\xef\xbb\xbf")
