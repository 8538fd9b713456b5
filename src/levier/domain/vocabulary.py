"""The closed lists of the field: one word per thing, the French label beside the code.

Sources: domain.md §4.2 (taxonomies in use, Hérault observatory 2020 [V]), §1.1 (levers), §8 (glossary).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A StrEnum whose members carry a French label: ``NAME = code, label``."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(member.value, member.label) for member in cls]


class PurchaseNature(Labelled):
    """What is bought (eForms BT-23)."""

    WORKS = "works", "Travaux"
    SUPPLIES = "supplies", "Fournitures"
    SERVICES = "services", "Services"


class BuyerKind(Labelled):
    """Kind of buyer, as the EU thresholds distinguish them."""

    CENTRAL_STATE = "central_state", "État et ses établissements (pouvoir adjudicateur central)"
    AUTHORITY = "authority", "Collectivité ou autre pouvoir adjudicateur"
    ENTITY = "entity", "Entité adjudicatrice (réseaux)"
    DEFENCE = "defence", "Défense ou sécurité"


class Lever(Labelled):
    """The social lever carried by a lot."""

    PERFORMANCE_CONDITION = "performance_condition", "Condition d’exécution (clause)"
    AWARD_CRITERION = "award_criterion", "Critère d’attribution"
    CONDITION_AND_CRITERION = "condition_and_criterion", "Condition d’exécution et critère"
    RESERVED_CONTRACT = "reserved_contract", "Marché réservé"
    RESERVED_LOT = "reserved_lot", "Lot réservé"
    INSERTION_SERVICES = "insertion_services", "Marché d’insertion (l’insertion est l’objet)"
    NONE = "none", "Aucun levier"


class ReservedArticle(Labelled):
    """The article a reserved contract rests on; the notice must cite it (R2113-7)."""

    DISABILITY = "L2113-12", "L2113-12 : EA et ESAT"
    IAE = "L2113-13", "L2113-13 : insertion par l’activité économique"
    PRISON = "L2113-13-1", "L2113-13-1 : travail pénitentiaire"
    BOTH = "L2113-14", "L2113-14 : EA/ESAT et IAE ensemble"
    ESS = "L2113-15", "L2113-15 : économie sociale et solidaire"


class Ccag(Labelled):
    """The general conditions a contract refers to (DECP 2.0.3 labels)."""

    WORKS = "travaux", "Travaux"
    FCS = "fcs", "Fournitures courantes et services"
    TIC = "tic", "Techniques de l’information et de la communication"
    PI = "pi", "Prestations intellectuelles"
    MI = "mi", "Marchés industriels"
    MOE = "moe", "Maîtrise d’œuvre"
    NONE = "none", "Pas de CCAG"


class StructureKind(Labelled):
    """Inclusive structures, by the French acronym everybody uses."""

    EI = "ei", "EI (entreprise d’insertion)"
    ETTI = "etti", "ETTI (entreprise de travail temporaire d’insertion)"
    AI = "ai", "AI (association intermédiaire)"
    ACI = "aci", "ACI (atelier et chantier d’insertion)"
    EITI = "eiti", "EITI (entreprise d’insertion par le travail indépendant)"
    EA = "ea", "EA (entreprise adaptée)"
    EATT = "eatt", "EATT (entreprise adaptée de travail temporaire)"
    ESAT = "esat", "ESAT (établissement et service d’accompagnement par le travail)"
    GEIQ = "geiq", "GEIQ (groupement d’employeurs)"
    REGIE = "regie", "Régie de quartier ou de territoire"

    @property
    def acronym(self) -> str:
        return "Régie" if self is StructureKind.REGIE else self.value.upper()


class Modality(Labelled):
    """How the hours are performed (domain.md §4.2)."""

    DIRECT_HIRE = "direct_hire", "Embauche directe"
    LABOUR_SUPPLY_ETTI = "etti", "Mise à disposition par une ETTI"
    LABOUR_SUPPLY_AI = "ai", "Mise à disposition par une AI"
    LABOUR_SUPPLY_GEIQ = "geiq", "Mise à disposition par un GEIQ"
    LABOUR_SUPPLY_EATT = "eatt", "Mise à disposition par une EATT"
    TEMP_AGENCY = "ett", "Intérim classique (ETT)"
    SUBCONTRACT_EI = "ei", "Sous-traitance ou cotraitance avec une EI"
    SUBCONTRACT_ACI = "aci", "Sous-traitance ou cotraitance avec un ACI"
    SUBCONTRACT_EA = "ea", "Sous-traitance ou cotraitance avec une EA"
    SUBCONTRACT_ESAT = "esat", "Sous-traitance ou cotraitance avec un ESAT"
    SUBCONTRACT_REGIE = "regie", "Régie de quartier ou de territoire"
    OTHER = "other", "Autre modalité"


def accepted_modalities(named: Iterable[Modality]) -> tuple[Modality, ...]:
    """The ways a clause accepts, in their usual order: those it names; when it names none, all but ordinary temp work."""
    chosen = frozenset(named) or frozenset(Modality) - {Modality.TEMP_AGENCY}
    return tuple(one for one in Modality if one in chosen)


class ContractKind(Labelled):
    """Kind of work contract (domain.md §4.2)."""

    CDI = "cdi", "CDI"
    CDD = "cdd", "CDD"
    CDDI = "cddi", "CDD d’insertion (CDDI)"
    APPRENTICESHIP = "apprenticeship", "Contrat d’apprentissage"
    PROFESSIONALISATION = "professionalisation", "Contrat de professionnalisation"
    TEMP_INSERTION = "temp_insertion", "Intérim d’insertion"
    TEMP = "temp", "Intérim classique"
    ESAT_SUPPORT = "esat_support", "Contrat d’accompagnement par le travail (ESAT)"
    INTERNSHIP = "internship", "Stage"

    @property
    def work_study(self) -> bool:
        """True for alternance: its training hours count (CCAG Travaux 20.1.2 [V])."""
        return self in (ContractKind.APPRENTICESHIP, ContractKind.PROFESSIONALISATION)


class HourKind(Labelled):
    """What an hour was spent on."""

    WORK = "work", "Travail sur le marché"
    TRAINING = "training", "Formation"
    LEAVE = "leave", "Congés ou absence"
    PMSMP = "pmsmp", "Immersion (PMSMP) ou stage"


class Role(Labelled):
    """What a person may do in a workspace."""

    FACILITATOR = "facilitator", "Facilitateur"
    ADMIN = "admin", "Administrateur de l’espace"
    BUYER = "buyer", "Acheteur"
    CONTRACTOR = "contractor", "Entreprise titulaire"
    STRUCTURE = "structure", "Structure inclusive"
    REFERRER = "referrer", "Prescripteur"
    COORDINATOR = "coordinator", "Coordinateur régional"


class Party(Labelled):
    """Who acts at a step (booklet: DO and F; the company and the structure beside them)."""

    BUYER = "buyer", "Donneur d’ordre"
    FACILITATOR = "facilitator", "Facilitateur"
    CONTRACTOR = "contractor", "Entreprise"
    STRUCTURE = "structure", "Structure inclusive"
