"""How many points each criterion is worth: a choice of Levier's, written in one place, never a rule of law.

Both the explained match of one pair and the batch read these tables, so that they cannot disagree.
"""

from __future__ import annotations

from decimal import Decimal

from ..quantities import Hours
from ..vocabulary import Labelled


class Criterion(Labelled):
    """What the score looks at. Sex, age and origin are not inputs of any function of this package."""

    TRADE = "trade", "Métier"
    TRAVEL = "travel", "Trajet"
    DATES = "dates", "Dates"
    HOURS = "hours", "Heures par semaine"
    WISHES = "wishes", "Atouts souhaités"


OUT_OF: dict[Criterion, int] = {
    Criterion.TRADE: 40,
    Criterion.TRAVEL: 25,
    Criterion.DATES: 15,
    Criterion.HOURS: 10,
    Criterion.WISHES: 10,
}


class Closeness(Labelled):
    """How near two ROME occupations are, nearest first."""

    SAME = "same", "même métier"
    NEIGHBOUR = "neighbour", "métiers d’une même ligne de la table des métiers"
    DOMAIN = "domain", "même domaine professionnel"
    FAMILY = "family", "même grand domaine"
    FAR = "far", "métiers éloignés"


TRADE_POINTS: dict[Closeness, int] = {
    Closeness.SAME: 40,
    Closeness.NEIGHBOUR: 28,
    Closeness.DOMAIN: 24,
    Closeness.FAMILY: 8,
    Closeness.FAR: 0,
}

#: How far one goes without a vehicle, in kilometres; with licence and vehicle, the radius alone decides.
ON_FOOT_KM = 5
PUBLIC_TRANSPORT_KM = 25

#: (up to how many kilometres, points) of a feasible journey, nearest first; further: ``FAR_JOURNEY``.
JOURNEY: tuple[tuple[int, int], ...] = ((10, 25), (20, 21), (30, 18))
FAR_JOURNEY = 15
#: Within the radius, but not with the person's own means: a mobility service may make it feasible.
NEEDS_MEANS = 10
UNKNOWN_PLACE = 12

#: (available up to how many days after the start, points); later but before the end: ``LATE_START``.
DELAYS: tuple[tuple[int, int], ...] = ((0, 15), (15, 10), (30, 6))
LATE_START = 2
UNKNOWN_DATE = 8

#: (up to how many hours a week of difference, points); beyond: none.
HOUR_GAPS: tuple[tuple[Hours, int], ...] = ((Decimal(2), 10), (Decimal(7), 6), (Decimal(14), 3))
UNKNOWN_HOURS = 5
