"""Closed lists of this room."""

from django.db.models import TextChoices


class ClauseState(TextChoices):
    """Where the clause stands between the facilitator and the buyer."""

    DRAFT = "draft", "En préparation"
    PROPOSED = "proposed", "Proposée à l’acheteur"
    AGREED = "agreed", "Retenue par l’acheteur"
    REFUSED = "refused", "Non retenue"


class ConsentAnswer(TextChoices):
    """May the facilitator be named in the contract's documents?"""

    PENDING = "pending", "En attente"
    GIVEN = "given", "Accord donné"
    REFUSED = "refused", "Refus"


class HoursBasis(TextChoices):
    """How the hours owed are written in the contract."""

    FIXED = "fixed", "Nombre d’heures fixe"
    PER_EURO = "per_euro", "Heures par euro commandé ou facturé"
    SHARE_OF_HOURS = "share_of_hours", "Part des heures travaillées"
