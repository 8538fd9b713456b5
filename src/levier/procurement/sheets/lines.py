"""The rows of a sheet as planned contracts; every fault found, none hidden behind the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from levier.domain.errors import CellError, ImportFailed, RuleError
from levier.domain.quantities import MAX_AMOUNT, Euros
from levier.domain.trades import trades_for_cpv
from levier.domain.vocabulary import PurchaseNature
from levier.sheets import Fault
from levier.sheets.fields import fold, header_key
from levier.sheets.values import text

from . import values
from .fields import FIELDS_BY_NAME
from .mapping import check_mapping
from .table import Row, Table

_READERS: dict[str, Callable[[Any], Any]] = {
    "reference": partial(text, at_most=60),
    "title": partial(text, at_most=300),
    "lot_number": partial(text, at_most=10),
    "lot_title": partial(text, at_most=300),
    "nature": values.nature,
    "cpv": values.cpv,
    "amount": values.amount,
    "duration_months": values.months,
    "place": partial(text, at_most=150),
    "postcode": values.postcode,
    "consultation_on": values.day,
    "start_order_on": values.day,
    "is_framework": values.yes_no,
    "description": partial(text, at_most=5000),
    "siret": values.siret,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLot:
    """A lot of the programme."""

    number: str
    title: str
    cpv: str = ""
    trades: tuple[str, ...] = ()
    amount: Euros | None = None
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedContract:
    """A contract of the programme, with at least one lot; ``line`` is where it starts in the sheet."""

    line: int
    title: str
    nature: PurchaseNature
    reference: str = ""
    description: str = ""
    is_framework: bool = False
    cpv: str = ""
    amount: Euros | None = None
    duration_months: int | None = None
    place: str = ""
    postcode: str = ""
    consultation_on: date | None = None
    start_order_on: date | None = None
    lots: tuple[PlannedLot, ...]


@dataclass(frozen=True, slots=True)
class SheetContent:
    """What a sheet says once all of it could be read."""

    contracts: tuple[PlannedContract, ...]
    lines: int
    #: SIRET of the buyer as the sheet gives it, when it does.
    siret: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    values: Mapping[str, Any]

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)


def read_lines(
    table: Table, mapping: Mapping[str, str], *, buyer_siret: str = "", frameworks_by_title: bool = False
) -> SheetContent:
    """Every contract of a sheet, or every fault of it.

    ``frameworks_by_title`` takes a subject that opens with « Accord-cadre » for one, where no column says otherwise.

    Raises:
        ImportFailed: with one ``CellError`` per fault (line, column, what to do).
    """
    columns = check_mapping(mapping, table.headers)
    errors: list[CellError] = []
    lines = [_Line(row.line, _read_row(row, table, columns, errors)) for row in table.rows]
    if not errors:
        _check_siret(lines, columns, buyer_siret, errors)
        groups = _groups(lines, columns, errors)
        contracts = tuple(_contract(group, columns, errors, by_title=frameworks_by_title) for group in groups)
    if errors:
        count = len(errors)
        raise ImportFailed(
            f"La feuille contient {count} erreur{'s' if count > 1 else ''} : rien n’a été importé. Corrigez-la et "
            "envoyez-la à nouveau.",
            errors=tuple(sorted(errors, key=lambda error: error.line or 0)),
        )
    siret = next((line.get("siret") for line in lines if line.get("siret")), "")
    return SheetContent(contracts, len(lines), siret)


def _read_row(row: Row, table: Table, columns: Mapping[str, str], errors: list[CellError]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, header in columns.items():
        cell = row.cells[table.column(header)]
        if isinstance(cell, Fault):
            errors.append(CellError(row.line, header, cell.message))
        elif cell is not None:
            try:
                found[name] = _READERS[name](cell)
            except RuleError as error:
                errors.append(CellError(row.line, header, error.message))
                found[name] = None
        elif FIELDS_BY_NAME[name].required:
            errors.append(CellError(row.line, header, "cette cellule est vide : indiquez l’objet du marché."))
    return found


def _check_siret(lines: list[_Line], columns: Mapping[str, str], buyer: str, errors: list[CellError]) -> None:
    """All the lines are one buyer's, and the right one's."""
    given = [(line.number, line.get("siret")) for line in lines if line.get("siret")]
    expected = buyer or (given[0][1] if given else "")
    for number, siret in given:
        if siret != expected:
            what = "l’acheteur choisi" if buyer else "la première ligne"
            errors.append(
                CellError(
                    number,
                    columns["siret"],
                    f"le SIRET {siret} n’est pas celui de {what} ({expected}) : retirez cette ligne ou importez-la pour "
                    "l’autre acheteur.",
                )
            )


def _groups(lines: list[_Line], columns: Mapping[str, str], errors: list[CellError]) -> list[list[_Line]]:
    """Lines of one contract together: the same reference, when lots are numbered."""
    groups: dict[tuple[str, str], list[_Line]] = {}
    for line in lines:
        reference = line.get("reference", "")
        key = ("reference", fold(reference)) if reference else ("line", str(line.number))
        if key in groups and not line.get("lot_number"):
            first = groups[key][0].number
            errors.append(
                CellError(
                    line.number,
                    columns["reference"],
                    f"la référence « {reference} » est déjà à la ligne {first} : corrigez-la, ou numérotez les lots dans "
                    "une colonne « Lot ».",
                )
            )
        elif key in groups and any(
            fold(line.get("lot_number")) == fold(one.get("lot_number", "")) for one in groups[key]
        ):
            errors.append(
                CellError(
                    line.number,
                    columns["lot_number"],
                    f"le lot « {line.get('lot_number')} » du marché « {reference} » figure deux fois.",
                )
            )
        else:
            groups.setdefault(key, []).append(line)
    return list(groups.values())


def _contract(
    group: list[_Line], columns: Mapping[str, str], errors: list[CellError], *, by_title: bool
) -> PlannedContract:
    first = group[0]
    cpv = first.get("cpv", "")
    nature = first.get("nature") or values.nature_of_cpv(cpv)
    if nature is None:
        errors.append(
            CellError(
                first.number,
                columns.get("nature"),
                "la nature manque : écrivez Travaux, Fournitures ou Services (ou donnez le code CPV).",
            )
        )
        nature = PurchaseNature.WORKS
    amounts = [line.get("amount") for line in group]
    known: list[Decimal] = [one for one in amounts if one is not None]
    total = sum(known, Decimal(0)) if len(known) == len(amounts) else None
    if total is not None and total > MAX_AMOUNT:
        errors.append(CellError(first.number, columns["amount"], "la somme des lots dépasse 99 milliards d’euros."))
    start, launch = first.get("start_order_on"), first.get("consultation_on")
    if start and launch and start < launch:
        errors.append(
            CellError(
                first.number,
                columns["start_order_on"],
                "l’ordre de service est prévu avant la publication : l’une des deux dates est fausse.",
            )
        )
    return PlannedContract(
        line=first.number,
        title=first.get("title"),
        nature=nature,
        reference=first.get("reference", ""),
        description=first.get("description", ""),
        is_framework=first.get("is_framework", by_title and names_framework(first.get("title") or "")),
        cpv=cpv,
        amount=total,
        duration_months=first.get("duration_months"),
        place=first.get("place", ""),
        postcode=first.get("postcode", ""),
        consultation_on=launch,
        start_order_on=start,
        lots=tuple(_lot(line, alone=len(group) == 1) for line in group),
    )


def names_framework(title: str) -> bool:
    """Whether a subject opens with « Accord-cadre » (or « Accord cadre »)."""
    return header_key(title).startswith("accord cadre")


def _lot(line: _Line, *, alone: bool) -> PlannedLot:
    cpv = line.get("cpv", "")
    return PlannedLot(
        number=line.get("lot_number") or "1",
        title=line.get("lot_title") or line.get("title"),
        cpv=cpv,
        trades=tuple(trade.code for trade in trades_for_cpv(cpv)) if cpv else (),
        amount=line.get("amount"),
        description="" if alone else line.get("description", ""),
    )
