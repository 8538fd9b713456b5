"""Closed lists of this room."""

from django.db.models import TextChoices


class MessageState(TextChoices):
    """Where a message stands."""

    QUEUED = "queued", "À envoyer"
    SENDING = "sending", "Envoi en cours"
    SENT = "sent", "Envoyé"
    FAILED = "failed", "Non remis"
    #: The worker stopped between handing the message over and writing that it had: nobody knows, so nobody resends.
    UNSURE = "unsure", "Remise incertaine"
