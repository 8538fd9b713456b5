"""The same seed and the same day give the same workspace, table by table."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from levier.demo.loader import load

from .digest import digest

pytestmark = pytest.mark.django_db

#: The first day of a month, in winter: the schedule of last month has not run yet.
DAY = date(2027, 2, 1)


def _told(seed: int) -> dict[str, str]:
    with transaction.atomic():
        load(today=DAY, seed=seed)
        found = digest()
        transaction.set_rollback(True)
    return found


def test_two_loads_of_the_same_day_are_the_same() -> None:
    assert _told(5) == _told(5)
