"""What a company owes: the launch meeting, the obligation, its revisions, hours worked, planned recruitments."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from levier.accounts.models import Workspace
from levier.clauses.enums import HoursBasis
from levier.clauses.models import Clause, hours_field
from levier.directory.models import Organisation
from levier.domain.vocabulary import Modality
from levier.procurement.models import Award, CallOff, Contract

from ..enums import RevisionCause


class LaunchMeeting(models.Model):
    """Step 4: the meeting where the clause is explained to the company."""

    contract = models.OneToOneField(Contract, models.CASCADE, primary_key=True, related_name="launch_meeting")
    at = models.DateTimeField("date et heure")
    minutes = models.PositiveSmallIntegerField("durée (minutes)", default=60, validators=[MinValueValidator(15)])
    place = models.CharField("lieu", max_length=250)
    agenda = models.TextField("ordre du jour")
    #: Raised each time what the guests must know changes: an invitation leaves once for each.
    version = models.PositiveIntegerField(default=1)
    #: When the invitations of this version left.
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
    #: The last time, after a closing.
    reopened_on = models.DateField("rouverte le", null=True, blank=True)
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

    @property
    def follows_worked_hours(self) -> bool:
        """Still open, and its hours are a share of all those worked."""
        return self.closed_on is None and self.clause.hours_basis == HoursBasis.SHARE_OF_HOURS


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


class WorkedHours(models.Model):
    """All the hours a company worked on the contract, from its start to a day. Of one day's totals, the last holds."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="worked_hours")
    total = hours_field("heures travaillées", required=True)
    up_to = models.DateField("arrêtées au")
    source = models.CharField("source", max_length=250)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "total des heures travaillées"
        verbose_name_plural = "totaux des heures travaillées"
        ordering = ["up_to", "pk"]

    def __str__(self) -> str:
        return f"{self.total} h au {self.up_to}"


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
