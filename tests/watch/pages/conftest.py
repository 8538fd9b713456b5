"""What every page test stands on."""

from __future__ import annotations

import pytest

from levier.watch.search import columns
from tests.watch.pages.world import fill


@pytest.fixture
def notices(db: None) -> None:
    columns.forget()
    fill()
