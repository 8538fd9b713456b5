"""The workspace next door, small and with its own facilitator: follow-ups go both ways.

One was entrusted to it and it told how the person left; one waits for its answer, and one of its own waits for ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from levier.accounts.actor import Actor
from levier.accounts.models import Membership, User, Workspace
from levier.directory import services as directory
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.directory.values import ContactFacts, Identity, StructureFacts
from levier.domain.eligibility import by_code
from levier.domain.vocabulary import ContractKind, Modality, Role, StructureKind
from levier.people.enums import ExitOutcome, HandOverState, Informed, Sex
from levier.people.handovers import current_handover, points_of
from levier.people.models import HandOver, Person
from levier.people.pathway import exits_after
from levier.people.services import handovers
from levier.people.services import record as services
from levier.people.services.profile import create_person
from levier.people.values import PersonFacts, ProfileFacts

from .names import Names, mailbox
from .places import communes
from .story import Story

SLUG = "demonstration-voisine"
#: Who signs in next door.
FACILITATOR = "Charlie Vaubert"
_TOWNS = ("Outrelande", "Lanvaudière", "Marchevigne")
_PLACE = "vaucreux"
#: Kind, name: a directory one reads in a glance.
_DIRECTORY = (
    (OrganisationKind.CONTRACTOR, "Charpentes du Vaucreux (démo)"),
    (OrganisationKind.CONTRACTOR, "Voiries de Marchevigne (démo)"),
    (OrganisationKind.STRUCTURE, "Chantier d’Outrelande (démo)"),
    (OrganisationKind.REFERRER, "Mission locale du Vaucreux (démo)"),
)
#: Criterion of each person next door, what they look for, and whether they are at work.
_PEOPLE = (
    ("long_term_jobseeker", "F1703", True),
    ("rsa", "F1702", True),
    ("under_26", "F1606", False),
    ("qpv", "K2204", False),
    ("over_50", "A1203", False),
)
#: Days before today, each a working day or the next one.
_SENT, _ACCEPTED, _TOLD, _ASKED = 12, 9, 4, 3


@dataclass
class _NextDoor:
    """What the acts of the neighbours share. Their own chance, so that nothing of the story's moves."""

    story: Story
    workspace: Workspace
    actor: Actor
    rng: Random
    names: Names
    organisations: dict[str, Organisation]


def open_neighbours(story: Story) -> _NextDoor:
    """The workspace next door and its facilitator, from the first day."""
    workspace = Workspace.objects.create(
        name="Clauses sociales du Vaucreux (espace fictif)",
        slug=SLUG,
        territory="Vaucreux",
        contact_email=mailbox("clauses", _PLACE),
        is_demo=True,
    )
    user = User.objects.create_user(mailbox("facilitator", _PLACE), full_name=FACILITATOR)
    member = Membership.objects.create(user=user, workspace=workspace, role=Role.FACILITATOR.value)
    rng = Random(story.first_day.toordinal())  # noqa: S311 - a story, not a secret
    return _NextDoor(story, workspace, Actor.member(member), rng, story.names.drawn_by(rng), {})


def plan_neighbours(story: Story) -> None:
    """Their directory and people first, then the follow-ups of the last two weeks."""
    door = open_neighbours(story)
    days = {name: story.today - timedelta(days=ago) for name, ago in
            (("settled", 60), ("sent", _SENT), ("accepted", _ACCEPTED), ("told", _TOLD), ("asked", _ASKED))}  # fmt: skip
    story.at(days["settled"], lambda now: _settle(door, now))
    story.at(days["sent"], lambda now: _entrust(door, now))
    story.at(days["accepted"], lambda now: _accept(door, now))
    story.at(days["told"], lambda now: _tell_exit(door, now))
    story.at(days["asked"], lambda now: _ask_both_ways(door, now))


def _settle(door: _NextDoor, now: datetime) -> None:
    today = now.date()
    for rank, (kind, name) in enumerate(_DIRECTORY):
        door.organisations[name] = _organisation(door, kind, name, rank, today)
    for rank, (criterion, occupation, at_work) in enumerate(_PEOPLE):
        person = _person(door, rank, occupation, today=today)
        services.record_status(
            actor=door.actor, person=person, criterion=criterion, valid_from=today, today=today,
            proof_kind=by_code(criterion).proofs[0].kind, proof_on=today - timedelta(days=3), checked=True,
        )  # fmt: skip
        if at_work:
            services.create_employment(
                actor=door.actor, person=person, employer=door.organisations[_DIRECTORY[rank][1]],
                contract_kind=ContractKind.CDD, modality=Modality.DIRECT_HIRE, starts_on=today,
                ends_on=today + timedelta(days=240), occupation="Aide-charpentier",
            )  # fmt: skip


