"""Closed lists of this room."""

from django.db.models import TextChoices


class Publisher(TextChoices):
    """Who published a notice, whatever the format it came in."""

    BOAMP = "boamp", "BOAMP"
    TED = "ted", "TED"


class CursorState(TextChoices):
    """What the last visit to a source came to."""

    IDLE = "idle", "À jour"
    RUNNING = "running", "En cours"
    FAILED = "failed", "Interrompu"
