"""Hand the follow-up of a person to another workspace, receive one, tell the exits back.

A line of the journal is written in the workspace of whoever acts: the receiver's acts are about its own record, or about
itself while it has none.
"""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse

from levier.accounts.actor import Actor
from levier.accounts.links import absolute
from levier.accounts.models import Workspace
from levier.directory.text import fold
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.months import add_months
from levier.domain.pathways.exits import MILESTONES
from levier.journal.services import note, service
from levier.post.messages import queue_message

from .. import perms
from ..enums import ExitOutcome, HandOverState, Informed
from ..handovers import copy_for, points_of, possible_receivers, summary_of
from ..models import Exit, HandOver, Person
from ..screening import screen
from ..wording import handover_message
from ..writing import check_day

RUNNING = "Un suivi est déjà confié, ou proposé, pour cette personne."
ANSWERED = "Cette proposition a déjà reçu sa réponse, ou elle a été retirée."


def _hold(pk: int, *states: HandOverState) -> HandOver:
    """The hand-over, locked, while it is in one of these states."""
    found = HandOver.objects.select_for_update().filter(pk=pk, state__in=states).first()
    if found is None:
        raise Conflict(ANSWERED)
    return found


def _tell(found: HandOver, workspace: Workspace, *, actor: Actor, subject: str, sentence: str) -> None:
    """Write to the team of one side; the message names nobody, the page does."""
    if workspace.contact_email:
        page = absolute(reverse("people:handover", args=[found.pk]))
        subject, body = handover_message(actor.workspace, subject=subject, sentence=sentence, page=page)
        queue_message(
            workspace_id=actor.workspace_id,
            target=actor.workspace,
            to=workspace.contact_email,
            subject=subject,
            body=body,
        )


@service("people.handover.send", perms.HAND_OVER)
def hand_over(
    *,
    actor: Actor,
    person: Person,
    receiver: Workspace,
    informed_on: date | None,
    informed_how: Informed | None,
    need: str,
    today: date,
) -> HandOver:
    """Propose the follow-up of a person to another workspace. Nothing of who they are leaves before it accepts.

    Raises:
        RuleError: the person was not informed, the reason is missing, or the workspace cannot receive.
        NotAllowed: somebody of another workspace.
        Conflict: already handed over, or erased.
    """
    if person.workspace_id != actor.workspace_id:
        raise NotAllowed("Cette personne n’est pas dans votre espace.")
    if informed_on is None or informed_how is None:
        raise RuleError("Informez d’abord la personne : rien ne part sans cela.", field="informed_on")
    check_day(informed_on, field="informed_on")
    if informed_on > today:
        raise RuleError("La personne doit avoir été informée avant l’envoi.", field="informed_on")
    if not possible_receivers(actor.workspace).filter(pk=receiver.pk).exists():
        raise RuleError("Choisissez un autre espace.", field="receiver")
    why = screen(need, field="need")
    if not why:
        raise RuleError("Dites pourquoi, sans nommer la personne.", field="need")
    said = set(fold(why).split())
    if any(said.issuperset(fold(name).split() or ("",)) for name in (person.last_name, person.first_name)):
        raise RuleError("Ne nommez pas la personne : l’autre espace lit ceci avant de répondre.", field="need")
    if not Person.objects.select_for_update().filter(pk=person.pk, erased_on=None).exists():
        raise Conflict("Cette personne a été effacée.")
    try:
        with transaction.atomic():
            found = HandOver.objects.create(
                workspace=actor.workspace,
                receiver=receiver,
                sender_name=actor.workspace.name,
                receiver_name=receiver.name,
                person=person,
                informed_on=informed_on,
                informed_how=informed_how,
                need=why,
                sent_on=today,
                sent_by_id=actor.user_id,
            )
    except IntegrityError as error:
        raise Conflict(RUNNING) from error
    sentence = f"{actor.workspace.name} vous propose le suivi d’une personne."
    _tell(found, receiver, actor=actor, subject="Un suivi vous est proposé", sentence=sentence)
    note(found, receiver=receiver.pk, informed_on=informed_on, said=f"à {receiver.name}")
    return found


