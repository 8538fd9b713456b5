"""How many points each criterion of the fit is worth: a choice of Levier's, written in one place, never a rule of law.

What is not known is worth half of its criterion, and the line says so: nothing unknown counts as zero.
"""

from __future__ import annotations

from decimal import Decimal

from ..quantities import Rate
from ..vocabulary import Labelled


class Criterion(Labelled):
    """What the fit of a structure for a lot looks at."""

    TRADE = "trade", "Métier"
    DISTANCE = "distance", "Distance"
    CAPACITY = "capacity", "Capacité"
    TIME = "time", "Temps pour répondre"
    SIZE = "size", "Taille du marché"


OUT_OF: dict[Criterion, int] = {
    Criterion.TRADE: 36,
    Criterion.DISTANCE: 20,
    Criterion.CAPACITY: 20,
    Criterion.TIME: 14,
    Criterion.SIZE: 10,
}

#: Points of what nobody told us: half, rounded down.
UNKNOWN: dict[Criterion, int] = {criterion: points // 2 for criterion, points in OUT_OF.items()}


class Closeness(Labelled):
    """How near what the structure does is to what the lot buys, nearest first."""

    MAIN = "main", "l’objet principal du lot est dans vos activités"
    PART = "part", "une partie du lot est dans vos activités"
    GENERAL = "general", "le code du lot est général, et couvre l’une de vos activités"
    SECTOR = "sector", "le lot est du même secteur que vos activités"
    FAR = "far", "le lot est loin de vos activités"


TRADE_POINTS: dict[Closeness, int] = {
    Closeness.MAIN: 36,
    Closeness.PART: 24,
    Closeness.GENERAL: 22,
    Closeness.SECTOR: 10,
    Closeness.FAR: 0,
}

#: (up to how many kilometres, points) within the structure's radius, nearest first; further: ``FAR_WITHIN``.
DISTANCES: tuple[tuple[int, int], ...] = ((10, 20), (25, 17), (50, 14))
FAR_WITHIN = 11
BEYOND_RADIUS = 0
#: The notice names only the département, and it is the structure's.
SAME_DEPARTMENT = 14

#: (at least what share of the hours needed each month, points), most first; below: ``LITTLE_CAPACITY``.
CAPACITIES: tuple[tuple[Rate, int], ...] = (
    (Decimal(1), 20),
    (Decimal("0.75"), 15),
    (Decimal("0.5"), 11),
    (Decimal("0.25"), 6),
)
LITTLE_CAPACITY = 2
NO_CAPACITY = 0

#: (days left ÷ usual days of preparation at least, points), most first; below: ``HURRIED``.
TIMES: tuple[tuple[Rate, int], ...] = ((Decimal("1.5"), 14), (Decimal(1), 11), (Decimal("0.75"), 6))
HURRIED = 2
TOO_LATE = 0

#: (amount of one year ÷ turnover at most, points), smallest first; above: ``TOO_BIG``.
SIZES: tuple[tuple[Rate, int], ...] = ((Decimal("0.3"), 10), (Decimal("0.6"), 7), (Decimal(1), 3))
TOO_BIG = 0
