"""The fictional département: its communes, its services, its « grand chantier »."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from levier.directory import services as directory
from levier.directory.enums import ReferenceKind, ServiceKind
from levier.directory.references import short_list
from levier.procurement import services as procurement
from levier.procurement.enums import TargetKind
from levier.procurement.models import Operation, Programme
from levier.procurement.values import TargetFacts

from .story import Story

TERRITORY = "Val d’Orne"
MAIN_TOWN = "Valmorne"
_CHARTER = "Charte d’insertion du grand chantier (document fictif)"


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    postcode: str


@cache
def communes() -> dict[str, Place]:
    """The fictional communes of the short list, by name."""
    rows = iter(short_list(ReferenceKind.COMMUNE))
    next(rows)
    return {row[1]: Place(row[1], row[2]) for row in rows if row[0].startswith("99")}


def somewhere(story: Story) -> Place:
    """One of the communes."""
    return story.rng.choice(list(communes().values()))


_SERVICES = (
    (ServiceKind.MOBILITY, "Les Roues du Val (démo)", "Location solidaire de scooters et de voitures, auto-école."),
    (
        ServiceKind.MOBILITY,
        "Transport à la demande Orne-Brelle (démo)",
        "Trajets à horaires décalés vers les chantiers.",
    ),
    (ServiceKind.HOUSING, "Le Toit passerelle (démo)", "Hébergement temporaire des salariés en mission."),
    (ServiceKind.CHILDCARE, "La Ribambelle (démo)", "Places de crèche réservées aux reprises d’emploi, dès 6 h."),
    (ServiceKind.LANGUAGE, "Parler pour travailler (démo)", "Français à visée professionnelle, cours du soir."),
    (ServiceKind.TRAINING, "Plateau technique du bâtiment (démo)", "Gestes et sécurité : échafaudage, électricité."),
    (ServiceKind.TRAINING, "Atelier du permis (démo)", "Certificats de conduite d’engins et sauveteur secouriste."),
    (ServiceKind.OTHER, "Point équipement (démo)", "Prêt de chaussures de sécurité et de vêtements de travail."),
)


def add_services(story: Story) -> None:
    """Enter the services of the territory in the directory."""
    for kind, name, description in _SERVICES:
        directory.create_local_service(
            actor=story.facilitator,
            kind=kind,
            name=name,
            description=description,
            area=TERRITORY,
            phone=story.names.phone(),
        )


def add_great_works(story: Story) -> dict[str, Operation]:
    """One « grand chantier » with two programmes inside it, their targets and their operations."""
    whole = _programme(
        story, "Écoquartier des Berges (fictif)", hours_share="0.05", sme_share="0.25", women_share="0.15"
    )
    homes = _programme(story, "Berges : logements", whole, hours_share="0.07")
    public = _programme(story, "Berges : espaces et équipements publics", whole, women_share="0.20")
    rows = (
        ("berges_vrd", public, "amenageur", "Berges : réseaux et voiries"),
        ("berges_parc", public, "amenageur", "Berges : parc des rives"),
        ("berges_logements", homes, "habitat", "Berges : soixante logements"),
        ("ecoles", None, "ville", "Plan écoles de Valmorne"),
    )
    return {
        key: procurement.create_operation(
            actor=story.facilitator, buyer=story.organisations[buyer], programme=programme, name=name
        )
        for key, programme, buyer, name in rows
    }


def _programme(story: Story, name: str, parent: Programme | None = None, **shares: str) -> Programme:
    targets = [TargetFacts(TargetKind(kind), Decimal(share), _CHARTER) for kind, share in shares.items()]
    return procurement.create_programme(
        actor=story.facilitator, name=name, charter=_CHARTER, parent=parent, targets=targets
    )
