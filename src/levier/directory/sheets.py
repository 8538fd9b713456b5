"""Read the first sheet of a file somebody sends: CSV of any French flavour, or XLSX. Nothing is executed.

Every refusal is one sentence that says what to do. Cells come out as text, as typed; dates as ``AAAA-MM-JJ``.
"""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from typing import Any

from levier.domain.errors import ImportFailed

Rows = list[list[str]]

#: An XLSX is a zip: refuse what would swell beyond this once unpacked.
MAX_UNPACKED = 200 * 1024 * 1024
MAX_COLUMNS = 300
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_DELIMITERS = ";,\t|"


def read_sheet(data: bytes, *, max_rows: int, max_bytes: int | None = None) -> Rows:
    """Rows of the file, its header included, blank rows at the end dropped.

    Raises:
        ImportFailed: empty, too long, of another type, with macros, damaged.
    """
    if max_bytes is not None and len(data) > max_bytes:
        raise ImportFailed(f"Le fichier dépasse {max_bytes // (1024 * 1024)}\u00a0Mo : partagez-le en plusieurs.")
    if not data.strip():
        raise ImportFailed("Le fichier est vide.")
    if data.startswith(_OLD_EXCEL):
        raise ImportFailed(
            "Ce fichier est un ancien classeur Excel (.xls) ou il est protégé par un mot de passe : "
            "enregistrez-le au format .xlsx, sans mot de passe."
        )
    rows = _xlsx(data, max_rows) if data.startswith(_ZIP) else _csv(data, max_rows)
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise ImportFailed("Le fichier ne contient aucune ligne.")
    return rows


def _too_long(max_rows: int) -> ImportFailed:
    return ImportFailed(f"Le fichier compte plus de {max_rows} lignes : partagez-le en plusieurs.")


def _xlsx(data: bytes, max_rows: int) -> Rows:
    from openpyxl import load_workbook

    try:
        _refuse_dangerous(data)
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            return _cells(workbook, max_rows)
        finally:
            workbook.close()
    except ImportFailed:
        raise
    except Exception as error:
        raise ImportFailed(
            "Ce classeur est illisible ou n’est pas un fichier .xlsx : ouvrez-le et enregistrez-le à nouveau au "
            "format .xlsx."
        ) from error


def _refuse_dangerous(data: bytes) -> None:
    """Macros, and archives that swell."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    if any(entry.filename.lower().endswith("vbaproject.bin") for entry in entries):
        raise ImportFailed("Ce classeur contient des macros : enregistrez-le au format .xlsx, sans macro.")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise ImportFailed("Ce classeur est démesuré une fois décompressé : il est refusé.")


def _cells(workbook: Any, max_rows: int) -> Rows:
    rows: Rows = []
    blank = 0
    for row in workbook.worksheets[0].iter_rows(values_only=True, max_col=MAX_COLUMNS):
        shown = [_text(value) for value in row]
        if not any(cell.strip() for cell in shown):
            blank += 1
            if blank > 1000:  # a sheet formatted down to its last row, not data
                break
        else:
            blank = 0
        rows.append(shown)
        if len(rows) - blank > max_rows + 1:
            raise _too_long(max_rows)
    return rows


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _csv(data: bytes, max_rows: int) -> Rows:
    text = _decoded(data)
    if "\0" in text:
        raise ImportFailed("Ce fichier n’est ni un CSV ni un classeur .xlsx : vérifiez que c’est le bon.")
    delimiter = _delimiter(text)
    rows: Rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False):
            rows.append(row[:MAX_COLUMNS])
            if len(rows) > max_rows + 1:
                raise _too_long(max_rows)
    except csv.Error as error:
        raise ImportFailed(
            f"Le CSV est illisible à la ligne {len(rows) + 1} : un guillemet n’est pas refermé."
        ) from error
    return rows


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            encoding = "utf-16"  # noqa: PLW2901 - « Texte Unicode » of Excel announces itself
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportFailed("L’encodage du fichier n’est pas reconnu : enregistrez-le en « CSV UTF-8 ».")


def _delimiter(text: str) -> str:
    """The separator that cuts the header most, out of quotes."""
    header = text.lstrip("\r\n").split("\n", 1)[0]
    outside = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)
