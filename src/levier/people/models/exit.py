"""What became of a person after a contract."""

from __future__ import annotations

from django.db import models

from levier.domain.pathways.exits import MILESTONES

from ..enums import ExitOutcome
from .person import Employment


class Exit(models.Model):
    """The situation some months after the last contract; no row means « non renseigné ».

    It points to the contract, so that merging two people moves it by itself. Erasure: stays with the contract, without
    free text, since exits are counted.
    """

    employment = models.ForeignKey(Employment, models.CASCADE, related_name="exits", verbose_name="contrat de travail")
    months = models.PositiveSmallIntegerField("mois après la fin")
    outcome = models.CharField("situation", max_length=15, choices=ExitOutcome.choices)
    observed_on = models.DateField("constatée le")

    class Meta:
        verbose_name = "sortie"
        ordering = ["employment", "months"]
        constraints = [
            models.UniqueConstraint(fields=["employment", "months"], name="exit_once"),
            models.CheckConstraint(condition=models.Q(months__in=MILESTONES), name="exit_at_a_milestone"),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} à {self.months} mois"
