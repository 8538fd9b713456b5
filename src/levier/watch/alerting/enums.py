"""Closed lists of alerts."""

from django.db.models import TextChoices


class Frequency(TextChoices):
    """How often an alert writes, when it found something."""

    IMMEDIATE = "immediate", "Dès qu’un avis arrive"
    DAILY = "daily", "Chaque jour ouvré"
    WEEKLY = "weekly", "Chaque semaine"