def _organisation(door: _NextDoor, kind: OrganisationKind, name: str, rank: int, today: date) -> Organisation:
    town = communes()[_TOWNS[rank % len(_TOWNS)]]
    names, short = door.story.names, name.removesuffix(" (démo)")
    identity = Identity(
        name=name, siret=names.siret(), address=f"{rank + 2} rue des Ateliers", postcode=town.postcode, city=town.name,
        phone=names.phone(), email=mailbox("contact", short),
    )  # fmt: skip
    structure = StructureFacts(structure_kind=StructureKind.ACI, trades=["green_spaces"])
    made = directory.create_organisation(
        actor=door.actor, today=today, kind=kind, identity=identity,
        structure=structure if kind is OrganisationKind.STRUCTURE else None,
    )  # fmt: skip
    contact = " ".join(door.names.person(woman=rank % 2 == 0))
    facts = ContactFacts(
        name=contact, function="Direction", email=mailbox(contact, short), phone=names.phone(mobile=True)
    )
    directory.add_contact(actor=door.actor, organisation=made, facts=facts)
    return made


def _person(door: _NextDoor, rank: int, occupation: str, *, today: date) -> Person:
    woman = rank % 2 == 1
    first, last = door.names.person(woman=woman)
    town = communes()[_TOWNS[rank % len(_TOWNS)]]
    facts = PersonFacts(
        first_name=first, last_name=last, sex=Sex.WOMAN if woman else Sex.MAN, informed_on=today,
        birth_date=door.names.birth_date(on=today, youngest=20, oldest=50), postcode=town.postcode, city=town.name,
        phone=door.story.names.phone(mobile=True), email=mailbox(f"{first} {last}", "personnes"),
        referrer=door.organisations[_DIRECTORY[-1][1]],
    )  # fmt: skip
    return create_person(actor=door.actor, facts=facts, profile=ProfileFacts(occupations=(occupation,)), today=today)


def _entrust(door: _NextDoor, now: datetime) -> None:
    """Somebody whose contract ended, of whom nobody knows yet what became of them."""
    person = _leaver(door.story, now.date())
    if person is not None:
        _propose(door, person, "La personne s’installe à Outrelande et y cherche la suite de son parcours.", now.date())


def _accept(door: _NextDoor, now: datetime) -> None:
    for one in HandOver.objects.filter(receiver=door.workspace, state=HandOverState.PROPOSED):
        handovers.accept_handover(actor=door.actor, handover=one, today=now.date())


def _tell_exit(door: _NextDoor, now: datetime) -> None:
    today = now.date()
    for one in HandOver.objects.filter(receiver=door.workspace, state=HandOverState.ACCEPTED):
        reached = [point for point in points_of(one, today=today)[1] if point.milestone.to_ask]
        if reached:
            handovers.tell_exit(
                actor=door.actor, handover=one, months=reached[-1].milestone.months, outcome=ExitOutcome.CDI,
                observed_on=today, today=today,
            )  # fmt: skip


def _ask_both_ways(door: _NextDoor, now: datetime) -> None:
    today = now.date()
    person = _leaver(door.story, today)
    if person is not None:
        _propose(door, person, "Une entreprise de Marchevigne veut l’embaucher pour un an.", today)
    coming = Person.objects.filter(workspace=door.workspace, employments=None, received_by=None).order_by("pk").first()
    if coming is not None:
        handovers.hand_over(
            actor=door.actor, person=coming, receiver=door.story.workspace, informed_on=today,
            informed_how=Informed.EMAIL, need="Embauche prévue sur un chantier de votre territoire.", today=today,
        )  # fmt: skip


def _propose(door: _NextDoor, person: Person, need: str, today: date) -> None:
    handovers.hand_over(
        actor=door.story.facilitator, person=person, receiver=door.workspace, informed_on=today,
        informed_how=Informed.TALK, need=need, today=today,
    )  # fmt: skip


def _leaver(story: Story, today: date) -> Person | None:
    """Somebody whose last contract ended and whom nobody else follows; first those whose situation is due and unknown."""
    gone = Person.objects.filter(workspace=story.workspace, erased_on=None, employments__ends_on__lt=today)
    known = None
    for person in gone.distinct().order_by("pk").prefetch_related("employments__exits"):
        last, points = exits_after(list(person.employments.all()), today=today)
        if last is None or current_handover(person) is not None:
            continue
        if any(point.milestone.to_ask for point in points):
            return person
        known = known or person
    return known
