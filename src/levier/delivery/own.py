"""The pieces of a person, on the page they read of themselves (``people.own``)."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from levier.domain.dates import format_date
from levier.people.eligibility import criterion_label
from levier.people.models import Person
from levier.people.own import OwnLine, OwnPart, own_part

from .models import Evidence


@own_part
def own_pieces(person: Person, token: str) -> OwnPart | None:
    """Pieces of their statuses and work contracts; those of a month of hours name others and are not theirs to open."""
    found = Evidence.objects.filter(Q(person=person) | Q(employment__person=person))
    lines = tuple(
        OwnLine(one.label, _detail(one), reverse("delivery:own_piece", args=[token, one.pk]))
        for one in found.select_related("status", "employment__employer").order_by("added_at", "pk")
    )
    return OwnPart("pieces", "Vos pièces", lines) if lines else None


def _detail(one: Evidence) -> str:
    if one.employment is not None:
        proves = f"Contrat de travail chez {one.employment.employer.name}"
    else:
        proves = f"Éligibilité : {criterion_label(one.status)}" if one.status is not None else "Éligibilité"
    day = format_date(timezone.localdate(one.added_at))
    return f"{proves}. {one.get_kind_display()}, {one.size_text}, jointe le {day}."
