"""From the bytes of a programme to headers and rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from levier.domain.errors import CellError, ImportFailed
from levier.sheets import Cell, Fault, Limits, RawRow, read_sheets, too_long

from .fields import FIELDS, fold

MAX_BYTES = 10 * 1024 * 1024
MAX_LINES = 5_000
MAX_COLUMNS = 120
LIMITS = Limits(max_lines=MAX_LINES, max_bytes=MAX_BYTES, max_columns=MAX_COLUMNS)
#: Rows above the headers (title, logo, date) that are looked at to find them.
HEADER_WITHIN = 20

_SYNONYMS = frozenset(synonym for field in FIELDS for synonym in field.synonyms)


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
    """Read the sheet whose headers look most like a programme.

    Raises:
        ImportFailed: a file that is not a readable sheet (see ``levier.sheets``), no header row, too many rows.
    """
    found = read_sheets(data, limits=LIMITS, filename=filename)
    best = max(found, key=lambda sheet: max(header_score(cells) for _, cells in sheet.rows[:HEADER_WITHIN]))
    return build_table(best.rows, origin=best.origin)


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
        raise too_long(LIMITS)
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
