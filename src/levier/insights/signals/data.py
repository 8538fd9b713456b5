"""What the flags are computed on, read in two queries whatever the number of companies.

One work contract that serves two obligations in turn gives two placements, each cut to the months that count on its
obligation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max, Min
from django.utils import timezone

from levier.delivery.enums import DECLARED_STATES, LineState
from levier.delivery.models import HoursLine, LedgerEntry
from levier.domain.flags import Declaration, DirectHire, EndedContract, Placement
from levier.domain.months import month_end
from levier.domain.quantities import ZERO, Hours
from levier.domain.vocabulary import Modality
from levier.exact import CentSum


@dataclass(frozen=True, slots=True)
class Work:
    """Hours of one work contract on one obligation, over its whole life."""

    employment: int
    person: str
    obligation: str
    contract: int
    company: int
    clause_from: date
    starts_on: date
    ends_on: date | None
    modality: str
    employed_before: bool
    hours: Hours
    first_month: date
    last_month: date

    @property
    def from_day(self) -> date:
        return max(self.starts_on, self.first_month)

    @property
    def to_day(self) -> date:
        last = month_end(self.last_month)
        return max(self.from_day, min(last, self.ends_on) if self.ends_on else last)


@dataclass(frozen=True, slots=True)
class Declared:
    """One line of a statement, with who it is about and for whom."""

    company: int
    contract: int
    line: Declaration


def works(workspace_id: int) -> list[Work]:
    """Every (work contract, obligation) that holds hours in the ledger."""
    fields = (
        "employment_id",
        "employment__person_id",
        "obligation_id",
        "obligation__award__lot__contract_id",
        "obligation__contractor_id",
        "obligation__starts_on",
        "employment__starts_on",
        "employment__ends_on",
        "employment__modality",
        "employment__employed_before",
    )
    rows = (
        LedgerEntry.objects.filter(workspace_id=workspace_id)
        .order_by()
        .values_list(*fields)
        .annotate(total=CentSum("hours"), first=Min("month"), last=Max("month"))
    )
    return [
        Work(
            employment=row[0],
            person=str(row[1]),
            obligation=str(row[2]),
            contract=row[3],
            company=row[4],
            clause_from=row[5],
            starts_on=row[6],
            ends_on=row[7],
            modality=row[8],
            employed_before=row[9],
            hours=row[10],
            first_month=row[11],
            last_month=row[12],
        )
        for row in rows
        if row[10] > 0
    ]


def declarations(workspace_id: int, year: int) -> list[Declared]:
    """Lines worked in that year that were sent, with the day they were sent."""
    rows = (
        HoursLine.objects.filter(
            statement__obligation__workspace_id=workspace_id,
            statement__state__in=DECLARED_STATES,
            statement__month__year=year,
            statement__submitted_at__isnull=False,
        )
        .exclude(state=LineState.REFUSED)
        .order_by()
        .values_list(
            "statement__obligation__contractor_id",
            "statement__obligation__award__lot__contract_id",
            "employment__person_id",
            "statement__month",
            "statement__submitted_at",
            "hours",
        )
    )
    return [_declared(*row[:4], row[4], row[5]) for row in rows if row[4] is not None]


def _declared(company: int, contract: int, person: int, month: date, sent: datetime, hours: Decimal) -> Declared:
    return Declared(company, contract, Declaration(str(person), month, timezone.localdate(sent), hours))


def ended_contracts(rows: Iterable[Work], *, year: int, today: date) -> list[EndedContract]:
    """Work contracts that ended in the year (and not after today), each with all its hours."""
    ended: dict[int, EndedContract] = {}
    for row in rows:
        if row.ends_on is None or row.ends_on.year != year or row.ends_on > today:
            continue
        before = ended[row.employment].hours if row.employment in ended else ZERO
        ended[row.employment] = EndedContract(row.person, before + row.hours, row.starts_on, row.ends_on)
    return list(ended.values())


def placements(rows: Iterable[Work], *, year: int) -> list[Placement]:
    """People counted on an obligation during the year.

    A work contract that serves one obligation is the placement, and has no end while it runs.
    """
    known = list(rows)
    uses = Counter(row.employment for row in known)
    return [
        Placement(
            person=row.person,
            company=str(row.company),
            obligation=row.obligation,
            starts_on=row.from_day if uses[row.employment] > 1 else row.starts_on,
            ends_on=row.to_day if uses[row.employment] > 1 else row.ends_on,
        )
        for row in known
        if row.first_month.year <= year <= row.last_month.year
    ]


def direct_hires(rows: Iterable[Work], *, year: int, everything: Iterable[Work]) -> list[DirectHire]:
    """Direct hires counted during the year; ``everything`` tells whether an earlier clause explains the job."""
    first: dict[tuple[str, int], date] = {}
    for row in everything:
        key = (row.person, row.company)
        first[key] = min(first.get(key, row.clause_from), row.clause_from)
    hires = []
    for row in rows:
        if row.modality != Modality.DIRECT_HIRE or not row.first_month.year <= year <= row.last_month.year:
            continue
        earlier = first[(row.person, row.company)] < row.clause_from and not row.employed_before
        hired = min(row.starts_on, date.fromordinal(row.clause_from.toordinal() - 1))
        hires.append(DirectHire(row.person, hired if row.employed_before else row.starts_on, row.clause_from, earlier))
    return hires
