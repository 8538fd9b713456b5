"""Awarded contracts as a DECP document of 2022, valid against the official schema, or a refusal that says what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from levier.domain.errors import RuleError
from levier.notices.decp.model import AwardedContract, Environmental, Modification, Organisation, Social

from .facts import SocialFacts
from .ocds import plain_number

NO_SOCIAL, NO_ENVIRONMENTAL = "Pas de considération sociale", "Pas de considération environnementale"
_NATURES = {"Marché", "Marché de partenariat", "Marché de défense ou de sécurité"}
_PROCEDURES = {
    *("Procédure adaptée", "Appel d'offres ouvert", "Appel d'offres restreint", "Procédure avec négociation"),
    *("Marché passé sans publicité ni mise en concurrence préalable", "Dialogue compétitif"),
}
_CCAG = {
    *("Travaux", "Maitrise d'œuvre", "Fournitures courantes et services", "Marchés industriels", "Pas de CCAG"),
    *("Prestations intellectuelles", "Techniques de l'information et de la communication"),
}
_TECHNIQUES = {
    *("Accord-cadre", "Concours", "Système de qualification", "Système d'acquisition dynamique"),
    *("Catalogue électronique", "Enchère électronique", "Sans objet"),
}
_MODES = {"Tranches", "Bons de commande", "Marchés subséquents", "Sans objet"}
_PRICES = {"Définitif ferme", "Définitif actualisable", "Définitif révisable", "Provisoire"}
_SITES = {
    *("Code postal", "Code commune", "Code arrondissement", "Code canton"),
    *("Code département", "Code région", "Code pays"),
}
_IDENTIFIERS = {"SIRET", "TVA", "TAHITI", "RIDET", "FRWF", "IREP", "HORS-UE"}
MAX_OBJECT, MAX_ID = 1000, 16


def considerations(facts: SocialFacts) -> dict[str, Any]:
    """The social fields alone, for who fills the rest elsewhere."""
    return {"considerationsSociales": {"considerationSociale": _social(facts.declared)}}


def _social(declared: tuple[Social, ...]) -> list[str]:
    return [kind.label for kind in declared] or [NO_SOCIAL]


def document_2022(contracts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The document that holds contracts written by :func:`contract_2022`."""
    return {"marches": {"marche": list(contracts)}}


def contract_2022(contract: AwardedContract, facts: SocialFacts | None = None) -> dict[str, Any]:
    """One contract; ``facts``, when given, say the social considerations in place of what it declared.

    Raises:
        RuleError: a concession, or a field the format requires is missing or outside its list. Nothing is made up.
    """
    if contract.is_concession:
        raise RuleError("Une concession ne s’écrit pas : la subvention publique qu’exige le format n’est pas connue.")
    declared = facts.declared if facts is not None else contract.social
    missing = [label for label, is_there in _required(contract, declared) if not is_there]
    if missing:
        raise RuleError(
            f"Le contrat {contract.id or contract.uid or 'sans numéro'} ne peut pas être écrit au format 2022 : complétez "
            f"{', '.join(missing)}."
        )
    green = contract.environmental or ()
    found: dict[str, Any] = {
        "id": contract.id,
        "acheteur": {"id": contract.buyer.siret or contract.buyer.id},
        "nature": _nature(contract),
        "objet": contract.object[:MAX_OBJECT],
        "codeCPV": contract.cpv,
        "techniques": {"technique": list(_techniques(contract))},
        "modalitesExecution": {"modaliteExecution": _distinct(contract.execution_modes)},
        "marcheInnovant": contract.innovative,
        "ccag": contract.ccag,
        "offresRecues": contract.offers_received,
        "attributionAvance": contract.advance,
        "typeGroupementOperateurs": contract.grouping,
        "procedure": contract.procedure,
        "lieuExecution": {"code": contract.site.code, "typeCode": contract.site.kind},
        "dureeMois": contract.duration_months,
        "dateNotification": _iso(contract.notified_on),
        "datePublicationDonnees": _iso(contract.published_on),
        "montant": _number(contract.amount),
        "typesPrix": {"typePrix": _distinct(contract.price_kinds)},
        "formePrix": contract.price_form,
        "sousTraitanceDeclaree": contract.subcontracting,
        "titulaires": _winners(contract.winners),
        "considerationsSociales": {"considerationSociale": _social(declared or ())},
        "considerationsEnvironnementales": {"considerationEnvironnementale": _environmental(green)},
    }
    if contract.framework_id:
        found["idAccordCadre"] = contract.framework_id
    if contract.advance_rate is not None:
        found["tauxAvance"] = _number(contract.advance_rate)
    if contract.modifications:
        found["modifications"] = [{"modification": _modification(one)} for one in contract.modifications]
    return found


