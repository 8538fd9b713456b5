"""A structure that gardens, somewhere."""

from __future__ import annotations

from decimal import Decimal

import pytest

from levier.domain.vocabulary import StructureKind
from tests.cast import Cast


@pytest.fixture
def gardeners(cast: Cast) -> Cast:
    """The structure of the cast is an ESAT of green spaces, in Rennes."""
    one = cast.structure
    one.postcode, one.city = "35000", "Rennes"
    one.latitude, one.longitude = Decimal("48.11"), Decimal("-1.68")
    one.save()
    profile = one.structure
    profile.structure_kind, profile.trades, profile.radius_km = StructureKind.ESAT.value, ["green_spaces"], 40
    profile.save()
    return cast
