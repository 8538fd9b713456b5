"""Which state of the ledger a figure reflects, and how a corrected line is said.

A figure is of a moment and of a last entry: both, since an entry dated from that very moment may be written just after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from levier.domain.dates import format_date
from levier.domain.quantities import Hours, format_hours
from levier.ui.formats import plural

from .enums import EntryKind
from .models import ClosingReport, LedgerEntry


@dataclass(frozen=True, slots=True)
class Standing:
    """The ledger at a moment: ``through`` is its last entry, ``rank`` how many there were; zero when there was none.

    Only the rank is told: the key of an entry counts those of every workspace.
    """

    as_of: datetime
    through: int
    rank: int

    @property
    def entries(self) -> str:
        lines = plural(self.rank, "ligne d’heures validée ou corrigée", "lignes d’heures validées ou corrigées")
        return lines if self.rank else "aucune heure validée"

    @property
    def sentence(self) -> str:
        """« État au 3 juin 2025, 412 lignes d’heures validées ou corrigées »."""
        return f"État au {format_date(timezone.localdate(self.as_of))}, {self.entries}"


def ledger_at(entries: QuerySet[LedgerEntry], *, as_of: datetime) -> Standing:
    """The state of some entries at a moment. One query."""
    found = entries.filter(recorded_at__lte=as_of).order_by().aggregate(last=Max("pk"), rank=Count("pk"))
    return Standing(as_of, found["last"] or 0, found["rank"])


def workspace_ledger(workspace_id: int, *, as_of: datetime) -> Standing:
    """The state of a whole workspace's ledger, for what is exported from it."""
    return ledger_at(LedgerEntry.objects.filter(workspace_id=workspace_id), as_of=as_of)


def of_report(report: ClosingReport) -> Standing:
    """The state a report reflects."""
    return Standing(report.as_of, int(report.figures["through"]), int(report.figures["rank"]))


def corrected_since(reports: Iterable[ClosingReport]) -> dict[int, datetime]:
    """Report → moment of the last correction it does not reflect; a report without one is missing. One query."""
    known = list(reports)
    fixes = (
        LedgerEntry.objects.filter(obligation__in={one.obligation_id for one in known}, kind=EntryKind.CORRECTION)
        .order_by()
        .values_list("obligation_id", "pk", "recorded_at")
    )
    by_obligation: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for obligation, pk, at in fixes:
        by_obligation[obligation].append((pk, at))
    found: dict[int, datetime] = {}
    for report in known:
        state = of_report(report)
        later = [at for pk, at in by_obligation[report.obligation_id] if at > state.as_of or pk > state.through]
        if later:
            found[report.pk] = max(later)
    return found


def within(state: Standing) -> Q:
    """Entries that were in the ledger in that state."""
    return Q(recorded_at__lte=state.as_of, pk__lte=state.through)


@dataclass(frozen=True, slots=True)
class Corrected:
    """One correction of validated hours: what stood before, what stands after, when and why."""

    before: Hours
    after: Hours
    at: datetime
    reason: str

    @property
    def sentence(self) -> str:
        """« 120 h, corrigées en 112 h le 3 juin 2025 : comptées deux fois »."""
        day = format_date(timezone.localdate(self.at))
        return f"{format_hours(self.before)}, corrigées en {format_hours(self.after)} le {day}\u00a0: {self.reason}"


def corrections_of(entry: LedgerEntry) -> list[Corrected]:
    """Every correction of an entry, oldest first; none asked of the database when ``corrections`` is prefetched."""
    found: list[Corrected] = []
    stands: Hours = entry.hours
    for fix in sorted(entry.corrections.all(), key=lambda one: (one.recorded_at, one.pk)):
        found.append(Corrected(stands, stands + fix.hours, fix.recorded_at, fix.reason))
        stands += fix.hours
    return found


def corrections_by_line(lines: Collection[int]) -> dict[int, list[Corrected]]:
    """Line of a statement → its corrections, for the lines that have some. Two queries."""
    entries = LedgerEntry.objects.filter(line__in=lines, kind=EntryKind.VALIDATED, corrections__isnull=False)
    return {
        one.line_id: corrections_of(one)
        for one in entries.distinct().order_by("pk").prefetch_related("corrections")
        if one.line_id is not None
    }
