"""Step 5 of one contract: figures by company, by month, and by person for those who may know them."""

from __future__ import annotations

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
from .ledger import ObligationHours, hours_of, sums
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
    return [_company(actor, row, by_obligation.get(row.obligation.pk, []), known, today) for row in rows]


def _company(
    actor: Actor, row: ObligationHours, sent: list[HoursStatement], known: dict[int, Employment], today: date
) -> Company:
    found = sums([row.obligation.pk])
    named = [(known[job], hours) for job, hours in found.by_employment.items() if job in known and hours]
    named.sort(key=lambda pair: (pair[0].person.last_name, pair[0].person.first_name, pair[0].pk))
    count = sum(1 for hours in found.by_person.values() if hours)
    tells = actor.sees_whole_workspace or count >= OUTSIDE or count == 0
    return Company(row, month_chart(row, today=today), sent, named, count if tells else None)


def month_chart(row: ObligationHours, *, today: date) -> Chart:
    """Declared and validated hours by month of work."""
    last = min(month_start(today), month_start(row.obligation.ends_on))
    months = [last]
    while months[0] > month_start(row.obligation.starts_on) and len(months) < _CHART_MONTHS:
        months.insert(0, add_months(months[0], -1))
    asked = row.declared_by_month
    return bar_chart(
        title="Heures par mois travaillé",
        description="Heures déclarées par l’entreprise et heures validées, mois par mois.",
        categories=[f"{month:%m/%Y}" for month in months],
        series=[
            Series("Déclarées", [asked.get(month, ZERO) for month in months]),
            Series("Validées", [row.validated_by_month.get(month, ZERO) for month in months]),
        ],
        category_name="Mois",
        show=formats.hours,
    )
