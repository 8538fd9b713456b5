"""One structure and one lot: the score out of 100, explained line by line in French."""

from __future__ import annotations

from decimal import Decimal

from ..quantities import format_euros, format_hours, format_number, format_rate
from .conditions import requirements
from .model import Fit, Line, Lot, Structure
from .points import (
    capacity_points,
    closeness,
    distance_points,
    own_labels,
    same_department,
    size_points,
    time_points,
    trade_points,
)
from .weights import UNKNOWN, Closeness, Criterion

_HALF = "Compté pour moitié."


def fit(structure: Structure, lot: Lot) -> Fit:
    """How a structure and a lot fit. Hard conditions are said apart and move no point."""
    lines = (
        _line(Criterion.TRADE, trade_points(structure, lot), _trade(structure, lot)),
        _line(Criterion.DISTANCE, distance_points(structure, lot), _distance(structure, lot)),
        _line(Criterion.CAPACITY, capacity_points(structure, lot), _capacity(structure, lot)),
        _line(Criterion.TIME, time_points(structure, lot), _time(structure, lot)),
        _line(Criterion.SIZE, size_points(structure, lot), _size(structure, lot)),
    )
    return Fit(lines, tuple(requirements(structure, lot)))


def _line(criterion: Criterion, points: int | None, why: str) -> Line:
    if points is None:
        return Line(criterion, UNKNOWN[criterion], f"{why} {_HALF}", known=False)
    return Line(criterion, points, why, known=True)


def _trade(structure: Structure, lot: Lot) -> str:
    near = closeness(structure, lot)
    if near is None:
        if not (structure.trades or structure.cpv):
            return "Vos activités ne sont pas renseignées."
        return "Le code CPV du lot manque ou n’est pas lisible : lisez son objet."
    sentence = f"{near.label[:1].upper()}{near.label[1:]}"
    if near is Closeness.FAR:
        own = ", ".join(own_labels(structure)) or "codes CPV de vos réglages"
        return f"{sentence} ({own})."
    return f"{sentence}."


def _distance(structure: Structure, lot: Lot) -> str:
    if same_department(structure, lot):
        return "Dans votre département ; l’avis ne dit pas la commune."
    if lot.distance_km is None:
        return "Le lieu d’exécution ou votre adresse n’est pas situé."
    away = f"À environ {format_number(lot.distance_km, places=0)} km"
    if lot.by_department:
        away += " (du chef-lieu du département, seul lieu connu)"
    if structure.radius_km is None:
        return f"{away} ; votre rayon d’intervention n’est pas renseigné."
    radius = f"{format_number(structure.radius_km, places=0)} km"
    if lot.distance_km > structure.radius_km:
        return f"{away}, au-delà de votre rayon de {radius}."
    return f"{away}, dans votre rayon de {radius}."


def _capacity(structure: Structure, lot: Lot) -> str:
    left = structure.hours_left
    if left is None:
        return "Votre capacité n’est pas renseignée."
    if left == 0:
        return "Votre charge actuelle occupe toutes vos heures."
    free = f"{format_hours(left)} libres par mois"
    need = lot.hours_month(structure.euros_per_hour)
    if need is None:
        return f"{free} ; {_missing_need(structure, lot)}."
    rate = format_euros(structure.euros_per_hour) if structure.euros_per_hour else ""
    return f"{free} pour environ {format_number(need, places=0)} h (montant ÷ {lot.months} mois ÷ {rate} de l’heure)."


def _missing_need(structure: Structure, lot: Lot) -> str:
    if lot.amount is None or lot.months is None:
        return "l’avis ne dit pas assez (montant, durée) pour estimer les heures du lot"
    return "renseignez votre prix moyen d’une heure pour estimer les heures du lot"


def _time(structure: Structure, lot: Lot) -> str:
    if lot.days_left is None:
        return "L’avis ne donne pas de date limite lisible."
    if lot.days_left < 0:
        return "La date limite est passée."
    left = f"{lot.days_left} jour{'s' if lot.days_left > 1 else ''} avant la date limite"
    if structure.preparation_days is None:
        return f"{left} ; votre temps habituel de préparation n’est pas renseigné."
    usual = structure.preparation_days
    return f"{left}, pour {usual} jour{'s' if usual > 1 else ''} de préparation d’habitude."


def _size(structure: Structure, lot: Lot) -> str:
    amount, turnover = lot.year_amount, structure.annual_turnover
    if amount is None:
        return "L’avis ne dit pas ce que vaut une année de ce lot (montant, durée)."
    worth = f"Environ {format_euros(amount.quantize(Decimal(1)))} par an"
    if not turnover:
        return f"{worth} ; votre chiffre d’affaires n’est pas renseigné."
    return f"{worth}, soit {format_rate(amount / turnover, places=0)} de votre chiffre d’affaires."
