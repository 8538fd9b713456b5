"""What prepares a person for work: discovery of a trade, preparatory airlock, POEC, training, immersion, interview."""

from __future__ import annotations

from django.db import models

from levier.directory.models import Organisation

from ..enums import StepKind, StepOutcome
from .person import Person


class PathwayStep(models.Model):
    """A dated step of preparation.

    Erasure: kind, dates, organiser and outcome stay with the anonymised person, since cohorts count them;
    ``next_step`` is the only free text, it is screened and goes.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="steps")
    kind = models.CharField("étape", max_length=20, choices=StepKind.choices)
    organiser = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="steps_organised",
        verbose_name="organisée par",
    )
    starts_on = models.DateField("début")
    #: ``None`` for a step of one day, or whose end is not known.
    ends_on = models.DateField("fin", null=True, blank=True)
    outcome = models.CharField("résultat", max_length=15, choices=StepOutcome.choices, default=StepOutcome.PLANNED)
    next_step = models.CharField("suite convenue", max_length=200, blank=True)
    created_at = models.DateTimeField("notée le", auto_now_add=True)

    class Meta:
        verbose_name = "étape de parcours"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="pathway_step_dates_in_order",
            )
        ]
        indexes = [models.Index(fields=["kind", "starts_on"], name="pathway_step_cohort")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} du {self.starts_on}"
