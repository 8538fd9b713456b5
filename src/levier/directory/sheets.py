"""A list somebody sends, as rows of text: the first filled sheet of a CSV or XLSX."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from levier.domain.errors import CellError, ImportFailed
from levier.sheets import Cell, Fault, Limits, first_sheet

Rows = list[list[str]]

#: Public reference lists are long, and some carry the outline of a commune in a cell.
MAX_UNPACKED = 200 * 1024 * 1024
MAX_COLUMNS = 300
MAX_CELL = 100_000
#: Beyond this many unreadable cells, listing more helps nobody.
MAX_FAULTS = 20


def read_sheet(data: bytes, *, max_rows: int, max_bytes: int | None = None) -> Rows:
    """Rows of the file, its header included; the row at ``index`` is the line ``index + 1`` of the file.

    Cells come out as text; dates as ``AAAA-MM-JJ``.

    Raises:
        ImportFailed: not a readable sheet (see ``levier.sheets``), too long, or cells that cannot be taken in.
    """
    limits = Limits(
        max_lines=max_rows,
        max_bytes=max_bytes,
        max_columns=MAX_COLUMNS,
        max_cell=MAX_CELL,
        max_unpacked=MAX_UNPACKED,
    )
    found = first_sheet(data, limits=limits).rows
    header = found[0][1]
    faults = [
        CellError(line, _shown(header[at]) if at < len(header) else None, cell.message)
        for line, cells in found
        for at, cell in enumerate(cells)
        if isinstance(cell, Fault)
    ]
    if faults:
        raise ImportFailed("Des cellules ne peuvent pas être lues.", errors=tuple(faults[:MAX_FAULTS]))
    rows: Rows = []
    for line, cells in found:
        rows.extend([] for _ in range(line - 1 - len(rows)))
        rows.append([_shown(cell) for cell in cells])
    return rows


def _shown(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:.0f}" if cell == cell.to_integral_value() else f"{cell:f}"
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, str) else ""
