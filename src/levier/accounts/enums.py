"""Closed lists of this room."""

from django.db.models import TextChoices

from levier.domain.vocabulary import Role

__all__ = ["LinkPurpose", "Role"]


class LinkPurpose(TextChoices):
    """What a personal link opens, and nothing else."""

    SIGN_IN = "sign_in", "Connexion"
    STATEMENT = "statement", "Relevé d’heures mensuel"
    CALL_OFFS = "call_offs", "État des commandes"
    SHORTFALL = "shortfall", "Réponse sur les heures manquantes"
    PERSON = "person", "Dossier personnel"
    CANDIDACIES = "candidacies", "Réponse sur des candidats"
    JOINT_BID = "joint_bid", "Réponse à un groupement"
