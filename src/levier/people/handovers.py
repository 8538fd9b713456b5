"""Read hand-overs: each side sees its own record of the person, and of the other side only what the hand-over tells.

This module is the only door between two workspaces. It gives the receiver a copy once, when it accepts, and to each side
afterwards: whether the other erased the person, and how the exits went.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from levier.accounts.actor import Actor
from levier.accounts.models import Workspace
from levier.accounts.perms import TEAM
from levier.domain.dates import format_date
from levier.domain.matching import Barrier
from levier.domain.pathways.timeline import Spell, time_in_work
from levier.domain.quantities import ZERO, format_hours, format_number

from .enums import HandOverState
from .models import EligibilityStatus, Employment, Exit, HandOver, Person, Profile
from .occupations import occupation_labels
from .pathway import Point, exits_after
from .selectors import possible_twins
from .special import is_protected
from .worked import NOTHING, worked_under

#: Columns of a person that the receiver needs; never the referrer, who is of the sender's directory.
_IDENTITY = (
    "first_name", "last_name", "birth_date", "sex", "education", "in_qpv", "postcode", "city", "phone", "email",
)  # fmt: skip
#: What says something of health stays with the sender: the receiver asks the person.
_KEPT_BACK = frozenset({Barrier.ADJUSTMENT.value})


def handovers(*, actor: Actor) -> QuerySet[HandOver]:
    """Follow-ups handed over or received by the team's workspace; nobody else sees any."""
    found = HandOver.objects.select_related("workspace", "receiver", "person", "received")
    if actor.role not in TEAM:
        return found.none()
    return found.filter(Q(workspace=actor.workspace) | Q(receiver=actor.workspace))


def received(*, actor: Actor) -> QuerySet[HandOver]:
    """Follow-ups that other workspaces entrust to this one, but those they withdrew."""
    found = handovers(actor=actor).filter(receiver=actor.workspace)
    return found.exclude(state=HandOverState.WITHDRAWN)


def sent(*, actor: Actor) -> QuerySet[HandOver]:
    """Follow-ups this workspace entrusts to others."""
    return handovers(actor=actor).filter(workspace=actor.workspace)


def possible_receivers(workspace: Workspace) -> QuerySet[Workspace]:
    """The other workspaces of this house, by territory; a fictional one only for a fictional one."""
    others = Workspace.objects.exclude(pk=workspace.pk).filter(is_demo=workspace.is_demo)
    return others.order_by("territory", "name", "pk")


def current_handover(person: Person) -> HandOver | None:
    """The hand-over that runs for a person, proposed or accepted."""
    running = (HandOverState.PROPOSED, HandOverState.ACCEPTED)
    return HandOver.objects.filter(person=person, state__in=running).first()


def received_for(person: Person) -> HandOver | None:
    """The hand-over through which a workspace follows this person for another, while it runs."""
    return (
        HandOver.objects.filter(received=person, state=HandOverState.ACCEPTED).order_by("-answered_on", "-pk").first()
    )


def points_of(found: HandOver, *, today: date) -> tuple[Employment | None, list[Point]]:
    """The last contract known of the sender and its three points: what the receiver is asked about."""
    if found.person is None:
        return None, []
    return exits_after(list(found.person.employments.prefetch_related("exits")), today=today)


@dataclass(frozen=True, slots=True)
class News:
    """One exit the receiver recorded after a contract of its own: no employer, no date of contract."""

    months: int
    outcome: str
    observed_on: date


def news_from(found: HandOver) -> list[News]:
    """Exits noted by the receiver on its own record, the latest first; nothing once the follow-up was taken back."""
    if found.state != HandOverState.ACCEPTED or found.received_id is None:
        return []
    rows = Exit.objects.filter(employment__person=found.received_id, observed_on__gte=found.answered_on)
    return [News(one.months, one.get_outcome_display(), one.observed_on) for one in rows.order_by("-observed_on", "pk")]


def shown_before(person: Person) -> list[tuple[str, str]]:
    """What the receiver reads before it answers: where, and for which work; not who."""
    profile = Profile.objects.filter(person=person).first()
    wanted = ", ".join(occupation_labels(profile.occupations).values()) if profile else ""
    return [("Commune", f"{person.postcode} {person.city}".strip()), ("Métiers recherchés", wanted)]


def summary_of(person: Person, *, today: date) -> list[str]:
    """The path in a few sentences: time in work, contracts, preparation. No free text, no criterion."""
    jobs = list(person.employments.filter(is_double=False).select_related("employer").order_by("starts_on", "pk"))
    worked = worked_under([job.pk for job in jobs])
    said = []
    if jobs:
        total = sum((one.hours for one in worked.values()), ZERO)
        months = time_in_work([Spell(job.starts_on, job.ends_on) for job in jobs], today=today).months
        said.append(f"{format_number(months)} mois sous contrat, {format_hours(total)} validées.")
    for job in jobs:
        until = f"au {format_date(job.ends_on)}" if job.ends_on else "sans fin notée"
        hours = format_hours(worked.get(job.pk, NOTHING).hours or ZERO)
        said.append(
            f"{job.get_contract_kind_display()} chez {job.employer.name}, du {format_date(job.starts_on)} {until} : {hours}."
        )
    said += [
        f"{step.get_kind_display()}, {format_date(step.starts_on)} : {step.get_outcome_display().lower()}."
        for step in person.steps.order_by("starts_on", "pk")
    ]
    return said


def copy_for(receiver: Workspace, person: Person, *, informed_on: date, today: date) -> Person:
    """The receiver's own record: identity, contact, profile, and the statuses that run with the proof seen.

    Somebody the receiver knows already, by name and birth date, keeps their record: only what was not known is filled.
    Protected criteria, and the need of an adjustment, are not copied: the receiver asks the person.
    """
    known = possible_twins(
        workspace_id=receiver.pk,
        first_name=person.first_name,
        last_name=person.last_name,
        birth_date=person.birth_date,
    )
    found = known.filter(erased_on=None).first() or Person(workspace=receiver)
    for name in (*_IDENTITY, "informed_on"):
        value = informed_on if name == "informed_on" else getattr(person, name)
        if found.pk is None or getattr(found, name) in (None, "", "u", "unsaid"):
            setattr(found, name, value)
    found.save()
    _copy_profile(person, found)
    _copy_statuses(person, found, today=today)
    return found


def _copy_profile(person: Person, found: Person) -> None:
    profile = Profile.objects.filter(person=person).first()
    if profile is None or Profile.objects.filter(person=found).exists():
        return
    profile.pk, profile.person = found.pk, found
    profile.barriers = [code for code in profile.barriers if code not in _KEPT_BACK]
    profile.save(force_insert=True)


def _copy_statuses(person: Person, found: Person, *, today: date) -> None:
    running = person.statuses.filter(Q(valid_until=None) | Q(valid_until__gte=today))
    held = set(found.statuses.values_list("criterion", "valid_from"))
    for status in running.order_by("pk"):
        if is_protected(status) or (status.criterion, status.valid_from) in held:
            continue
        EligibilityStatus.objects.create(
            person=found,
            criterion=status.criterion,
            valid_from=status.valid_from,
            valid_until=status.valid_until,
            proof_kind=status.proof_kind,
            proof_on=status.proof_on,
            checked_on=status.checked_on,
            checked_by_id=status.checked_by_id,
        )
