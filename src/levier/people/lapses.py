"""Statuses that are about to end with none after them: who is warned, and when."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from levier.accounts.models import Workspace
from levier.directory.models import Organisation
from levier.domain.eligibility import DEFAULT_DURATIONS, status_end
from levier.domain.months import add_months

from .models import EligibilityStatus, Employment

#: Days before the end of a status on which somebody is warned (booklet: warned in time to renew; a choice of Levier).
WARNINGS = (60, 15)
AHEAD, NEAR = (timedelta(days=days) for days in WARNINGS)


def without_next(found: QuerySet[EligibilityStatus]) -> QuerySet[EligibilityStatus]:
    """Leave out a status that another one of the person, whose proof was seen, outlives."""
    later = EligibilityStatus.objects.filter(person=OuterRef("person"), checked_on__isnull=False).filter(
        Q(valid_until=None) | Q(valid_until__gt=OuterRef("valid_until"))
    )
    return found.exclude(Exists(later))


def review_day(status: EligibilityStatus) -> date | None:
    """The day a status without an end is to be looked at again: the last one of the duration commonly quoted.

    That duration is still to be verified (``DEFAULT_DURATIONS``): the day is proposed, and nothing ends by it. Counted from
    the first day of the status, since the first claused hour, later, can only put it off.
    """
    if status.valid_until is not None:
        return None
    return status_end(criterion=status.criterion, contract_kind=None, start=status.valid_from, contract_end=None).until


def to_review(found: QuerySet[EligibilityStatus], *, today: date) -> list[tuple[EligibilityStatus, date]]:
    """Checked statuses without an end whose review comes within sixty days or is past, with that day; the first due first.

    Not those another checked status takes over from, nor of people whose work contract sets the duration by itself.
    """
    shortest = min(rule.months for rule in DEFAULT_DURATIONS if rule.months is not None)
    lasting = [rule.contract_kind.value for rule in DEFAULT_DURATIONS if rule.contract_kind and rule.until_contract_end]
    at_work = Employment.objects.filter(
        person=OuterRef("person"), is_double=False, contract_kind__in=lasting, starts_on__lte=today
    )
    at_work = at_work.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    newer = EligibilityStatus.objects.filter(person=OuterRef("person"), checked_on__isnull=False)
    newer = newer.filter(Q(valid_until=None, valid_from__gt=OuterRef("valid_from")) | Q(valid_until__gt=today + AHEAD))
    near = found.filter(
        valid_until=None,
        checked_on__isnull=False,
        valid_from__lte=add_months(today + AHEAD, -shortest) + timedelta(days=1),
    ).exclude(Exists(at_work))
    days = [(one, day) for one in near.exclude(Exists(newer)) if (day := review_day(one)) is not None]
    return sorted((pair for pair in days if pair[1] <= today + AHEAD), key=lambda pair: (pair[1], pair[0].pk))


def to_warn_of(*, workspace: Workspace, today: date) -> QuerySet[EligibilityStatus]:
    """Statuses in their last sixty days, or fifteen, of which their referrer was not yet warned; the first to end first."""
    far = Q(warned_at_days=None, valid_until__range=(today, today + AHEAD))
    near = Q(warned_at_days=WARNINGS[0], valid_until__range=(today, today + NEAR))
    found = EligibilityStatus.objects.filter(far | near, person__workspace=workspace, person__erased_on=None)
    return without_next(found).order_by("valid_until", "pk")


def warning_due(status: EligibilityStatus, *, today: date) -> int:
    """Which of ``WARNINGS`` this one is: 60 or 15 days."""
    return WARNINGS[1] if status.valid_until is not None and status.valid_until <= today + NEAR else WARNINGS[0]


def referrers_to_warn(*, workspace: Workspace, today: date) -> QuerySet[Organisation]:
    """Referrers who follow somebody whose status ends soon."""
    people = to_warn_of(workspace=workspace, today=today).order_by().values("person__referrer")
    return Organisation.objects.filter(pk__in=people, is_active=True).order_by("pk")
