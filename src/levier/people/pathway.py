"""The whole path of one person: work, preparation, statuses and gaps on one line, whoever the employer was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from levier.accounts.actor import Actor
from levier.domain.dates import format_date
from levier.domain.pathways.exits import Milestone, last_end, milestones
from levier.domain.pathways.timeline import Spell, TimeInWork, gaps, time_in_work
from levier.domain.quantities import ZERO, Hours, format_hours

from . import selectors
from .candidacies import Fact, candidacies, facts
from .eligibility import criterion_label
from .enums import IDLE, StepOutcome
from .models import EligibilityStatus, Employment, Exit, PathwayStep, Person
from .worked import NOTHING, Worked, worked_under

#: What did not take place, or has not yet, fills no time.
_NOT_SPENT = (StepOutcome.PLANNED, StepOutcome.ABSENT)


@dataclass(frozen=True, slots=True)
class Point:
    """One point of observation after the last contract, with what was found."""

    milestone: Milestone
    found: Exit | None


@dataclass(frozen=True, slots=True)
class Pathway:
    """What the page of a path shows."""

    items: list[dict[str, object]]
    hours: Hours
    in_work: TimeInWork
    contracts: int
    last: Employment | None
    points: list[Point]


def pathway_of(person: Person, *, actor: Actor, today: date) -> Pathway:
    """Everything known of a person's path, the latest first; the same number of queries for any path."""
    jobs = list(selectors.employments(actor=actor).filter(person=person).prefetch_related("exits"))
    steps = list(selectors.steps(actor=actor).filter(person=person))
    statuses = list(selectors.statuses(actor=actor).filter(person=person))
    applied = list(candidacies(actor=actor).filter(person=person))
    worked = worked_under([job.pk for job in jobs])
    contracts = [Spell(job.starts_on, job.ends_on) for job in jobs]
    spent = [Spell(step.starts_on, step.ends_on or step.starts_on) for step in steps if step.outcome not in _NOT_SPENT]
    seen = sorted((one for job in jobs for one in job.exits.all()), key=lambda one: one.observed_on)
    items = [_job(job, worked.get(job.pk, NOTHING), today) for job in jobs]
    items += [_step(step) for step in steps]
    items += [_status(status) for status in statuses]
    items += [_fact(fact) for one in applied for fact in facts(one, today=today)]
    items += [_gap(gap, seen, today) for gap in gaps([*contracts, *spent], today=today)]
    last, points = exits_after(jobs, today=today)
    return Pathway(
        sorted(items, key=lambda item: str(item["when"]), reverse=True),
        sum((one.hours for one in worked.values()), ZERO),
        time_in_work(contracts, today=today),
        len([job for job in jobs if not job.is_double]),
        last,
        points,
    )


def exits_after(jobs: list[Employment], *, today: date) -> tuple[Employment | None, list[Point]]:
    """The last contract, once everything has ended, and its three points; ``exits`` are prefetched."""
    end = last_end([job.ends_on for job in jobs], today=today)
    if end is None:
        return None, []
    last = max((job for job in jobs if job.ends_on == end), key=lambda job: job.pk)
    found = {one.months: one for one in last.exits.all()}
    return last, [Point(one, found.get(one.months)) for one in milestones(end, known=found.keys(), today=today)]


def _until(end: date | None, today: date) -> str:
    if end is None:
        return "Sans fin notée"
    return f"Jusqu’au {format_date(end)}" if end < today else f"Prévu jusqu’au {format_date(end)}"


def _job(job: Employment, worked: Worked, today: date) -> dict[str, object]:
    hours = f"{format_hours(worked.hours)} validées" if worked.hours else "aucune heure validée"
    buyers = f" pour {', '.join(worked.buyers)}" if worked.buyers else ""
    post = f", {job.occupation}" if job.occupation else ""
    return {
        "when": job.starts_on,
        "title": f"{job.get_contract_kind_display()} chez {job.employer.name}{post}",
        "body": f"{_until(job.ends_on, today)} ; {hours}{buyers}",
        "tone": "success",
    }


def _step(step: PathwayStep) -> dict[str, object]:
    by = f", {step.organiser.name}" if step.organiser else ""
    until = f", du {format_date(step.starts_on)} au {format_date(step.ends_on)}" if step.ends_on else ""
    following = f". Suite convenue : {step.next_step}" if step.next_step else ""
    return {
        "when": step.starts_on,
        "title": f"{step.get_kind_display()}{by}",
        "body": f"{step.get_outcome_display()}{until}{following}",
        "done": step.outcome not in _NOT_SPENT,
        "url": reverse("people:edit_step", args=[step.person_id, step.pk]),
    }


def _fact(fact: Fact) -> dict[str, object]:
    return {"when": fact.when, "title": fact.title, "body": fact.body, "tone": fact.tone, "done": fact.done}


def _status(status: EligibilityStatus) -> dict[str, object]:
    until = f"Jusqu’au {format_date(status.valid_until)}" if status.valid_until else "Sans fin notée"
    return {
        "when": status.valid_from,
        "title": f"Éligibilité : {criterion_label(status)}",
        "body": until if status.checked_on else f"{until} ; pièce à vérifier",
        "tone": "info",
        "done": status.checked_on is not None,
    }


def _gap(gap: Spell, seen: list[Exit], today: date) -> dict[str, object]:
    """A time without anything recorded; what the person was found to do meanwhile may say that they worked elsewhere."""
    ends = gap.ends or today
    days = (ends - gap.starts).days + 1 if gap.ends else 0
    known = [one for one in seen if gap.starts <= one.observed_on <= ends]
    busy = any(one.outcome not in IDLE for one in known)
    until = f"Jusqu’au {format_date(ends)}" if ends < today else "Encore aujourd’hui"
    found = [f"à {one.months} mois, {one.get_outcome_display()}" for one in known]
    return {
        "when": gap.starts,
        "title": f"{'Ni contrat ni étape enregistrés ici' if busy else 'Sans contrat ni étape'} pendant {days} jours",
        "body": f"{until}. Situation connue : {' ; '.join(found)}" if found else until,
        "tone": "info" if busy else "warning",
        "done": busy,
    }
