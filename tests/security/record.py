"""A photograph of everything the database holds: two photographs are equal when nothing was written between them."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection

#: Written by reading, on purpose: sessions, and the day a link or an account was last used.
_MOVING = {"sessions.session": None, "accounts.user": "last_login", "accounts.accesslink": "last_used_at"}


@cache
def _questions() -> dict[str, str]:
    """What to ask for each table, written once: the ORM would write these sentences thousands of times."""
    quote = connection.ops.quote_name
    found = {}
    for model in apps.get_models(include_auto_created=True):
        label, options = model._meta.label_lower, model._meta
        without = _MOVING.get(label, "")
        if without is not None and options.managed and not options.proxy:
            kept = ", ".join(quote(field.column) for field in options.local_concrete_fields if field.name != without)
            found[label] = f"SELECT {kept} FROM {quote(options.db_table)} ORDER BY {quote(options.pk.column)}"
    return found


def photograph() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, without what reading moves."""
    with connection.cursor() as cursor:
        return {label: _rows(cursor, question) for label, question in _questions().items()}


def _rows(cursor: Any, question: str) -> list[tuple[object, ...]]:
    cursor.execute(question)
    return [tuple(bytes(value) if isinstance(value, memoryview) else value for value in row) for row in cursor]


def written(before: dict[str, list[tuple[object, ...]]]) -> list[str]:
    """Tables that changed since the photograph."""
    now = photograph()
    return sorted(label for label in now if now[label] != before[label])
