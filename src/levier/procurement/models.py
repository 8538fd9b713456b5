"""What is bought: programme, operation, contract, lot, award, call-off order."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from levier.accounts.models import Workspace
from levier.directory.models import Organisation
from levier.domain.quantities import MAX_AMOUNT
from levier.domain.steps import DocumentKind, Step, quarter_of
from levier.domain.vocabulary import Ccag, PurchaseNature

from .enums import AwardRole, ContractSource, ContractState, ReviewDecision, TargetKind


def amount_field(label: str, *, required: bool = False) -> models.DecimalField[Any, Any]:
    """An amount in euros excl. VAT, bounded like ``check_amount``."""
    return models.DecimalField(
        label,
        max_digits=14,
        decimal_places=2,
        null=not required,
        blank=not required,
        validators=[MinValueValidator(0), MaxValueValidator(MAX_AMOUNT)],
    )


class Programme(models.Model):
    """A « grand chantier »: operations of several buyers under common targets, possibly nested."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="programmes")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    name = models.CharField("nom", max_length=200)
    charter = models.CharField("charte", max_length=200, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProgrammeTarget(models.Model):
    """One committed share of a programme, as a fraction, with where it is written."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="targets")
    kind = models.CharField("engagement", max_length=20, choices=TargetKind.choices)
    share = models.DecimalField(
        "part", max_digits=5, decimal_places=4, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    source = models.CharField("source", max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "kind"], name="programme_target_unique")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.share}"


class Operation(models.Model):
    """A project of one buyer that groups several contracts."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="operations")
    buyer = models.ForeignKey(Organisation, models.PROTECT, related_name="operations")
    programme = models.ForeignKey(Programme, models.SET_NULL, null=True, blank=True, related_name="operations")
    name = models.CharField("nom", max_length=250)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProgrammeSheet(models.Model):
    """A buyer's programme of coming contracts, as imported; the same file twice is one sheet."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="programme_sheets")
    buyer = models.ForeignKey(Organisation, models.PROTECT, related_name="programme_sheets")
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    lines = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "buyer", "sha256"], name="programme_sheet_once"),
        ]

    def __str__(self) -> str:
        return self.filename


class PendingImport(models.Model):
    """A file sent and not yet confirmed: kept so that correcting a column or a cell never means sending it again."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    #: None while the file is a notice: the buyer is in it.
    buyer = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    #: Why it cannot be imported as it stands, read when it came in; empty when it only waits to be confirmed.
    problem = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["expires_at"], name="pending_import_expiry")]

    def __str__(self) -> str:
        return self.filename


class ColumnMapping(models.Model):
    """How one buyer's sheets name their columns: remembered from one import to the next."""

    buyer = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="column_mapping")
    #: Our field → header of the buyer's column.
    columns = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Colonnes de {self.buyer}"


class Contract(models.Model):
    """What is bought in one procedure; a framework agreement when ``is_framework``."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="contracts")
    buyer = models.ForeignKey(Organisation, models.PROTECT, related_name="contracts_bought")
    operation = models.ForeignKey(Operation, models.SET_NULL, null=True, blank=True, related_name="contracts")
    sheet = models.ForeignKey(ProgrammeSheet, models.SET_NULL, null=True, blank=True, related_name="contracts")
    #: The buyer's own number; unique for a buyer when given.
    reference = models.CharField("référence", max_length=60, blank=True)
    title = models.CharField("objet", max_length=300)
    description = models.TextField("description", blank=True)
    nature = models.CharField("nature", max_length=10, choices=PurchaseNature.choices())
    is_framework = models.BooleanField("accord-cadre à bons de commande", default=False)
    is_concession = models.BooleanField("concession", default=False)
    ccag = models.CharField("CCAG", max_length=10, choices=Ccag.choices(), blank=True)
    cpv = models.CharField("CPV", max_length=8, blank=True)
    amount = amount_field("montant estimé (€ HT)")
    duration_months = models.PositiveSmallIntegerField(
        "durée (mois)", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    place = models.CharField("lieu d’exécution", max_length=150, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    nuts = models.CharField("NUTS", max_length=5, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    #: When the consultation is (or was) launched; decides which law applies.
    consultation_on = models.DateField("publication prévue", null=True, blank=True)
    start_order_on = models.DateField("ordre de service prévu", null=True, blank=True)
    notified_on = models.DateField("notifié le", null=True, blank=True)
    ends_on = models.DateField("fin prévue", null=True, blank=True)
    step = models.CharField("étape", max_length=20, choices=Step.choices(), default=Step.PROGRAMMATION.value)
    state = models.CharField("état", max_length=10, choices=ContractState.choices, default=ContractState.ACTIVE)
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="contracts_followed"
    )
    source = models.CharField(max_length=10, choices=ContractSource.choices, default=ContractSource.MANUAL)
    #: Publication number of the notice it came from, and what it said (``levier.notices``), for the record.
    notice_id = models.CharField(max_length=60, blank=True)
    notice = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "marché"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "buyer", "reference"],
                condition=~models.Q(reference=""),
                name="contract_reference_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(amount__gte=0), name="contract_amount"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(notified_on__isnull=True)
                | models.Q(ends_on__gte=models.F("notified_on")),
                name="contract_dates_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "state", "step", "-updated_at"], name="contract_list"),
            models.Index(fields=["workspace", "buyer"], name="contract_buyer"),
        ]

    def __str__(self) -> str:
        return self.title


class StepChange(models.Model):
    """The contract went from one step to another (the timeline)."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="step_changes")
    from_step = models.CharField(max_length=20, choices=Step.choices(), blank=True)
    to_step = models.CharField(max_length=20, choices=Step.choices())
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.from_step} → {self.to_step}"


