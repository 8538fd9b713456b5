"""The page « Rapprocher une personne et une offre », written from the tables the score uses."""

from __future__ import annotations

from ..markdown import bullets, table
from ..quantities import format_hours
from .model import LIFTED_BY
from .weights import (
    DELAYS,
    FAR_JOURNEY,
    HOUR_GAPS,
    JOURNEY,
    LATE_START,
    NEEDS_MEANS,
    ON_FOOT_KM,
    OUT_OF,
    PUBLIC_TRANSPORT_KM,
    TRADE_POINTS,
    UNKNOWN_DATE,
    UNKNOWN_HOURS,
    UNKNOWN_PLACE,
)


def page() -> tuple[str, str]:
    """Slug and Markdown of the page."""
    journeys = [f"jusqu’à {limit} km : {points}" for limit, points in JOURNEY]
    delays = [f"{limit} jours au plus après le début : {points}" for limit, points in DELAYS[1:]]
    gaps = [f"écart de {format_hours(limit)} au plus : {points}" for limit, points in HOUR_GAPS]
    parts = [
        "# Rapprocher une personne et une offre",
        (
            "Le score aide à lire une liste ; il ne décide de rien. Il est la somme des lignes affichées, sans critère "
            "caché. Le sexe, l’âge et l’origine n’y entrent pas : aucune fonction ne les reçoit. Ces points sont un "
            "choix de Levier, non une règle de droit."
        ),
        "## Ce qui se lit à part du score",
        bullets(
            [
                "L’éligibilité pour cette clause, le premier jour du poste : oui, non, ou à établir.",
                "La disponibilité avant la fin du poste.",
                "Chaque condition que l’offre dit indispensable.",
            ]
        ),
        "Une condition refusée écarte la personne de la liste ; une condition à établir l’y laisse, et le dit.",
        "## Les points",
        table(("Critère", "Sur"), ((criterion.label, str(points)) for criterion, points in OUT_OF.items())),
        "### Métier",
        "Le plus proche des métiers de la personne compte.",
        table(("Proximité", "Points"), ((near.label, str(points)) for near, points in TRADE_POINTS.items())),
        "### Trajet",
        (
            "Distance à vol d’oiseau, arrondie au kilomètre supérieur. Avec permis et véhicule, le rayon accepté décide "
            f"seul ; en transport en commun, {PUBLIC_TRANSPORT_KM} km au plus (aucun en horaires décalés) ; sinon "
            f"{ON_FOOT_KM} km."
        ),
        bullets(
            [
                *journeys,
                f"plus loin, dans le rayon : {FAR_JOURNEY}",
                f"dans le rayon, mais pas avec ses moyens : {NEEDS_MEANS}",
                "au-delà du rayon : 0",
                f"lieu inconnu : {UNKNOWN_PLACE}",
            ]
        ),
        "### Dates",
        bullets(
            [
                f"disponible au début : {DELAYS[0][1]}",
                *delays,
                f"plus tard : {LATE_START}",
                f"date inconnue : {UNKNOWN_DATE}",
            ]
        ),
        "### Heures par semaine",
        bullets([*gaps, "au-delà : 0", f"heures inconnues : {UNKNOWN_HOURS}"]),
        "### Atouts souhaités",
        "La part des atouts souhaités que la personne réunit, arrondie au point inférieur.",
        "## Les freins",
        "Un frein ne coûte aucun point : il se lève.",
        table(("Frein", "Ce qui le lève"), ((barrier.label, lifted) for barrier, lifted in LIFTED_BY.items())),
    ]
    return "rapprochement", "\n\n".join(parts) + "\n"
