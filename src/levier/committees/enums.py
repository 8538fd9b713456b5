"""Closed lists of this room."""

from django.db.models import TextChoices


class DecisionState(TextChoices):
    """What became of a decision."""

    OPEN = "open", "À faire"
    DONE = "done", "Faite"
    DROPPED = "dropped", "Abandonnée"
