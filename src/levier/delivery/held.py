"""How the rows of this room are said to the person they are about (``people.held``)."""

from __future__ import annotations

from django.utils import timezone

from levier.domain.dates import format_date, format_month
from levier.domain.quantities import format_hours
from levier.people.held import named, titled

from .models import Evidence, HoursLine, HoursStatement, LedgerEntry, Obligation


def _obligation(one: Obligation) -> str:
    lot = one.clause.lot
    return f"{lot.contract.title}, lot {lot.number}, {one.contractor.name}"


def _statement(one: HoursStatement) -> str:
    return f"{format_month(one.month)}, déclaré par {one.declarant.name}"


def _line(one: HoursLine) -> str:
    return f"{format_hours(one.hours)}, {one.get_kind_display().lower()}, {format_month(one.statement.month)}"


def _entry(one: LedgerEntry) -> str:
    return f"{format_hours(one.hours)}, {format_month(one.month)}, écrites le {format_date(timezone.localdate(one.recorded_at))}"


named(Obligation, _obligation, "clause__lot__contract", "contractor")
named(HoursStatement, _statement, "declarant")
named(HoursLine, _line, "statement")
named(LedgerEntry, _entry)

titled(Evidence, "Vos pièces")
titled(HoursLine, "Vos heures déclarées")
titled(LedgerEntry, "Vos heures comptées", codes={"month": lambda one: format_month(one.month)})
