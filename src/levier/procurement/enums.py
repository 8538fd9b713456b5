"""Closed lists of this room."""

from django.db.models import TextChoices


class ContractState(TextChoices):
    """Whether the contract is still alive; the seven steps are in ``levier.domain.steps``."""

    ACTIVE = "active", "En cours"
    CLOSED = "closed", "Terminé"
    ABANDONED = "abandoned", "Sans suite"


class ContractSource(TextChoices):
    """How the contract came in."""

    MANUAL = "manual", "Saisie"
    PROGRAMME = "programme", "Programme de l’acheteur"
    NOTICE = "notice", "Avis publié"
    DEMO = "demo", "Démonstration"


class ReviewDecision(TextChoices):
    """The facilitator's answer to the buyer on one line of the programme."""

    PENDING = "pending", "À étudier"
    CLAUSE = "clause", "Levier proposé"
    NO_CLAUSE = "no_clause", "Pas de levier"


class AwardRole(TextChoices):
    """Place of an organisation in an award."""

    HOLDER = "holder", "Titulaire ou mandataire"
    JOINT = "joint", "Cotraitant"
    SUBCONTRACTOR = "subcontractor", "Sous-traitant"


class TargetKind(TextChoices):
    """What a grand chantier commits to."""

    HOURS_SHARE = "hours_share", "Part des heures travaillées"
    SME_SHARE = "sme_share", "Part des montants confiés aux PME et à l’ESS"
    WOMEN_SHARE = "women_share", "Part de femmes"
