"""Closed lists of this room."""

from django.db.models import TextChoices


class OrganisationKind(TextChoices):
    """What an organisation is first."""

    BUYER = "buyer", "Acheteur"
    CONTRACTOR = "contractor", "Entreprise"
    STRUCTURE = "structure", "Structure inclusive"
    REFERRER = "referrer", "Prescripteur"
    TRAINING_BODY = "training_body", "Organisme de formation"
    FACILITATING_BODY = "facilitating_body", "Structure porteuse"


class ServiceKind(TextChoices):
    """What a local service lifts."""

    MOBILITY = "mobility", "Mobilité"
    HOUSING = "housing", "Logement"
    CHILDCARE = "childcare", "Garde d’enfants"
    LANGUAGE = "language", "Langue"
    TRAINING = "training", "Formation"
    OTHER = "other", "Autre"


class ReferenceKind(TextChoices):
    """Public nomenclatures that can be loaded."""

    CPV = "cpv", "CPV"
    NUTS = "nuts", "NUTS"
    ROME = "rome", "ROME (métiers)"
    APPELLATION = "appellation", "ROME (appellations)"
    COMMUNE = "commune", "Communes"
