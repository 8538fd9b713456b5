"""Prepare a committee, keep its minutes, follow what it decided."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db.models import F
from django.urls import reverse

from levier.accounts.actor import Actor
from levier.accounts.links import absolute
from levier.accounts.models import User
from levier.accounts.perms import TEAM
from levier.accounts.selectors import members
from levier.directory.models import Organisation
from levier.directory.selectors import link_contact
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.journal.services import note, service
from levier.post.messages import queue_message
from levier.procurement.models import Contract, Programme

from . import perms
from .enums import DecisionState
from .models import Committee, Decision, Pack
from .naming import screen_names
from .pack import compute
from .wording import decisions_message

#: A committee is neither of another century nor of another generation.
_FIRST_YEAR, _YEARS_AHEAD = 2000, 5
_FAR = "Indiquez une date plus proche."


def _check_day(day: date, *, today: date, field: str) -> None:
    if not _FIRST_YEAR <= day.year <= today.year + _YEARS_AHEAD:
        raise RuleError(_FAR, field=field)


def _require(actor: Actor, meeting: Committee) -> None:
    if meeting.workspace_id != actor.workspace_id:
        raise NotAllowed("Ce comité n’est pas dans votre espace.")


def _hold(meeting: Committee) -> Committee:
    """The committee as it stands now, held until the end: its day and what it decides cannot cross."""
    return Committee.objects.select_for_update(of=("self",)).get(pk=meeting.pk)


@service("committees.committee.plan", perms.PREPARE)
def plan_meeting(
    *,
    actor: Actor,
    on: date,
    today: date,
    contract: Contract | None = None,
    programme: Programme | None = None,
    buyer: Organisation | None = None,
    place: str = "",
    participants: str = "",
) -> Committee:
    """Create a committee about one thing at most; with none, about the whole workspace.

    Raises:
        RuleError: two scopes, or an absurd date.
        NotAllowed: something of another workspace.
    """
    about = [one for one in (contract, programme, buyer) if one is not None]
    if len(about) > 1:
        raise RuleError("Un comité porte sur une seule chose : un marché, un grand chantier ou un acheteur.")
    if any(one.workspace_id != actor.workspace_id for one in about):
        raise NotAllowed("Ce comité porterait sur ce qui n’est pas dans votre espace.")
    _check_day(on, today=today, field="on")
    meeting = Committee.objects.create(
        workspace=actor.workspace,
        contract=contract,
        programme=programme,
        buyer=buyer,
        on=on,
        place=place.strip(),
        participants=participants.strip(),
        created_by_id=actor.user_id,
    )
    note(meeting, on=on)
    return meeting


@service("committees.committee.update", perms.PREPARE)
def update_meeting(
    *, actor: Actor, meeting: Committee, on: date, place: str, participants: str, today: date
) -> Committee:
    """Change the day, the place or who comes. Raises ``RuleError`` (absurd date, or after what it gave to do)."""
    _require(actor, meeting)
    _check_day(on, today=today, field="on")
    _hold(meeting)
    early = meeting.decisions.filter(state=DecisionState.OPEN, due_on__lt=on).order_by("due_on").first()
    if early is not None:
        raise RuleError(
            f"Une décision de ce comité est à faire pour le {format_date(early.due_on)}, avant ce jour : réglez-la d’abord, "
            "ou gardez une date qui la précède.",
            field="on",
        )
    meeting.on, meeting.place, meeting.participants = on, place.strip(), participants.strip()
    meeting.save(update_fields=["on", "place", "participants"])
    note(meeting, on=on)
    return meeting


@service("committees.pack.prepare", perms.PREPARE)
def prepare_pack(*, actor: Actor, meeting: Committee, now: datetime, today: date) -> Pack:
    """Draw up what the committee will have in hand, and keep it: the same pack gives the same documents for ever."""
    _require(actor, meeting)
    pack = Pack.objects.create(
        meeting=meeting,
        as_of=now,
        figures=compute(meeting, actor=actor, now=now, today=today),
        made_by_id=actor.user_id,
    )
    note(pack, clauses=len(pack.figures["clauses"]), through=pack.figures["through"])
    return pack


@service("committees.minutes.write", perms.PREPARE)
def write_minutes(*, actor: Actor, meeting: Committee, text: str, version: int) -> Committee:
    """Write the minutes.

    Args:
        version: the one the writer started from.

    Raises:
        Conflict: somebody wrote them meanwhile.
        RuleError: a person is named, or something Levier never stores.
    """
    _require(actor, meeting)
    clean = screen_names(text, workspace_id=actor.workspace_id, field="minutes")
    written = Committee.objects.filter(pk=meeting.pk, version=version).update(minutes=clean, version=F("version") + 1)
    if not written:
        raise Conflict("Le compte rendu vient d’être modifié par un collègue : relisez-le avant d’écrire le vôtre.")
    meeting.refresh_from_db()
    note(meeting, characters=len(clean))
    return meeting


@service("committees.decision.record", perms.PREPARE)
def record_decision(
    *,
    actor: Actor,
    meeting: Committee,
    text: str,
    due_on: date,
    today: date,
    organisation: Organisation | None = None,
    member: User | None = None,
) -> Decision:
    """Write a decision: it waits in « À faire » of its owner, an organisation or a member, until it is settled.

    Raises:
        RuleError: nothing decided, nobody or two to do it, an absurd date or one before the committee, a person named.
        NotAllowed: an owner of another workspace.
    """
    _require(actor, meeting)
    clean = screen_names(text, workspace_id=actor.workspace_id, field="text")
    if not clean:
        raise RuleError("Écrivez ce qui est décidé.", field="text")
    if (organisation is None) == (member is None):
        raise RuleError("Choisissez qui s’en charge : une organisation ou un membre de l’espace.", field="owner")
    if organisation is not None and organisation.workspace_id != actor.workspace_id:
        raise NotAllowed("Cette organisation n’est pas dans votre annuaire.")
    if member is not None and not members(actor=actor).filter(user=member, is_active=True).exists():
        raise NotAllowed("Cette personne n’est pas membre de votre espace.")
    _check_day(due_on, today=today, field="due_on")
    held = _hold(meeting)
    if due_on < held.on:
        raise RuleError(
            f"Le comité a lieu le {format_date(held.on)} : ce qu’il décide est à faire ce jour-là ou plus tard.",
            field="due_on",
        )
    decision = Decision.objects.create(
        meeting=meeting, text=clean, organisation=organisation, member=member, due_on=due_on
    )
    note(decision, due_on=due_on)
    return decision


@service("committees.decision.settle", perms.SETTLE)
def settle_decision(*, actor: Actor, decision: Decision, state: DecisionState, outcome: str, today: date) -> Decision:
    """Say that a decision is done, or drop it with a reason (the team only).

    Raises:
        NotAllowed: it was given to somebody else.
        RuleError: not a way to settle, no reason for dropping it, a person named.
        Conflict: settled meanwhile.
    """
    _require(actor, decision.meeting)
    team = actor.role in TEAM
    own = (decision.organisation_id is not None and decision.organisation_id == actor.organisation_id) or (
        decision.member_id is not None and decision.member_id == actor.user_id
    )
    if not (team or own):
        raise NotAllowed("Cette décision ne vous est pas confiée.")
    clean = screen_names(outcome, workspace_id=actor.workspace_id, field="outcome")
    if state is DecisionState.OPEN or (state is DecisionState.DROPPED and not team):
        raise RuleError("Dites que la décision est faite.", field="state")
    if state is DecisionState.DROPPED and not clean:
        raise RuleError("Dites pourquoi la décision est abandonnée.", field="outcome")
    updated = Decision.objects.filter(pk=decision.pk, state=DecisionState.OPEN).update(
        state=state, outcome=clean, settled_on=today, settled_by_id=actor.user_id
    )
    if not updated:
        raise Conflict("Cette décision vient d’être réglée.")
    decision.refresh_from_db()
    note(decision, state=state.value)
    return decision


@service("committees.decision.send", perms.PREPARE)
def send_decisions(*, actor: Actor, meeting: Committee, today: date) -> int:
    """Write to each owner what the committee gave them, once for each decision; returns how many messages leave.

    Raises:
        RuleError: nothing is left to do.
    """
    _require(actor, meeting)
    found = meeting.decisions.filter(state=DecisionState.OPEN).select_related("organisation", "member")
    by_address: dict[str, list[Decision]] = defaultdict(list)
    for one in found:
        address = link_contact(one.organisation) if one.organisation else one.member.email if one.member else ""
        by_address[address].append(one)
    if not by_address:
        raise RuleError("Aucune décision n’est à faire : il n’y a rien à envoyer.")
    by_address.pop("", None)
    page, sent = absolute(reverse("desk:todo")), 0
    for address, decided in by_address.items():
        subject, body = decisions_message(meeting, decided, page=page)
        keys = "-".join(str(one.pk) for one in decided)
        message = queue_message(
            workspace_id=actor.workspace_id,
            target=meeting,
            to=address,
            subject=subject,
            body=body,
            dedupe_key=f"committee:{meeting.pk}:{keys}",
        )
        sent += message is not None
    Committee.objects.filter(pk=meeting.pk).update(sent_on=today)
    meeting.refresh_from_db()
    note(meeting, messages=sent)
    return sent
