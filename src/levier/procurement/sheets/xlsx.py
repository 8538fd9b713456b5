"""Read an XLSX workbook: a zip of XML, so bombs, macros and formulas are looked for before and while reading."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

import openpyxl

from levier.domain.errors import ImportFailed

from .table import MAX_CELL, MAX_COLUMNS, MAX_LINES, Cell, Fault, RawRow, Table, build_table, header_score

MAX_UNZIPPED = 80 * 1024 * 1024
MAX_MEMBERS = 2_000
#: Real sheets compress 5 to 30 times; a bomb, thousands.
MAX_RATIO = 150
RATIO_FROM = 2 * 1024 * 1024
#: Empty rows in between are skipped, but not for ever.
MAX_SCANNED = 4 * MAX_LINES

_DAMAGED = (
    "Ce classeur est endommagé ou n’est pas un vrai .xlsx. Ouvrez-le dans votre tableur, enregistrez-le à nouveau en .xlsx "
    "et recommencez."
)
_FORMULA = "une formule ne peut pas être importée : copiez la colonne et collez « les valeurs seulement »."


def read_xlsx(data: bytes) -> Table:
    """Read the sheet whose headers look most like a programme.

    Raises:
        ImportFailed: damaged, macros, bomb, entity declarations, another kind of archive, too many rows.
    """
    _inspect(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about extensions it leaves out; they hold no data
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            sheets = [(sheet.title, list(_rows(sheet))) for sheet in book.worksheets if _visible(sheet)]
    except ImportFailed:
        raise
    except Exception:  # noqa: BLE001 - openpyxl lets any error out on a malformed file; all mean the same to a reader
        raise ImportFailed(_DAMAGED) from None
    sheets = [(title, rows) for title, rows in sheets if any(any(c is not None for c in cells) for _, cells in rows)]
    if not sheets:
        raise ImportFailed("Ce classeur ne contient aucune feuille remplie.")
    title, rows = max(sheets, key=lambda pair: max((header_score(cells) for _, cells in pair[1][:20]), default=0))
    return build_table(rows, origin=f"classeur, feuille « {title} »")


def _inspect(data: bytes) -> None:
    """Refuse the archive before anything is parsed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive)
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


def _check_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = {member.filename.lower() for member in members}
    if any("vbaproject" in name or (name.endswith(".bin") and "macrosheets" in name) for name in names):
        raise ImportFailed(
            "Ce classeur contient des macros : il est refusé. Dans votre tableur, choisissez « Enregistrer sous » puis "
            "« Classeur Excel (.xlsx) » ou « CSV »."
        )
    if "mimetype" in names or "word/document.xml" in names or "xl/workbook.xml" not in names:
        raise ImportFailed(
            "Ce fichier est un document ou une archive, pas un classeur .xlsx. Enregistrez le programme en .xlsx ou en "
            "CSV (séparateur point-virgule, UTF-8)."
        )
    unzipped = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    bomb = unzipped > RATIO_FROM and unzipped / packed > MAX_RATIO
    if unzipped > MAX_UNZIPPED or len(members) > MAX_MEMBERS or bomb:
        raise ImportFailed(
            "Ce classeur est démesuré une fois décompressé : il n’est pas ouvert. Copiez les lignes du programme dans un "
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


def _rows(sheet: Any) -> Iterator[RawRow]:
    """Non-empty rows, with their number; a declared size is not believed."""
    sheet.reset_dimensions()
    kept = 0
    for line, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), start=1):
        values = [_cell(cell) for cell in cells]
        if any(value is not None for value in values):
            kept += 1
            yield line, values
        if kept > MAX_LINES + 50 or (line > MAX_SCANNED and line - kept > MAX_SCANNED):
            if kept > MAX_LINES:
                raise ImportFailed(
                    f"La feuille a plus de {MAX_LINES} lignes. Gardez les marchés à venir, ou envoyez-la en plusieurs "
                    "fichiers."
                )
            return


def _cell(cell: Any) -> Cell:
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if value is None:
        return None
    if kind == "f" or not isinstance(value, (str, int, float, bool, date, time)):
        return Fault(_FORMULA)
    if kind == "e":
        return Fault(f"le tableur affiche une erreur ({str(value)[:20]}) : corrigez la cellule.")
    return _value(value)


def _value(value: str | float | bool | date | time) -> Cell:
    if isinstance(value, str):
        return text_cell(value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, time):
        return Fault("une heure n’a pas de sens ici : vérifiez le format de la cellule.")
    try:
        number = Decimal(repr(value))
    except InvalidOperation:
        return Fault("ce nombre n’est pas lisible.")
    return number if number.is_finite() else Fault("ce nombre n’est pas un nombre fini.")


def text_cell(value: str) -> Cell:
    """A text cell, trimmed; a formula written as text is a formula for whoever opens the export."""
    text = value.strip().strip("\ufeff")
    if not text:
        return None
    if text.startswith(("=", "@")):
        return Fault(_FORMULA)
    if len(text) > MAX_CELL:
        return Fault(f"le texte dépasse {MAX_CELL} caractères : raccourcissez-le.")
    if any(ord(char) < 32 and char not in "\t\r\n" for char in text):
        return Fault("le texte contient des caractères illisibles.")
    return text
