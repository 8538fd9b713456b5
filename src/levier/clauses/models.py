"""The social lever of a lot: diagnosis, calibration, supply check, wording."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from levier.domain.tranches import AmountBasis, TrancheCounting
from levier.domain.vocabulary import Lever, ReservedArticle
from levier.procurement.models import Lot, amount_field

from .enums import ClauseState, ConsentAnswer, HoursBasis


def hours_field(label: str, *, required: bool = False, **options: Any) -> models.DecimalField[Any, Any]:
    """Hours with two decimals, not negative."""
    return models.DecimalField(
        label,
        max_digits=10,
        decimal_places=2,
        null=not required,
        blank=not required,
        validators=[MinValueValidator(0)],
        **options,
    )


def share_field(label: str) -> models.DecimalField[Any, Any]:
    """A fraction between 0 and 1, to the hundredth of a percent."""
    return models.DecimalField(
        label,
        max_digits=5,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )


class Clause(models.Model):
    """What one lot asks for. The four items the CCAG want are here: scope, contact, publics, hours."""

    lot = models.OneToOneField(Lot, models.CASCADE, related_name="clause")
    state = models.CharField("état", max_length=10, choices=ClauseState.choices, default=ClauseState.DRAFT)
    #: Empty until somebody chose; « none » is a choice too.
    lever = models.CharField("levier", max_length=30, choices=Lever.choices(), blank=True)
    reserved_article = models.CharField("article", max_length=12, choices=ReservedArticle.choices(), blank=True)
    #: L2112-2-1: exception invoked instead of a social condition, and its written reason.
    exception_code = models.CharField("exception", max_length=30, blank=True)
    exception_reason = models.TextField("motif écrit de l’exception", blank=True)
    #: CCAG item 1, scope of the action.
    scope = models.TextField("périmètre de l’action", blank=True)
    #: CCAG item 3: criteria codes of ``levier.domain.eligibility``; empty means the common CCAG list.
    publics = models.JSONField("publics", default=list, blank=True)
    modalities = models.JSONField("modalités", default=list, blank=True)
    #: CCAG item 4, hours. Those counted by amounts follow ``levier.domain.obligations.OrderRule``.
    hours_basis = models.CharField(
        "base des heures", max_length=15, choices=HoursBasis.choices, default=HoursBasis.FIXED
    )
    hours = hours_field("heures d’insertion")
    hours_per_tranche = hours_field("heures par tranche", required=True, default=Decimal(1))
    tranche = amount_field("montant d’une tranche (€ HT)")
    tranche_counting = models.CharField(
        "tranche incomplète",
        max_length=12,
        choices=TrancheCounting.choices(),
        default=TrancheCounting.COMPLETE.value,
    )
    trigger_amount = amount_field("seuil de déclenchement (€ HT)")
    amount_basis = models.CharField(
        "montants pris en compte", max_length=10, choices=AmountBasis.choices(), default=AmountBasis.ORDERED.value
    )
    hours_share = share_field("part des heures travaillées")
    #: Counting rules as the contract writes them (``levier.domain.counting.CountingTerms``).
    cdi_years_cap = models.PositiveSmallIntegerField("années de CDI prises en compte", null=True, blank=True)
    leave_counts = models.BooleanField("les congés comptent", default=False)
    pmsmp_counts = models.BooleanField("les immersions comptent", default=False)
    #: Penalties as the contract writes them; nothing by default (``levier.domain.penalties``).
    penalty_per_hour = amount_field("pénalité par heure manquante (€)")
    penalty_per_day = amount_field("pénalité par jour de retard d’un document (€)")
    penalty_smic_multiple = models.DecimalField(
        "multiple du SMIC horaire par heure manquante",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    penalty_lump_sum = amount_field("pénalité forfaitaire (€)")
    penalty_cap = amount_field("plafond des pénalités (€)")
    penalty_cap_share = share_field("plafond en part du marché")
    #: Whether the CCAG's rules on delay penalties extend to these; to be decided contract by contract.
    ccag_cap_applies = models.BooleanField("plafond du CCAG applicable", null=True, blank=True)
    ccag_exemption_applies = models.BooleanField("exonération du CCAG applicable", null=True, blank=True)
    #: Weight of the insertion criterion, as a fraction, and its sub-criteria (``levier.domain.criterion``).
    criterion_weight = share_field("poids du critère")
    criterion_scheme = models.JSONField(default=dict, blank=True)
    named_facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="clauses_named_in"
    )
    proposed_on = models.DateField("proposée le", null=True, blank=True)
    agreed_on = models.DateField("retenue le", null=True, blank=True)
    refused_on = models.DateField("non retenue le", null=True, blank=True)
    #: What the buyer said with its answer.
    answer_comment = models.TextField("précision de l’acheteur", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "clause"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(lever__in=["reserved_contract", "reserved_lot"]) | ~models.Q(reserved_article=""),
                name="clause_reservation_names_its_article",
            ),
            models.CheckConstraint(
                condition=models.Q(hours__isnull=True) | models.Q(hours__gte=0), name="clause_hours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_lever_display() or 'Levier à choisir'}, {self.lot}"


class Calibration(models.Model):
    """One computation of the hours, kept with its inputs, version and explanation. Never edited: made again."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="calibrations")
    method = models.CharField("méthode", max_length=30)
    version = models.PositiveSmallIntegerField()
    inputs = models.JSONField()
    hours = hours_field("heures", required=True)
    explanation = models.JSONField()
    is_chosen = models.BooleanField("retenue", default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clause"], condition=models.Q(is_chosen=True), name="calibration_one_chosen_per_clause"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} : {self.hours} h"


class SupplyCheck(models.Model):
    """The supply check as it stood on a day: which structures could answer, and what was concluded."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="supply_checks")
    made_on = models.DateField()
    result = models.JSONField()
    #: The lever advised, with its reasons.
    advice = models.JSONField()

    class Meta:
        ordering = ["-made_on", "-pk"]

    def __str__(self) -> str:
        return f"Vérification de l’offre du {self.made_on}"


class FacilitatorConsent(models.Model):
    """The named facilitator was asked, and answered. The wording is refused until the answer is yes."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="consents")
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answer = models.CharField("réponse", max_length=10, choices=ConsentAnswer.choices, default=ConsentAnswer.PENDING)
    answered_at = models.DateTimeField(null=True)
    comment = models.TextField("précision", blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "facilitator"], condition=models.Q(answer="pending"), name="consent_one_pending"
            ),
        ]

    def __str__(self) -> str:
        return self.get_answer_display()
