"""What waits around people: statuses to check, statuses that end. Names are shown to the team and their referrer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.perms import TEAM
from levier.domain.dates import format_date
from levier.domain.eligibility import by_code
from levier.domain.errors import LevierError
from levier.domain.french import of
from levier.domain.months import add_months
from levier.domain.pathways.exits import ASKED_DURING, MILESTONES
from levier.domain.vocabulary import Role
from levier.people.enums import HandOverState
from levier.people.erasure.retention import erased_after, warned
from levier.people.handovers import received
from levier.people.lapses import AHEAD, NEAR, to_review, without_next
from levier.people.models import EligibilityStatus, Employment, HandOver
from levier.people.pathway import exits_after
from levier.people.perms import CHECK_STATUS

from .. import addresses
from .item import TodoItem, Urgency, provider, urgency_of

#: Time left to ask, then time after which it is no longer asked.
_TO_ANSWER = timedelta(days=15)
_TO_ASK, _ASKING = timedelta(days=30), timedelta(days=ASKED_DURING)


def _statuses(actor: Actor) -> QuerySet[EligibilityStatus]:
    found = EligibilityStatus.objects.filter(person__workspace=actor.workspace, person__erased_on=None)
    found = found.select_related("person")
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
    """Statuses ending within sixty days, or ended while the person still works, with none after them; those without an end to review."""
    works = Q(person__employments__ends_on=None) | Q(person__employments__ends_on__gte=today)
    found = (
        without_next(_statuses(actor))
        .filter(valid_until__lte=today + AHEAD)
        .filter(Q(valid_until__gte=today) | (works & Q(person__employments__isnull=False)))
        .order_by("valid_until", "pk")
        .distinct()
    )
    may_renew = actor.may(CHECK_STATUS)
    then = "sans nouveau statut." if may_renew else "sans nouveau statut : montrez la nouvelle pièce au facilitateur."
    for status in found:
        until = status.valid_until or today
        ended = until < today
        yield TodoItem(
            kind="status",
            title=f"{status.person} : le statut {'a pris' if ended else 'prend'} fin le {format_date(until)}",
            why=f"{_criterion(status.criterion)}. Après cette date, les heures ne comptent plus {then}",
            since=until if ended else None,
            due=None if ended else until,
            urgency=Urgency.LATE if ended else Urgency.SOON if until <= today + NEAR else Urgency.CALM,
            url=addresses.person(status.person_id),
            button="Renouveler" if may_renew else "Voir la fiche",
        )
    for status, day in to_review(_statuses(actor), today=today):
        passed = day < today
        confirm = "notez sa fin, ou enregistrez-le de nouveau sur une pièce récente."
        yield TodoItem(
            kind="status",
            title=f"{status.person} : un statut sans fin est à revoir",
            why=f"{_criterion(status.criterion)}. La durée couramment citée (à vérifier) va jusqu’au {format_date(day)} : "
            + (confirm if may_renew else "dites au facilitateur si la situation continue."),
            since=day if passed else None,
            due=None if passed else day,
            urgency=Urgency.SOON if day <= today + NEAR else Urgency.CALM,
            url=addresses.person(status.person_id),
            button="Revoir" if may_renew else "Voir la fiche",
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
            title=f"Vérifier le justificatif {of(status.person)}",
            why=f"{_criterion(status.criterion)}. Sans vérification, l’éligibilité reste à établir.",
            since=timezone.localdate(status.created_at),
            due=None,
            urgency=Urgency.CALM,
            url=addresses.person(status.person_id),
            button="Vérifier",
        )


@provider("exit", "Parcours à suivre", (*TEAM, Role.REFERRER), on_contract=False)
def exits(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """People whose last contract ended three, six or twelve months ago: what became of them?"""
    ended = Employment.objects.filter(
        person__workspace=actor.workspace,
        person__erased_on=None,
        ends_on__range=(add_months(today, -MILESTONES[-1]) - _ASKING, add_months(today, -MILESTONES[0])),
    )
    if actor.role is Role.REFERRER:
        ended = ended.filter(person__referrer_id=actor.organisation_id)
    elsewhere = HandOver.objects.filter(state=HandOverState.ACCEPTED, receiver_erased_on=None, person__isnull=False)
    ended = ended.exclude(person__in=elsewhere.values("person"))
    of_them = Employment.objects.filter(person__in=ended.values("person")).select_related("person", "employer")
    jobs: dict[int, list[Employment]] = defaultdict(list)
    for job in of_them.prefetch_related("exits").order_by("person__last_name", "person__first_name", "pk"):
        jobs[job.person_id].append(job)
    for theirs in jobs.values():
        last, points = exits_after(theirs, today=today)
        for point in points:
            if last is not None and point.milestone.to_ask:
                due = point.milestone.on + _TO_ASK
                yield TodoItem(
                    kind="exit",
                    title=f"Que devient {last.person} ?",
                    why=f"{point.milestone.months} mois ont passé depuis la fin de son contrat chez {last.employer.name}.",
                    since=point.milestone.on,
                    due=due,
                    urgency=urgency_of(due, today),
                    url=addresses.pathway(last.person_id),
                    button="Renseigner",
                )


@provider("retention", "Dossiers bientôt effacés", (*TEAM, Role.REFERRER), on_contract=False)
def retention(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """People about whom nothing was noted for two years, whose erasure was announced."""
    found = warned(workspace=actor.workspace, today=today)
    if actor.role is Role.REFERRER:
        found = found.filter(referrer_id=actor.organisation_id)
    for person in found.order_by("notice_on", "pk"):
        yield TodoItem(
            kind="retention",
            title=f"Suivez-vous toujours {person} ?",
            why="Rien n’a été noté depuis deux ans : sans réponse, son dossier sera effacé.",
            since=person.notice_on,
            due=erased_after(person),
            urgency=urgency_of(erased_after(person), today),
            url=addresses.person(person.pk),
            button="Répondre",
        )


@provider("handover", "Suivis confiés", TEAM, on_contract=False)
def entrusted(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Follow-ups another workspace proposes, and what became of the people it entrusted."""
    running = [HandOverState.PROPOSED, HandOverState.ACCEPTED]
    found = received(actor=actor).filter(state__in=running).prefetch_related("person__employments__exits")
    for one in found.order_by("sent_on", "pk"):
        url = reverse("people:handover", args=[one.pk])
        if one.state == HandOverState.PROPOSED:
            due = one.sent_on + _TO_ANSWER
            yield TodoItem(
                kind="handover",
                title=f"Répondre à {one.sender_name} : le suivi d’une personne",
                why=one.need,
                since=one.sent_on,
                due=due,
                urgency=urgency_of(due, today),
                url=url,
                button="Répondre",
            )
        elif one.received is not None and one.sender_erased_on is not None:
            due = one.sender_erased_on + _TO_ASK
            if today <= due:
                yield TodoItem(
                    kind="handover",
                    title=f"{one.sender_name} a effacé {one.received}",
                    why="Demandez-vous si votre dossier doit l’être aussi : le suivi était partagé.",
                    since=one.sender_erased_on,
                    due=due,
                    urgency=urgency_of(due, today),
                    url=url,
                    button="Voir",
                )
        elif one.received is not None and one.person is not None:
            _, points = exits_after(list(one.person.employments.all()), today=today)
            for point in points:
                if point.milestone.to_ask:
                    due = point.milestone.on + _TO_ASK
                    yield TodoItem(
                        kind="handover",
                        title=f"Que devient {one.received} ?",
                        why=f"{one.sender_name} attend de ses nouvelles, {point.milestone.months} mois après son contrat.",
                        since=point.milestone.on,
                        due=due,
                        urgency=urgency_of(due, today),
                        url=url,
                        button="Donner des nouvelles",
                    )
