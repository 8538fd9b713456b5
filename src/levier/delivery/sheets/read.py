"""The rows of a sheet as lines of hours; every fault found, none hidden behind the first."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from levier.domain.dates import format_month
from levier.domain.errors import CellError, ImportFailed, RuleError
from levier.domain.french import of
from levier.domain.quantities import ZERO, Hours
from levier.domain.vocabulary import ContractKind, HourKind
from levier.sheets import Cell, Fault
from levier.sheets import mapping as shared
from levier.sheets.cells import NIR
from levier.sheets.fields import fold
from levier.sheets.table import Row, Table, read_table
from levier.sheets.values import text

from . import values
from .fields import FIELDS, KINDS, LAYOUT

#: Whole words: Mme Sommer and M. Totaro are people.
_TOTALS = re.compile(r"(?:sous[- ]?)?tota(?:l|ux)\b|cumul\b|somme\b")
_NAMES = ("last_name", "first_name", "full_name")
#: Faults shown of one sheet; the same fault on every line helps nobody.
MOST_FAULTS = 200
#: Faults of each month not asked told.
_SHOWN = 3

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One line of the sheet, of the month asked."""

    line: int
    last_name: str
    first_name: str
    #: When both stand in one column: which is which is not known.
    full_name: str
    hours: tuple[tuple[HourKind, Hours], ...]
    day: date | None
    contract: str
    lot: str
    company: str
    birth_date: date | None = None
    contract_kind: ContractKind | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    occupation: str = ""

    @property
    def name(self) -> str:
        return self.full_name or f"{self.first_name} {self.last_name}".strip()


@dataclass(slots=True)
class SheetLines:
    """What the sheet says for the month, and what was left out, one sentence each."""

    rows: list[HoursRow]
    columns: Mapping[str, str]
    #: Kinds of hours the sheet has a column for: the others are left as they were typed.
    kinds: tuple[HourKind, ...]
    told: list[str] = field(default_factory=list)


def open_table(data: bytes, *, filename: str = "") -> Table:
    """The headers and rows of a file, once no cell of it, used or not, holds a social security number.

    Raises:
        ImportFailed: a file that is not a readable sheet, no header row, too many rows, a social security number.
    """
    table = read_table(data, layout=LAYOUT, filename=filename)
    found = tuple(
        CellError(row.line, table.headers[at], "un numéro de sécurité sociale.")
        for row in table.rows
        if Fault in map(type, row.cells)
        for at, cell in enumerate(row.cells)
        if isinstance(cell, Fault) and cell.message == NIR
    )
    if found:
        raise ImportFailed(
            "Ce fichier contient des numéros de sécurité sociale, que Levier ne garde jamais : rien n’en a été gardé. Dans votre "
            "tableur, supprimez la colonne ou videz ces cellules, enregistrez, puis renvoyez le fichier.",
            errors=found[:3],
        )
    return table


@dataclass(frozen=True, slots=True)
class Remembered:
    """How somebody said that their last sheet names its columns."""

    #: Our field → header.
    columns: Mapping[str, str]
    #: Which row of headers it was said of.
    header_row: str


def header_row(table: Table) -> str:
    """A mark of the row of headers, the same for the same headers in the same order; none of them can be read from it."""
    return hashlib.sha256("\n".join(table.headers).encode()).hexdigest()


def guess(table: Table, *, remembered: Remembered | None = None) -> dict[str, str]:
    """Our field → header: what was said of the same row of headers, else remembered, else known, else likely."""
    if remembered is not None and remembered.header_row == header_row(table):
        return dict(remembered.columns)
    found = shared.guess_mapping(table.headers, fields=FIELDS, remembered=remembered.columns if remembered else None)
    if "last_name" in found and "first_name" not in found and "full_name" not in found:
        found["full_name"] = found.pop("last_name")  # a lone « Nom » holds both
    if {"last_name", "first_name"} <= found.keys():
        found.pop("full_name", None)
    return found


def check(mapping: Mapping[str, str], headers: tuple[str, ...]) -> dict[str, str]:
    """The mapping if it can be used: names, and at least one kind of hours.

    Raises:
        ImportFailed: with one line per fault.
    """
    also = []
    missing = unsaid(mapping)
    if any(name in missing for name in _NAMES):
        also.append("Dites quelles colonnes contiennent « Nom » et « Prénom » (ou les deux ensemble).")
    if "work" in missing:
        also.append("Dites quelle colonne contient « Heures de travail ».")
    return shared.check_mapping(mapping, headers, fields=FIELDS, also=also)


