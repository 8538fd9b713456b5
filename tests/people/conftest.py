"""What the tests of this room share."""

from __future__ import annotations

import pytest

from levier.directory.references import ensure_short_lists


@pytest.fixture
def lists(request: pytest.FixtureRequest) -> None:
    """The short lists of occupations and communes; a race, which has no ``cast``, loads them in its own database."""
    if "cast" in request.fixturenames:
        request.getfixturevalue("db")
        ensure_short_lists(fictional_communes=True)
