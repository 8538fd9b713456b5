"""A photograph of everything the database holds: two photographs are equal when nothing was written between them."""

from __future__ import annotations

from django.apps import apps
from django.db import models

#: Written by reading, on purpose: sessions, and the day a link or an account was last used.
_MOVING = {"sessions.session": None, "accounts.user": "last_login", "accounts.accesslink": "last_used_at"}


def photograph() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, without what reading moves."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label_lower
        if _MOVING.get(label, "") is not None:
            found[label] = _rows(model, _MOVING.get(label) or "")
    return found


def _rows(model: type[models.Model], without: str) -> list[tuple[object, ...]]:
    kept = [field.attname for field in model._meta.concrete_fields if field.name != without]
    rows = model._base_manager.order_by("pk").values_list(*kept)
    return [tuple(bytes(value) if isinstance(value, memoryview) else value for value in row) for row in rows]


def written(before: dict[str, list[tuple[object, ...]]]) -> list[str]:
    """Tables that changed since the photograph."""
    now = photograph()
    return sorted(label for label in now if now[label] != before[label])
