"""What a structure makes of a notice: what it is able to answer, its decision, the partners it asks."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from levier.directory.models import Organisation

from ..answering.enums import AgreementKind, Decision, MemberState
from .notices import StoredNotice


class BidderProfile(models.Model):
    """What a structure says of itself to answer, beside its capacity in the directory."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="bidder")
    #: Agreements held beside the directory's kind (``StructureKind`` codes).
    other_kinds = models.JSONField("autres agréments", default=list, blank=True)
    #: Leading digits of CPV codes, beside the trades of the directory.
    cpv = models.JSONField("codes CPV", default=list, blank=True)
    preparation_days = models.PositiveSmallIntegerField(
        "temps habituel de préparation (jours)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    #: Euros excl. VAT for an hour of work sold.
    euros_per_hour = models.DecimalField(
        "prix moyen d’une heure (€ HT)",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    ess_mission = models.BooleanField("ESS avec mission de service public", null=True, blank=True)
    # The company sheet, said once and joined to every answer.
    legal_form = models.CharField("forme juridique", max_length=80, blank=True)
    created_in = models.PositiveSmallIntegerField("année de création", null=True, blank=True)
    workers = models.PositiveIntegerField("salariés et travailleurs", null=True, blank=True)
    insertion_workers = models.PositiveIntegerField(
        "dont en insertion ou en situation de handicap", null=True, blank=True
    )
    presentation = models.TextField("présentation", blank=True)
    means = models.TextField("moyens humains et matériels", blank=True)
    quality = models.TextField("qualité, certifications, assurances", blank=True)
    # The social memo.
    publics = models.TextField("publics accueillis", blank=True)
    support = models.TextField("accompagnement", blank=True)
    outcomes = models.TextField("ce que deviennent les personnes", blank=True)
    updated_on = models.DateField("mis à jour le", null=True, blank=True)

    class Meta:
        verbose_name = "dossier de candidature"

    def __str__(self) -> str:
        return str(self.organisation)


class BidReference(models.Model):
    """Work already done, to be quoted in an answer."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="bid_references")
    title = models.CharField("prestation", max_length=200)
    client = models.CharField("client", max_length=200)
    year = models.PositiveSmallIntegerField("année", validators=[MinValueValidator(1990), MaxValueValidator(2100)])
    amount = models.DecimalField(
        "montant (€ HT)", max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    #: Code of ``levier.domain.trades``; empty for none.
    trade = models.CharField("métier", max_length=40, blank=True)
    description = models.CharField("en une phrase", max_length=500, blank=True)

    class Meta:
        verbose_name = "référence"
        ordering = ["-year", "pk"]

    def __str__(self) -> str:
        return self.title


class BidSheet(models.Model):
    """Go or no-go: the questions of one structure about one notice, its decision, who took it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="bid_sheets")
    notice = models.ForeignKey(StoredNotice, models.PROTECT, related_name="bid_sheets")
    #: Lot the sheet is about; empty for the whole.
    lot = models.CharField("lot", max_length=80, blank=True)
    #: {question: {"answer": "yes|no|unknown", "why": "…"}}
    answers = models.JSONField("réponses", default=dict, blank=True)
    decision = models.CharField("décision", max_length=10, choices=Decision.choices, default=Decision.UNDECIDED)
    reason = models.CharField("pourquoi", max_length=500, blank=True)
    decided_on = models.DateField("décidé le", null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "fiche de décision"
        ordering = ["-updated_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "notice"], name="bid_sheet_once")]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.notice}"


class JointBid(models.Model):
    """A joint bid that a structure builds for one lot."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="joint_bids")
    notice = models.ForeignKey(StoredNotice, models.PROTECT, related_name="joint_bids")
    #: Identifier of the lot in the notice, and how people read it.
    lot = models.CharField("lot", max_length=80)
    lot_name = models.CharField("intitulé du lot", max_length=300, blank=True)
    kind = models.CharField("forme", max_length=20, choices=AgreementKind.choices, default=AgreementKind.CONJOINT)
    #: Who speaks for the group to the buyer; the structure itself when empty.
    mandataire = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    abandoned_on = models.DateField("abandonné le", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "groupement"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "notice", "lot"],
                condition=models.Q(abandoned_on=None),
                name="joint_bid_once_while_open",
            )
        ]

    def __str__(self) -> str:
        return f"Groupement {self.pk}"

    @property
    def about(self) -> str:
        """The lot in words: « Lot 1 : Entretien des parcs »."""
        return self.lot_name or f"Lot {self.lot}"


class JointMember(models.Model):
    """A neighbour asked to join, and its answer."""

    joint = models.ForeignKey(JointBid, models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="joint_memberships")
    state = models.CharField("réponse", max_length=10, choices=MemberState.choices, default=MemberState.INVITED)
    #: What it would do, in a sentence.
    share = models.CharField("part proposée", max_length=300)
    invited_on = models.DateField("invitée le")
    answered_on = models.DateField("a répondu le", null=True, blank=True)
    reason = models.CharField("motif", max_length=300, blank=True)

    class Meta:
        verbose_name = "membre pressenti d’un groupement"
        ordering = ["invited_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["joint", "organisation"], name="joint_member_once")]
        indexes = [models.Index(fields=["organisation", "state"], name="joint_member_state")]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.joint}"
