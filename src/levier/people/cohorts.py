"""Cohorts: the steps and contracts of the record, as ``levier.domain.pathways.cohort`` counts them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import F
from django.db.models.functions import Coalesce

from levier.accounts.actor import Actor
from levier.domain.masking import HIDDEN, Cell, masked
from levier.domain.pathways.cohort import Cohort, Event, Passage, cohort
from levier.domain.vocabulary import Role

from .enums import StepKind, StepOutcome
from .models import Employment, PathwayStep, Person
from .selectors import people

#: What did not take place prepared nobody.
_NOT_PASSED = (StepOutcome.PLANNED, StepOutcome.ABSENT)


def followed_from(*, actor: Actor, kind: StepKind, since: date, until: date, within_days: int, today: date) -> Cohort:
    """People whose step of this kind ended in the period, and what followed; three queries.

    A coordinator counts the whole workspace without knowing anybody by name; a referrer counts those it sent.
    """
    known = Person.objects.filter(workspace=actor.workspace)
    if actor.role is Role.REFERRER:
        known = people(actor=actor)
    steps = PathwayStep.objects.filter(person__in=known).annotate(last_day=Coalesce("ends_on", F("starts_on")))
    passed = steps.filter(kind=kind, last_day__range=(since, min(until, today))).exclude(outcome__in=_NOT_PASSED)
    passages = [Passage(*row) for row in passed.values_list("person_id", "starts_on", "last_day").order_by("pk")]
    concerned = {one.person for one in passages}
    events: dict[int, list[Event]] = defaultdict(list)
    jobs = Employment.objects.filter(person__in=concerned, starts_on__gte=since, starts_on__lte=today)
    for job in jobs.exclude(is_double=True).order_by("pk"):
        events[job.person_id].append(Event(job.starts_on, job.get_contract_kind_display(), work=True))
    others = PathwayStep.objects.filter(person__in=concerned, starts_on__gte=since, starts_on__lte=today)
    for step in others.exclude(kind=kind).exclude(outcome=StepOutcome.ABSENT).order_by("pk"):
        events[step.person_id].append(Event(step.starts_on, step.get_kind_display(), work=False))
    return cohort(passages, events, within_days=within_days, today=today)


def rows_of(found: Cohort, *, outside: bool) -> list[tuple[str, int | str]]:
    """The lines of a cohort; outside the workspace, those of fewer than five people are hidden, by difference too."""
    cells = [Cell(label, None, people) for label, people in found.followed]
    cells += [Cell("Aucune suite", None, found.nothing), Cell("Délai encore en cours", None, found.waiting)]
    shown = masked(cells) if outside else cells
    return [(cell.label, HIDDEN if cell.people is None else cell.people) for cell in shown]
