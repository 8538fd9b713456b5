"""Read an XLSX workbook: a zip of XML, so bombs, macros and formulas are looked for before and while reading."""

from __future__ import annotations

import gc
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

import openpyxl

from levier.domain.errors import ImportFailed

from .cells import FORMULA, TIME, Cell, Fault, Limits, RawRow, cell_value
from .csv_file import ABOVE_HEADERS
from .reader import too_long

MAX_MEMBERS = 2_000
#: Real sheets compress 5 to 30 times; a bomb, thousands.
MAX_RATIO = 150
RATIO_FROM = 2 * 1024 * 1024
#: Empty rows in between are skipped, but not for ever: this many times the rows allowed.
EMPTY_TIMES = 4

#: Values remembered while a sheet is read, each kind apart (1, 1.0 and true are equal).
_MOST_KNOWN = 50_000
_REPEATED = (str, int, float, datetime)

Known: TypeAlias = dict[type, dict[Any, Cell]]

_DAMAGED = (
    "Ce classeur est endommagé ou n’est pas un vrai .xlsx. Ouvrez-le dans votre tableur, enregistrez-le à nouveau en .xlsx "
    "et recommencez."
)


def read_workbook(data: bytes, limits: Limits) -> list[tuple[str, list[RawRow]]]:
    """The title and rows of each visible sheet that holds something.

    Raises:
        ImportFailed: damaged, macros, bomb, entity declarations, another kind of archive, too many rows.
    """
    _inspect(data, limits)
    try:
        with warnings.catch_warnings(), _uncollected():
            warnings.simplefilter("ignore")  # openpyxl warns about extensions it leaves out; they hold no data
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            sheets = [(sheet.title, list(_rows(sheet, limits))) for sheet in book.worksheets if _visible(sheet)]
    except ImportFailed:
        raise
    except Exception:  # noqa: BLE001 - openpyxl lets any error out on a malformed file; all mean the same to a reader
        raise ImportFailed(_DAMAGED) from None
    return [(title, rows) for title, rows in sheets if rows]


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection while cells are read: they hold no cycle, and looking for one takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _inspect(data: bytes, limits: Limits) -> None:
    """Refuse the archive before anything is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive, limits)
            _check_xml(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        RuntimeError,
        NotImplementedError,
        OSError,
        ValueError,
        OverflowError,
    ):
        raise ImportFailed(_DAMAGED) from None


def _check_members(archive: zipfile.ZipFile, limits: Limits) -> None:
    members = archive.infolist()
    names = {member.filename.lower() for member in members}
    if any("vbaproject" in name or (name.endswith(".bin") and "macrosheets" in name) for name in names):
        raise ImportFailed(
            "Ce classeur contient des macros : il est refusé. Dans votre tableur, choisissez « Enregistrer sous » puis "
            "« Classeur Excel (.xlsx) » ou « CSV »."
        )
    if "mimetype" in names or "word/document.xml" in names or "xl/workbook.xml" not in names:
        raise ImportFailed(
            "Ce fichier est un document ou une archive, pas un classeur .xlsx. Enregistrez la feuille en .xlsx ou en "
            "CSV (séparateur point-virgule, UTF-8)."
        )
    unzipped = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    bomb = unzipped > RATIO_FROM and unzipped / packed > MAX_RATIO
    if unzipped > limits.max_unpacked or len(members) > MAX_MEMBERS or bomb:
        raise ImportFailed(
            "Ce classeur est démesuré une fois décompressé : il n’est pas ouvert. Copiez ses lignes dans un "
            "classeur neuf et recommencez."
        )


def _check_xml(archive: zipfile.ZipFile) -> None:
    """No document type, hence no entity: a workbook never needs one, a bomb always does."""
    for member in archive.infolist():
        name = member.filename.lower()
        if name.endswith((".xml", ".rels")):
            content = archive.read(member).replace(b"\0", b"")
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise ImportFailed("Ce classeur contient des déclarations XML dangereuses : il n’est pas ouvert.")
            if name == "[content_types].xml" and b"macroenabled" in content.lower():
                raise ImportFailed(
                    "Ce classeur est enregistré pour contenir des macros : il est refusé. Enregistrez-le en « Classeur "
                    "Excel (.xlsx) » ou en « CSV »."
                )


def _visible(sheet: Any) -> bool:
    return sheet.sheet_state == "visible" and hasattr(sheet, "iter_rows")


def _rows(sheet: Any, limits: Limits) -> Iterator[RawRow]:
    """Non-empty rows, with their number; a declared size is not believed."""
    sheet.reset_dimensions()
    kept = width = 0
    known: Known = {kind: {} for kind in _REPEATED}
    columns = limits.max_columns + 1
    for line, cells in enumerate(sheet.iter_rows(max_col=columns, values_only=True), start=1):
        # Most rows are much narrower than what is allowed, and every cell costs.
        if cells[width:].count(None) < columns - width:
            width = max(at for at, cell in enumerate(cells, start=1) if cell is not None)
        values = [None if cell is None else _cell(cell, limits, known) for cell in cells[:width]]
        while values and values[-1] is None:
            values.pop()
        if values:
            kept += 1
            yield line, values
        if kept > limits.max_lines + ABOVE_HEADERS:
            raise too_long(limits)
        if line - kept > EMPTY_TIMES * limits.max_lines:
            return


def _cell(value: Any, limits: Limits, known: Known) -> Cell:
    """``known``: values already read, which come back on every line of a long sheet.

    A formula is a text that begins with « = » or an object of openpyxl's, an error a text such as « #REF! ».
    """
    same = known.get(type(value))
    if same is not None:
        if value not in same:
            if len(same) >= _MOST_KNOWN:
                same.clear()
            same[value] = cell_value(value, max_cell=limits.max_cell)
        return same[value]
    if isinstance(value, (time, timedelta)):
        return _duration(value) if limits.durations else Fault(TIME)
    if not isinstance(value, (bool, date)):
        return Fault(FORMULA)
    return cell_value(value, max_cell=limits.max_cell)


def _duration(value: time | timedelta) -> str:
    """« 7:30 », seconds rounded to the minute; hours may pass a day."""
    minutes = (
        round(value.total_seconds() / 60)
        if isinstance(value, timedelta)
        else value.hour * 60 + value.minute + (value.second >= 30)
    )
    return f"{minutes // 60}:{minutes % 60:02d}"
