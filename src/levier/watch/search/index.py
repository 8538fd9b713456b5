"""The text index: FTS5 without content on SQLite, ``tsvector`` and GIN on PostgreSQL. Same words in, same notices out.

It is no model: made after ``migrate`` as triggers are, and written with the notices, in the same transaction. What was
indexed is not kept: to take a notice out of FTS5, its words are made again from its content, hence ``VERSION``. The only
names put in a statement are those of the two tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .documents import Document

#: To raise when ``document``, the stems or the tables change: ``levier watch reindex`` is then asked for.
VERSION = 1
TEXT, TITLE = "watch_text", "watch_title"

_FTS5 = "fts5(stems, plain, content='', tokenize='ascii')"
_SQLITE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {TEXT} USING {_FTS5}",
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {TITLE} USING {_FTS5}",
)
_TSVECTORS = (
    "rowid bigint PRIMARY KEY REFERENCES watch_storednotice(id) ON DELETE CASCADE, "
    "stems tsvector NOT NULL, plain tsvector NOT NULL, is_long boolean NOT NULL"
)
_POSTGRESQL = tuple(
    statement
    for table in (TEXT, TITLE)
    for statement in (
        f"CREATE TABLE IF NOT EXISTS {table} ({_TSVECTORS})",
        f"CREATE INDEX IF NOT EXISTS {table}_stems ON {table} USING gin (stems)",
        f"CREATE INDEX IF NOT EXISTS {table}_plain ON {table} USING gin (plain)",
        f"CREATE INDEX IF NOT EXISTS {table}_long ON {table} (rowid) WHERE is_long",
    )
)


def install(*, using: str, **_signal: Any) -> None:
    """Handler of ``post_migrate``: make the index where the notices are."""
    held = connections[using]
    if "watch_storednotice" not in held.introspection.table_names():
        return
    with held.cursor() as cursor:
        for statement in _SQLITE if held.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)


def is_installed(held: BaseDatabaseWrapper) -> bool:
    """Whether both tables are there."""
    return {TEXT, TITLE} <= set(held.introspection.table_names())


def add(documents: Iterable[tuple[int, Document]]) -> None:
    """Index notices that are not."""
    rows = list(documents)
    whole = [(pk, one.stems, one.plain, one.is_long) for pk, one in rows]
    titles = [(pk, one.title_stems, one.title_plain, False) for pk, one in rows]
    for table, values in ((TEXT, whole), (TITLE, titles)):
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                given = [value[:3] for value in values]
                cursor.executemany(f"INSERT INTO {table} (rowid, stems, plain) VALUES (%s, %s, %s)", given)  # noqa: S608
            else:
                told = "%s, to_tsvector('simple', %s), to_tsvector('simple', %s), %s"
                cursor.executemany(f"INSERT INTO {table} (rowid, stems, plain, is_long) VALUES ({told})", values)  # noqa: S608


def remove(documents: Iterable[tuple[int, Document]]) -> None:
    """Take notices out, with the words they were indexed under."""
    for pk, one in documents:
        for table, stems, plain in ((TEXT, one.stems, one.plain), (TITLE, one.title_stems, one.title_plain)):
            with connection.cursor() as cursor:
                if connection.vendor == "sqlite":
                    told = f"INSERT INTO {table} ({table}, rowid, stems, plain) VALUES ('delete', %s, %s, %s)"  # noqa: S608
                    cursor.execute(told, (pk, stems, plain))
                else:
                    cursor.execute(f"DELETE FROM {table} WHERE rowid = %s", (pk,))  # noqa: S608


def empty() -> None:
    """Leave nothing in the index."""
    with connection.cursor() as cursor:
        for table in (TEXT, TITLE):
            if connection.vendor == "sqlite":
                cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")  # noqa: S608
            else:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608
