"""What the database can say of a score before anybody is read: the most each person may reach for an offer.

Each criterion is read from the same tables as the score (``domain.matching.weights``), never below it: a list read from
the highest bound down is complete once nobody left can do better than whom it holds.
"""

from __future__ import annotations

import math
from datetime import timedelta
from decimal import Decimal

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from levier.domain.eligibility import PROTECTED
from levier.domain.matching import Offer
from levier.domain.matching.points import neighbours
from levier.domain.matching.weights import (
    DELAYS,
    FAR_JOURNEY,
    HOUR_GAPS,
    JOURNEY,
    LATE_START,
    OUT_OF,
    TRADE_POINTS,
    UNKNOWN_DATE,
    UNKNOWN_HOURS,
    UNKNOWN_PLACE,
    Closeness,
    Criterion,
)

from .models import EligibilityStatus, JobOffer, Person

#: Kilometres in a degree of latitude, rounded down: a box drawn with it is never too small.
_DEGREE_KM = 110
#: Nobody is left out by a hundredth of an hour that a database would round.
_HUNDREDTH = Decimal("0.01")


def at_most(people: QuerySet[Person], *, job: JobOffer, offer: Offer) -> list[tuple[int, int]]:
    """Key of each person and the most points they may score for the offer, the highest first."""
    most = _trade(offer) + _travel(job) + _dates(offer) + _hours(offer) + Value(OUT_OF[Criterion.WISHES])
    return list(people.annotate(most=most).order_by("-most", "pk").values_list("pk", "most"))


def not_refused(people: QuerySet[Person], *, offer: Offer, proven: bool = False) -> QuerySet[Person]:
    """Without those whom a hard condition certainly refuses; with ``proven``, without those nothing proves eligible.

    Some of those kept may be refused once they are read: what a status is worth has rules of its own.
    """
    if offer.ends_on is not None:
        people = people.filter(Q(profile__available_from=None) | Q(profile__available_from__lte=offer.ends_on))
    for condition in offer.indispensable:
        people = people.filter(holding(condition.code))
    statuses = EligibilityStatus.objects.filter(person=OuterRef("pk"))
    # what a protected criterion hides may be one the clause accepts
    possible = Exists(statuses.filter(criterion__in=[*offer.criteria, PROTECTED], valid_from__lte=offer.starts_on))
    return people.filter(possible if proven else possible | ~Exists(statuses))


def holding(code: str) -> Q:
    """Those who hold what a condition asks for."""
    columns = {"permit_b": Q(profile__has_licence=True), "vehicle": Q(profile__has_vehicle=True)}
    return columns.get(code, Q(profile__certificates__icontains=f'"{code}"'))


def _first(*cases: tuple[Q, int], otherwise: int) -> Combinable:
    """The points of the first condition that holds."""
    whens = [When(condition, then=Value(points)) for condition, points in cases]
    return Case(*whens, default=Value(otherwise), output_field=IntegerField())


def near_trade(offer: Offer) -> Q:
    """Those one of whose occupations is that of the job, of the same trade or of the same domain."""
    return _looking_for(offer.rome, *neighbours(offer.rome), offer.rome[:3])


def _looking_for(*starts: str) -> Q:
    """Those one of whose occupations begins like this: each code is quoted in the column."""
    found = Q(pk__in=[])
    for start in starts:
        found |= Q(profile__occupations__icontains=f'"{start}')
    return found


def _trade(offer: Offer) -> Combinable:
    return _first(
        (_looking_for(offer.rome), TRADE_POINTS[Closeness.SAME]),
        (_looking_for(*neighbours(offer.rome)), TRADE_POINTS[Closeness.NEIGHBOUR]),
        (_looking_for(offer.rome[:3]), TRADE_POINTS[Closeness.DOMAIN]),
        (_looking_for(offer.rome[:1]), TRADE_POINTS[Closeness.FAMILY]),
        otherwise=TRADE_POINTS[Closeness.FAR],
    )


def _travel(job: JobOffer) -> Combinable:
    place = job.commune
    if place is None:
        return Value(UNKNOWN_PLACE)
    unknown = Q(profile__commune=None) | Q(profile__radius_km=None)
    cases = [(unknown, UNKNOWN_PLACE)]
    for km, points in JOURNEY:
        high = Decimal(km) / _DEGREE_KM
        wide = high / Decimal(max(0.01, math.cos(math.radians(float(abs(place.latitude) + high)))))
        box = Q(
            profile__commune__latitude__range=(place.latitude - high, place.latitude + high),
            profile__commune__longitude__range=(place.longitude - wide, place.longitude + wide),
        )
        cases.append((box, points))
    return _first(*cases, otherwise=FAR_JOURNEY)


def _dates(offer: Offer) -> Combinable:
    cases = [(Q(profile__available_from=None), UNKNOWN_DATE)]
    for days, points in DELAYS:
        cases.append((Q(profile__available_from__lte=offer.starts_on + timedelta(days=days)), points))
    return _first(*cases, otherwise=LATE_START)


def _hours(offer: Offer) -> Combinable:
    cases = [(Q(profile__weekly_hours=None), UNKNOWN_HOURS)]
    for limit, points in HOUR_GAPS:
        around = (offer.weekly_hours - limit - _HUNDREDTH, offer.weekly_hours + limit + _HUNDREDTH)
        cases.append((Q(profile__weekly_hours__range=around), points))
    return _first(*cases, otherwise=0)
