"""The end of an obligation: missing hours, balance, certificate."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from levier.clauses.models import hours_field

from ..enums import ShortfallState
from .owed import Obligation


class Shortfall(models.Model):
    """Hours missing at the end: constat, reply, advice, the buyer's decision. The last of an obligation comes first.

    One decided is followed by another when corrections made more hours missing.
    """

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="shortfalls")
    hours_missing = hours_field("heures manquantes", required=True)
    #: What the contract's own terms give (``levier.domain.penalties``), kept as computed.
    assessment = models.JSONField()
    state = models.CharField("état", max_length=15, choices=ShortfallState.choices, default=ShortfallState.NOTICE_SENT)
    notice_on = models.DateField("constat envoyé le")
    reply_due_on = models.DateField("réponse attendue le")
    reply = models.TextField("réponse de l’entreprise", blank=True)
    replied_on = models.DateField(null=True, blank=True)
    advice = models.TextField("avis du facilitateur", blank=True)
    advised_on = models.DateField(null=True, blank=True)
    decision_amount = models.DecimalField("montant décidé (€)", max_digits=14, decimal_places=2, null=True, blank=True)
    decision_reason = models.TextField("motif de la décision", blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation"],
                condition=models.Q(decided_on__isnull=True),
                name="one_open_exchange_per_obligation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours_missing} h manquantes"


class ClosingReport(models.Model):
    """The final balance of an obligation, as of a day: figures are kept as they were published."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="closing_reports")
    as_of = models.DateTimeField("arrêté au")
    figures = models.JSONField()
    comment = models.TextField("appréciation", blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Bilan au {self.as_of:%d/%m/%Y}"


class Certificate(models.Model):
    """The certificate of good performance; anyone may confirm it by its number, without learning of any person."""

    report = models.OneToOneField(ClosingReport, models.PROTECT, related_name="certificate")
    #: Random, printed and in the QR code.
    number = models.CharField(max_length=20, unique=True)
    issued_on = models.DateField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: SHA-256 of the PDF as issued.
    pdf_sha256 = models.CharField(max_length=64)
    pdf = models.BinaryField()
    revoked_on = models.DateField(null=True, blank=True)
    revoked_reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.number
