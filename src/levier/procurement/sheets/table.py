"""From the bytes of a programme to headers and rows (``levier.sheets.table``)."""

from __future__ import annotations

from collections.abc import Sequence

from levier.sheets import Limits, RawRow
from levier.sheets import table as shared
from levier.sheets.table import Row, Table

from .fields import FIELDS

__all__ = ["MAX_BYTES", "MAX_COLUMNS", "MAX_LINES", "Row", "Table", "build_table", "read_table"]

MAX_BYTES = 10 * 1024 * 1024
MAX_LINES = 5_000
MAX_COLUMNS = 120
LAYOUT = shared.Layout(
    fields=FIELDS,
    limits=Limits(max_lines=MAX_LINES, max_bytes=MAX_BYTES, max_columns=MAX_COLUMNS),
    expected="« Référence », « Objet », « Montant estimé », « Publication prévue »…",
)


def read_table(data: bytes, *, filename: str = "") -> Table:
    """Read the sheet whose headers look most like a programme.

    Raises:
        ImportFailed: a file that is not a readable sheet (see ``levier.sheets``), no header row, too many rows.
    """
    return shared.read_table(data, layout=LAYOUT, filename=filename)


def build_table(raw: Sequence[RawRow], *, origin: str) -> Table:
    """Headers and rows of a sheet already read.

    Raises:
        ImportFailed: no header row, or too many rows or columns.
    """
    return shared.build_table(raw, origin=origin, layout=LAYOUT)
