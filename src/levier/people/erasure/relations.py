"""Every table that points to a person, straight or through another, found in the models themselves."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from django.db import models

from ..models import Person


@dataclass(frozen=True, slots=True)
class Relation:
    """One foreign key on the way to a person: ``delivery.hoursline.employment``, by ``employment__person``."""

    key: str
    model: type[models.Model]
    #: From the model to the person, as a lookup.
    path: str

    def rows(self, person: Person) -> models.QuerySet[Any]:
        """The rows of this person."""
        return self.all.filter(**{self.path: person})

    @property
    def all(self) -> models.QuerySet[Any]:
        """Every row, whatever a manager hides."""
        return models.QuerySet(self.model)


def relations() -> list[Relation]:
    """Every relation, the nearest to the person first."""
    found: list[Relation] = []
    waiting: deque[tuple[type[models.Model], str]] = deque([(Person, "")])
    seen: set[type[models.Model]] = {Person}
    while waiting:
        model, path = waiting.popleft()
        for back in model._meta.get_fields(include_hidden=True):
            if not isinstance(back, models.ForeignObjectRel) or not isinstance(back.field, models.ForeignKey):
                continue
            other = back.field.model
            onward = f"{back.field.name}__{path}" if path else back.field.name
            found.append(Relation(f"{other._meta.label_lower}.{back.field.name}", other, onward))
            if other not in seen:
                seen.add(other)
                waiting.append((other, onward))
    return found
