"""Read obligations and what they amount to, scoped to the actor."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import DecimalField, OuterRef, Q, QuerySet, Subquery, Value

from levier.accounts.actor import Actor, ActorKind
from levier.clauses.enums import HoursBasis
from levier.domain.months import add_months
from levier.domain.quantities import ZERO, Hours
from levier.domain.vocabulary import Role
from levier.exact import CentCoalesce, CentSum
from levier.procurement.models import Contract

from ..models import LedgerEntry, Obligation, ObligationRevision, WorkedHours
from .ledger import sums

#: The total of the hours worked is asked for every quarter, as the orders of a framework agreement are; our rhythm.
WORKED_RHYTHM = 3
_HOURS: DecimalField[Decimal, Decimal] = DecimalField(max_digits=10, decimal_places=2)


def obligations(*, actor: Actor) -> QuerySet[Obligation]:
    """What companies owe: the whole workspace, or what concerns the actor's organisation.

    A buyer sees the obligations of its contracts; a contractor or a structure, its own. Carries ``due`` (last
    revision) and ``validated`` (net hours of the ledger).
    """
    found = (
        Obligation.objects.filter(workspace=actor.workspace)
        .select_related("contractor", "award", "clause__lot__contract__buyer")
        .order_by("clause__lot__number", "pk")
    )
    found = with_figures(found)
    if actor.sees_whole_workspace:
        return found
    if actor.organisation_id is None:
        return found.none()
    if actor.kind is ActorKind.LINK:
        mine = Q(clause__lot__contract__buyer=actor.organisation_id) | Q(contractor=actor.organisation_id)
        return found.filter(mine)
    if actor.role is Role.BUYER:
        return found.filter(clause__lot__contract__buyer=actor.organisation_id)
    if actor.role in (Role.CONTRACTOR, Role.STRUCTURE):
        return found.filter(contractor=actor.organisation_id)
    return found.none()


def with_figures(found: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Add ``due`` and ``validated`` to each obligation, in the same query."""
    last = ObligationRevision.objects.filter(obligation=OuterRef("pk")).order_by("-made_at", "-pk")
    net = (
        LedgerEntry.objects.filter(obligation=OuterRef("pk"))
        .order_by()
        .values("obligation")
        .annotate(net=CentSum("hours"))
        .values("net")
    )
    zero = Value(ZERO, output_field=_HOURS)
    return found.annotate(
        due=CentCoalesce(Subquery(last.values("hours_due")[:1], output_field=_HOURS), zero),
        validated=CentCoalesce(Subquery(net, output_field=_HOURS), zero),
    )


def awaiting_worked_hours(found: QuerySet[Obligation], *, today: date) -> list[tuple[Obligation, date]]:
    """Open obligations that owe a share of the hours worked and whose total is older than ``WORKED_RHYTHM`` months.

    Each with the day its total was wanted: at the rhythm since the last total, or the beginning, and at the latest at
    the end. One query.
    """
    last = WorkedHours.objects.filter(obligation=OuterRef("pk")).order_by("-up_to").values("up_to")[:1]
    rows = (
        found.filter(closed_on=None, clause__hours_basis=HoursBasis.SHARE_OF_HOURS)
        .annotate(worked_up_to=Subquery(last))
        .order_by("starts_on", "pk")
    )
    waiting: list[tuple[Obligation, date]] = []
    for one in rows:
        known: date = one.worked_up_to or one.starts_on - timedelta(days=1)
        wanted = min(add_months(known, WORKED_RHYTHM), one.ends_on)
        if known < one.ends_on and wanted < today:
            waiting.append((one, wanted))
    return waiting


def obligations_of(*, actor: Actor, contract: Contract) -> QuerySet[Obligation]:
    """The obligations of one contract the actor may see."""
    return obligations(actor=actor).filter(clause__lot__contract=contract)


def revision_on(obligation: Obligation, as_of: datetime | None = None) -> ObligationRevision | None:
    """The revision that held at a moment; the last one when ``as_of`` is None."""
    found = obligation.revisions.order_by("-made_at", "-pk")
    if as_of is not None:
        found = found.filter(made_at__lte=as_of)
    return found.first()


def hours_due(obligation: Obligation, as_of: datetime | None = None) -> Hours:
    """Hours due as they were known at a moment (now when None), with two decimals."""
    revision = revision_on(obligation, as_of)
    return revision.hours_due if revision else ZERO


def hours_validated(obligation: Obligation, as_of: datetime | None = None) -> Hours:
    """Net hours of the ledger at a moment (now when None): corrections and transfers included."""
    return sums([obligation.pk], as_of=as_of).total
