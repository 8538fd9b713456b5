"""A hostile session and a fixed cast.

Undefined template variables fail, warnings are errors, and history tables stay append-only even here: a test
that must empty the database goes through the hook below.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client, TransactionTestCase

from levier.journal import append_only
from tests import page_checks

SHARED = Path(os.environ.get("LEVIER_SHARED", Path(__file__).resolve().parent.parent.parent / "shared"))

pytest_plugins = ["tests.cast"]


def shared_file(relative: str) -> Path:
    """A file of real public data, or a skip when the folder is not on this machine."""
    path = SHARED / relative
    if not path.exists():
        pytest.skip(f"real data not here: {relative} (set LEVIER_SHARED)")
    return path


_emptying = TransactionTestCase._fixture_teardown


def _empty_with_triggers_removed(self: TransactionTestCase) -> None:
    for alias in self._databases_names(include_mirrors=False):
        for model in append_only.protected_models():
            append_only.remove(connections[alias], model)
    _emptying(self)  # flush emits post_migrate, which installs them again


@pytest.fixture(autouse=True, scope="session")
def _append_only_tables_can_be_emptied_between_tests() -> Iterator[None]:
    TransactionTestCase._fixture_teardown = _empty_with_triggers_removed
    yield
    TransactionTestCase._fixture_teardown = _emptying


_fetch = Client.request


def _fetch_and_look(self: Client, **request: object) -> object:
    response = _fetch(self, **request)
    page_checks.check(response)
    return response


@pytest.fixture(autouse=True, scope="session")
def _every_page_fetched_by_any_test_is_looked_at() -> Iterator[None]:
    Client.request = _fetch_and_look
    yield
    Client.request = _fetch