def unsaid(mapping: Mapping[str, str]) -> tuple[str, ...]:
    """The fields one of which has to be said before the sheet can be read; none when it can be."""
    kept = {name for name, header in mapping.items() if header}
    named = "full_name" in kept or {"last_name", "first_name"} <= kept
    names = () if named else tuple(name for name in _NAMES if name not in kept)
    return (*names, *(() if kept & KINDS.keys() else ("work",)))


def read_lines(table: Table, mapping: Mapping[str, str], *, month: date) -> SheetLines:
    """The lines of the month asked, or every fault of theirs; what cannot be read of another month is told.

    Raises:
        ImportFailed: with one ``CellError`` per fault (line, column, what to do).
    """
    columns = check(mapping, table.headers)
    reader = _Reader(table, columns, month)
    kinds = tuple(KINDS[name] for name in columns if name in KINDS)
    found = SheetLines([], columns, kinds)
    for row in table.rows:
        one = reader.row(row)
        if one is not None:
            found.rows.append(one)
    if reader.errors:
        count = len(reader.errors)
        raise ImportFailed(
            f"La feuille contient {count} erreur{'s' if count > 1 else ''} : rien n’en a été repris.",
            errors=tuple(reader.errors),
        )
    found.told = list(reader.told())
    if not found.rows:
        raise ImportFailed(
            f"Aucune ligne de cette feuille n’est une personne avec des heures {of(format_month(month))}. "
            + " ".join((*found.told, *_unread_hours(columns)))
        )
    return found


def _unread_hours(columns: Mapping[str, str]) -> Iterator[str]:
    """What to do when the columns of hours that were recognised hold none, and that of work is not chosen."""
    if "work" not in columns:
        yield "Aucune colonne n’est choisie pour « Heures de travail » : dites laquelle les contient."


def _text(value: object) -> str:
    return text(value, at_most=300)


#: What is said of a work contract, and how it is read.
_CONTRACT: dict[str, Callable[[Any], Any]] = {
    "birth_date": values.birth_day,
    "contract_kind": values.contract_kind,
    "starts_on": values.contract_day,
    "ends_on": values.contract_day,
    "occupation": _text,
}


