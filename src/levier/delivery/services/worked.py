"""The total of the hours worked on a contract, and what is owed of it."""

from __future__ import annotations

from datetime import date

from levier.accounts.actor import Actor
from levier.clauses.enums import HoursBasis
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, RuleError
from levier.domain.explanation import Explanation, Step
from levier.domain.obligations import hours_for_worked
from levier.domain.quantities import Hours, format_hours
from levier.journal.services import note, service
from levier.people.screening import screen

from .. import dues, perms
from ..enums import RevisionCause
from ..models import Obligation, ObligationRevision, WorkedHours
from ..scope import require
from .obligations import hold, revise, with_amendments


@service("delivery.worked_hours.record", perms.RECORD_WORKED_HOURS)
def record_worked_hours(
    *, actor: Actor, obligation: Obligation, total: Hours, up_to: date, source: str, today: date
) -> ObligationRevision:
    """Record the hours a company worked from the start of the contract to a day, and recompute what it owes.

    The total of the latest day holds, whatever the order of entry; a total of the same day replaces the one before.

    Raises:
        RuleError: the clause does not count by worked hours; a day to come or before the start; no source; a total
            lower than one of an earlier day, or higher than one of a later day.
        Conflict: the obligation is closed.
    """
    require(actor, obligation)
    hold(obligation)
    share = obligation.clause.hours_share
    if obligation.clause.hours_basis != HoursBasis.SHARE_OF_HOURS or share is None:
        raise RuleError("Cette clause ne se compte pas en part des heures travaillées : le total n’y change rien.")
    if obligation.closed_on:
        raise Conflict("Cette obligation est close : ses heures ne changent plus.")
    if not obligation.starts_on <= up_to <= today:
        raise RuleError(
            f"Choisissez un jour entre le {format_date(obligation.starts_on)} et aujourd’hui.", field="up_to"
        )
    if not source.strip():
        raise RuleError("Dites d’où vient ce total : l’état remis par l’entreprise, par exemple.", field="source")
    _check_total(obligation, dues.check_due(total, field="total"), up_to)
    WorkedHours.objects.create(
        obligation=obligation,
        total=total,
        up_to=up_to,
        source=screen(source.strip(), field="source"),
        recorded_by_id=actor.user_id,
    )
    latest = obligation.worked_hours.latest("up_to", "pk")
    due = hours_for_worked(share=share, worked=latest.total)
    first, *others = due.explanation.steps
    said = Step(f"{first.label}, au {format_date(latest.up_to)}", latest.source, first.result)
    explanation = Explanation(due.explanation.conclusion, (said, *others))
    hours, data = with_amendments(obligation, due.hours, explanation)
    revision = revise(actor.user_id, obligation, hours, RevisionCause.WORKED, data, up_to)
    note(obligation, up_to=up_to.isoformat(), worked=str(total), hours=str(hours))
    return revision


def _check_total(obligation: Obligation, total: Hours, up_to: date) -> None:
    """A total only grows with time. Of the totals of one day, the last one entered holds."""
    by_day = dict(obligation.worked_hours.order_by("up_to", "pk").values_list("up_to", "total"))
    for day, known in by_day.items():
        if (day < up_to and known > total) or (day > up_to and known < total):
            raise RuleError(
                f"Le total était de {format_hours(known)} au {format_date(day)} : il ne peut que croître. Vérifiez la "
                "saisie, ou corrigez d’abord le total de ce jour-là en le saisissant à nouveau.",
                field="total",
            )
