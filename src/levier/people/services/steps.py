"""Record what prepares a person for work."""

from __future__ import annotations

from datetime import date

from levier.accounts.actor import Actor
from levier.directory.models import Organisation
from levier.domain.errors import RuleError
from levier.journal.services import note, service

from .. import perms
from ..enums import StepKind, StepOutcome
from ..models import PathwayStep, Person
from ..screening import screen
from ..writing import check_day


@service("people.step.record", perms.EDIT_STEP)
def record_step(
    *,
    actor: Actor,
    person: Person,
    kind: StepKind,
    starts_on: date,
    outcome: StepOutcome,
    today: date,
    ends_on: date | None = None,
    organiser: Organisation | None = None,
    next_step: str = "",
) -> PathwayStep:
    """Record a step, planned or over. Raises ``RuleError`` (dates, organiser, text)."""
    step = PathwayStep(person=person, kind=kind.value)
    _write(step, starts_on, ends_on, outcome, organiser, next_step, today=today)
    note(step, kind=kind.value, outcome=outcome.value)
    return step


@service("people.step.update", perms.EDIT_STEP)
def update_step(
    *,
    actor: Actor,
    step: PathwayStep,
    starts_on: date,
    outcome: StepOutcome,
    today: date,
    ends_on: date | None = None,
    organiser: Organisation | None = None,
    next_step: str = "",
) -> PathwayStep:
    """Say how a step went; its kind stays. Raises ``RuleError`` (dates, organiser, text)."""
    _write(step, starts_on, ends_on, outcome, organiser, next_step, today=today)
    note(step, kind=step.kind, outcome=outcome.value)
    return step


def _write(
    step: PathwayStep,
    starts_on: date,
    ends_on: date | None,
    outcome: StepOutcome,
    organiser: Organisation | None,
    next_step: str,
    *,
    today: date,
) -> None:
    check_day(starts_on, field="starts_on")
    check_day(ends_on, field="ends_on")
    if ends_on is not None and ends_on < starts_on:
        raise RuleError("L’étape finit avant d’avoir commencé.", field="ends_on")
    if outcome is not StepOutcome.PLANNED and starts_on > today:
        raise RuleError("Cette étape n’a pas commencé : son résultat est « Prévue ».", field="outcome")
    if organiser is not None and organiser.workspace_id != step.person.workspace_id:
        raise RuleError("Choisissez une organisation de votre annuaire.", field="organiser")
    step.starts_on, step.ends_on, step.outcome, step.organiser = starts_on, ends_on, outcome.value, organiser
    step.next_step = screen(next_step, field="next_step")
    step.save()
