"""Where somebody lives and where the work is, so that distances are whole numbers, the same in every computation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

#: Mean radius of the Earth, in metres (IUGG).
EARTH_RADIUS_M = 6_371_009


@dataclass(frozen=True, slots=True)
class Place:
    """A point in metres from the centre of the Earth.

    The straight line between two points is within 0.01 % of the great circle below 300 km. A road is longer.
    """

    x: int
    y: int
    z: int

    @classmethod
    def at(cls, *, latitude: Decimal, longitude: Decimal) -> Place:
        """The point at these degrees (WGS 84). Trigonometry is binary, hence rounded here, once and for all."""
        phi, lam = math.radians(latitude), math.radians(longitude)
        return cls(
            round(EARTH_RADIUS_M * math.cos(phi) * math.cos(lam)),
            round(EARTH_RADIUS_M * math.cos(phi) * math.sin(lam)),
            round(EARTH_RADIUS_M * math.sin(phi)),
        )

    def km_to(self, other: Place) -> int:
        """Kilometres as the crow flies, rounded up: « 12 km » is within a radius of 12 km."""
        square = (self.x - other.x) ** 2 + (self.y - other.y) ** 2 + (self.z - other.z) ** 2
        return -(-_root_up(square) // 1000)


def _root_up(square: int) -> int:
    root = math.isqrt(square)
    return root if root * root == square else root + 1
