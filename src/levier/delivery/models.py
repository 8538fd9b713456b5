"""Obligations, monthly statements, the hours ledger, closing."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from levier.accounts.models import AccessLink, Workspace
from levier.clauses.models import Clause, hours_field
from levier.directory.models import Organisation
from levier.domain.vocabulary import HourKind, Modality
from levier.journal.append_only import AppendOnly
from levier.people.models import Employment
from levier.procurement.models import Award, CallOff, Contract

from .enums import EntryKind, LineState, RevisionCause, ShortfallState, StatementState


class LaunchMeeting(models.Model):
    """Step 4: the meeting where the clause is explained to the company."""

    contract = models.OneToOneField(Contract, models.CASCADE, primary_key=True, related_name="launch_meeting")
    at = models.DateTimeField("date et heure")
    minutes = models.PositiveSmallIntegerField("durée (minutes)", default=60, validators=[MinValueValidator(15)])
    place = models.CharField("lieu", max_length=250)
    agenda = models.TextField("ordre du jour")
    invited_at = models.DateTimeField(null=True)
    held_on = models.DateField("tenue le", null=True, blank=True)
    notes = models.TextField("relevé de décisions", blank=True)

    def __str__(self) -> str:
        return f"Réunion de lancement, {self.contract}"


class Obligation(models.Model):
    """Hours one company owes on one lot, over a period. The hours themselves are in the revisions."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="obligations")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="obligations")
    award = models.ForeignKey(Award, models.PROTECT, related_name="obligations")
    contractor = models.ForeignKey(Organisation, models.PROTECT, related_name="obligations")
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    closed_on = models.DateField("close le", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "obligation"
        constraints = [
            models.UniqueConstraint(fields=["award", "contractor"], name="obligation_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="obligation_dates_in_order"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "closed_on", "ends_on"], name="obligation_list")]

    def __str__(self) -> str:
        return f"{self.contractor}, {self.clause.lot}"


class ObligationRevision(models.Model):
    """Hours due from a day on, with why and how they were computed. The last one holds; none is edited."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="revisions")
    from_day = models.DateField()
    hours_due = hours_field("heures dues", required=True)
    cause = models.CharField(max_length=10, choices=RevisionCause.choices)
    call_off = models.ForeignKey(CallOff, models.PROTECT, null=True, related_name="revisions")
    explanation = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.hours_due} h à partir du {self.from_day}"


class PlannedRecruitment(models.Model):
    """What the company said it would do, at the launch meeting."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="planned_recruitments")
    occupation = models.CharField("poste", max_length=150)
    people = models.PositiveSmallIntegerField("nombre de personnes", default=1, validators=[MinValueValidator(1)])
    hours = hours_field("heures prévues", required=True)
    starts_on = models.DateField("à partir du")
    modality = models.CharField("modalité", max_length=15, choices=Modality.choices())
    structure = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="planned_for")
    comment = models.CharField("précision", max_length=250, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]

    def __str__(self) -> str:
        return self.occupation


class HoursStatement(models.Model):
    """What one organisation declares for one month of one obligation."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="statements")
    declarant = models.ForeignKey(Organisation, models.PROTECT, related_name="statements")
    #: First day of the month.
    month = models.DateField("mois")
    state = models.CharField("état", max_length=10, choices=StatementState.choices, default=StatementState.REQUESTED)
    due_on = models.DateField("attendu le")
    link = models.ForeignKey(AccessLink, models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.CharField("envoyé par", max_length=150, blank=True)
    comment = models.TextField("commentaire de l’entreprise", blank=True)
    return_reason = models.TextField("ce qui est demandé", blank=True)
    #: Raised at each write; two people cannot overwrite one another.
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "relevé d’heures"
        ordering = ["-month", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "declarant", "month"], name="statement_once_a_month"),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="statement_due")]

    def __str__(self) -> str:
        return f"Relevé de {self.month:%m/%Y}"


class HoursLine(models.Model):
    """Hours of one person under one work contract, for one month, by kind."""

    statement = models.ForeignKey(HoursStatement, models.PROTECT, related_name="lines")
    employment = models.ForeignKey(Employment, models.PROTECT, related_name="lines")
    kind = models.CharField("nature", max_length=10, choices=HourKind.choices(), default=HourKind.WORK.value)
    hours = hours_field("heures", required=True)
    state = models.CharField("état", max_length=10, choices=LineState.choices, default=LineState.PENDING)
    #: Hours that entered the ledger (less than declared when part of the month does not count).
    counted = hours_field("heures retenues")
    reason = models.TextField("motif", blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "ligne de relevé"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "employment", "kind"], name="hours_line_once"),
            models.CheckConstraint(condition=models.Q(hours__gte=0), name="hours_line_not_negative"),
            models.CheckConstraint(
                condition=models.Q(counted__isnull=True) | models.Q(counted__lte=models.F("hours")),
                name="hours_line_counts_at_most_declared",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours} h"


class LedgerEntry(AppendOnly):
    """An hour validated, corrected or transferred. Append-only: the database refuses any update or delete."""

    workspace = models.ForeignKey(Workspace, models.DO_NOTHING, related_name="+")
    obligation = models.ForeignKey(Obligation, models.DO_NOTHING, related_name="entries")
    employment = models.ForeignKey(Employment, models.DO_NOTHING, related_name="entries")
    #: Month the hours were worked (first day).
    month = models.DateField()
    kind = models.CharField(max_length=15, choices=EntryKind.choices)
    #: Positive or negative, two decimals.
    hours = models.DecimalField(max_digits=10, decimal_places=2)
    line = models.ForeignKey(HoursLine, models.DO_NOTHING, null=True, related_name="entries")
    corrects = models.ForeignKey("self", models.DO_NOTHING, null=True, related_name="corrections")
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+")

    class Meta:
        verbose_name = "écriture"
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=models.Q(kind="validated"), name="ledger_line_validated_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="validated")
                | models.Q(hours__gt=0, line__isnull=False, corrects__isnull=True),
                name="ledger_validated_comes_from_a_line",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="correction") | (models.Q(corrects__isnull=False) & ~models.Q(reason="")),
                name="ledger_correction_points_and_explains",
            ),
            models.CheckConstraint(condition=~models.Q(hours=0), name="ledger_entry_not_zero"),
        ]
        indexes = [
            models.Index(fields=["obligation", "month"], name="ledger_by_month"),
            models.Index(fields=["workspace", "month"], name="ledger_by_workspace"),
        ]

    def __str__(self) -> str:
        return f"{self.hours} h"


class Shortfall(models.Model):
    """Hours missing at the end: constat, reply, advice, the buyer's decision."""

    obligation = models.OneToOneField(Obligation, models.PROTECT, related_name="shortfall")
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
