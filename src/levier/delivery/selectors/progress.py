"""Step 5 of one contract: figures by company, by month, and by person for those who may know them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from levier.accounts.actor import Actor
from levier.domain.months import add_months, month_start
from levier.domain.quantities import ZERO, Hours
from levier.exact import hours_total
from levier.people import selectors as people
from levier.people.models import Employment
from levier.procurement.models import Contract
from levier.ui import formats
from levier.ui.charts import Chart, Series, bar_chart

from ..figures import OUTSIDE
from ..models import HoursStatement
from .ledger import ObligationHours, hours_of, sent, sums
from .obligations import obligations_of
from .statements import statements

#: Months a chart shows at most.
_CHART_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Company:
    """One obligation of the contract."""

    hours: ObligationHours
    chart: Chart
    statements: list[HoursStatement]
    #: Named people with their hours; empty for those who only get a number.
    people: list[tuple[Employment, Hours]]
    people_count: int | None
    #: Hours of the statements sent, before anything was decided of them.
    declared: Hours
    #: Validated hours of people employed by others, whom the reader does not see by name, and those employers.
    unseen: Hours
    unseen_employers: tuple[str, ...]


def companies(*, actor: Actor, contract: Contract, today: date) -> list[Company]:
    """Every obligation of the contract the actor may follow."""
    rows = hours_of(obligations_of(actor=actor, contract=contract), today=today)
    ids = [row.obligation.pk for row in rows]
    by_obligation: dict[int, list[HoursStatement]] = {}
    for statement in (
        statements(actor=actor)
        .filter(obligation_id__in=ids)
        .annotate(total=hours_total("lines__hours"))
        .order_by("-month", "declarant__name", "pk")
    ):
        by_obligation.setdefault(statement.obligation_id, []).append(statement)
    known = {job.pk: job for job in people.employments(actor=actor).filter(entries__obligation_id__in=ids).distinct()}
    told = sent(ids)
    return [
        _company(
            actor, row, by_obligation.get(row.obligation.pk, []), known, told.get(row.obligation.pk, {}), today=today
        )
        for row in rows
    ]


def _company(
    actor: Actor,
    row: ObligationHours,
    listed: list[HoursStatement],
    known: dict[int, Employment],
    told: Mapping[date, Hours],
    *,
    today: date,
) -> Company:
    found = sums([row.obligation.pk])
    named = [(known[job], hours) for job, hours in found.by_employment.items() if job in known and hours]
    named.sort(key=lambda pair: (pair[0].person.last_name, pair[0].person.first_name, pair[0].pk))
    count = sum(1 for hours in found.by_person.values() if hours)
    tells = actor.sees_whole_workspace or count >= OUTSIDE or count == 0
    unseen = {job: hours for job, hours in found.by_employment.items() if job not in known and hours}
    own = bool(named) and actor.organisation_id == row.obligation.contractor_id
    return Company(
        row,
        month_chart(row, told, today=today),
        listed,
        named,
        count if tells else None,
        sum(told.values(), ZERO),
        sum(unseen.values(), ZERO) if named else ZERO,
        _employers(unseen) if own else (),
    )


def _employers(jobs: Collection[int]) -> tuple[str, ...]:
    """Names of those who employ; the holder knows who works with it."""
    found = Employment.objects.filter(pk__in=jobs).order_by("employer__name").values_list("employer__name", flat=True)
    return tuple(found.distinct()) if jobs else ()


def month_chart(row: ObligationHours, told: Mapping[date, Hours], *, today: date) -> Chart:
    """Declared and validated hours by month of work."""
    last = min(month_start(today), month_start(row.obligation.ends_on))
    months = [last]
    while months[0] > month_start(row.obligation.starts_on) and len(months) < _CHART_MONTHS:
        months.insert(0, add_months(months[0], -1))
    return bar_chart(
        title="Heures par mois travaillé",
        description="Heures déclarées par l’entreprise et heures validées, mois par mois.",
        categories=[f"{month:%m/%Y}" for month in months],
        series=[
            Series("Validées", [row.validated_by_month.get(month, ZERO) for month in months]),
            Series("Déclarées", [told.get(month, ZERO) for month in months]),
        ],
        category_name="Mois",
        show=formats.hours,
    )
