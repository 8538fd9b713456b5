"""The page « Un lot est-il pour nous ? », written from the tables the score uses."""

from __future__ import annotations

from ..levers.supply import ARTICLE_KINDS, ARTICLE_SOURCE
from ..markdown import bullets, cite, table
from ..quantities import format_number, format_rate
from ..vocabulary import StructureKind
from .conditions import LENDING
from .joint import NEIGHBOURS, PARTNERS, TEAMS
from .weights import (
    BEYOND_RADIUS,
    CAPACITIES,
    DISTANCES,
    FAR_WITHIN,
    HURRIED,
    LITTLE_CAPACITY,
    NO_CAPACITY,
    OUT_OF,
    SAME_DEPARTMENT,
    SIZES,
    TIMES,
    TOO_BIG,
    TOO_LATE,
    TRADE_POINTS,
    UNKNOWN,
)


def page() -> tuple[str, str]:
    """Slug and Markdown of the page."""
    return "adequation", "\n\n".join([*_head(), *_points(), *_joint()]) + "\n"


def _head() -> list[str]:
    lending = ", ".join(kind.acronym for kind in LENDING)
    named = [
        (article.value, ", ".join(kind.acronym for kind in StructureKind if kind in kinds))
        for article, kinds in ARTICLE_KINDS.items()
    ]
    return [
        "# Un lot est-il pour nous ?",
        (
            "Le score range les lots pour une structure inclusive ; il ne décide de rien. Il est la somme des lignes "
            "affichées, sans critère caché. Ces points sont un choix de Levier, non une règle de droit ; ils se règlent "
            "en un seul endroit (`domain/fit/weights.py`), et chaque structure règle ce qu’elle dit d’elle-même."
        ),
        (
            "Ce que personne n’a dit (une capacité, un montant, une durée) compte pour la moitié de son critère, et la "
            "ligne le dit : rien d’inconnu ne vaut zéro."
        ),
        "## Ce qui se lit à part du score",
        bullets(
            [
                "La réservation : l’un des articles cités suffit pour répondre.",
                f"La manière d’intervenir : {lending} mettent des salariés à disposition, à vérifier selon l’objet.",
                "La date limite.",
            ]
        ),
        table(("Article", "Types nommés"), named),
        f"Source : {cite(ARTICLE_SOURCE)}",
        (
            "Une condition refusée écarte le lot de la liste ; une condition à établir l’y laisse, et le dit. Une "
            "structure qui n’est pas nommée mais peut être tenue pour équivalente est « à établir »."
        ),
    ]


def _points() -> list[str]:
    outs = ((criterion.label, str(points), str(UNKNOWN[criterion])) for criterion, points in OUT_OF.items())
    return [
        "## Les points",
        table(("Critère", "Sur", "Inconnu"), outs),
        "### Métier",
        (
            "Le plus proche des codes CPV du lot compte, comparé aux métiers et aux codes CPV de la structure. Un code "
            "d’aucun métier de la table est éloigné, sauf dans une division (deux chiffres) où la structure travaille."
        ),
        table(("Proximité", "Points"), ((near.label, str(points)) for near, points in TRADE_POINTS.items())),
        "### Distance",
        "À vol d’oiseau, de la structure au lieu d’exécution le plus proche.",
        bullets(
            [
                *(f"jusqu’à {limit} km : {points}" for limit, points in DISTANCES),
                f"plus loin, dans le rayon d’intervention : {FAR_WITHIN}",
                f"au-delà du rayon : {BEYOND_RADIUS}",
                f"même département, commune inconnue : {SAME_DEPARTMENT}",
            ]
        ),
        "### Capacité",
        (
            "Heures libres par mois (capacité moins charge) contre heures du lot par mois : montant ÷ mois ÷ prix moyen "
            "d’une heure, que la structure indique. Sans ce prix, le besoin reste inconnu."
        ),
        bullets(
            [
                *(f"au moins {format_rate(share, places=0)} du besoin : {points}" for share, points in CAPACITIES),
                f"moins : {LITTLE_CAPACITY}",
                f"aucune heure libre : {NO_CAPACITY}",
            ]
        ),
        "### Temps pour répondre",
        "Jours avant la date limite, rapportés au temps habituel de préparation que la structure indique.",
        bullets(
            [
                *(f"au moins {format_number(share)} fois ce temps : {points}" for share, points in TIMES),
                f"moins : {HURRIED}",
                f"date passée : {TOO_LATE}",
            ]
        ),
        "### Taille du marché",
        "Montant d’une année du lot, rapporté au chiffre d’affaires annuel.",
        bullets(
            [
                *(f"jusqu’à {format_rate(share, places=0)} : {points}" for share, points in SIZES),
                f"au-delà : {TOO_BIG}",
            ]
        ),
    ]


def _joint() -> list[str]:
    return [
        "## Répondre à plusieurs",
        (
            "Chaque code CPV du lot renvoie à un métier (un code général, à l’un quelconque des siens). Levier cherche "
            "les plus petites équipes de structures de l’annuaire qui apportent ce qui manque : les distances connues "
            "d’abord, puis les plus courtes, puis la plus grande capacité annoncée. À données égales, la réponse est la même."
        ),
        bullets(
            [
                f"{NEIGHBOURS} structures utiles au plus, les plus proches ;",
                f"{PARTNERS} partenaires au plus : un choix de Levier ;",
                f"{TEAMS} équipes montrées au plus, toutes de la plus petite taille ;",
                "sur un lot réservé, celles qui ne pourraient pas y répondre seules sont laissées de côté, par prudence.",
            ]
        ),
    ]