class Review(models.Model):
    """Step 1: the facilitator's answer on one contract of the programme, due by a date."""

    contract = models.OneToOneField(Contract, models.CASCADE, primary_key=True, related_name="review")
    asked_on = models.DateField("demandé le")
    due_on = models.DateField("réponse attendue le")
    decision = models.CharField(
        "réponse", max_length=10, choices=ReviewDecision.choices, default=ReviewDecision.PENDING
    )
    comment = models.TextField("commentaire pour l’acheteur", blank=True)
    #: Hours announced to the buyer at this stage (an order of magnitude).
    hours_estimate = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    #: What the last order of magnitude was computed from (``domain.calibration.LabourShareInputs`` as plain data).
    estimate_inputs = models.JSONField(default=dict, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["decision", "due_on"], name="review_due")]

    def __str__(self) -> str:
        return self.get_decision_display()


class Lot(models.Model):
    """A lot; a contract without lots has one, numbered 1 (« lot unique »)."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="lots")
    number = models.CharField("numéro", max_length=10)
    title = models.CharField("intitulé", max_length=300)
    description = models.TextField("description", blank=True)
    cpv = models.CharField("CPV", max_length=8, blank=True)
    #: Codes of ``levier.domain.trades``, proposed from the CPV and corrected by hand.
    trades = models.JSONField("métiers", default=list, blank=True)
    amount = amount_field("montant estimé (€ HT)")

    class Meta:
        ordering = ["contract", "number", "pk"]
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="lot_number_unique")]

    def __str__(self) -> str:
        return f"Lot {self.number} : {self.title}"


class Award(models.Model):
    """A lot was won: amount and dates. Who won is in the members."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="awards")
    amount = amount_field("montant attribué (€ HT)")
    notified_on = models.DateField("notifié le")
    starts_on = models.DateField("début d’exécution")
    ends_on = models.DateField("fin d’exécution")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["lot", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="award_dates_in_order"),
        ]

    def __str__(self) -> str:
        return f"Attribution du {self.lot}"


class AwardMember(models.Model):
    """One company of an award: holder, joint bidder or subcontractor."""

    award = models.ForeignKey(Award, models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="awards")
    role = models.CharField("place", max_length=15, choices=AwardRole.choices, default=AwardRole.HOLDER)
    amount = amount_field("part (€ HT)")

    class Meta:
        ordering = ["award", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["award", "organisation"], name="award_member_unique"),
            models.UniqueConstraint(fields=["award"], condition=models.Q(role="holder"), name="award_one_holder"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class CallOff(models.Model):
    """An order of a framework agreement, to one company: it triggers hours."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="call_offs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="call_offs")
    number = models.CharField("numéro", max_length=40)
    title = models.CharField("objet", max_length=250, blank=True)
    ordered_on = models.DateField("commandé le")
    #: € excl. VAT ordered (or invoiced, as the clause counts); negative corrects an earlier order.
    amount = models.DecimalField("montant (€ HT)", max_digits=14, decimal_places=2)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["ordered_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["award", "number"], name="call_off_number_unique")]

    def __str__(self) -> str:
        return self.number


class OrderRequest(models.Model):
    """The quarterly request to the buyer: which orders, per company? (booklet, step 6)."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="order_requests")
    #: First day of the quarter asked about.
    quarter = models.DateField("trimestre")
    due_on = models.DateField("réponse attendue le")
    sent_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    #: The buyer answered that nothing was ordered.
    nothing_ordered = models.BooleanField(default=False)

    class Meta:
        ordering = ["-quarter"]
        constraints = [models.UniqueConstraint(fields=["contract", "quarter"], name="order_request_once")]

    def __str__(self) -> str:
        return f"Commandes du {quarter_of(self.quarter).label}"


class ExpectedDocument(models.Model):
    """A paper a step needs from somebody: expected, chased, received."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="documents")
    award = models.ForeignKey(Award, models.CASCADE, null=True, blank=True, related_name="documents")
    kind = models.CharField("document", max_length=30, choices=DocumentKind.choices())
    due_on = models.DateField("attendu le")
    received_on = models.DateField("reçu le", null=True, blank=True)
    #: Where it is kept (a reference; files themselves belong to ``delivery``).
    location = models.CharField("où le trouver", max_length=250, blank=True)
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "award", "kind"], name="expected_document_once_per_award"),
            models.UniqueConstraint(
                fields=["contract", "kind"], condition=models.Q(award=None), name="expected_document_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
