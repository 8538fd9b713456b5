"""One person and one offer: the score out of 100, explained line by line in French."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ..dates import format_date
from ..eligibility import Answer
from ..quantities import NBSP, format_hours
from .model import LIFTED_BY, Barrier, Candidate, Line, Match, Obstacle, Offer, Requirement
from .points import (
    closeness,
    date_points,
    distance_km,
    free_in_time,
    hour_points,
    means_km,
    recognised,
    trade_points,
    travel_points,
    wish_points,
)
from .weights import TRADE_POINTS, Criterion

_NO_NAMES: Mapping[str, str] = MappingProxyType({})


def match_one(candidate: Candidate, offer: Offer, *, names: Mapping[str, str] = _NO_NAMES) -> Match:
    """How a person and an offer fit. Hard conditions and barriers are said apart and move no point.

    ``names`` gives the label of the ROME codes, for the sentence about the trade; a code without one is written as it is.
    """
    distance = distance_km(candidate, offer)
    lines = (
        Line(Criterion.TRADE, trade_points(candidate, offer), _trade(candidate, offer, names)),
        Line(Criterion.TRAVEL, travel_points(candidate, offer, distance), _travel(candidate, offer, distance)),
        Line(Criterion.DATES, date_points(candidate.available_from, offer), _dates(candidate, offer)),
        Line(Criterion.HOURS, hour_points(candidate.weekly_hours, offer), _hours(candidate, offer)),
        Line(Criterion.WISHES, wish_points(candidate.holds, offer), _wishes(candidate, offer)),
    )
    return Match(lines, tuple(_requirements(candidate, offer)), tuple(_obstacles(candidate, offer, distance)))


def _trade(candidate: Candidate, offer: Offer, names: Mapping[str, str]) -> str:
    if not candidate.occupations:
        return "Aucun métier n’est noté pour cette personne : demandez-lui ce qu’elle sait ou veut faire."
    best = max(candidate.occupations, key=lambda rome: TRADE_POINTS[closeness(rome, offer.rome)])
    near = closeness(best, offer.rome).label
    known, asked = names.get(best, best), names.get(offer.rome, offer.rome)
    if best == offer.rome:
        return f"{near[:1].upper()}{near[1:]}{NBSP}: {known}."
    return f"{near[:1].upper()}{near[1:]}{NBSP}: {known} pour {asked}."


def _travel(candidate: Candidate, offer: Offer, distance: int | None) -> str:
    if distance is None:
        return "Le domicile ou le lieu de travail n’est pas situé : le trajet reste à vérifier."
    if distance > candidate.radius_km:
        return f"Environ {distance}{NBSP}km, au-delà des {candidate.radius_km}{NBSP}km que la personne accepte."
    reach = means_km(candidate, odd_hours=offer.odd_hours)
    if distance > reach:
        when = " aux heures du poste" if offer.odd_hours and candidate.public_transport else ""
        return f"Environ {distance}{NBSP}km, dans son rayon, mais pas avec ses moyens ({reach}{NBSP}km{when})."
    return f"Environ {distance}{NBSP}km, faisable avec ses moyens."


def _dates(candidate: Candidate, offer: Offer) -> str:
    if candidate.available_from is None:
        return "La date de disponibilité reste à demander."
    late = (candidate.available_from - offer.starts_on).days
    if late <= 0:
        return f"Disponible le {format_date(offer.starts_on)}, premier jour du poste."
    return (
        f"Disponible le {format_date(candidate.available_from)}, {late} jour{'s' if late > 1 else ''} après le début."
    )


def _hours(candidate: Candidate, offer: Offer) -> str:
    offered = format_hours(offer.weekly_hours)
    if candidate.weekly_hours is None:
        return f"{offered} par semaine ; les heures souhaitées restent à demander."
    return f"{offered} par semaine pour {format_hours(candidate.weekly_hours)} souhaitées."


def _wishes(candidate: Candidate, offer: Offer) -> str:
    if not offer.wished:
        return "L’offre ne souhaite rien de plus."
    missing = [condition.label for condition in offer.wished if condition.code not in candidate.holds]
    if not missing:
        return "Tout ce que l’offre souhaite est réuni."
    return f"Souhaité, et absent du profil{NBSP}: {', '.join(missing)}."


_ELIGIBILITY = {
    Answer.YES: "Un statut contrôlé est reconnu par cette clause le premier jour du poste.",
    Answer.UNKNOWN: "L’éligibilité reste à établir : contrôlez une preuve avant l’embauche.",
    Answer.NO: "Aucun statut enregistré n’est reconnu par cette clause le premier jour du poste.",
}
_AVAILABILITY = {
    Answer.YES: "La personne est disponible avant la fin du poste.",
    Answer.UNKNOWN: "La date de disponibilité reste à demander.",
    Answer.NO: "La personne n’est disponible qu’après la fin du poste.",
}


def _requirements(candidate: Candidate, offer: Offer) -> Iterator[Requirement]:
    eligible, free = recognised(candidate, offer), free_in_time(candidate, offer)
    yield Requirement("Éligibilité pour cette clause", eligible, _ELIGIBILITY[eligible])
    yield Requirement("Disponibilité", free, _AVAILABILITY[free])
    for condition in offer.indispensable:
        held = condition.code in candidate.holds
        why = "Noté dans le profil." if held else "Indispensable, et absent du profil."
        yield Requirement(condition.label, Answer.YES if held else Answer.NO, why)


def _obstacles(candidate: Candidate, offer: Offer, distance: int | None) -> Iterator[Obstacle]:
    barriers = set(candidate.barriers)
    within = distance is not None and distance <= candidate.radius_km
    if within and distance is not None and distance > means_km(candidate, odd_hours=offer.odd_hours):
        barriers.add(Barrier.MOBILITY)
    for barrier in Barrier:
        if barrier in barriers:
            yield Obstacle(barrier, LIFTED_BY[barrier])
