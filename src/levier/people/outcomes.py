"""What people became after their last contract, counted; nobody is named."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from levier.accounts.actor import Actor
from levier.domain.pathways.exits import MILESTONES
from levier.domain.vocabulary import Role

from .enums import ExitOutcome
from .models import Employment, Person
from .pathway import exits_after
from .selectors import people

UNANSWERED = "Non renseigné"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Situations at each point already reached: rows of (label, people by point), « non renseigné » last."""

    people: int
    rows: list[tuple[str, list[int]]]


def outcomes_between(*, actor: Actor, since: date, until: date, today: date) -> Outcomes:
    """People whose last contract ended in the period; two queries, whatever their number."""
    known = Person.objects.filter(workspace=actor.workspace)
    if actor.role is Role.REFERRER:
        known = people(actor=actor)
    left = Employment.objects.filter(person__in=known, ends_on__range=(since, until)).values("person")
    jobs: dict[int, list[Employment]] = defaultdict(list)
    for job in Employment.objects.filter(person__in=left).prefetch_related("exits").order_by("pk"):
        jobs[job.person_id].append(job)
    counted: Counter[tuple[str, int]] = Counter()
    concerned = 0
    for theirs in jobs.values():
        last, points = exits_after(theirs, today=today)
        if last is None or last.ends_on is None or not since <= last.ends_on <= until:
            continue
        concerned += 1
        for point in points:
            if point.milestone.on <= today:
                label = point.found.get_outcome_display() if point.found else UNANSWERED
                counted[label, point.milestone.months] += 1
    labels = [*ExitOutcome.labels, UNANSWERED]
    rows = [(label, [counted[label, months] for months in MILESTONES]) for label in labels]
    return Outcomes(concerned, [row for row in rows if any(row[1])])
