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
    #: Its address is known not to answer: it waits for somebody to say otherwise.
    HELD = "held", "Retenu, l’adresse ne répond plus"


#: Nobody has received it, nor is about to: it may still change.
WAITING = (MessageState.QUEUED, MessageState.HELD)


class Channel(TextChoices):
    """How a message travels."""

    EMAIL = "email", "Courriel"
    SMS = "sms", "SMS"
