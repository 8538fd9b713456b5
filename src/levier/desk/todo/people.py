"""What waits around people: statuses to check, statuses that end. Names are shown to the team and their referrer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.perms import TEAM
from levier.domain.dates import format_date
from levier.domain.eligibility import by_code
from levier.domain.errors import LevierError
from levier.domain.vocabulary import Role
from levier.people.models import EligibilityStatus

from .. import addresses
from .item import TodoItem, Urgency, provider

_AHEAD, _NEAR = timedelta(days=60), timedelta(days=15)


def _statuses(actor: Actor) -> QuerySet[EligibilityStatus]:
    found = EligibilityStatus.objects.filter(person__workspace=actor.workspace).select_related("person")
    if actor.role is Role.REFERRER:
        return found.filter(person__referrer_id=actor.organisation_id)
    return found


def _criterion(code: str) -> str:
    """The label, without ever saying a health or an offence criterion in a list."""
    try:
        criterion = by_code(code)
    except (LevierError, KeyError, ValueError):
        return "statut"
    return "statut" if criterion.special_category else criterion.label


@provider("status", "Statuts qui se terminent", (*TEAM, Role.REFERRER), on_contract=False)
def ending(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Statuses ending within sixty days, or ended while the person still works, with none after them."""
    later = EligibilityStatus.objects.filter(person=OuterRef("person")).filter(
        Q(valid_until=None) | Q(valid_until__gt=OuterRef("valid_until"))
    )
    works = Q(person__employments__ends_on=None) | Q(person__employments__ends_on__gte=today)
    found = (
        _statuses(actor)
        .filter(valid_until__lte=today + _AHEAD)
        .filter(Q(valid_until__gte=today) | (works & Q(person__employments__isnull=False)))
        .exclude(Exists(later))
        .order_by("valid_until", "pk")
        .distinct()
    )
    for status in found:
        until = status.valid_until or today
        ended = until < today
        yield TodoItem(
            kind="status",
            title=f"{status.person} : le statut {'a pris' if ended else 'prend'} fin le {format_date(until)}",
            why=f"{_criterion(status.criterion)}. Après cette date, les heures ne comptent plus sans nouveau statut.",
            since=until if ended else None,
            due=until,
            urgency=Urgency.LATE if ended else Urgency.SOON if until <= today + _NEAR else Urgency.CALM,
            url=addresses.person(status.person_id),
            button="Renouveler",
        )


@provider("unchecked", "Justificatifs à vérifier", TEAM, on_contract=False)
def unchecked(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Statuses nobody checked, still running."""
    found = (
        _statuses(actor)
        .filter(checked_on=None)
        .filter(Q(valid_until=None) | Q(valid_until__gte=today))
        .order_by(F("created_at").asc(), "pk")
    )
    for status in found:
        yield TodoItem(
            kind="unchecked",
            title=f"Vérifier le justificatif de {status.person}",
            why=f"{_criterion(status.criterion)}. Sans vérification, l’éligibilité reste à établir.",
            since=timezone.localdate(status.created_at),
            due=None,
            urgency=Urgency.CALM,
            url=addresses.person(status.person_id),
            button="Vérifier",
        )
