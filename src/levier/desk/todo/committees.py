"""What waits around committees: decisions to carry out, packs to prepare, minutes to write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from levier.accounts.actor import Actor
from levier.accounts.perms import EVERYONE, TEAM
from levier.committees.enums import DecisionState
from levier.committees.models import Committee
from levier.committees.selectors import decisions, given_to, meetings
from levier.domain.dates import format_date

from .item import TodoItem, Urgency, about, provider, urgency_of

#: A pack is asked for this long before its committee; minutes, this long after.
_TO_PREPARE = timedelta(days=14)
_TO_WRITE = timedelta(days=7)


def _about(meeting: Committee) -> dict[str, Any]:
    return about(meeting.contract) if meeting.contract else {}


@provider("decision", "Décisions de comité", EVERYONE)
def decided(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """What a committee gave to this person or their organisation; the team also reads what others are late with."""
    mine = given_to(actor)
    wanted = mine | Q(organisation__isnull=False, due_on__lt=today) if actor.role in TEAM else mine
    found = decisions(actor=actor).filter(wanted, state=DecisionState.OPEN).order_by("due_on", "pk")
    if only is not None:
        found = found.filter(meeting__contract=only)
    for one in found:
        others = actor.role in TEAM and one.member_id != actor.user_id
        when = f"Décidé au comité de suivi du {format_date(one.meeting.on)}"
        yield TodoItem(
            kind="decision",
            title=f"{one.owner} : {one.text}" if others else one.text,
            why=f"{when}, sans suite connue." if others else f"{when}.",
            since=one.meeting.on,
            due=one.due_on,
            urgency=urgency_of(one.due_on, today),
            url=reverse("committees:decision", args=[one.pk]),
            button="Relancer ou régler" if others else "Dire ce qui est fait",
            **_about(one.meeting),
        )


@provider("committee", "Comités de suivi", TEAM)
def committees(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Committees that come without a pack, and those that were held without minutes."""
    to_prepare = Q(packs=None, on__range=(today, today + _TO_PREPARE))
    to_write = Q(minutes="", on__lt=today)
    found = meetings(actor=actor).filter(to_prepare | to_write).distinct().order_by("on", "pk")
    if only is not None:
        found = found.filter(contract=only)
    for one in found:
        held = one.on < today
        due = one.on + _TO_WRITE if held else one.on
        yield TodoItem(
            kind="committee",
            title=f"{'Écrire le compte rendu' if held else 'Préparer le dossier'} du comité du {format_date(one.on)}",
            why=f"{one.about}.",
            since=one.on if held else None,
            due=due,
            urgency=urgency_of(due, today) if held else Urgency.SOON,
            url=reverse("committees:meeting", args=[one.pk]),
            button="Écrire" if held else "Préparer",
            **_about(one),
        )
