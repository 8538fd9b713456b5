"""From the bytes of a file to headers and rows, refusing what cannot be read safely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from levier.domain.errors import CellError, ImportFailed

from .fields import FIELDS, fold

MAX_BYTES = 10 * 1024 * 1024
MAX_LINES = 5_000
MAX_COLUMNS = 120
MAX_CELL = 5_000
#: Rows above the headers (title, logo, date) that are looked at to find them.
HEADER_WITHIN = 20

_SYNONYMS = frozenset(synonym for field in FIELDS for synonym in field.synonyms)


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be taken in; the sentence says what to do."""

    message: str


Cell: TypeAlias = str | Decimal | date | Fault | None
RawRow: TypeAlias = tuple[int, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sheet, with the number the person sees in their software."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: unique headers, then its non-empty rows."""

    headers: tuple[str, ...]
    header_line: int
    rows: tuple[Row, ...]
    #: « classeur, feuille « Programme » » or « CSV, séparateur « ; », encodage UTF-8 ».
    origin: str

    def column(self, header: str) -> int:
        return self.headers.index(header)


def read_table(data: bytes, *, filename: str = "") -> Table:
    """Read a sheet, XLSX or CSV by its content.

    Raises:
        ImportFailed: empty, too large, a format that is not a sheet, macros, a damaged or hostile file, wrong
            encoding, no header row.
    """
    from .csv_file import read_csv
    from .xlsx import read_xlsx

    if not data.strip(b" \t\r\n\0"):
        raise ImportFailed("Le fichier est vide. Choisissez la feuille du programme et recommencez.")
    if len(data) > MAX_BYTES:
        raise ImportFailed(
            f"Le fichier dépasse {MAX_BYTES // 1024 // 1024} Mo. Gardez la seule feuille du programme, sans image, "
            "et recommencez."
        )
    _refuse_by_name(filename)
    if data.startswith(b"PK\x03\x04"):
        return read_xlsx(data)
    _refuse_other_formats(data)
    return read_csv(data)


def _refuse_by_name(filename: str) -> None:
    suffix = filename.lower().rpartition(".")[2]
    if suffix in {"xlsm", "xlsb", "xltm", "xlam"}:
        raise ImportFailed(
            "Ce classeur peut contenir des macros : il est refusé. Dans votre tableur, choisissez « Enregistrer sous » "
            "puis « Classeur Excel (.xlsx) » ou « CSV »."
        )


def _refuse_other_formats(data: bytes) -> None:
    known = {
        b"\xd0\xcf\x11\xe0": "un ancien classeur (.xls) ou un classeur protégé par un mot de passe",
        b"%PDF": "un PDF",
        b"{\\rtf": "un texte mis en forme",
        b"\x89PNG": "une image",
        b"\xff\xd8\xff": "une image",
        b"\x1f\x8b": "une archive",
        b"PK": "une archive vide ou endommagée",
    }
    for start, what in known.items():
        if data.startswith(start):
            raise ImportFailed(
                f"Ce fichier est {what}, pas une feuille lisible. Enregistrez le programme en .xlsx ou en CSV "
                "(séparateur point-virgule, UTF-8)."
            )
    head = data[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise ImportFailed(
            "Ce fichier est une page web ou du XML, même si son nom finit autrement. Ouvrez-le dans votre tableur et "
            "enregistrez-le en .xlsx ou en CSV. Pour un avis publié, passez par « Depuis un avis »."
        )


def build_table(raw: Sequence[RawRow], *, origin: str) -> Table:
    """Find the header row, make headers unique, keep the non-empty rows below.

    Raises:
        ImportFailed: no header row, or too many rows or columns.
    """
    filled = [(line, cells) for line, cells in raw if any(_shown(cell) for cell in cells)]
    if not filled:
        raise ImportFailed("La feuille ne contient aucune ligne. Vérifiez que c’est la bonne feuille du classeur.")
    position = _header_position(filled)
    line, head = filled[position]
    faults = [
        CellError(line, None, f"l’en-tête n’est pas lisible : {cell.message}")
        for cell in head
        if isinstance(cell, Fault)
    ]
    if faults:
        raise ImportFailed("La ligne des en-têtes ne peut pas être lue.", errors=tuple(faults))
    width = max(index for index, cell in enumerate(head) if _shown(cell)) + 1
    if width > MAX_COLUMNS:
        raise ImportFailed(f"La feuille a plus de {MAX_COLUMNS} colonnes. Gardez les colonnes du programme.")
    rows = tuple(Row(number, _padded(cells, width)) for number, cells in filled[position + 1 :])
    rows = tuple(row for row in rows if any(_shown(cell) for cell in row.cells))
    if len(rows) > MAX_LINES:
        raise ImportFailed(
            f"La feuille a plus de {MAX_LINES} lignes. Gardez les marchés à venir, ou envoyez-la en plusieurs fichiers."
        )
    if not rows:
        raise ImportFailed("La feuille a des en-têtes mais aucune ligne en dessous : il n’y a rien à importer.")
    return Table(_unique([_shown(cell) for cell in head[:width]]), line, rows, origin)


def header_score(cells: Sequence[Cell]) -> int:
    """How many cells of a row are headers we know."""
    return sum(isinstance(cell, str) and fold(cell) in _SYNONYMS for cell in cells)


def _header_position(filled: Sequence[RawRow]) -> int:
    near = filled[:HEADER_WITHIN]
    scores = [header_score(cells) for _, cells in near]
    if max(scores) >= 1:
        return scores.index(max(scores))
    for index, (_, cells) in enumerate(near):
        if sum(isinstance(cell, str) and bool(cell.strip()) for cell in cells) >= 2:
            return index
    raise ImportFailed(
        "Aucune ligne d’en-têtes n’a été trouvée dans les vingt premières lignes. La première ligne doit nommer les "
        "colonnes : « Référence », « Objet », « Montant estimé », « Publication prévue »… Un modèle est à télécharger."
    )


def _padded(cells: Sequence[Cell], width: int) -> tuple[Cell, ...]:
    kept = tuple(cells[:width])
    return kept + (None,) * (width - len(kept))


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Fault):
        return cell.message
    return " ".join(str(cell).split())


def _unique(headers: Sequence[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    result: list[str] = []
    for position, header in enumerate(headers, start=1):
        name = header[:100] or f"Colonne {position}"
        seen[name] = seen.get(name, 0) + 1
        unique = name
        while unique in result:
            unique = f"{name} ({seen[name]})"
            seen[name] += unique in result
        result.append(unique)
    return tuple(result)
