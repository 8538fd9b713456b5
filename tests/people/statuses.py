"""Statuses made row by row, as the services would leave them: a protected criterion is sealed, never in clear."""

from __future__ import annotations

from datetime import date
from typing import Any

from levier.domain.eligibility import by_code
from levier.people.models import EligibilityStatus, Person
from levier.people.special import Secret, keep


def status(
    person: Person, criterion: str, *, valid_from: date, proof_kind: str = "", **fields: Any
) -> EligibilityStatus:
    """A status of any criterion."""
    rule = by_code(criterion)
    hidden = rule.special_category
    made = EligibilityStatus.objects.create(
        person=person,
        criterion=rule.public_code,
        valid_from=valid_from,
        proof_kind="" if hidden else proof_kind,
        **fields,
    )
    if hidden:
        keep(made, Secret(criterion, proof_kind))
    return made