class _Reader:
    """One pass over the rows. Values that come back on every line are read once."""

    def __init__(self, table: Table, columns: Mapping[str, str], month: date) -> None:
        self.table, self.columns, self.month = table, columns, month
        self.at = {name: table.column(header) for name, header in columns.items()}
        self.minutes = [name for name in KINDS if name in self.at and values.in_minutes(columns[name])]
        self.hour_columns = [
            (name, kind, self.at[name], values.minutes if name in self.minutes else values.hours)
            for name, kind in KINDS.items()
            if name in self.at
        ]
        self.texts = [(name, self.at[name]) for name in (*_NAMES, "contract", "lot", "company") if name in self.at]
        self.contract = [(name, read, self.at[name]) for name, read in _CONTRACT.items() if name in self.at]
        self.known: dict[tuple[str, Any], Any] = {}
        self.known_texts: dict[tuple[Cell, ...], dict[str, str]] = {}
        self.errors: list[CellError] = []
        #: Faults of the row being read, until its month is known.
        self.pending: list[CellError] = []
        #: Month not asked → its faults, which keep nothing out of the month asked.
        self.elsewhere: dict[date, list[CellError]] = {}
        self.totals: list[int] = []
        self.empty = 0
        self.others: dict[date, int] = {}

    def row(self, row: Row) -> HoursRow | None:
        """The line, or nothing when it is a total, empty, or of another month; its faults are kept by month."""
        self.pending = []
        found, month = self._row(row)
        if month is None or month == self.month:
            self.errors += self.pending[: MOST_FAULTS - len(self.errors)]
        elif self.pending:
            self.elsewhere.setdefault(month, []).extend(self.pending)
        return found

    def _row(self, row: Row) -> tuple[HoursRow | None, date | None]:
        cells = row.cells
        said = self._said(row)
        if self._is_total(row, said):  # before its hours: they are often a formula
            self.totals.append(row.line)
            return None, None
        unreadable = len(self.pending)
        hours = tuple(
            (kind, value)
            for name, kind, at, read in self.hour_columns
            if (value := self._value(row, name, cells[at], read))
        )
        if not hours and len(self.pending) == unreadable:
            self.empty += 1
            return None, None
        month, day = self._month(row)
        if month is not None and month != self.month:
            self.others[month] = self.others.get(month, 0) + 1
        if month != self.month or not hours:
            return None, month
        return self._line(row, said, hours, day), month

    def _line(
        self, row: Row, said: Mapping[str, str], hours: tuple[tuple[HourKind, Hours], ...], day: date | None
    ) -> HoursRow | None:
        if not said.get("full_name") and not (said.get("last_name") and said.get("first_name")):
            header = self.columns.get("full_name") or self.columns.get("last_name")
            self._fault(row.line, header, "des heures sans nom : écrivez le nom et le prénom, ou retirez la ligne.")
            return None
        return HoursRow(
            row.line,
            said.get("last_name", ""),
            said.get("first_name", ""),
            said.get("full_name", ""),
            hours,
            day,
            said.get("contract", ""),
            said.get("lot", ""),
            said.get("company", ""),
            **self._work_contract(row),
        )

    def _said(self, row: Row) -> dict[str, str]:
        """The texts of the row: who and where come back together on every line of a person."""
        key = tuple([row.cells[at] for _, at in self.texts])
        if key not in self.known_texts:
            before = len(self.pending)
            found = {
                name: self._value(row, name, cell, _text) or "" for (name, _), cell in zip(self.texts, key, strict=True)
            }
            if len(self.pending) > before:
                return found  # each line that is wrong is said
            self.known_texts[key] = found
        return self.known_texts[key]

    def _work_contract(self, row: Row) -> dict[str, Any]:
        found = {}
        for name, read, at in self.contract:
            cell = row.cells[at]
            if cell is not None:
                found[name] = self._value(row, name, cell, read)
        if found.get("occupation") is None:
            found.pop("occupation", None)
        return found

    def _month(self, row: Row) -> tuple[date | None, date | None]:
        if "month" not in self.at:
            return self.month, None
        cell = row.cells[self.at["month"]]
        if cell is None:
            self._fault(row.line, self.columns["month"], "le mois manque : écrivez-le, ou retirez la ligne.")
            return None, None
        found = self._value(row, "month", cell, lambda value: values.month(value, asked=self.month))
        return found if found is not None else (None, None)

    def _value(self, row: Row, name: str, cell: Cell, read: Callable[[Any], T]) -> T | None:
        if cell is None:
            return None
        if isinstance(cell, Fault):
            self._fault(row.line, self.columns[name], cell.message)
            return None
        key = (name, cell)
        if key not in self.known:
            try:
                self.known[key] = read(cell)
            except RuleError as error:
                self.known[key] = error
        value = self.known[key]
        if isinstance(value, RuleError):
            self._fault(row.line, self.columns[name], value.message)
            return None
        return value  # type: ignore[no-any-return]

    def _is_total(self, row: Row, said: Mapping[str, str]) -> bool:
        named = [said[name] for name in _NAMES if said.get(name)]
        if named:
            key = ("total", named[0])
            if key not in self.known:
                self.known[key] = _names_total(named[0])
            return bool(self.known[key])
        return any(isinstance(cell, str) and _names_total(cell) for cell in row.cells)

    def _fault(self, line: int, header: str | None, message: str) -> None:
        self.pending.append(CellError(line, header, message))

    def told(self) -> Iterator[str]:
        """What was left out, and what was taken for granted."""
        if "month" not in self.at:
            yield f"La feuille ne dit pas le mois : toutes ses lignes sont tenues pour {format_month(self.month)}."
        for name in self.minutes:
            yield f"La colonne « {self.columns[name]} » est en minutes : 60 sont comptées 1 h."
        if self.others:
            months = ", ".join(format_month(one) for one in sorted(self.others))
            count = sum(self.others.values())
            yield f"{_lines(count)} d’un autre mois ({months}), {_left(count)}."
        for month, faults in sorted(self.elsewhere.items()):
            shown = " ".join(str(one) for one in faults[:_SHOWN])
            more = f" Et {len(faults) - _SHOWN} de plus." if len(faults) > _SHOWN else ""
            yield f"À corriger avant d’envoyer {format_month(month)} : {shown}{more}"
        if self.totals:
            shown = ", ".join(str(one) for one in self.totals[:5]) + ("…" if len(self.totals) > 5 else "")
            yield f"{_lines(len(self.totals))} de total (n° {shown}), {_left(len(self.totals))}."
        if self.empty:
            yield f"{_lines(self.empty)} sans aucune heure, {_left(self.empty)}."


def _names_total(text: str) -> bool:
    return _TOTALS.match(fold(text)) is not None


def _lines(count: int) -> str:
    return f"{count} ligne{'s' if count > 1 else ''}"


def _left(count: int) -> str:
    return "non reprises" if count > 1 else "non reprise"


__all__ = [
    "MOST_FAULTS",
    "ZERO",
    "HoursRow",
    "Remembered",
    "SheetLines",
    "check",
    "guess",
    "header_row",
    "open_table",
    "read_lines",
    "unsaid",
]
