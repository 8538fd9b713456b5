"""Trades where clauses are common: our own short table, from CPV codes to occupations.

Hand-written; the codes are checked against the official lists by the tests. A full CPV or ROME list may be loaded
beside it, but nothing needs one. Sectors are those of the Hérault observatory (domain.md §4.2 [V]).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .vocabulary import Labelled


class Sector(Labelled):
    """Sector of activity, as observatories count them."""

    BUILDING = "building", "Bâtiment"
    CIVIL_WORKS = "civil_works", "Travaux publics"
    CLEANING = "cleaning", "Nettoyage"
    WATER_WASTE = "water_waste", "Eau et déchets"
    GREEN_SPACES = "green_spaces", "Espaces verts"
    CATERING = "catering", "Restauration"
    SOCIAL_ACTION = "social_action", "Action sociale"
    INDUSTRY = "industry", "Industrie"
    INTELLECTUAL = "intellectual", "Prestations intellectuelles"
    OTHER_SERVICES = "other_services", "Autres services"


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade: how it is bought (CPV prefixes) and which occupations it employs (ROME codes)."""

    code: str
    label: str
    sector: Sector
    #: Leading digits of CPV codes, without trailing zeros.
    cpv: tuple[str, ...]
    rome: tuple[str, ...]


TRADES: tuple[Trade, ...] = (
    Trade(
        "structure",
        "Gros œuvre et maçonnerie",
        Sector.BUILDING,
        ("4521", "45223", "45262"),
        ("F1703", "F1701", "F1704"),
    ),
    Trade(
        "demolition",
        "Démolition, curage et désamiantage",
        Sector.BUILDING,
        ("45111", "4526266", "9065"),
        ("F1704", "I1503"),
    ),
    Trade(
        "civil_works",
        "VRD et travaux publics",
        Sector.CIVIL_WORKS,
        ("45112", "4522", "4523", "4524"),
        ("F1702", "F1705", "F1704", "F1302"),
    ),
    Trade(
        "roofing",
        "Charpente, couverture et étanchéité",
        Sector.BUILDING,
        ("45261", "45422"),
        ("F1610", "F1613", "F1501", "F1503"),
    ),
    Trade("plastering", "Plâtrerie et isolation", Sector.BUILDING, ("4541", "4532"), ("F1601", "F1613")),
    Trade("joinery", "Menuiserie et agencement", Sector.BUILDING, ("45421",), ("F1607", "F1604", "H2206")),
    Trade("flooring", "Sols et carrelage", Sector.BUILDING, ("45431", "45432"), ("F1608", "F1609")),
    Trade("painting", "Peinture et ravalement", Sector.BUILDING, ("4544", "454322"), ("F1606", "F1611")),
    Trade("electricity", "Électricité", Sector.BUILDING, ("4531", "50711"), ("F1602", "F1605", "I1309")),
    Trade(
        "plumbing_hvac",
        "Plomberie, chauffage, ventilation et climatisation",
        Sector.BUILDING,
        ("4533", "50712", "5072", "5073"),
        ("F1603", "I1308", "I1306"),
    ),
    Trade(
        "metalwork",
        "Serrurerie et métallerie",
        Sector.BUILDING,
        ("4534", "452624", "98395"),
        ("F1502", "H2911", "H2913"),
    ),
    Trade(
        "building_upkeep",
        "Entretien et rénovation des bâtiments",
        Sector.BUILDING,
        ("4545", "507", "4526269", "452627"),
        ("I1203", "F1606"),
    ),
    Trade("green_spaces", "Espaces verts", Sector.GREEN_SPACES, ("7731", "7732", "7734", "451127"), ("A1203",)),
    Trade("natural_areas", "Milieux naturels et forêt", Sector.GREEN_SPACES, ("772",), ("A1202", "A1201", "A1205")),
    Trade(
        "greenways",
        "Voies vertes et dépendances routières",
        Sector.GREEN_SPACES,
        ("45233229", "77312", "77314"),
        ("A1202", "I1202"),
    ),
    Trade("cleaning", "Nettoyage de locaux", Sector.CLEANING, ("9091",), ("K2204", "K2202")),
    Trade("urban_cleaning", "Propreté urbaine", Sector.CLEANING, ("906",), ("K2303",)),
    Trade("waste_reuse", "Collecte, tri et réemploi", Sector.WATER_WASTE, ("905",), ("K2304", "K2303")),
    Trade(
        "catering", "Restauration et traiteur", Sector.CATERING, ("553", "555"), ("G1603", "G1602", "G1605", "D1103")
    ),
    Trade("laundry", "Blanchisserie", Sector.OTHER_SERVICES, ("9831",), ("K2201", "D1205")),
    Trade("security", "Sécurité et gardiennage", Sector.OTHER_SERVICES, ("7971",), ("K2503", "K2501")),
    Trade(
        "logistics",
        "Manutention et logistique",
        Sector.OTHER_SERVICES,
        ("631", "79991"),
        ("N1103", "N1105", "N1101"),
    ),
    Trade("removals", "Déménagement et transfert", Sector.OTHER_SERVICES, ("98392",), ("N1102", "N1105")),
    Trade(
        "furniture",
        "Mobilier : fabrication, réparation, réemploi",
        Sector.INDUSTRY,
        ("391", "5085"),
        ("H2207", "B1806"),
    ),
    Trade(
        "it_refurbishing",
        "Matériel informatique et reconditionnement",
        Sector.OTHER_SERVICES,
        ("302", "5032"),
        ("I1401", "I1402"),
    ),
    Trade(
        "data_entry",
        "Numérisation, saisie et archivage",
        Sector.OTHER_SERVICES,
        ("7231", "72252", "72512", "7956", "799951", "79999", "92512"),
        ("M1606", "M1602"),
    ),
    Trade("packing", "Conditionnement et assemblage", Sector.INDUSTRY, ("7992",), ("H3302",)),
    Trade("printing", "Impression et façonnage", Sector.INDUSTRY, ("798",), ("E1301", "E1306")),
    Trade("mail", "Mise sous pli et distribution", Sector.OTHER_SERVICES, ("6412", "7957"), ("M1603", "N4105")),
    Trade(
        "reception",
        "Accueil et conciergerie",
        Sector.OTHER_SERVICES,
        ("79992", "9834112", "9834113", "9834114", "79511"),
        ("M1601", "G1701"),
    ),
    Trade("transport", "Transport et mobilité", Sector.OTHER_SERVICES, ("601",), ("N4102", "N4103", "N4105")),
    Trade(
        "intellectual",
        "Études, conseil et maîtrise d’œuvre",
        Sector.INTELLECTUAL,
        ("71", "722", "792", "793", "794"),
        ("F1106", "F1104", "M1402", "M1604"),
    ),
    Trade(
        "social_action",
        "Action sociale et petite enfance",
        Sector.SOCIAL_ACTION,
        ("853", "8011"),
        ("K1303", "K1302", "K1301", "K1305"),
    ),
)

