"""Distances on the Earth."""

from __future__ import annotations

import math
from decimal import Decimal

#: Mean radius of the Earth, in kilometres (IUGG).
EARTH_RADIUS_KM = 6371.0088


def distance_km(*, latitude: Decimal, longitude: Decimal, to_latitude: Decimal, to_longitude: Decimal) -> Decimal:
    """Great-circle distance between two points given in degrees (WGS 84), in kilometres to one decimal (haversine).

    As the crow flies: a road is longer. Trigonometry is binary; neither money nor hours go through here.
    """
    phi, to_phi = math.radians(latitude), math.radians(to_latitude)
    half_phi, half_lambda = (to_phi - phi) / 2, math.radians(to_longitude - longitude) / 2
    chord = math.sin(half_phi) ** 2 + math.cos(phi) * math.cos(to_phi) * math.sin(half_lambda) ** 2
    return Decimal(2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, chord)))).quantize(Decimal("0.1"))
