"""What waits around the clause-washing flags: the company's reply."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from levier.accounts.actor import Actor
from levier.domain.vocabulary import Role
from levier.insights.models import FlagReply
from levier.insights.signals import title_of

from .item import TodoItem, provider, urgency_of


@provider("flag", "Questions sur vos déclarations", (Role.CONTRACTOR, Role.STRUCTURE), on_contract=False)
def questions(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    found = FlagReply.objects.filter(
        workspace=actor.workspace, organisation_id=actor.organisation_id or 0, answered_on=None
    ).order_by("due_on", "pk")
    for question in found:
        yield TodoItem(
            kind="flag",
            title=f"Répondre à une question : {title_of(question.flag)}",
            why="Un signal est une question, pas une accusation : votre réponse reste à côté du chiffre.",
            since=question.asked_on,
            due=question.due_on,
            urgency=urgency_of(question.due_on, today),
            url=reverse("insights:reply", args=[question.pk]),
            button="Répondre",
        )
