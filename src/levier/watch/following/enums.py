"""Closed lists of what a workspace makes of published awards."""

from django.db.models import TextChoices


class FollowState(TextChoices):
    """What became of an award notice here."""

    FOLLOWED = "followed", "Suivie"
    SET_ASIDE = "set_aside", "Écartée"
