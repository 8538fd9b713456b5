"""From the bytes of a file to headers and rows, whatever stands above the headers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from textwrap import shorten

from levier.domain.dates import format_date
from levier.domain.errors import CellError, ImportFailed

from .cells import Cell, Fault, Limits, RawRow
from .fields import Field, header_key
from .reader import read_sheets, too_long

#: Rows above the headers (title, logo, date) that are looked at to find them.
HEADER_WITHIN = 20


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What a room expects of a sheet."""

    fields: tuple[Field, ...]
    limits: Limits
    #: « « Référence », « Objet »… »: what the first row may name, as a refusal says it.
    expected: str

    @cached_property
    def synonyms(self) -> frozenset[str]:
        return frozenset(header_key(synonym) for field in self.fields for synonym in field.synonyms)


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

    def sample(self, header: str) -> str:
        """What a column holds, in a few words: « ex. : 35 » after its first value, or that it holds none."""
        at = self.column(header)
        faulty = False
        for row in self.rows:
            cell = row.cells[at]
            faulty = faulty or isinstance(cell, Fault)
            if not isinstance(cell, Fault) and (shown := _shown(cell)):
                return f"ex. : {shorten(shown, 40, placeholder='…')}"
        return "aucune valeur lisible" if faulty else "vide"


def read_table(data: bytes, *, layout: Layout, filename: str = "") -> Table:
    """Read the sheet whose headers look most like what is expected.

    Raises:
        ImportFailed: a file that is not a readable sheet (see ``read_sheets``), no header row, too many rows.
    """
    found = read_sheets(data, limits=layout.limits, filename=filename)
    best = max(found, key=lambda sheet: max(header_score(cells, layout) for _, cells in sheet.rows[:HEADER_WITHIN]))
    return build_table(best.rows, origin=best.origin, layout=layout)


def build_table(raw: Sequence[RawRow], *, origin: str, layout: Layout) -> Table:
    """Find the header row, make headers unique, keep the non-empty rows below.

    Raises:
        ImportFailed: no header row, or too many rows or columns.
    """
    limits = layout.limits
    filled = [(line, cells) for line, cells in raw if _holds(cells)]
    if not filled:
        raise ImportFailed("La feuille ne contient aucune ligne. Vérifiez que c’est la bonne feuille du classeur.")
    position = _header_position(filled, layout)
    line, head = filled[position]
    faults = [
        CellError(line, None, f"l’en-tête n’est pas lisible : {cell.message}")
        for cell in head
        if isinstance(cell, Fault)
    ]
    if faults:
        raise ImportFailed("La ligne des en-têtes ne peut pas être lue.", errors=tuple(faults))
    width = max(index for index, cell in enumerate(head) if _shown(cell)) + 1
    if width > limits.max_columns:
        raise ImportFailed(f"La feuille a plus de {limits.max_columns} colonnes. Gardez les colonnes utiles.")
    rows = tuple(Row(number, _padded(cells, width)) for number, cells in filled[position + 1 :])
    rows = tuple(row for row in rows if _holds(row.cells))
    if len(rows) > limits.max_lines:
        raise too_long(limits)
    if not rows:
        raise ImportFailed("La feuille a des en-têtes mais aucune ligne en dessous : il n’y a rien à importer.")
    return Table(_unique([_shown(cell) for cell in head[:width]]), line, rows, origin)


def header_score(cells: Sequence[Cell], layout: Layout) -> int:
    """How many cells of a row are headers we know."""
    return sum(isinstance(cell, str) and header_key(cell) in layout.synonyms for cell in cells)


def _header_position(filled: Sequence[RawRow], layout: Layout) -> int:
    near = filled[:HEADER_WITHIN]
    scores = [header_score(cells, layout) for _, cells in near]
    if max(scores) >= 1:
        return scores.index(max(scores))
    for index, (_, cells) in enumerate(near):
        if sum(isinstance(cell, str) and bool(cell.strip()) for cell in cells) >= 2:
            return index
    raise ImportFailed(
        "Aucune ligne d’en-têtes n’a été trouvée dans les vingt premières lignes. La première ligne doit nommer les "
        f"colonnes : {layout.expected} Un modèle est à télécharger."
    )


def _padded(cells: Sequence[Cell], width: int) -> tuple[Cell, ...]:
    kept = tuple(cells[:width])
    return kept + (None,) * (width - len(kept))


def _holds(cells: Sequence[Cell]) -> bool:
    """Something stands in the row; blanks do not."""
    return any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in cells)


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Fault):
        return cell.message
    if isinstance(cell, date):
        return format_date(cell.date() if isinstance(cell, datetime) else cell)
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
