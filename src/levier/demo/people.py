"""People, their one dated status, and their work contracts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from levier.directory.models import Organisation
from levier.domain.eligibility import by_code
from levier.domain.matching import Barrier
from levier.domain.vocabulary import ContractKind, Modality
from levier.people.enums import Education, Sex
from levier.people.models import Employment, Person
from levier.people.services import record as services
from levier.people.services.profile import create_person
from levier.people.values import PersonFacts, ProfileFacts

from .names import mailbox
from .pathways import plan_exits, prepare
from .places import somewhere
from .story import Act, Story

_M, _C = Modality, ContractKind

#: Kinds of work contract by modality, from the most to the least usual.
CONTRACTS: dict[Modality, tuple[ContractKind, ...]] = {
    _M.DIRECT_HIRE: (_C.CDD, _C.CDI, _C.CDD, _C.APPRENTICESHIP, _C.CDD, _C.PROFESSIONALISATION, _C.CDD),
    _M.LABOUR_SUPPLY_ETTI: (_C.TEMP_INSERTION,),
    _M.LABOUR_SUPPLY_AI: (_C.CDD, _C.CDDI),
    _M.LABOUR_SUPPLY_GEIQ: (_C.PROFESSIONALISATION, _C.APPRENTICESHIP),
    _M.LABOUR_SUPPLY_EATT: (_C.TEMP,),
    _M.TEMP_AGENCY: (_C.TEMP,),
    _M.SUBCONTRACT_EI: (_C.CDDI,),
    _M.SUBCONTRACT_ACI: (_C.CDDI,),
    _M.SUBCONTRACT_EA: (_C.CDI, _C.CDD),
    _M.SUBCONTRACT_ESAT: (_C.ESAT_SUPPORT,),
    _M.SUBCONTRACT_REGIE: (_C.CDDI,),
    _M.OTHER: (_C.INTERNSHIP,),
}
#: Kind of structure that employs, by modality; the others are employed by the contractor.
STRUCTURE_OF: dict[Modality, str] = {
    _M.LABOUR_SUPPLY_ETTI: "etti",
    _M.LABOUR_SUPPLY_AI: "ai",
    _M.LABOUR_SUPPLY_GEIQ: "geiq",
    _M.LABOUR_SUPPLY_EATT: "eatt",
    _M.SUBCONTRACT_EI: "ei",
    _M.SUBCONTRACT_ACI: "aci",
    _M.SUBCONTRACT_EA: "ea",
    _M.SUBCONTRACT_ESAT: "esat",
    _M.SUBCONTRACT_REGIE: "regie",
}
_BY_STRUCTURE = {
    "etti": "iae", "ai": "iae", "ei": "iae", "aci": "iae", "geiq": "geiq", "regie": "regie",
    "ea": "adapted_sector", "esat": "adapted_sector", "eatt": "adapted_sector",
}  # fmt: skip
_ORDINARY = (
    "long_term_jobseeker", "rsa", "under_26", "disabled_worker", "over_50", "long_term_jobseeker", "qpv", "reinforced_support",
    "very_long_term_jobseeker", "ass", "under_26", "protected_person", "reasoned_opinion", "special_scheme",
)  # fmt: skip
_EDUCATION = (Education.CAP, Education.BASIC, Education.CAP, Education.BAC, Education.UNSAID, Education.FOREIGN,
              Education.BASIC, Education.BAC2, Education.BAC3)  # fmt: skip
#: What a man and a woman of the trade are called.
_OCCUPATIONS = {
    "structure": ("Aide-maçon", "Aide-maçonne"),
    "civil_works": ("Constructeur de routes", "Constructrice de routes"),
    "painting": ("Aide-peintre", "Peintre en bâtiment"),
    "electricity": ("Aide-électricien", "Aide-électricienne"),
    "plumbing_hvac": ("Aide-plombier", "Monteuse en chauffage"),
    "roofing": ("Aide-couvreur", "Aide-couvreuse"),
    "plastering": ("Aide-plaquiste", "Plaquiste"),
    "joinery": ("Aide-menuisier", "Poseuse de menuiseries"),
    "flooring": ("Aide-carreleur", "Aide-carreleuse"),
    "metalwork": ("Aide-métallier", "Aide-métallière"),
    "building_upkeep": ("Ouvrier polyvalent", "Ouvrière polyvalente"),
    "green_spaces": ("Aide-jardinier", "Jardinière"),
    "natural_areas": ("Ouvrier forestier", "Ouvrière forestière"),
    "greenways": ("Agent d’entretien des voies vertes", "Agente d’entretien des voies vertes"),
    "cleaning": ("Agent de propreté", "Agente de propreté"),
    "security": ("Agent de sécurité", "Agente de sécurité"),
    "catering": ("Commis de cuisine", "Employée de restauration"),
    "laundry": ("Agent de blanchisserie", "Agente de blanchisserie"),
    "furniture": ("Monteur de mobilier", "Agente d’atelier"),
    "waste_reuse": ("Agent de tri", "Agente de tri"),
    "removals": ("Manutentionnaire", "Manutentionnaire"),
    "data_entry": ("Opérateur de saisie", "Opératrice de numérisation"),
}
_REFERRED_BY_MAIN = 3
#: What candidates look for, and what they hold; taken in turn.
_WISHES = ("F1703", "F1606", "A1203", "F1702", "K2204", "F1704", "F1602", "A1202")
_HELD = ((), ("sst",), ("caces_r482_a", "aipr"), (), ("caces_r486_a", "sst"), ("electric_h0b0",), ())
_NEEDS = ((), (Barrier.MOBILITY,), (), (Barrier.CHILDCARE,), (Barrier.HOUSING, Barrier.MOBILITY), (Barrier.LANGUAGE,))


@dataclass
class Recruit:
    """Somebody who will be entered a few days before they start."""

    woman: bool
    criterion: str
    checked: bool = True
    expires_on: date | None = None
    #: Sent by the referrer who signs in.
    followed: bool = False
    person: Person | None = None


@dataclass
class Job:
    """A work contract to come, and what it will do each month: hours by month."""

    recruit: Recruit
    employer: Organisation
    modality: Modality
    kind: ContractKind
    starts_on: date
    ends_on: date | None
    occupation: str
    weekly: Decimal = Decimal(35)
    employed_before: bool = False
    hours: dict[date, Decimal] = field(default_factory=dict)
    employment: Employment | None = None


def occupation(one: Recruit, trade: str) -> str:
    """The job of one person on a site."""
    return _OCCUPATIONS.get(trade, ("Agent polyvalent", "Agente polyvalente"))[one.woman]


def recruit(story: Story, *, structure: str = "", criteria: tuple[str, ...] = (), count: int = 0) -> Recruit:
    """Somebody new, of a public the employer takes in. ``count`` spreads the criteria."""
    rng = story.rng
    woman = rng.random() < (0.45 if structure else 0.3)
    criterion = _BY_STRUCTURE.get(structure) or (criteria or _ORDINARY)[count % len(criteria or _ORDINARY)]
    return Recruit(woman=woman, criterion=criterion)


def plan_person(story: Story, one: Recruit, *, starts_on: date, rank: int) -> None:
    """Enter the person, then their status, before they start."""
    story.at(starts_on - timedelta(days=14), _enter(story, one, starts_on=starts_on, rank=rank))
    story.at(starts_on - timedelta(days=10), _qualify(story, one))


def _enter(story: Story, one: Recruit, *, starts_on: date, rank: int) -> Act:
    def act(now: datetime) -> None:
        if one.person is not None:
            return
        rng, today = story.rng, now.date()
        first, last = story.names.person(woman=one.woman)
        youngest, oldest = {"under_26": (18, 25), "reinforced_support": (18, 25), "over_50": (51, 60)}.get(
            one.criterion, (20, 55)
        )
        place = somewhere(story)
        main = one.followed or rank % _REFERRED_BY_MAIN == 0
        facts = PersonFacts(
            first_name=first,
            last_name=last,
            birth_date=story.names.birth_date(on=today, youngest=youngest, oldest=oldest),
            sex=Sex.WOMAN if one.woman else Sex.MAN,
            education=rng.choice(_EDUCATION),
            in_qpv=True if one.criterion == "qpv" else rng.choice((False, False, None)),
            postcode=place.postcode,
            city=place.name,
            phone=story.names.phone(mobile=True),
            email=mailbox(f"{first} {last}", "personnes"),
            referrer=story.referrers[0 if main else rng.randrange(1, len(story.referrers))],
            informed_on=today,
        )
        profile = _profile(rank, today=today)
        one.person = create_person(actor=story.facilitator, facts=facts, profile=profile, today=today)
        prepare(story, one.person, starts_on=starts_on, rank=rank, today=today)

    return act


def _profile(rank: int, *, today: date) -> ProfileFacts:
    """What the candidate of this rank says; the codes are those of the short ROME list."""
    wishes = (_WISHES[rank % len(_WISHES)], _WISHES[(rank * 3 + 1) % len(_WISHES)])
    return ProfileFacts(
        occupations=wishes if rank % 2 else wishes[:1],
        certificates=_HELD[rank % len(_HELD)],
        available_from=today + timedelta(days=7 * (rank % 4)),
        weekly_hours=Decimal((35, 35, 28, 24)[rank % 4]),
        radius_km=(10, 20, 30, 15, 40)[rank % 5],
        has_licence=rank % 5 in (1, 2, 4),
        has_vehicle=rank % 5 in (2, 4),
        uses_transit=rank % 3 != 1,
        barriers=_NEEDS[rank % len(_NEEDS)],
    )


def _qualify(story: Story, one: Recruit) -> Act:
    def act(now: datetime) -> None:
        person = one.person
        if person is None or person.statuses.exists():
            return
        today = now.date()
        proof = by_code(one.criterion).proofs[0]
        services.record_status(
            actor=story.facilitator,
            person=person,
            criterion=one.criterion,
            valid_from=today,
            valid_until=one.expires_on,
            today=today,
            proof_kind=proof.kind,
            proof_on=today - timedelta(days=story.rng.randint(1, 12)),
            checked=one.checked,
        )

    return act


def plan_job(story: Story, job: Job, *, not_before: date) -> None:
    """Record the work contract when it is signed, or when the site begins for those hired long before."""

    def act(now: datetime) -> None:
        person = job.recruit.person
        if person is None:
            raise RuntimeError("the demonstration hires somebody it has not entered")
        job.employment = services.create_employment(
            actor=story.facilitator,
            person=person,
            employer=job.employer,
            contract_kind=job.kind,
            modality=job.modality,
            starts_on=job.starts_on,
            ends_on=job.ends_on,
            occupation=job.occupation,
            weekly_hours=job.weekly,
            employed_before=job.employed_before,
        )
        plan_exits(story, job.employment)

    story.at(max(job.starts_on, not_before) - timedelta(days=4), act)


def plan_candidates(story: Story, count: int) -> None:
    """People met and not yet at work: some statuses wait for a check."""
    for rank in range(count):
        one = recruit(story, count=rank)
        one.checked = rank % 7 != 3
        plan_person(story, one, starts_on=story.today + timedelta(days=5 - rank % 15), rank=rank)
