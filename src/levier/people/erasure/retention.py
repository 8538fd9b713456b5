"""The retention clock: how long a person nobody follows any more is kept by name.

A choice of Levier, told to people on « Données personnelles »; no text gives a number of months.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet

from levier.accounts.models import Workspace
from levier.domain.months import add_months

from ..models import Person
from .relations import Relation, relations
from .rules import RULES

#: Months without activity after which a person is erased.
RETENTION_MONTHS = 24
#: Between the notice and the erasure.
NOTICE = timedelta(days=30)
#: A notice older than that is void (something prevented the erasure): another is sent.
_NOTICE_HOLDS = timedelta(days=60)


def inactive(*, workspace: Workspace, since: date) -> QuerySet[Person]:
    """People about whom nothing happened after a day, by the ``activity`` of each rule."""
    found = Person.objects.filter(workspace=workspace, erased_on=None, created_at__date__lte=since)
    found = found.filter(Q(kept_on=None) | Q(kept_on__lte=since))
    for relation in relations():
        for column in RULES[relation.key].activity:
            found = found.exclude(Exists(_later(relation, column, since)))
    return found


def _later(relation: Relation, column: str, since: date) -> QuerySet[Person]:
    moment = "__" not in column and isinstance(relation.model._meta.get_field(column), DateTimeField)
    lookup = f"{column}__date__gt" if moment else f"{column}__gt"
    return relation.all.filter(**{relation.path: OuterRef("pk"), lookup: since})


def to_warn(*, workspace: Workspace, today: date) -> QuerySet[Person]:
    """People whose erasure comes in thirty days, and of whom nobody was told."""
    last = add_months(today + NOTICE, -RETENTION_MONTHS)
    untold = Q(notice_on=None) | Q(notice_on__lt=today - _NOTICE_HOLDS)
    return inactive(workspace=workspace, since=last).filter(untold).select_related("referrer").order_by("pk")


def to_erase(*, workspace: Workspace, today: date) -> QuerySet[Person]:
    """People whose notice ran out and about whom nothing happened meanwhile."""
    told = Q(notice_on__range=(today - _NOTICE_HOLDS, today - NOTICE))
    return inactive(workspace=workspace, since=add_months(today, -RETENTION_MONTHS)).filter(told).order_by("pk")


def warned(*, workspace: Workspace, today: date) -> QuerySet[Person]:
    """People told of, still without activity: somebody may say that they are followed."""
    last = add_months(today + NOTICE, -RETENTION_MONTHS)
    return inactive(workspace=workspace, since=last).filter(notice_on__gte=today - _NOTICE_HOLDS)


def erased_after(person: Person) -> date | None:
    """The day from which a person who was told of is erased."""
    return person.notice_on + NOTICE if person.notice_on else None
