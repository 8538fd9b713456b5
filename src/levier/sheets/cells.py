"""One cell: a text, an exact number, a date, nothing, or a fault said in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from levier.domain.nir import holds_nir

TIME = "une heure n’a pas de sens ici : vérifiez le format de la cellule."
NIR = "un numéro de sécurité sociale se lit ici : videz la cellule ou retirez la colonne, Levier n’en garde jamais."
FORMULA = "une formule ne peut pas être importée : copiez la colonne et collez « les valeurs seulement »."
#: What spreadsheets show where a formula fails or a column is too narrow, as a CSV keeps it.
_FAILED = re.compile(r"#[A-Z\d/_]+[!?]|#N/[AD]|#GETTING_DATA|#{3,}|Err:5\d\d")
#: Thirteen signs: anything shorter is not looked into.
_SHORTEST_NIR, _SMALLEST_NIR = 13, 10**12
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a sheet may hold before it is refused; sizes in bytes and characters."""

    max_lines: int
    max_bytes: int | None = None
    max_columns: int = 120
    max_cell: int = 5_000
    #: Of the whole workbook once unpacked.
    max_unpacked: int = 80 * 1024 * 1024
    #: Cells that hold a time or a duration are read as « 7:30 »; elsewhere they make no sense.
    durations: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be taken in; the sentence says what to do."""

    message: str


Cell: TypeAlias = str | Decimal | date | Fault | None
#: The number the person sees in their software, and the cells.
RawRow: TypeAlias = tuple[int, Sequence[Cell]]


def cell_value(value: str | float | bool | date | time, *, max_cell: int = 5_000) -> Cell:
    """The value a workbook keeps in a cell, exact."""
    if isinstance(value, str):
        return text_cell(value, max_cell=max_cell)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, time):
        return Fault(TIME)
    try:
        number = Decimal(repr(value))
    except InvalidOperation:
        return Fault("ce nombre n’est pas lisible.")
    if not number.is_finite():
        return Fault("ce nombre n’est pas un nombre fini.")
    return Fault(NIR) if number >= _SMALLEST_NIR and holds_nir(f"{number:f}") else number


def failed_formula(shown: object) -> Fault:
    """Where a spreadsheet shows an error instead of a value."""
    return Fault(f"le tableur affiche une erreur ({str(shown)[:20]}) : corrigez la cellule.")


def text_cell(value: str, *, max_cell: int) -> Cell:
    """A text cell, trimmed; a formula written as text is a formula for whoever opens the export."""
    text = value.strip().strip("\ufeff")
    if not text:
        return None
    if text.startswith(("=", "@")):
        return Fault(FORMULA)
    if _FAILED.fullmatch(text):
        return failed_formula(text)
    if len(text) > max_cell:
        return Fault(f"le texte dépasse {max_cell} caractères : raccourcissez-le.")
    if _CONTROL.search(text):
        return Fault("le texte contient des caractères illisibles.")
    return Fault(NIR) if len(text) >= _SHORTEST_NIR and holds_nir(text) else text
