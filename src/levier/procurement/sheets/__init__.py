"""Read a buyer's programme of coming contracts from a sheet: bytes in, planned contracts out.

Knows no database: the web and the command line give it the same bytes and get the same answer.
"""

from __future__ import annotations

from levier.sheets.fields import Field

from .fields import FIELDS
from .lines import PlannedContract, PlannedLot, SheetContent, names_framework, read_lines
from .mapping import check_mapping, guess_mapping
from .table import MAX_BYTES, MAX_COLUMNS, MAX_LINES, Row, Table, read_table

__all__ = [
    "FIELDS",
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_LINES",
    "Field",
    "PlannedContract",
    "PlannedLot",
    "Row",
    "SheetContent",
    "Table",
    "check_mapping",
    "guess_mapping",
    "names_framework",
    "read_lines",
    "read_table",
]
