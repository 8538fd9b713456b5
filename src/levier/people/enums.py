"""Closed lists of this room."""

from django.db.models import TextChoices


class Sex(TextChoices):
    """As the national consolidation counts it."""

    WOMAN = "f", "Femme"
    MAN = "m", "Homme"
    UNSAID = "u", "Non renseigné"


class Education(TextChoices):
    """Level on entry (domain.md §4.2)."""

    BASIC = "basic", "Savoirs de base"
    CAP = "cap", "CAP ou BEP"
    BAC = "bac", "Baccalauréat"
    BAC2 = "bac2", "Bac + 2"
    BAC3 = "bac3", "Bac + 3 ou plus"
    FOREIGN = "foreign", "Diplôme étranger"
    UNSAID = "unsaid", "Non renseigné"
