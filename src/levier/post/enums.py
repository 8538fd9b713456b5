"""Closed lists of this room."""

from django.db.models import TextChoices


class MessageState(TextChoices):
    """Where a message stands."""

    QUEUED = "queued", "À envoyer"
    SENT = "sent", "Envoyé"
    FAILED = "failed", "Non remis"
