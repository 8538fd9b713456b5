"""Step 4: the launch meeting, and what the company plans to do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from levier.accounts.actor import Actor
from levier.directory.models import Organisation
from levier.directory.selectors import link_contact
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, RuleError
from levier.domain.vocabulary import Modality
from levier.journal.services import note, service
from levier.post.messages import queue_message
from levier.procurement.models import AwardMember, Contract
from levier.ui.formats import date_time

from .. import perms
from ..calendar import invitation
from ..dues import check_due
from ..models import LaunchMeeting, Obligation, PlannedRecruitment
from ..scope import require, require_contract

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
    meeting = LaunchMeeting.objects.filter(contract=contract).first()
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
    meeting, _ = LaunchMeeting.objects.update_or_create(
        contract=contract,
        defaults={"at": at, "minutes": minutes, "place": place.strip(), "agenda": agenda.strip()},
    )
    note(meeting, at=at, minutes=minutes)
    return meeting


def guests(contract: Contract) -> tuple[list[str], list[str]]:
    """Addresses invited (buyer, then every company of the awards), and the names of those without one."""
    members = AwardMember.objects.filter(award__lot__contract=contract).select_related("organisation").order_by("pk")
    invited: dict[int, Organisation] = {contract.buyer_id: contract.buyer}
    for member in members:
        invited.setdefault(member.organisation_id, member.organisation)
    addresses, missing = [], []
    for organisation in invited.values():
        address = link_contact(organisation)
        if not address:
            missing.append(organisation.name)
        elif address not in addresses:
            addresses.append(address)
    return addresses, missing


@service("delivery.meeting.invite", perms.PLAN_MEETING)
def send_invitations(*, actor: Actor, meeting: LaunchMeeting, now: datetime) -> int:
    """Send the invitation, with its calendar file, to the buyer and the companies; returns how many.

    Raises:
        Conflict: the meeting was held already.
        RuleError: nobody has an address.
    """
    if meeting.held_on:
        raise Conflict("La réunion de lancement a déjà eu lieu.")
    require_contract(actor, meeting.contract)
    contract = meeting.contract
    addresses, _ = guests(contract)
    if not addresses:
        raise RuleError("Aucune adresse n’est connue : ajoutez un contact à l’acheteur et aux entreprises.")
    calendar = invitation(meeting, organiser=actor.workspace.contact_email, attendees=addresses, now=now)
    for address in addresses:
        queue_message(
            workspace_id=actor.workspace_id,
            target=contract,
            to=address,
            subject=f"Réunion de lancement : {contract.title}",
            body=_invitation_text(meeting, actor),
            calendar=calendar,
        )
    meeting.invited_at = now
    meeting.save(update_fields=["invited_at"])
    note(meeting, invited=len(addresses))
    return len(addresses)


def _invitation_text(meeting: LaunchMeeting, actor: Actor) -> str:
    workspace = actor.workspace
    contact = " ; ".join(one for one in (workspace.contact_phone, workspace.contact_email) if one)
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
        *([contact] if contact else []),
    ]
    return "\n".join(lines)


@service("delivery.meeting.hold", perms.HOLD_MEETING)
def hold_meeting(*, actor: Actor, meeting: LaunchMeeting, held_on: date, notes: str, today: date) -> LaunchMeeting:
    """Record that the meeting took place, and what was decided.

    Raises:
        RuleError: a day that has not come.
    """
    require_contract(actor, meeting.contract)
    if held_on > today:
        raise RuleError("Cette date n’est pas encore passée.", field="held_on")
    meeting.held_on, meeting.notes = held_on, notes.strip()
    meeting.save(update_fields=["held_on", "notes"])
    note(meeting, held_on=held_on)
    return meeting


@service("delivery.recruitment.plan", perms.PLAN_RECRUITMENT)
def plan_recruitment(
    *,
    actor: Actor,
    obligation: Obligation,
    occupation: str,
    people: int,
    hours: Decimal,
    starts_on: date,
    modality: Modality,
    structure: Organisation | None = None,
    comment: str = "",
) -> PlannedRecruitment:
    """Write down one recruitment the company plans: hours are for all these people together.

    Raises:
        RuleError: an empty occupation, nobody, no hours, or a start outside the obligation.
        Conflict: the obligation is closed.
    """
    require(actor, obligation)
    if obligation.closed_on:
        raise Conflict("Cette obligation est close.")
    if not occupation.strip():
        raise RuleError("Indiquez le poste.", field="occupation")
    if not 1 <= people <= 1000:
        raise RuleError("Indiquez de 1 à 1 000 personnes.", field="people")
    if check_due(hours) == 0:
        raise RuleError("Indiquez le nombre d’heures prévues.", field="hours")
    earliest = obligation.starts_on - timedelta(days=92)
    if not earliest <= starts_on <= obligation.ends_on:
        raise RuleError(
            f"Le début doit tomber pendant l’exécution : du {format_date(obligation.starts_on)} "
            f"au {format_date(obligation.ends_on)}.",
            field="starts_on",
        )
    planned = PlannedRecruitment.objects.create(
        obligation=obligation,
        occupation=occupation.strip(),
        people=people,
        hours=hours,
        starts_on=starts_on,
        modality=modality.value,
        structure=structure,
        comment=comment.strip(),
    )
    note(planned, obligation=obligation.pk, people=people, hours=hours)
    return planned


@service("delivery.recruitment.remove", perms.PLAN_RECRUITMENT)
def remove_recruitment(*, actor: Actor, planned: PlannedRecruitment) -> None:
    """Take a planned recruitment out."""
    require(actor, planned.obligation)
    note(planned, obligation=planned.obligation_id)
    planned.delete()
