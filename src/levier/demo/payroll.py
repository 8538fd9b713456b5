"""A second source in the demonstration: the payroll sheet a company sent with its month, compared by the facilitator."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from levier.delivery import sheets
from levier.delivery.enums import StatementState
from levier.delivery.models import HoursStatement
from levier.delivery.selectors.sheets import compared
from levier.delivery.services.sheets import compare_with_sheet
from levier.domain.quantities import format_number
from levier.domain.vocabulary import HourKind
from levier.ui.exports import xlsx_bytes

from .story import Act, Story

_HEADERS = ("Matricule", "Nom salarié", "Prénom salarié", "Heures payées")
_LESS = Decimal(7)


def compare_with_payroll(story: Story, statement: HoursStatement) -> Act:
    """The payroll says the same for everybody but the last, who has one day less."""

    def act(now: datetime) -> None:
        found = HoursStatement.objects.select_related(
            "declarant", "obligation__contractor", "obligation__clause__lot__contract"
        ).get(pk=statement.pk)
        lines = list(
            found.lines.filter(kind=HourKind.WORK.value, hours__gt=_LESS)
            .select_related("employment__person")
            .order_by("employment_id", "pk")
        )
        if found.state != StatementState.SUBMITTED or not lines:
            return
        last = lines[-1]
        rows = [
            (
                f"{rank:05}",
                line.employment.person.last_name.upper(),
                line.employment.person.first_name,
                format_number(line.hours - (_LESS if line is last and len(lines) > 1 else 0)),
            )
            for rank, line in enumerate(lines, start=1)
        ]
        table = sheets.open_table(xlsx_bytes(_HEADERS, rows, sheet="Paie"))
        read = sheets.read_lines(table, sheets.guess(table), month=found.month)
        plan = sheets.plan(read, compared(found), strangers=True)
        compare_with_sheet(actor=story.facilitator, statement=found, plan=plan)

    return act
