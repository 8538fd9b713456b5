"""Record what became of a person after their last contract."""

from __future__ import annotations

from datetime import date

from levier.accounts.actor import Actor
from levier.domain.dates import format_date
from levier.domain.errors import RuleError
from levier.domain.months import add_months
from levier.domain.pathways.exits import MILESTONES
from levier.journal.services import note, service

from .. import perms
from ..enums import ExitOutcome
from ..models import Employment, Exit


@service("people.exit.record", perms.EDIT_EXIT)
def record_exit(
    *, actor: Actor, employment: Employment, months: int, outcome: ExitOutcome, observed_on: date, today: date
) -> Exit:
    """Record, or correct, the situation so many months after a contract ended.

    Raises:
        RuleError: the contract has not ended, the day has not come, or it was observed before.
    """
    if employment.ends_on is None or employment.ends_on >= today:
        raise RuleError("Ce contrat n’est pas terminé : notez d’abord sa fin.")
    if months not in MILESTONES:
        raise RuleError("La situation se note à 3, 6 ou 12 mois.")
    due = add_months(employment.ends_on, months)
    if not due <= observed_on <= today:
        raise RuleError(f"Indiquez un jour entre le {format_date(due)} et aujourd’hui.", field="observed_on")
    found, _ = Exit.objects.update_or_create(
        employment=employment, months=months, defaults={"outcome": outcome.value, "observed_on": observed_on}
    )
    note(employment, months=months)
    return found
