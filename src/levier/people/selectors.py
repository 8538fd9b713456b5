"""Read people: the team sees all, a referrer those it sent, an employer those it employs, nobody else anyone."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from levier.accounts.actor import Actor
from levier.accounts.perms import TEAM
from levier.domain.vocabulary import Role

from .models import EligibilityStatus, Employment, PathwayStep, Person
from .occupations import find_occupations
from .special import statuses_to_read


def people(*, actor: Actor) -> QuerySet[Person]:
    """People the actor may know by name; somebody erased has none."""
    found = Person.objects.filter(workspace=actor.workspace, erased_on=None)
    if actor.role in TEAM:
        return found
    if actor.role is Role.REFERRER:
        return found.filter(referrer_id=actor.organisation_id)
    if actor.role in (Role.CONTRACTOR, Role.STRUCTURE):
        return found.filter(Exists(_employed_by(actor)))
    return found.none()


def _employed_by(actor: Actor) -> QuerySet[Employment]:
    return Employment.objects.filter(person=OuterRef("pk"), employer_id=actor.organisation_id)


def people_list(*, actor: Actor) -> QuerySet[Person]:
    """The same, ready for a list: statuses and employments come in one query each."""
    return (
        people(actor=actor)
        .select_related("referrer")
        .prefetch_related(statuses_to_read(), "employments__employer")
        .order_by("last_name", "first_name", "pk")
    )


def employments(*, actor: Actor) -> QuerySet[Employment]:
    """Work contracts of the people the actor may know; an employer sees only its own."""
    found = Employment.objects.filter(person__in=people(actor=actor)).select_related("person", "employer")
    if actor.role in (Role.CONTRACTOR, Role.STRUCTURE):
        found = found.filter(employer_id=actor.organisation_id)
    return found.order_by("-starts_on", "pk")


def statuses(*, actor: Actor) -> QuerySet[EligibilityStatus]:
    """Statuses of the people the actor may know; never for an employer."""
    if actor.role not in (*TEAM, Role.REFERRER):
        return EligibilityStatus.objects.none()
    return (
        EligibilityStatus.objects.filter(person__in=people(actor=actor))
        .select_related("checked_by", "special")
        .order_by("-valid_from", "-pk")
    )


def steps(*, actor: Actor) -> QuerySet[PathwayStep]:
    """Steps of preparation of the people the actor may know; never for an employer."""
    if actor.role not in (*TEAM, Role.REFERRER):
        return PathwayStep.objects.none()
    found = PathwayStep.objects.filter(person__in=people(actor=actor))
    return found.select_related("person", "organiser").order_by("-starts_on", "-pk")


def with_status_state(found: QuerySet[Person], state: str, *, today: date, soon: date) -> QuerySet[Person]:
    """Narrow to people with no status, one to check, one that ends soon, one in force."""
    live = EligibilityStatus.objects.filter(person=OuterRef("pk"), valid_from__lte=today).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    )
    checked = live.filter(checked_on__isnull=False)
    conditions = {
        "none": ~Exists(live),
        "unchecked": Exists(live.filter(checked_on__isnull=True)) & ~Exists(checked),
        "ending": Exists(checked.filter(valid_until__lte=soon))
        & ~Exists(checked.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=soon))),
        "valid": Exists(checked),
    }
    return found.filter(conditions[state])


def looking_for(found: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Narrow to candidates who look for an occupation, written as it is said."""
    condition = Q(pk__in=[])
    for one in find_occupations(text):
        condition |= Q(profile__occupations__icontains=f'"{one.code}"')
    return found.filter(condition)


def possible_twins(*, workspace_id: int, first_name: str, last_name: str, birth_date: date) -> QuerySet[Person]:
    """People of the same name and birth date: the constraint ``person_once`` lets there be only one."""
    return Person.objects.filter(
        workspace_id=workspace_id,
        first_name__iexact=first_name.strip(),
        last_name__iexact=last_name.strip(),
        birth_date=birth_date,
    )
