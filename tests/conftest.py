"""A hostile session and a fixed cast.

Undefined template variables fail, warnings are errors, and history tables stay append-only even here: a test
that must empty the database goes through the hook below.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
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


#: Fixtures that open the database of the session; pytest-django refuses it to a test that asks for none of them.
_OPENS_DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}


#: The longest first, by their measured time: two processes that share the files end together. The rest follows.
_LONGEST = (
    "e2e/test_every_page.py",
    "cli/test_demo.py",
    "security/test_matrix.py",
    "demo/test_always_the_same.py",
    "demo/",
    "cli/test_check.py",
    "desk/test_todo.py",
    "delivery/test_ledger_machine.py",
    "post/test_reminders_killed.py",
    "security/",
    "post/test_worker.py",
    "config/test_settings.py",
    "test_query_counts.py",
)
_HERE = Path(__file__).resolve().parent


def _rank(path: str) -> int:
    return next((rank for rank, long in enumerate(_LONGEST) if path.startswith(long)), len(_LONGEST))


def _group(path: str) -> str:
    """Which tests stay in one process: those of a file, and those that share one load of the demonstration."""
    return "demo" if path in {"demo/test_loader.py", "demo/test_attention.py"} else path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Share the tests out, and mark those to which the database is all the same: they run on one of the two only."""
    paths = {item.nodeid: item.path.relative_to(_HERE).as_posix() for item in items}
    items.sort(key=lambda item: _rank(paths[item.nodeid]))
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(paths[item.nodeid])))
    for item in items:
        if item.get_closest_marker("django_db") is None and not _OPENS_DATABASE & set(
            getattr(item, "fixturenames", ())
        ):
            item.add_marker(pytest.mark.pure)


#: Written by ``migrate`` itself and never by a test: emptying them would have each test write them again.
_KEPT = {"django_content_type", "auth_permission"}


def _tables_with_rows(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables of ours that hold at least one row, in one question."""
    quote = connection.ops.quote_name
    names = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)} - _KEPT)
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [name for (name,) in cursor.fetchall()]


def _empty(connection: BaseDatabaseWrapper) -> None:
    """Leave no row: Django would empty every table, full or not, and install every trigger and permission again."""
    written = _tables_with_rows(connection)
    protected = [model for model in append_only.protected_models() if model._meta.db_table in written]
    with transaction.atomic(using=connection.alias):  # foreign keys are looked at when it ends
        for model in protected:
            append_only.remove(connection, model)
        with connection.cursor() as cursor:
            for name in written:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")
    for model in append_only.protected_models():
        append_only.install(connection, model)  # a test may have removed those of a table it left empty


def _empty_with_triggers_removed(self: TransactionTestCase) -> None:
    for alias in self._databases_names(include_mirrors=False):
        _empty(connections[alias])


@pytest.fixture(autouse=True, scope="session")
def _append_only_tables_can_be_emptied_between_tests() -> Iterator[None]:
    emptying = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = _empty_with_triggers_removed
    yield
    TransactionTestCase._fixture_teardown = emptying


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
