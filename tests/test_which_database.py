"""Which tests run again on PostgreSQL: all that open the database of the session, and those only."""

from __future__ import annotations

import pytest

from tests.cast import Cast


def _is_pure(request: pytest.FixtureRequest) -> bool:
    return request.node.get_closest_marker("pure") is not None


def test_a_rule_is_tried_once(request: pytest.FixtureRequest) -> None:
    assert _is_pure(request)


def test_what_plays_with_the_cast_is_tried_on_both(request: pytest.FixtureRequest, cast: Cast) -> None:
    assert not _is_pure(request)


@pytest.mark.django_db
def test_what_is_marked_is_tried_on_both(request: pytest.FixtureRequest) -> None:
    assert not _is_pure(request)
