"""The files behind the pieces: they leave the disk with their row, whatever removes it."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from levier.people.merging import merging, repoint

from .models import Evidence

merging("delivery.evidence.person")(repoint(Evidence))


@receiver(post_delete, sender=Evidence)
def forget(instance: Evidence, **_: Any) -> None:
    """Remove the file once the removal of its row cannot be undone any more."""
    stored = instance.stored_as
    transaction.on_commit(lambda: default_storage.delete(stored))


def read(piece: Evidence) -> bytes:
    """The bytes of a piece."""
    with default_storage.open(piece.stored_as) as file:
        return bytes(file.read())
