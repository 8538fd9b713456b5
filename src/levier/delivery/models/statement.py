"""What is declared month by month, its lines, and the messages about what does not come."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from levier.accounts.models import AccessLink
from levier.clauses.models import hours_field
from levier.directory.models import Organisation
from levier.domain.vocabulary import HourKind
from levier.people.models import Employment

from ..enums import ChaseKind, LineState, StatementState
from .owed import Obligation


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
    #: When the buyer was told that nothing comes.
    escalated_at = models.DateTimeField(null=True)
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


class HoursSheet(models.Model):
    """A file of hours sent for a statement and not yet taken in: correcting a column never means sending it again.

    Its name is not kept. Erasure: it goes as soon as somebody the declarant employs or declared is erased.
    """

    statement = models.OneToOneField(HoursStatement, models.CASCADE, primary_key=True, related_name="sheet")
    content = models.BinaryField()
    sent_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="hours_sheet_expiry")]

    def __str__(self) -> str:
        return f"Feuille du {self.sent_at:%d/%m/%Y}"


class SheetColumns(models.Model):
    """How one declarant's sheets name their columns: remembered from one month to the next."""

    declarant = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="hours_columns")
    #: Our field → header of their column.
    columns = models.JSONField(default=dict)
    #: Mark of the row of headers they were said of: the same row is read the same way, without a guess.
    header_row = models.CharField(max_length=64, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Colonnes de {self.declarant}"


class StatementChase(models.Model):
    """One message about a statement that does not come; one message may be about several statements."""

    statement = models.ForeignKey(HoursStatement, models.CASCADE, related_name="chases")
    kind = models.CharField(max_length=10, choices=ChaseKind.choices)
    #: Tone of the reminder, from 1 to 3; 0 for the buyer.
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    day = models.DateField()
    message = models.ForeignKey("post.OutgoingMessage", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "relance d’un relevé"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "kind", "day"], name="statement_chased_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.day}"


class HoursLine(models.Model):
    """Hours of one person under one work contract, for one month, by kind."""

    statement = models.ForeignKey(HoursStatement, models.PROTECT, related_name="lines", verbose_name="relevé d’heures")
    employment = models.ForeignKey(Employment, models.PROTECT, related_name="lines", verbose_name="contrat de travail")
    kind = models.CharField("nature", max_length=10, choices=HourKind.choices(), default=HourKind.WORK.value)
    hours = hours_field("heures", required=True)
    state = models.CharField("état", max_length=10, choices=LineState.choices, default=LineState.PENDING)
    #: Hours that entered the ledger (less than declared when part of the month does not count).
    counted = hours_field("heures retenues")
    #: What a payroll or time sheet says of the same line, when the team compared them; nothing while nobody did.
    compared_hours = hours_field("heures de la feuille comparée")
    reason = models.TextField("motif", blank=True)
    decided_at = models.DateTimeField("décidée le", null=True)
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
