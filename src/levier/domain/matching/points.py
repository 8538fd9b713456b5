"""The points of each criterion for one person and one offer, without a word: ``explain`` writes the sentences."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import product

from ..eligibility import Answer
from ..quantities import Hours
from ..trades import TRADES
from .model import Candidate, Offer
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
    Closeness,
    Criterion,
)

_NEIGHBOURS = frozenset(pair for trade in TRADES for pair in product(trade.rome, repeat=2))


@cache
def closeness(rome: str, other: str) -> Closeness:
    """How near two ROME codes are; symmetric.

    ROME is a tree: one letter (« grand domaine »), two digits (domain), two digits (occupation). Our own table of
    trades adds what sites know: occupations of one trade work side by side whatever their branch.
    """
    if rome == other:
        return Closeness.SAME
    if (rome, other) in _NEIGHBOURS:
        return Closeness.NEIGHBOUR
    if rome[:3] == other[:3]:
        return Closeness.DOMAIN
    return Closeness.FAMILY if rome[:1] == other[:1] else Closeness.FAR


def neighbours(rome: str) -> list[str]:
    """Occupations of the same trade in our own table, itself included when it is there."""
    return sorted(other for one, other in _NEIGHBOURS if one == rome)


def trade_points(candidate: Candidate, offer: Offer) -> int:
    """Points of the nearest of the person's occupations."""
    return max((TRADE_POINTS[closeness(rome, offer.rome)] for rome in candidate.occupations), default=0)


def means_km(candidate: Candidate, *, odd_hours: bool) -> int:
    """How far the person goes with their own means; never further than the radius they gave."""
    if candidate.licence and candidate.vehicle:
        return candidate.radius_km
    served = candidate.public_transport and not odd_hours
    return min(candidate.radius_km, PUBLIC_TRANSPORT_KM if served else ON_FOOT_KM)


def distance_km(candidate: Candidate, offer: Offer) -> int | None:
    """Kilometres between home and work, rounded up; ``None`` when one of the places is unknown."""
    if candidate.place is None or offer.place is None:
        return None
    return candidate.place.km_to(offer.place)


def travel_points(candidate: Candidate, offer: Offer, distance: int | None) -> int:
    """Points of the journey, ``distance`` kilometres long."""
    if distance is None:
        return UNKNOWN_PLACE
    if distance > candidate.radius_km:
        return 0
    if distance > means_km(candidate, odd_hours=offer.odd_hours):
        return NEEDS_MEANS
    return next((points for limit, points in JOURNEY if distance <= limit), FAR_JOURNEY)


def date_points(available_from: date | None, offer: Offer) -> int:
    """Points of the first day the person is free."""
    if available_from is None:
        return UNKNOWN_DATE
    late = (available_from - offer.starts_on).days
    return next((points for limit, points in DELAYS if late <= limit), LATE_START)


def hour_points(wanted: Hours | None, offer: Offer) -> int:
    """Points of the weekly hours wanted against those offered."""
    if wanted is None:
        return UNKNOWN_HOURS
    gap = abs(wanted - offer.weekly_hours)
    return next((points for limit, points in HOUR_GAPS if gap <= limit), 0)


def wish_points(holds: frozenset[str], offer: Offer) -> int:
    """Share of the wished conditions met, rounded down; an offer that wishes nothing gives them all."""
    full = OUT_OF[Criterion.WISHES]
    if not offer.wished:
        return full
    return full * sum(condition.code in holds for condition in offer.wished) // len(offer.wished)


def recognised(candidate: Candidate, offer: Offer) -> Answer:
    """Is the person eligible for this clause on the first day of work?"""
    if not candidate.recognitions:
        return Answer.UNKNOWN
    holding = [
        one.proven
        for one in candidate.recognitions
        if one.criterion in offer.criteria
        and one.valid_from <= offer.starts_on
        and (one.valid_until is None or offer.starts_on <= one.valid_until)
    ]
    if any(holding):
        return Answer.YES
    return Answer.UNKNOWN if holding else Answer.NO


def free_in_time(candidate: Candidate, offer: Offer) -> Answer:
    """Is the person free before the job ends?"""
    if candidate.available_from is None:
        return Answer.UNKNOWN
    ended = offer.ends_on is not None and candidate.available_from > offer.ends_on
    return Answer.NO if ended else Answer.YES
