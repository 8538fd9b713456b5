"""The workspace, the people who sign in, and the directory: buyers, companies, structures, referrers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from levier.accounts.models import Membership, User, Workspace
from levier.directory import services as directory
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.directory.values import BuyerFacts, ContactFacts, Identity, StructureFacts
from levier.domain.vocabulary import BuyerKind, Role, StructureKind

from .names import mailbox
from .places import MAIN_TOWN, TERRITORY, communes, somewhere
from .story import Act, Story

SLUG = "val-d-orne-demo"
_AUTHORITY, _STATE, _ENTITY, _DEFENCE = (
    BuyerKind.AUTHORITY,
    BuyerKind.CENTRAL_STATE,
    BuyerKind.ENTITY,
    BuyerKind.DEFENCE,
)

#: Key, name, commune, kind, annual purchases in M€ (none: not known), competence in insertion.
BUYERS = (
    ("ville", "Ville de Valmorne (démo)", MAIN_TOWN, _AUTHORITY, 38, False),
    ("port", "Ville de Port-Valmorne (démo)", "Port-Valmorne", _AUTHORITY, 9, False),
    ("corvallon", "Commune de Corvallon (démo)", "Corvallon", _AUTHORITY, None, False),
    ("agglo", "Agglomération du Val d’Orne (démo)", MAIN_TOWN, _AUTHORITY, 62, True),
    ("departement", "Département du Val d’Orne (démo)", MAIN_TOWN, _AUTHORITY, 140, True),
    ("region", "Lycées de la Région des Deux-Vals (démo)", "Grandcourcelle", _AUTHORITY, 210, False),
    ("habitat", "Val d’Orne Habitat (démo)", "Rivaumont", _AUTHORITY, 55, False),
    ("hopital", "Centre hospitalier de Roncevigne (démo)", "Roncevigne", _AUTHORITY, 47, False),
    ("amenageur", "Aménageur des Berges (démo)", MAIN_TOWN, _AUTHORITY, 31, False),
    ("etat", "Cité administrative du Val d’Orne, services de l’État (démo)", MAIN_TOWN, _STATE, None, None),
    ("eaux", "Régie des eaux Orne-Brelle (démo)", "Fontaine-Brelle", _ENTITY, 24, False),
    ("defense", "Soutien du camp de Noirefontaine (démo)", "Noirefontaine-la-Haute", _DEFENCE, None, None),
)

#: Trade, how its companies are called, how many there are: sixty in all.
COMPANIES = (
    ("structure", "Maçonnerie {}", 7),
    ("civil_works", "Travaux publics {}", 6),
    ("painting", "Peintures {}", 5),
    ("electricity", "Électricité {}", 4),
    ("plumbing_hvac", "Chauffage {}", 4),
    ("roofing", "Toitures {}", 3),
    ("plastering", "Cloisons {}", 3),
    ("joinery", "Menuiseries {}", 4),
    ("flooring", "Sols {}", 3),
    ("metalwork", "Métallerie {}", 2),
    ("demolition", "Démolition {}", 2),
    ("building_upkeep", "Entretien du bâti {}", 3),
    ("green_spaces", "Paysages {}", 3),
    ("cleaning", "Propreté {}", 4),
    ("security", "Gardiennage {}", 2),
    ("catering", "Restauration {}", 2),
    ("furniture", "Mobilier {}", 1),
    ("temp", "Intérim {}", 2),
)

#: Kind, how it is called, how many, trades: forty structures in all.
STRUCTURES = (
    (StructureKind.EI, "Atelier {}", 8, ("painting", "building_upkeep", "plastering", "flooring", "waste_reuse")),
    (
        StructureKind.ETTI,
        "Intérim insertion {}",
        4,
        ("structure", "civil_works", "logistics", "cleaning", "electricity"),
    ),
    (StructureKind.AI, "Entraide {}", 5, ("cleaning", "green_spaces", "reception", "catering")),
    (StructureKind.ACI, "Chantier {}", 8, ("green_spaces", "natural_areas", "greenways", "waste_reuse", "furniture")),
    (StructureKind.EITI, "Indépendants {}", 1, ("transport", "cleaning")),
    (StructureKind.EA, "Entreprise adaptée {}", 4, ("laundry", "furniture", "packing", "green_spaces", "data_entry")),
    (StructureKind.EATT, "Intérim adapté {}", 1, ("logistics", "removals", "reception")),
    (StructureKind.ESAT, "Les Ateliers {}", 4, ("laundry", "packing", "data_entry", "mail", "green_spaces")),
    (StructureKind.GEIQ, "Groupement d’employeurs {}", 3, ("structure", "electricity", "catering", "plumbing_hvac")),
    (StructureKind.REGIE, "Régie {}", 2, ("cleaning", "urban_cleaning", "green_spaces", "painting", "greenways")),
)

REFERRERS = (
    "Mission locale du Val (démo)",
    "Agence de l’emploi de Valmorne (démo)",
    "Plan local pour l’insertion Orne-Brelle (démo)",
    "Service insertion du Département (démo)",
)
TRAINING_BODIES = ("Centre de formation des métiers (démo)", "École du geste (démo)")

#: Who signs in: key, role, name, key of the organisation.
PEOPLE = (
    ("facilitator", Role.FACILITATOR, "Camille Aubrac", ""),
    ("colleague", Role.FACILITATOR, "Robin Tesselin", ""),
    ("admin", Role.ADMIN, "Dominique Ferrand", ""),
    ("coordinator", Role.COORDINATOR, "Sacha Lormel", ""),
    ("buyer", Role.BUYER, "Maxime Tellier", "ville"),
    ("contractor", Role.CONTRACTOR, "Alix Bertin", "main"),
    ("structure", Role.STRUCTURE, "Lou Castel", "main_structure"),
    ("referrer", Role.REFERRER, "Noa Vidal", "main_referrer"),
)


def open_workspace() -> Workspace:
    """The tenant, said fictional by its very name."""
    return Workspace.objects.create(
        name="Clauses sociales du Val d’Orne (espace fictif)",
        slug=SLUG,
        territory=TERRITORY,
        contact_email=mailbox("clauses", "val d orne"),
        contact_phone="02 61 91 99 00",
        is_demo=True,
    )


def open_team(story: Story) -> None:
    """The accounts that need no organisation: the rest of the story is theirs to write."""
    for key, role, name, place in PEOPLE:
        if not place:
            story.members[key] = _member(story, key, role, name, None)


def open_partners(story: Story) -> None:
    """One account for each role that acts for an organisation."""
    for key, role, name, place in PEOPLE:
        if place:
            story.members[key] = _member(story, key, role, name, story.organisations[place])


def _member(story: Story, key: str, role: Role, name: str, organisation: Organisation | None) -> Membership:
    user = User.objects.create_user(mailbox(key, "val d orne"), full_name=name)
    return Membership.objects.create(user=user, workspace=story.workspace, role=role.value, organisation=organisation)


def fill_directory(story: Story, today: date) -> None:
    """Every organisation, through the services of the directory."""
    for key, name, town, kind, purchases, competence in BUYERS:
        facts = BuyerFacts(
            buyer_kind=kind,
            annual_purchases=Decimal(purchases * 1_000_000) if purchases else None,
            insertion_competence=competence,
        )
        story.organisations[key] = _create(story, OrganisationKind.BUYER, name, today, town=town, buyer=facts)
    for trade, pattern, count in COMPANIES:
        story.companies[trade] = [
            _create(story, OrganisationKind.CONTRACTOR, story.names.brand(pattern), today) for _ in range(count)
        ]
    story.organisations["main"] = story.companies["structure"][0]
    for structure_kind, pattern, count, trades in STRUCTURES:
        story.structures[structure_kind.value] = [
            _structure(story, structure_kind, pattern, trades, today) for _ in range(count)
        ]
    story.organisations["main_structure"] = story.structures["ei"][0]
    story.referrers = [_create(story, OrganisationKind.REFERRER, name, today, town=MAIN_TOWN) for name in REFERRERS]
    story.organisations["main_referrer"] = story.referrers[0]
    for name in TRAINING_BODIES:
        _create(story, OrganisationKind.TRAINING_BODY, name, today, town=MAIN_TOWN)
    body = f"Maison de l’emploi du {TERRITORY} (démo)"
    _create(story, OrganisationKind.FACILITATING_BODY, body, today, town=MAIN_TOWN)


def _structure(story: Story, kind: StructureKind, pattern: str, trades: tuple[str, ...], today: date) -> Organisation:
    rng = story.rng
    facts = StructureFacts(
        structure_kind=kind,
        trades=rng.sample(trades, k=min(len(trades), rng.randint(2, 3))),
        capacity_hours_month=Decimal(rng.randrange(400, 3600, 50)),
        recent_load_hours_month=Decimal(rng.randrange(100, 400, 10)),
        radius_km=rng.choice((20, 30, 30, 40, 60)),
        annual_turnover=Decimal(rng.randrange(350, 2600, 25) * 1000),
    )
    return _create(story, OrganisationKind.STRUCTURE, story.names.brand(pattern), today, structure=facts)


def _create(
    story: Story,
    kind: OrganisationKind,
    name: str,
    today: date,
    *,
    town: str = "",
    buyer: BuyerFacts | None = None,
    structure: StructureFacts | None = None,
) -> Organisation:
    place = communes()[town] if town else somewhere(story)
    short = name.removesuffix(" (démo)")
    identity = Identity(
        name=name,
        siret=story.names.siret(),
        address=f"{story.rng.randint(1, 90)} rue {story.rng.choice(_STREETS)}",
        postcode=place.postcode,
        city=place.name,
        phone=story.names.phone(),
        email=mailbox("contact", short),
    )
    made = directory.create_organisation(
        actor=story.facilitator, today=today, kind=kind, identity=identity, buyer=buyer, structure=structure
    )
    if kind not in (OrganisationKind.TRAINING_BODY, OrganisationKind.FACILITATING_BODY):
        _contact(story, made, kind, short)
    return made


_STREETS = ("des Ateliers", "du Moulin", "des Tanneurs", "de la Gare", "du Vieux-Pont", "des Jardins", "de l’Écluse")
_FUNCTIONS = {
    OrganisationKind.BUYER: "Commande publique",
    OrganisationKind.CONTRACTOR: "Conduite de travaux",
    OrganisationKind.STRUCTURE: "Direction",
    OrganisationKind.REFERRER: "Référence de parcours",
}


def _contact(story: Story, organisation: Organisation, kind: OrganisationKind, place: str) -> None:
    name = " ".join(story.names.person(woman=story.rng.random() < 0.5))
    facts = ContactFacts(
        name=name,
        function=_FUNCTIONS[kind],
        email=mailbox(name, place),
        phone=story.names.phone(mobile=True),
        receives_links=kind is not OrganisationKind.REFERRER,
    )
    directory.add_contact(actor=story.facilitator, organisation=organisation, facts=facts)
    story.signatories[organisation.pk] = name


def plan_capacities(story: Story) -> None:
    """Most structures say again what they can take on; a few do not, and their figure grows old."""
    everyone = [one for group in story.structures.values() for one in group]
    for rank, organisation in enumerate(everyone):
        if rank % 8 == 0:  # the one who signs in is among them
            continue
        day = story.today - timedelta(days=story.rng.randint(6, 150))
        capacity, load = story.rng.randrange(400, 3600, 50), story.rng.randrange(100, 400, 10)
        story.at(day, _update(story, organisation, capacity, load))


def _update(story: Story, organisation: Organisation, capacity: int, load: int) -> Act:
    def act(now: datetime) -> None:
        directory.update_capacity(
            actor=story.facilitator,
            organisation=organisation,
            today=now.date(),
            capacity_hours_month=Decimal(capacity),
            recent_load_hours_month=Decimal(load),
        )

    return act
