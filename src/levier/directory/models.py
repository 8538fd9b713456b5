"""Organisations and the public reference lists everything else refers to."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models

from levier.accounts.models import Workspace
from levier.domain.vocabulary import BuyerKind, StructureKind

from .enums import OrganisationKind, ServiceKind


class Organisation(models.Model):
    """A buyer, a contractor, a structure, a referrer or a training body of one workspace.

    ``kind`` is what it is first; a structure that wins a lot stays a structure and holds the award.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="organisations")
    kind = models.CharField("nature", max_length=20, choices=OrganisationKind.choices)
    name = models.CharField("nom", max_length=200)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    address = models.CharField("adresse", max_length=250, blank=True)
    postcode = models.CharField("code postal", max_length=10, blank=True)
    city = models.CharField("commune", max_length=100, blank=True)
    #: WGS 84, degrees.
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    website = models.URLField("site", blank=True)
    is_active = models.BooleanField("active", default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "organisation"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "siret"], condition=~models.Q(siret=""), name="organisation_siret_unique"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "kind", "name"], name="organisation_list")]

    def __str__(self) -> str:
        return self.name


class BuyerProfile(models.Model):
    """What the law needs to know of a buyer."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="buyer")
    buyer_kind = models.CharField(
        "catégorie d’acheteur", max_length=20, choices=BuyerKind.choices(), default=BuyerKind.AUTHORITY.value
    )
    #: € excl. VAT a year; decides the SPASER duty.
    annual_purchases = models.DecimalField(
        "achats annuels (€ HT)",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    insertion_competence = models.BooleanField("compétence en insertion", null=True, blank=True)

    def __str__(self) -> str:
        return str(self.organisation)


class StructureProfile(models.Model):
    """What an inclusive structure can do, for the supply check."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="structure")
    structure_kind = models.CharField("type", max_length=10, choices=StructureKind.choices())
    #: Codes of ``levier.domain.trades``.
    trades = models.JSONField("métiers", default=list, blank=True)
    #: Hours a month the structure can take on, all contracts together.
    capacity_hours_month = models.DecimalField(
        "capacité (h/mois)", max_digits=9, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    #: Hours a month taken on average over the last three months.
    recent_load_hours_month = models.DecimalField(
        "charge récente (h/mois)", max_digits=9, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    radius_km = models.PositiveSmallIntegerField("rayon d’intervention (km)", default=30)
    annual_turnover = models.DecimalField(
        "chiffre d’affaires (€)",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    updated_on = models.DateField("capacité mise à jour le", null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["structure_kind"], name="structure_kind")]

    def __str__(self) -> str:
        return str(self.organisation)


class Contact(models.Model):
    """A person to call in an organisation (professional details only)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contacts")
    name = models.CharField("nom", max_length=150)
    function = models.CharField("fonction", max_length=150, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    #: Receives the personal links and reminders of the organisation.
    receives_links = models.BooleanField("reçoit les liens et les relances", default=False)

    class Meta:
        ordering = ["-receives_links", "name"]

    def __str__(self) -> str:
        return self.name


class LocalService(models.Model):
    """A mobility, housing, childcare… service to pass on to companies and people."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="local_services")
    kind = models.CharField("besoin", max_length=20, choices=ServiceKind.choices)
    name = models.CharField("nom", max_length=200)
    description = models.TextField("ce qu’il fait", blank=True)
    area = models.CharField("territoire couvert", max_length=150, blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    website = models.URLField("site", blank=True)

    class Meta:
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name


class Reference(models.Model):
    """One line of a public nomenclature: CPV, NUTS, ROME occupation or appellation. Shared by all workspaces."""

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=20)
    label = models.CharField(max_length=300)
    #: ROME code of an appellation, parent NUTS…
    parent = models.CharField(max_length=20, blank=True)
    #: Accents, case and punctuation folded, for search.
    folded = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="reference_unique")]
        indexes = [models.Index(fields=["kind", "folded"], name="reference_search")]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class Commune(models.Model):
    """A French commune and where it is."""

    insee = models.CharField(max_length=5, primary_key=True)
    name = models.CharField(max_length=100)
    postcode = models.CharField(max_length=5)
    latitude = models.DecimalField(max_digits=9, decimal_places=6)
    longitude = models.DecimalField(max_digits=9, decimal_places=6)
    folded = models.CharField(max_length=100)

    class Meta:
        indexes = [
            models.Index(fields=["folded"], name="commune_name"),
            models.Index(fields=["postcode"], name="commune_cp"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.postcode})"
