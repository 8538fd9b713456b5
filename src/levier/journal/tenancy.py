"""Which workspace an object belongs to: found once for each model by following its foreign keys."""

from __future__ import annotations

import functools
from collections import deque

from django.db import models

_FIELD = "workspace"


@functools.cache
def path_to_workspace(model: type[models.Model]) -> tuple[str, ...] | None:
    """The shortest chain of required foreign keys to a workspace, its last link included; None when there is none.

    An object of a workspace always has such a chain: an optional key would leave it belonging to nobody.
    """
    waiting: deque[tuple[type[models.Model], tuple[str, ...]]] = deque([(model, ())])
    seen = {model}
    while waiting:
        current, path = waiting.popleft()
        keys = [field for field in current._meta.concrete_fields if isinstance(field, models.ForeignKey)]
        for key in keys:
            if key.name == _FIELD:
                return (*path, _FIELD)
        for key in keys:
            other = key.related_model
            if not key.null and isinstance(other, type) and other not in seen:
                seen.add(other)
                waiting.append((other, (*path, key.name)))
    return None


def workspace_id_of(target: models.Model) -> int | None:
    """Primary key of the workspace of an object; None for what belongs to none (an account, a reference list)."""
    if target._meta.label_lower.endswith(f".{_FIELD}"):
        return int(target.pk)
    path = path_to_workspace(type(target))
    if path is None:
        return None
    owner = target
    for name in path[:-1]:
        owner = getattr(owner, name)
    found: int = getattr(owner, f"{_FIELD}_id")
    return found
