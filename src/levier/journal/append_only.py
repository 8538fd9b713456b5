"""Tables the database itself refuses to rewrite, on SQLite and PostgreSQL alike.

An application bug, a shell session or a careless migration cannot rewrite history: triggers refuse. They are
(re)installed after every ``migrate``, because SQLite drops them when it rebuilds a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

_MESSAGE = "append-only table: add a correcting row instead"


class AppendOnly(models.Model):
    """Base of the models whose rows are never updated nor deleted.

    ``mutable_columns`` may still change (the journal's payload, which erasure must be able to clear).
    """

    mutable_columns: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True


def protected_models() -> Iterator[type[AppendOnly]]:
    """Every append-only model of the project."""
    for model in apps.get_models():
        if issubclass(model, AppendOnly):
            yield model


def install(connection: BaseDatabaseWrapper, model: type[AppendOnly]) -> None:
    """Create the two triggers of one table (idempotent)."""
    table = model._meta.db_table
    remove(connection, model)
    frozen = [field.column for field in model._meta.local_concrete_fields if field.column not in model.mutable_columns]
    sqlite = connection.vendor == "sqlite"
    operator = "IS NOT" if sqlite else "IS DISTINCT FROM"
    changed = " OR ".join(f'OLD."{column}" {operator} NEW."{column}"' for column in frozen)
    with connection.cursor() as cursor:
        if sqlite:
            action = f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
            cursor.execute(f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}" WHEN {changed} {action}')
            cursor.execute(f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" {action}')
            return
        cursor.execute(
            "CREATE OR REPLACE FUNCTION levier_append_only() RETURNS trigger AS "
            f"$$ BEGIN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$ "
            "LANGUAGE plpgsql"
        )
        each = "FOR EACH ROW"
        call = "EXECUTE FUNCTION levier_append_only()"
        cursor.execute(f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}" {each} WHEN ({changed}) {call}')
        cursor.execute(f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" {each} {call}')


def remove(connection: BaseDatabaseWrapper, model: type[AppendOnly]) -> None:
    """Drop the triggers of one table (before reinstalling them, or to empty a test database)."""
    table = model._meta.db_table
    on_table = "" if connection.vendor == "sqlite" else f' ON "{table}"'
    with connection.cursor() as cursor:
        for suffix in ("no_update", "no_delete"):
            cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_{suffix}"{on_table}')


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that should exist and do not."""
    wanted = {
        f"{model._meta.db_table}_{suffix}" for model in protected_models() for suffix in ("no_update", "no_delete")
    }
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return sorted(wanted - {name for (name,) in cursor.fetchall()})


def install_all(*, using: str, **_signal: Any) -> None:
    """Handler of ``post_migrate``: protect every table that already exists."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    for model in protected_models():
        if model._meta.db_table in tables:
            install(connection, model)
