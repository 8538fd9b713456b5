"""Read the monthly statements, already scoped to the actor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from levier.accounts.actor import Actor, ActorKind
from levier.accounts.models import AccessLink, Workspace
from levier.directory.models import Organisation
from levier.domain.months import add_months, month_end, month_start
from levier.domain.quantities import ZERO, Hours
from levier.domain.vocabulary import HourKind, Role
from levier.exact import hours_total
from levier.people.models import Employment
from levier.procurement.enums import ContractState

from ..enums import LineState, StatementState
from ..models import HoursLine, HoursStatement, Obligation, PlannedRecruitment

#: What still waits for the company.
OPEN = (StatementState.REQUESTED, StatementState.DRAFT, StatementState.RETURNED)
#: Still asked for (``is_asked``): of an active contract and an open obligation, not late already when that was reopened.
LIVE = Q(obligation__clause__lot__contract__state=ContractState.ACTIVE, obligation__closed_on=None) & (
    Q(obligation__reopened_on=None) | Q(due_on__gt=F("obligation__reopened_on"))
)
#: Months looked back for the people already known and the usual totals.
_RECENT_MONTHS = 6


def statements(*, actor: Actor) -> QuerySet[HoursStatement]:
    """Statements the actor may open: all of the workspace, its own, or those of its link (``_of_link``)."""
    found = HoursStatement.objects.filter(obligation__workspace=actor.workspace).select_related(
        "declarant", "obligation", "obligation__contractor", "obligation__clause__lot__contract__buyer"
    )
    if actor.kind is ActorKind.LINK:
        return _of_link(actor.link, found)
    if actor.sees_whole_workspace:
        return found
    if actor.role in (Role.CONTRACTOR, Role.STRUCTURE):
        return found.filter(declarant_id=actor.organisation_id)
    return found.none()


def _of_link(link: AccessLink | None, found: QuerySet[HoursStatement]) -> QuerySet[HoursStatement]:
    """One link a month for one organisation: its statements of that month, and the earlier ones it still owed when it came."""
    if link is None or link.target_id is None or link.target_type != HoursStatement._meta.label_lower:
        return found.none()
    month = HoursStatement.objects.filter(pk=link.target_id, declarant_id=link.organisation_id).values("month")
    owed = Q(state__in=OPEN) | Q(submitted_at__gte=link.created_at)
    return found.filter(
        Q(month=Subquery(month)) | Q(owed, month__lt=Subquery(month)), declarant_id=link.organisation_id
    )


def statement_list(*, actor: Actor) -> QuerySet[HoursStatement]:
    """The same with the hours declared and the lines still to decide, for a list."""
    return statements(actor=actor).annotate(
        total=hours_total("lines__hours"),
        waiting=Count("lines", filter=Q(lines__state=LineState.PENDING)),
    )


def missing_declarants(
    *, workspace: Workspace, month: date, by_hand: bool = False
) -> list[tuple[Obligation, Organisation]]:
    """Who owes a statement for the month and has not been asked: (obligation, organisation) pairs, in order.

    The contractor, the structures it planned to work with, and those that declared hours for it before. A contract over
    or dropped asks for nothing; of an obligation reopened once the month had ended, only somebody asks (``by_hand``).
    """
    first, last = month_start(month), month_end(month)
    found = list(
        Obligation.objects.filter(workspace=workspace, closed_on__isnull=True, starts_on__lte=last, ends_on__gte=first)
        .filter(clause__lot__contract__state=ContractState.ACTIVE)
        .filter(Q() if by_hand else Q(reopened_on=None) | Q(reopened_on__lte=last))
        .select_related("contractor", "workspace", "clause__lot__contract")
        .order_by("pk")
    )
    ids = [one.pk for one in found]
    wanted: dict[int, dict[int, Organisation]] = {one.pk: {one.contractor_id: one.contractor} for one in found}
    planned = PlannedRecruitment.objects.filter(
        obligation_id__in=ids, structure__isnull=False, starts_on__lte=last
    ).select_related("structure")
    for plan in planned:
        assert plan.structure is not None  # noqa: S101 - filtered just above
        wanted[plan.obligation_id].setdefault(plan.structure.pk, plan.structure)
    earlier = HoursStatement.objects.filter(
        obligation_id__in=ids, month__gte=add_months(first, -_RECENT_MONTHS), lines__isnull=False
    ).select_related("declarant")
    for statement in earlier.distinct():
        wanted[statement.obligation_id].setdefault(statement.declarant_id, statement.declarant)
    asked = set(
        HoursStatement.objects.filter(obligation_id__in=ids, month=first)
        .exclude(state=StatementState.WITHDRAWN)
        .values_list("obligation_id", "declarant_id")
    )
    return [
        (one, organisation)
        for one in found
        for organisation in wanted[one.pk].values()
        if (one.pk, organisation.pk) not in asked
    ]


#: Months looked back for what was never asked.
_ASKED_BACK = 12


@dataclass(frozen=True, slots=True)
class Askable:
    """A statement nobody has asked for yet."""

    obligation: Obligation
    declarant: Organisation
    #: First day.
    month: date

    @property
    def key(self) -> str:
        """What a form posts to choose it."""
        return f"{self.obligation.pk}-{self.declarant.pk}-{self.month:%Y-%m}"


def askable(*, workspace: Workspace, today: date) -> list[tuple[date, list[Askable]]]:
    """By month, the latest first: what nobody has asked for, from a year back to the month that runs."""
    this = month_start(today)
    found = []
    for back in range(_ASKED_BACK + 1):
        month = add_months(this, -back)
        missing = missing_declarants(workspace=workspace, month=month, by_hand=True)
        if missing:
            found.append((month, [Askable(one, who, month) for one, who in missing]))
    return found


def awaits(*, today: date, team: bool) -> Q:
    """What asks for an action: to validate or late for the team, to send for the company."""
    if not team:
        return Q(state__in=OPEN) & LIVE
    return Q(state=StatementState.SUBMITTED) | late(today=today)


def late(*, today: date) -> Q:
    """What ``is_late`` says, as a condition."""
    return Q(state__in=OPEN, due_on__lt=today) & LIVE


def late_statements(*, workspace: Workspace, today: date) -> QuerySet[HoursStatement]:
    """Statements past their day that the company still has to send (``is_late``)."""
    return (
        HoursStatement.objects.filter(late(today=today), obligation__workspace=workspace)
        .select_related("declarant", "obligation__clause__lot__contract", "obligation__workspace")
        .order_by("due_on", "pk")
    )


def is_asked(statement: HoursStatement) -> bool:
    """What ``LIVE`` says, of one statement."""
    obligation = statement.obligation
    if obligation.closed_on is not None or obligation.clause.lot.contract.state != ContractState.ACTIVE:
        return False
    return obligation.reopened_on is None or statement.due_on > obligation.reopened_on


def is_late(statement: HoursStatement, *, today: date) -> bool:
    """Past its day, still with the company, and still asked for."""
    return statement.state in OPEN and statement.due_on < today and is_asked(statement)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the month's grid: a kind of hour, its stored hours, and whether it may still be changed."""

    kind: HourKind
    hours: Hours
    line: HoursLine | None

    @property
    def locked(self) -> bool:
        """An accepted line is in the ledger: it changes by a correction only."""
        return self.line is not None and self.line.state == LineState.ACCEPTED

    @property
    def refused(self) -> str:
        """Why the stored hours were refused; changed, they are looked at again."""
        return self.line.reason if self.line is not None and self.line.state == LineState.REFUSED else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the statement."""

    employment: Employment
    cells: tuple[Cell, ...]

    @property
    def total(self) -> Hours:
        return sum((cell.hours for cell in self.cells), ZERO)


def lines_of(statement: HoursStatement) -> list[HoursLine]:
    """Every line, with person and employer."""
    return list(
        statement.lines.select_related("employment__person", "employment__employer", "decided_by").order_by(
            "employment__person__last_name", "employment__person__first_name", "employment_id", "pk"
        )
    )


def rows(statement: HoursStatement) -> list[Row]:
    """The people of the month: already declared, known from the months before, or hired and not yet placed."""
    by_employment: dict[int, dict[str, HoursLine]] = {}
    for line in lines_of(statement):
        by_employment.setdefault(line.employment_id, {})[line.kind] = line
    return [
        Row(job, tuple(_cell(kind, by_employment.get(job.pk, {}).get(kind.value)) for kind in HourKind))
        for job in _known(statement, also=by_employment)
    ]


def _cell(kind: HourKind, line: HoursLine | None) -> Cell:
    return Cell(kind, line.hours if line else ZERO, line)


def _known(statement: HoursStatement, *, also: Iterable[int]) -> list[Employment]:
    first, last = statement.month, month_end(statement.month)
    lines = HoursLine.objects.filter(employment=OuterRef("pk"))
    recent = lines.filter(
        statement__obligation_id=statement.obligation_id,
        statement__declarant_id=statement.declarant_id,
        statement__month__gte=add_months(first, -_RECENT_MONTHS),
    )
    present = Q(person__erased_on=None, starts_on__lte=last) & (Q(ends_on__isnull=True) | Q(ends_on__gte=first))
    unplaced = Q(employer_id=statement.declarant_id) & ~Exists(lines)
    return list(
        Employment.objects.filter(person__workspace_id=statement.obligation.workspace_id)
        .filter(Q(pk__in=list(also)) | (present & (Exists(recent) | unplaced)))
        .select_related("person", "employer")
        .order_by("person__last_name", "person__first_name", "pk")
    )


def other_employees(statement: HoursStatement, *, shown: Iterable[int]) -> list[Employment]:
    """People the declarant employs this month who are not on the sheet: they can be added without typing."""
    first, last = statement.month, month_end(statement.month)
    return list(
        Employment.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=first),
            employer_id=statement.declarant_id,
            starts_on__lte=last,
            person__erased_on=None,
        )
        .exclude(pk__in=list(shown))
        .select_related("person")
        .order_by("person__last_name", "person__first_name", "pk")[:300]
    )


def previous_totals(statement: HoursStatement, *, months: int = 3) -> list[Hours]:
    """Totals of the months before, most recent first, as declared."""
    return list(
        HoursStatement.objects.filter(
            obligation_id=statement.obligation_id,
            declarant_id=statement.declarant_id,
            month__lt=statement.month,
            month__gte=add_months(statement.month, -months),
            state__in=[StatementState.SUBMITTED, StatementState.CLOSED],
        )
        .annotate(total=hours_total("lines__hours"))
        .order_by(F("month").desc())
        .values_list("total", flat=True)
    )


def months_asked(*, actor: Actor) -> list[date]:
    """Months that have statements, most recent first."""
    return list(statements(actor=actor).order_by("-month").values_list("month", flat=True).distinct()[:36])
