"""Invariants of the hours, checked on a live database (``levier check``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from levier.domain import ledger as rules
from levier.domain.quantities import ZERO, Hours, format_hours
from levier.exact import CentSum
from levier.journal import append_only

from .enums import EntryKind, LineState, StatementState
from .figures import recompute
from .models import ClosingReport, Evidence, HoursLine, HoursStatement, LedgerEntry, Obligation
from .selectors.ledger import sums

_BATCH = 200


def violations() -> Iterator[str]:
    """One French sentence for each broken invariant; nothing when all hold."""
    yield from _triggers()
    yield from _ledger()
    yield from _sums()
    yield from _lines()
    yield from _statements()
    yield from _reports()
    yield from _pieces()


def _triggers() -> Iterator[str]:
    for name in append_only.missing(connection):
        if name.startswith(LedgerEntry._meta.db_table):
            yield f"Registre : la protection « {name} » manque dans la base."


def _obligation_ids() -> Iterator[list[int]]:
    ids = list(Obligation.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


def as_rules(entries: Iterable[LedgerEntry]) -> tuple[rules.LedgerEntry, ...]:
    """Stored entries as ``levier.domain.ledger`` reads them."""
    return tuple(
        rules.LedgerEntry(
            id=str(entry.pk),
            kind=rules.EntryKind(entry.kind),
            obligation=str(entry.obligation_id),
            person=str(entry.employment.person_id),
            contract=str(entry.employment_id),
            month=entry.month,
            hours=entry.hours,
            recorded_on=timezone.localtime(entry.recorded_at).date(),
            target=str(entry.corrects_id) if entry.corrects_id else None,
        )
        for entry in entries
    )


def _ledger() -> Iterator[str]:
    """Each entry by itself, what it corrects, and that no entry goes below zero."""
    own = [EntryKind.VALIDATED, EntryKind.CORRECTION]
    for ids in _obligation_ids():
        entries = (
            LedgerEntry.objects.filter(obligation_id__in=ids, kind__in=own)
            .select_related("employment")
            .order_by("recorded_at", "pk")
        )
        for found in rules.check(as_rules(entries)):
            yield f"Registre, écriture {found.entry} : {found.message}"
        stray = LedgerEntry.objects.filter(obligation_id__in=ids).exclude(workspace_id=F("obligation__workspace_id"))
        for entry in stray.order_by("pk"):
            yield f"Registre, écriture {entry.pk} : son espace n’est pas celui de son obligation."


def _sums() -> Iterator[str]:
    """Sum by month = by person = by work contract = by obligation = the plain sum of the entries."""
    for ids in _obligation_ids():
        found = sums(ids)
        total: Hours = (
            LedgerEntry.objects.filter(obligation_id__in=ids).aggregate(total=CentSum("hours"))["total"] or ZERO
        )
        for name, column in (
            ("par mois", found.by_month),
            ("par personne", found.by_person),
            ("par contrat", found.by_employment),
            ("par obligation", found.by_obligation),
        ):
            added = sum(column.values(), ZERO)
            if added != total:
                yield f"Registre : la somme {name} ({format_hours(added)}) diffère du total ({format_hours(total)})."


def _lines() -> Iterator[str]:
    """An accepted line has one entry of its counted hours, on its month and obligation; no other line has one."""
    accepted = HoursLine.objects.filter(state=LineState.ACCEPTED)
    for pk in accepted.filter(entries__isnull=True).order_by("pk").values_list("pk", flat=True):
        yield f"Ligne {pk} : validée, mais sans écriture au registre."
    for pk in accepted.filter(counted__isnull=True).order_by("pk").values_list("pk", flat=True):
        yield f"Ligne {pk} : validée sans nombre d’heures retenues."
    entries = LedgerEntry.objects.filter(kind=EntryKind.VALIDATED).order_by("pk")
    for pk in entries.exclude(line__state=LineState.ACCEPTED).values_list("pk", flat=True):
        yield f"Registre, écriture {pk} : sa ligne n’est pas validée."
    for pk in entries.exclude(hours=F("line__counted")).values_list("pk", flat=True):
        yield f"Registre, écriture {pk} : ses heures ne sont pas celles retenues sur la ligne."
    misplaced = entries.exclude(
        Q(month=F("line__statement__month"))
        & Q(obligation_id=F("line__statement__obligation_id"))
        & Q(employment_id=F("line__employment_id"))
    )
    for pk in misplaced.values_list("pk", flat=True):
        yield f"Registre, écriture {pk} : mois, obligation ou contrat diffère de sa ligne."


def _statements() -> Iterator[str]:
    """A month begins on the 1st; a statement being filled has no decided hour it could lose."""
    for pk, month in HoursStatement.objects.order_by("pk").values_list("pk", "month"):
        if not _is_first(month):
            yield f"Relevé {pk} : son mois doit être noté par son premier jour."
    waiting = HoursStatement.objects.filter(state=StatementState.CLOSED, lines__state=LineState.PENDING)
    for pk in waiting.order_by("pk").values_list("pk", flat=True).distinct():
        yield f"Relevé {pk} : traité, mais une ligne reste à valider."
    foreign = HoursLine.objects.exclude(
        employment__person__workspace_id=F("statement__obligation__workspace_id")
    ).order_by("pk")
    for pk in foreign.values_list("pk", flat=True):
        yield f"Ligne {pk} : la personne est d’un autre espace."


def _reports() -> Iterator[str]:
    """A balance drawn up in the past has the same hours when it is computed again in the state it reflects."""
    for report in ClosingReport.objects.select_related("obligation").order_by("pk").iterator():
        again = recompute(report)
        hours = any(Decimal(again[name]) != Decimal(report.figures[name]) for name in ("due", "validated", "missing"))
        if hours or any(again[name] != report.figures[name] for name in ("by_modality", "by_month")):
            yield f"Bilan {report.pk} : recalculé dans l’état qu’il reflète, il ne donne plus les mêmes heures."


def _pieces() -> Iterator[str]:
    """The file of each piece is where it was put: a restored database needs its folder of files too."""
    for pk, stored in Evidence.objects.order_by("pk").values_list("pk", "stored_as"):
        if not default_storage.exists(stored):
            yield f"Pièce {pk} : son fichier manque dans le dossier des fichiers."


def _is_first(day: date) -> bool:
    return day.day == 1
