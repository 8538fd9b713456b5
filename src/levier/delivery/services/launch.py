"""Step 4: the launch meeting."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from levier.accounts.actor import Actor
from levier.directory.models import Organisation
from levier.directory.selectors import link_contact
from levier.domain.errors import Conflict, RuleError
from levier.journal.services import note, service
from levier.post.messages import queue_message
from levier.procurement.models import AwardMember, Contract
from levier.ui.formats import date_time

from .. import perms
from ..calendar import invitation
from ..models import LaunchMeeting
from ..scope import require_contract

_LONGEST = 8 * 60


@service("delivery.meeting.plan", perms.PLAN_MEETING)
def plan_meeting(
    *, actor: Actor, contract: Contract, at: datetime, minutes: int, place: str, agenda: str
) -> LaunchMeeting:
    """Set, or move, the date (aware), length (minutes), place and agenda of the launch meeting.

    Raises:
        Conflict: it was held already.
        RuleError: a length out of 15 minutes to 8 hours, an empty place or agenda, or a date years away.
    """
    require_contract(actor, contract)
    meeting = LaunchMeeting.objects.select_for_update(of=("self",)).filter(contract=contract).first()
    if meeting is not None and meeting.held_on:
        raise Conflict("La réunion de lancement a déjà eu lieu.")
    if not 15 <= minutes <= _LONGEST:
        raise RuleError("La réunion dure de 15 minutes à 8 heures.", field="minutes")
    if not place.strip():
        raise RuleError("Indiquez le lieu, ou le moyen de se joindre à distance.", field="place")
    if not agenda.strip():
        raise RuleError("Indiquez l’ordre du jour.", field="agenda")
    if abs(at.year - contract.created_at.year) > 20:
        raise RuleError("Cette date est trop éloignée : vérifiez l’année.", field="at")
    facts = {"at": at, "minutes": minutes, "place": place.strip(), "agenda": agenda.strip()}
    if meeting is None:
        meeting = LaunchMeeting.objects.create(contract=contract, **facts)
    elif any(getattr(meeting, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(meeting, name, value)
        meeting.version, meeting.invited_at = meeting.version + 1, None
        meeting.save(update_fields=[*facts, "version", "invited_at"])
    note(meeting, at=at, minutes=minutes, version=meeting.version)
    return meeting


def guests(contract: Contract) -> tuple[list[str], list[Organisation]]:
    """Addresses invited (buyer, then every company of the awards), and those without one."""
    members = AwardMember.objects.filter(award__lot__contract=contract).select_related("organisation").order_by("pk")
    invited: dict[int, Organisation] = {contract.buyer_id: contract.buyer}
    for member in members:
        invited.setdefault(member.organisation_id, member.organisation)
    addresses: list[str] = []
    missing: list[Organisation] = []
    for organisation in invited.values():
        address = link_contact(organisation)
        if not address:
            missing.append(organisation)
        elif address not in addresses:
            addresses.append(address)
    return addresses, missing


@service("delivery.meeting.invite", perms.PLAN_MEETING)
def send_invitations(*, actor: Actor, meeting: LaunchMeeting, now: datetime) -> int:
    """Send the invitation, with its calendar file, to the buyer and the companies; returns how many.

    The same version of the meeting leaves once for each address: only those not yet invited are written to.

    Raises:
        Conflict: the meeting was held already, or everybody was invited to it as it is (of two clicks, one sends).
        RuleError: nobody has an address.
    """
    _lock(meeting)
    if meeting.held_on:
        raise Conflict("La réunion de lancement a déjà eu lieu.")
    require_contract(actor, meeting.contract)
    contract = meeting.contract
    addresses, _ = guests(contract)
    if not addresses:
        raise RuleError(
            "Aucune adresse n’est connue : dans l’annuaire, cochez « Reçoit les liens et les relances » sur un contact "
            "de l’acheteur et de chaque entreprise."
        )
    calendar = invitation(meeting, organiser=actor.workspace.contact_email, attendees=addresses, now=now)
    written = [
        queue_message(
            workspace_id=actor.workspace_id,
            target=contract,
            to=address,
            subject=f"Réunion de lancement : {contract.title}",
            body=_invitation_text(meeting, actor),
            calendar=calendar,
            dedupe_key=_invitation_key(meeting, address),
        )
        for address in addresses
    ]
    invited = sum(one is not None for one in written)
    if not invited:
        raise Conflict("Tous ont déjà reçu l’invitation à cette réunion : modifiez-la pour en envoyer une nouvelle.")
    meeting.invited_at = now
    meeting.save(update_fields=["invited_at"])
    note(meeting, invited=invited, version=meeting.version)
    return invited


def _lock(meeting: LaunchMeeting) -> None:
    """The meeting as it stands now, held until the end: it may have moved since its page was read."""
    meeting.refresh_from_db(from_queryset=LaunchMeeting.objects.select_for_update(of=("self",)))


def _invitation_key(meeting: LaunchMeeting, address: str) -> str:
    """One invitation for each address and version of the meeting; the address itself stays out of the key."""
    return f"meeting:{meeting.pk}:{meeting.version}:{hashlib.sha256(address.lower().encode()).hexdigest()[:16]}"


def _invitation_text(meeting: LaunchMeeting, actor: Actor) -> str:
    workspace = actor.workspace
    lines = [
        "Bonjour,",
        "",
        f"Vous êtes invités à la réunion de lancement du marché « {meeting.contract.title} ».",
        f"Date : {date_time(meeting.at)} ({meeting.minutes} minutes)",
        f"Lieu : {meeting.place}",
        "",
        "Ordre du jour :",
        meeting.agenda,
        "",
        workspace.name,
        *([workspace.contact] if workspace.contact else []),
    ]
    return "\n".join(lines)


@service("delivery.meeting.hold", perms.HOLD_MEETING)
def hold_meeting(*, actor: Actor, meeting: LaunchMeeting, held_on: date, notes: str, today: date) -> LaunchMeeting:
    """Record that the meeting took place, and what was decided.

    Raises:
        RuleError: a day that has not come.
    """
    _lock(meeting)
    require_contract(actor, meeting.contract)
    if held_on > today:
        raise RuleError("Cette date n’est pas encore passée.", field="held_on")
    meeting.held_on, meeting.notes = held_on, notes.strip()
    meeting.save(update_fields=["held_on", "notes"])
    note(meeting, held_on=held_on)
    return meeting
