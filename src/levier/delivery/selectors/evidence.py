"""Read the pieces, already scoped: each role through what it may know of the person or of the statement."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from levier.accounts.actor import Actor, ActorKind
from levier.accounts.enums import LinkPurpose
from levier.accounts.perms import TEAM
from levier.domain.eligibility import by_code
from levier.domain.vocabulary import Role
from levier.people import selectors as people
from levier.people.access import own_person
from levier.people.models import EligibilityStatus, Employment, Person

from ..models import Evidence, HoursStatement
from .statements import statements


def evidence(*, actor: Actor) -> QuerySet[Evidence]:
    """The team's, all; a referrer's, those of its candidates; an employer's, its contracts and statements.

    A personal link opens those of its month, or the person's own: never those of a month, which name others.
    """
    found = Evidence.objects.filter(workspace=actor.workspace).select_related("added_by")
    if actor.role in TEAM:
        return found
    if actor.role is Role.REFERRER:
        return found.filter(person__in=people.people(actor=actor))
    if actor.link is not None and actor.link.purpose == LinkPurpose.PERSON:
        own = own_person(actor)
        return found.filter(Q(person=own) | Q(employment__person=own))
    if actor.kind is ActorKind.LINK:
        return found.filter(statement__in=statements(actor=actor))
    if actor.role in (Role.CONTRACTOR, Role.STRUCTURE):
        return found.filter(
            Q(employment__in=people.employments(actor=actor)) | Q(statement__in=statements(actor=actor))
        )
    return found.none()


def of_person(person: Person, *, actor: Actor) -> QuerySet[Evidence]:
    """What the actor may see of a person's pieces: statuses and work contracts."""
    return (
        evidence(actor=actor)
        .filter(Q(person=person) | Q(employment__person=person))
        .select_related("status", "employment__employer")
    )


def of_statement(statement: HoursStatement, *, actor: Actor) -> QuerySet[Evidence]:
    """The pieces of a statement."""
    return evidence(actor=actor).filter(statement=statement)


def provable_statuses(person: Person, *, actor: Actor) -> list[EligibilityStatus]:
    """Statuses a file may prove: never those of a special category, whose proof is seen and not copied."""
    own = people.statuses(actor=actor).filter(person=person)
    return [one for one in own if not by_code(one.criterion).special_category]


def provable_employments(person: Person, *, actor: Actor) -> list[Employment]:
    """Work contracts a file may prove."""
    if actor.role is Role.REFERRER:
        return []
    return list(people.employments(actor=actor).filter(person=person))
