"""What a candidate can do, wants and needs: the shared pool is made of these."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from levier.directory.models import Commune

from .person import Person


class Profile(models.Model):
    """The candidate's side of a person; without one, nobody is looking for work for them.

    Erasure: the row goes with the person (no figure rests on it). ``wishes`` is the only free text; it is screened.
    """

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="profile")
    #: ROME codes, the wish that matters most first.
    occupations = models.JSONField("métiers", default=list, blank=True)
    #: Codes of ``levier.domain.certificates``.
    certificates = models.JSONField("certificats et permis", default=list, blank=True)
    available_from = models.DateField("disponible à partir du", null=True, blank=True)
    weekly_hours = models.DecimalField(
        "heures par semaine souhaitées",
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(48)],
    )
    #: Where the person starts from: found from the postcode and the name of their commune, never typed here.
    commune = models.ForeignKey(
        Commune, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="commune reconnue"
    )
    #: Kilometres as the crow flies; ``None`` while nobody asked.
    radius_km = models.PositiveSmallIntegerField("distance acceptée (km)", null=True, blank=True)
    has_licence = models.BooleanField("permis B", default=False)
    has_vehicle = models.BooleanField("véhicule", default=False)
    uses_transit = models.BooleanField("transports en commun", default=False)
    wishes = models.CharField("souhaits", max_length=300, blank=True)
    #: Codes of ``Barrier``.
    barriers = models.JSONField("freins à lever", default=list, blank=True)
    updated_on = models.DateField("mis à jour le")

    class Meta:
        verbose_name = "profil"

    def __str__(self) -> str:
        return f"profil {self.pk}"