@service("people.handover.accept", perms.RECEIVE)
def accept_handover(*, actor: Actor, handover: HandOver, today: date) -> HandOver:
    """Accept a follow-up: the workspace gets its own record of the person.

    Raises:
        NotAllowed: proposed to another workspace.
        Conflict: answered or withdrawn meanwhile, or the person was erased.
    """
    _require_receiver(actor, handover)
    found = _hold(handover.pk, HandOverState.PROPOSED)
    person = Person.objects.filter(pk=found.person_id or 0, erased_on=None).first()
    if person is None:
        raise Conflict("Cette personne n’est plus suivie.")
    found.received = copy_for(actor.workspace, person, informed_on=found.informed_on, today=today)
    found.summary = summary_of(person, today=today)
    found.state, found.answered_on, found.answered_by_id = HandOverState.ACCEPTED, today, actor.user_id
    found.save()
    sentence = f"{actor.workspace.name} accepte le suivi que vous lui avez confié."
    _tell(found, found.workspace, actor=actor, subject="Suivi confié : accepté", sentence=sentence)
    note(found.received, handover=found.pk, said=f"proposé par {found.sender_name}")
    return found


@service("people.handover.refuse", perms.RECEIVE)
def refuse_handover(*, actor: Actor, handover: HandOver, reason: str, today: date) -> HandOver:
    """Refuse a follow-up, saying why: the sender reads it. Raises as ``accept_handover``, or ``RuleError`` (no reason)."""
    _require_receiver(actor, handover)
    why = screen(reason, field="reason")
    if not why:
        raise RuleError("Dites pourquoi : l’autre espace lira ce motif.", field="reason")
    found = _hold(handover.pk, HandOverState.PROPOSED)
    found.state, found.answered_on, found.answered_by_id = HandOverState.REFUSED, today, actor.user_id
    found.refusal = why
    found.save()
    sentence = f"{actor.workspace.name} ne prend pas le suivi proposé."
    _tell(found, found.workspace, actor=actor, subject="Suivi proposé : refusé", sentence=sentence)
    note(actor.workspace, handover=found.pk, said=f"proposé par {found.sender_name}")
    return found


@service("people.handover.end", perms.HAND_OVER)
def take_back(*, actor: Actor, handover: HandOver, today: date) -> HandOver:
    """Withdraw a proposal, or take a follow-up back. The other workspace keeps the record it made, and hears of it.

    Raises:
        NotAllowed: handed over by another workspace.
        Conflict: neither proposed nor accepted any more.
    """
    if handover.workspace_id != actor.workspace_id:
        raise NotAllowed("Ce suivi a été confié par un autre espace.")
    found = _hold(handover.pk, HandOverState.PROPOSED, HandOverState.ACCEPTED)
    accepted = found.state == HandOverState.ACCEPTED
    found.state = HandOverState.ENDED if accepted else HandOverState.WITHDRAWN
    found.ended_on = today
    found.save(update_fields=["state", "ended_on"])
    if accepted:
        _tell(
            found,
            found.receiver,
            actor=actor,
            subject="Un suivi qui vous était confié est repris",
            sentence=f"{actor.workspace.name} reprend un suivi qui vous était confié.",
        )
    note(found, accepted=accepted, said=f"à {found.receiver_name}")
    return found


@service("people.handover.news", perms.RECEIVE)
def tell_exit(
    *, actor: Actor, handover: HandOver, months: int, outcome: ExitOutcome, observed_on: date, today: date
) -> Exit:
    """Tell the sender what became of the person so many months after the last contract it knows.

    Raises:
        NotAllowed: entrusted to another workspace.
        Conflict: the follow-up was taken back, the person erased, no contract has ended, or this situation is recorded already.
        RuleError: the day is out of bounds.
    """
    _require_receiver(actor, handover)
    found = _hold(handover.pk, HandOverState.ACCEPTED)
    last, _ = points_of(found, today=today)
    if found.received is None or last is None or last.ends_on is None:
        raise Conflict("Il n’y a plus de situation à renseigner pour ce suivi.")
    if months not in MILESTONES:
        raise RuleError("La situation se note à 3, 6 ou 12 mois.")
    due = add_months(last.ends_on, months)
    if not due <= observed_on <= today:
        raise RuleError(f"Indiquez un jour entre le {format_date(due)} et aujourd’hui.", field="observed_on")
    told, new = Exit.objects.get_or_create(
        employment=last, months=months, defaults={"outcome": outcome.value, "observed_on": observed_on}
    )
    if not new:
        raise Conflict(
            f"La situation à {months} mois est déjà renseignée : demandez à {found.sender_name} de la corriger."
        )
    _tell(
        found,
        found.workspace,
        actor=actor,
        subject="Nouvelles d’un suivi que vous avez confié",
        sentence=f"{actor.workspace.name} vous donne des nouvelles à {months} mois.",
    )
    note(found.received, handover=found.pk, months=months, said=f"confié par {found.sender_name}")
    return told


def _require_receiver(actor: Actor, handover: HandOver) -> None:
    if handover.receiver_id != actor.workspace_id:
        raise NotAllowed("Ce suivi est proposé à un autre espace.")