def _required(contract: AwardedContract, declared: tuple[Social, ...] | None) -> list[tuple[str, bool]]:
    """What the schema requires, by its French name, and whether the contract has it in a form the schema takes."""
    buyer, site = contract.buyer.siret or contract.buyer.id, contract.site
    changes, people = contract.modifications, (contract.winners, *(one.winners for one in contract.modifications))
    return [
        ("le numéro (16 caractères au plus)", 0 < len(contract.id) <= MAX_ID),
        ("le SIRET de l’acheteur", len(buyer) == 14 and buyer.isascii() and buyer.isdigit()),
        ("la nature", _nature(contract) in _NATURES),
        ("l’objet", bool(contract.object)),
        ("le code CPV", bool(contract.cpv)),
        ("la procédure", contract.procedure in _PROCEDURES),
        ("les techniques d’achat", _within(_techniques(contract), _TECHNIQUES)),
        ("les modalités d’exécution", _within(contract.execution_modes, _MODES)),
        ("le marché innovant (oui ou non)", contract.innovative is not None),
        ("le CCAG", contract.ccag in _CCAG),
        ("le nombre d’offres reçues", contract.offers_received is not None),
        ("l’attribution d’une avance (oui ou non)", contract.advance is not None),
        ("le type de groupement", contract.grouping in {"Conjoint", "Solidaire", "Pas de groupement"}),
        ("le lieu d’exécution", bool(site.code) and site.kind in _SITES),
        ("la durée en mois", contract.duration_months is not None),
        ("la date de notification", contract.notified_on is not None),
        ("la date de publication", contract.published_on is not None),
        ("le montant", contract.amount is not None),
        ("le type de prix", _within(contract.price_kinds, _PRICES)),
        ("la forme du prix", contract.price_form in {"Unitaire", "Forfaitaire", "Mixte"}),
        ("la sous-traitance déclarée (oui ou non)", contract.subcontracting is not None),
        ("les titulaires", bool(contract.winners)),
        ("l’identifiant des titulaires", all(one.id and one.kind in _IDENTIFIERS for some in people for one in some)),
        ("les considérations sociales", declared is not None),
        ("les considérations environnementales", contract.environmental is not None),
        ("l’identifiant de l’accord-cadre (16 caractères au plus)", len(contract.framework_id) <= MAX_ID),
        ("le numéro des modifications", all(one.number > 0 for one in changes)),
        ("les dates des modifications", all(one.notified_on and one.published_on for one in changes)),
    ]


def _within(words: tuple[str, ...], known: set[str]) -> bool:
    return bool(words) and set(words) <= known


def _nature(contract: AwardedContract) -> str:
    """The framework agreement, a nature in 2019, is a technique in 2022."""
    return "Marché" if contract.nature in ("Accord-cadre", "Marché subséquent") else contract.nature


def _techniques(contract: AwardedContract) -> tuple[str, ...]:
    if contract.nature == "Accord-cadre" and "Accord-cadre" not in contract.techniques:
        return ("Accord-cadre", *(word for word in contract.techniques if word != "Sans objet"))
    return tuple(dict.fromkeys(contract.techniques))


def _distinct(words: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(words))


def _environmental(declared: tuple[Environmental, ...]) -> list[str]:
    return [kind.label for kind in declared] or [NO_ENVIRONMENTAL]


def _winners(winners: tuple[Organisation, ...]) -> list[dict[str, Any]]:
    pairs = dict.fromkeys((one.kind, one.id) for one in winners)
    return [{"titulaire": {"typeIdentifiant": kind, "id": written}} for kind, written in pairs]


def _modification(one: Modification) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": one.number,
        "dateNotificationModification": _iso(one.notified_on),
        "datePublicationDonneesModification": _iso(one.published_on),
    }
    if one.duration_months is not None:
        found["dureeMois"] = one.duration_months
    if one.amount is not None:
        found["montant"] = _number(one.amount)
    if one.winners:
        found["titulaires"] = _winners(one.winners)
    return found


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(value: Decimal | None) -> int | float | None:
    return None if value is None else plain_number(value)
