"""Sheets somebody sends, CSV or XLSX: bytes in, rows of typed cells out. Nothing is executed, nothing is guessed.

What a column means is the business of the room that asks; what makes a file unsafe or unreadable is decided here, once.
"""

from __future__ import annotations

from .cells import Cell, Fault, Limits, RawRow, cell_value
from .reader import Sheet, first_sheet, read_sheets, too_long

__all__ = ["Cell", "Fault", "Limits", "RawRow", "Sheet", "cell_value", "first_sheet", "read_sheets", "too_long"]