TRADES_BY_CODE: Mapping[str, Trade] = {trade.code: trade for trade in TRADES}

_CPV = re.compile(r"^(\d{2,8})(?:-\d)?$")


def trades_for_cpv(cpv: str) -> tuple[Trade, ...]:
    """Trades a CPV code points to, longest matching prefix first.

    A general code (« 45000000 ») that no trade claims gives every trade below it. An unreadable code (public data
    hold many) gives nothing.
    """
    match = _CPV.match(cpv.strip())
    if match is None:
        return ()
    digits = match[1]
    claimed = [(longest, trade) for trade in TRADES if (longest := _longest_prefix(trade, digits))]
    if claimed:
        best_first = sorted(claimed, key=lambda pair: -pair[0])
        return tuple(trade for _, trade in best_first)
    stem = digits[:2] + digits[2:].rstrip("0")
    return tuple(trade for trade in TRADES if any(prefix.startswith(stem) for prefix in trade.cpv))


def _longest_prefix(trade: Trade, digits: str) -> int:
    return max((len(prefix) for prefix in trade.cpv if digits.startswith(prefix)), default=0)


def trades_for_rome(rome: str) -> tuple[Trade, ...]:
    """Trades that employ an occupation."""
    return tuple(trade for trade in TRADES if rome.strip().upper() in trade.rome)


def page() -> tuple[str, str]:
    """Slug and Markdown of the table of trades."""
    lines = [
        "# Métiers où les clauses sont courantes",
        "",
        (
            "Table propre à l’outil, volontairement courte. Un code CPV renvoie au métier dont le préfixe est le "
            "plus long."
        ),
        "",
        "| Métier | Secteur | Préfixes CPV | Codes ROME |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {trade.label} | {trade.sector.label} | {', '.join(trade.cpv)} | {', '.join(trade.rome)} |"
        for trade in TRADES
    ]
    return "metiers", "\n".join([*lines, ""])
