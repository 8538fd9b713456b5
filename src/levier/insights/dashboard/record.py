"""What the figures are computed on: a constant number of queries, whatever the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery

from levier.accounts.actor import Actor
from levier.clauses.models import Clause
from levier.delivery.enums import DECLARED_STATES, LineState
from levier.delivery.models import HoursLine, LedgerEntry, Obligation, ObligationRevision
from levier.directory.models import Organisation
from levier.domain.eligibility import by_code
from levier.domain.quantities import ZERO, Hours
from levier.domain.vocabulary import Lever
from levier.exact import CentSum
from levier.people.models import EligibilityStatus
from levier.procurement.models import Contract

from ..period import Period

_CONTRACT = "obligation__award__lot__contract"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: a period, perhaps one buyer, perhaps one place of performance."""

    workspace_id: int
    period: Period
    buyer_id: int | None = None
    place: str = ""

    def on(self, prefix: str) -> dict[str, Any]:
        """Filters on the contract reached by ``prefix`` (« obligation__award__lot__contract »)."""
        join = f"{prefix}__" if prefix else ""
        wanted: dict[str, Any] = {}
        if self.buyer_id is not None:
            wanted[f"{join}buyer_id"] = self.buyer_id
        if self.place:
            wanted[f"{join}place"] = self.place
        return wanted


@dataclass(frozen=True, slots=True)
class Work:
    """Validated hours of one work contract on one contract, over the period (net of corrections, above zero)."""

    employment: int
    person: int
    contract: int
    modality: str
    contract_kind: str
    sex: str
    in_qpv: bool | None
    hours: Hours


def first_month(*, actor: Actor) -> date | None:
    """First month with hours in the ledger, or declared."""
    first: date | None = LedgerEntry.objects.filter(workspace=actor.workspace).aggregate(first=Min("month"))["first"]
    return first


def buyer_choices(*, actor: Actor) -> list[tuple[int, str]]:
    """Buyers that have a contract."""
    found = Organisation.objects.filter(workspace=actor.workspace, contracts_bought__isnull=False)
    return list(found.distinct().order_by("name", "pk").values_list("pk", "name"))


def place_choices(*, actor: Actor) -> list[tuple[str, str]]:
    """Places of performance of the contracts."""
    found = Contract.objects.filter(workspace=actor.workspace).exclude(place="")
    return [(place, place) for place in found.order_by("place").values_list("place", flat=True).distinct()]


def _ledger(scope: Scope) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(
        workspace_id=scope.workspace_id,
        month__gte=scope.period.starts_on,
        month__lte=scope.period.ends_on,
        **scope.on(_CONTRACT),
    ).order_by()


def works(scope: Scope) -> list[Work]:
    rows = (
        _ledger(scope)
        .values_list(
            "employment_id",
            "employment__person_id",
            f"{_CONTRACT}_id",
            "employment__modality",
            "employment__contract_kind",
            "employment__person__sex",
            "employment__person__in_qpv",
        )
        .annotate(total=CentSum("hours"))
    )
    return [
        Work(
            employment=row[0],
            person=row[1],
            contract=row[2],
            modality=row[3],
            contract_kind=row[4],
            sex=row[5],
            in_qpv=row[6],
            hours=row[7],
        )
        for row in rows
        if row[7] > 0
    ]


@dataclass(frozen=True, slots=True)
class Month:
    """Hours of one month worked; ``people``: the fewest behind either figure that is not zero."""

    declared: Hours
    validated: Hours
    people: int


def by_month(scope: Scope) -> dict[date, Month]:
    """Month → hours declared, hours validated, people."""
    count = Count("employment__person", distinct=True)
    validated = {row[0]: row[1:] for row in _ledger(scope).values_list("month").annotate(CentSum("hours"), count)}
    declared = {
        row[0]: row[1:] for row in _declared(scope).values_list("statement__month").annotate(CentSum("hours"), count)
    }
    nothing = (ZERO, 0)
    found = {}
    for month in sorted({*validated, *declared}):
        said, kept = declared.get(month, nothing), validated.get(month, nothing)
        people = min((pair[1] for pair in (said, kept) if pair[1]), default=0)
        found[month] = Month(said[0], kept[0], people)
    return found


def _declared(scope: Scope) -> QuerySet[HoursLine]:
    return (
        HoursLine.objects.filter(
            statement__obligation__workspace_id=scope.workspace_id,
            statement__state__in=DECLARED_STATES,
            statement__month__gte=scope.period.starts_on,
            statement__month__lte=scope.period.ends_on,
            **scope.on(f"statement__{_CONTRACT}"),
        )
        .exclude(state=LineState.REFUSED)
        .order_by()
    )


def hours_due(scope: Scope) -> tuple[Hours, int]:
    """Hours due at the end of the period under the obligations that run during it, and how many obligations."""
    last = ObligationRevision.objects.filter(obligation=OuterRef("pk"), from_day__lte=scope.period.ends_on).order_by(
        "-made_at", "-pk"
    )
    found = (
        Obligation.objects.filter(
            workspace_id=scope.workspace_id,
            starts_on__lte=scope.period.ends_on,
            ends_on__gte=scope.period.starts_on,
            **scope.on("award__lot__contract"),
        )
        .order_by()
        .annotate(due=Subquery(last.values("hours_due")[:1]))
        .values_list("due", flat=True)
    )
    dues: list[Decimal | None] = list(found)
    return sum((due for due in dues if due is not None), ZERO), len(dues)


def contracts_with_lever(scope: Scope) -> int:
    """Contracts whose agreed or proposed lever is in force or prepared during the period."""
    found = Clause.objects.filter(lot__contract__workspace_id=scope.workspace_id, **scope.on("lot__contract"))
    within = Q(agreed_on__gte=scope.period.starts_on, agreed_on__lte=scope.period.ends_on)
    return found.filter(within).exclude(lever=Lever.NONE).order_by().values("lot__contract_id").distinct().count()


def criteria(scope: Scope) -> dict[str, set[int]]:
    """Criterion → people counted in the period who held it during the period; health criteria are counted as one."""
    people = _ledger(scope).values("employment__person_id")
    rows = (
        EligibilityStatus.objects.filter(person_id__in=people, valid_from__lte=scope.period.ends_on)
        .filter(Q(valid_until=None) | Q(valid_until__gte=scope.period.starts_on))
        .order_by()
        .values_list("criterion", "person_id")
        .distinct()
    )
    found: dict[str, set[int]] = {}
    for criterion, person in rows:
        found.setdefault(by_code(criterion).public_code, set()).add(person)
    return found
