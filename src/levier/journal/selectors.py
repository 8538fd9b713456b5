"""Read the journal, and check its chain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from django.db import models

from .models import JournalEntry, JournalHead
from .services import digest, link


def history(*, workspace_id: int, target: models.Model) -> models.QuerySet[JournalEntry]:
    """Lines about one object, newest first. The caller has already checked that the actor may see it."""
    return (
        JournalEntry.objects.filter(
            workspace_id=workspace_id, target_type=target._meta.label_lower, target_id=str(target.pk)
        )
        .select_related("user")
        .order_by("-sequence")
    )


def broken_links(workspace_id: int) -> Iterator[str]:
    """Every place where the chain does not hold, as a sentence; nothing when it is whole."""
    previous, expected = "", 1
    for entry in JournalEntry.objects.filter(workspace_id=workspace_id).order_by("sequence").iterator():
        entry.at = entry.at.astimezone(UTC)
        if entry.sequence != expected:
            yield f"Journal : la ligne {expected} manque (la suivante porte le numéro {entry.sequence})."
        if entry.previous_hash != previous:
            yield f"Journal : la ligne {entry.sequence} ne suit pas la précédente."
        if entry.hash != link(entry):
            yield f"Journal : la ligne {entry.sequence} a été modifiée."
        if entry.payload is not None and entry.payload_digest != digest(entry.payload, entry.reason):
            yield f"Journal : le contenu de la ligne {entry.sequence} a été modifié."
        previous, expected = entry.hash, entry.sequence + 1
    head = JournalHead.objects.filter(workspace_id=workspace_id).first()
    if head is not None and (head.hash != previous or head.sequence != expected - 1):
        yield "Journal : la fin de la chaîne ne correspond pas à la dernière ligne (lignes retirées ?)."
