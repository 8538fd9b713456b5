"""A person whose follow-up was handed over is erased on one side: the other side is told, and keeps its own record."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from levier.accounts.links import absolute
from levier.accounts.models import Workspace
from levier.post.messages import queue_message

from ..enums import HandOverState
from ..models import HandOver, Person
from ..wording import handover_message
from .rules import ERASED, Rule, erase


def forget_sent(person: Person) -> None:
    """The sender erases: its row names nobody any more, and a proposal falls."""
    for one in HandOver.objects.filter(person=person).select_related("workspace", "receiver"):
        told = one.state == HandOverState.ACCEPTED and one.received_id is not None
        if one.state == HandOverState.PROPOSED:
            one.state = HandOverState.WITHDRAWN
        one.person, one.sender_erased_on = None, timezone.localdate()
        one.need, one.refusal = ERASED, ERASED if one.refusal else ""
        one.save()
        if told:
            _tell(one, one.workspace, one.receiver)


def forget_received(person: Person) -> None:
    """The receiver erases: what it was told of the path goes too."""
    for one in HandOver.objects.filter(received=person).select_related("workspace", "receiver"):
        told = one.state == HandOverState.ACCEPTED and one.person_id is not None
        one.received, one.receiver_erased_on, one.summary = None, timezone.localdate(), []
        one.save()
        if told:
            _tell(one, one.receiver, one.workspace)


def _tell(one: HandOver, by: Workspace, to: Workspace) -> None:
    if to.contact_email:
        page = absolute(reverse("people:handover", args=[one.pk]))
        subject, body = handover_message(
            by,
            subject="Une personne au suivi partagé a été effacée",
            sentence=f"{by.name} a effacé une personne dont le suivi était partagé avec vous.",
            page=page,
        )
        queue_message(workspace_id=by.pk, target=by, to=to.contact_email, subject=subject, body=body)


erase(
    {
        "people.handover.person": Rule(
            why="L’autre espace tient son propre dossier : il apprend l’effacement, sans que rien ne nomme la personne ici.",
            reduce=forget_sent,
            activity=("sent_on", "answered_on"),
        ),
        "people.handover.received": Rule(
            why="Le parcours transmis part avec le dossier reçu ; qui l’a confié apprend l’effacement.",
            reduce=forget_received,
            activity=("answered_on",),
        ),
    }
)
