"""Awarded contracts, as buyers publish them (DECP): public, of no workspace."""

from __future__ import annotations

from django.db import models


class AwardedContractRow(models.Model):
    """One contract in its current state: its modifications applied."""

    #: SIRET of the buyer and identifier of the contract (``levier.notices.decp``).
    uid = models.CharField("identifiant", max_length=120, unique=True)
    buyer_siret = models.CharField("SIRET de l’acheteur", max_length=14, blank=True)
    buyer_siren = models.CharField("SIREN de l’acheteur", max_length=9, blank=True)
    buyer_name = models.CharField("acheteur", max_length=250, blank=True)
    object = models.TextField("objet", blank=True)
    nature = models.CharField("nature", max_length=8, blank=True)
    cpv = models.CharField("CPV", max_length=10, blank=True)
    #: Euros excluding VAT.
    amount = models.DecimalField("montant", max_digits=18, decimal_places=2, null=True, blank=True)
    notified_on = models.DateField("notifié le", null=True, blank=True)
    duration_months = models.PositiveIntegerField("durée en mois", null=True, blank=True)
    #: Notification and duration: the renewal radar reads it.
    ends_on = models.DateField("fin prévue", null=True, blank=True)
    department = models.CharField("département", max_length=3, blank=True)
    #: [{"id": "…", "name": "…"}]
    winners = models.JSONField("titulaires", default=list)
    #: Codes in a row, separated by commas: « condition,criterion,reserved ».
    social = models.CharField("considérations sociales", max_length=80, blank=True)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    problems = models.JSONField(default=list)
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "marché attribué"
        verbose_name_plural = "marchés attribués"
        ordering = ["-notified_on", "pk"]
        indexes = [
            models.Index(fields=["buyer_siren", "cpv", "-notified_on"], name="decp_buyer_cpv"),
            models.Index(fields=["buyer_siret", "ends_on"], name="decp_renewal"),
            models.Index(fields=["department", "ends_on"], name="decp_department"),
            models.Index(fields=["ends_on", "id"], name="decp_ends"),
        ]

    def __str__(self) -> str:
        return self.object[:120] or self.uid
