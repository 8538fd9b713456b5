"""The sheet a buyer may fill: our headers, one example line, how to write each column."""

from __future__ import annotations

import io

import xlsxwriter

from .fields import FIELDS


def template_xlsx() -> bytes:
    """An .xlsx whose headers are recognised without any mapping. Cells are written as text, never as formulas."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    sheet = book.add_worksheet("Programme")
    help_sheet = book.add_worksheet("Mode d’emploi")
    for column, field in enumerate(FIELDS):
        sheet.write_string(0, column, field.label, bold)
        sheet.write_string(1, column, field.example)
        sheet.set_column(column, column, max(14, min(40, len(field.example) + 4)))
        help_sheet.write_string(column + 1, 0, field.label)
        help_sheet.write_string(column + 1, 1, "obligatoire" if field.required else "facultatif")
        help_sheet.write_string(column + 1, 2, field.hint)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(("Colonne", "", "Comment la remplir")):
        help_sheet.write_string(0, column, title, bold)
    help_sheet.set_column(0, 0, 28)
    help_sheet.set_column(1, 1, 14)
    help_sheet.set_column(2, 2, 90)
    book.close()
    return buffer.getvalue()
