"""The hours that count, written once for all."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from levier.accounts.models import Workspace
from levier.journal.append_only import AppendOnly
from levier.people.models import Employment

from ..enums import EntryKind
from .owed import Obligation
from .statement import HoursLine


class LedgerEntry(AppendOnly):
    """An hour validated, corrected or transferred. Append-only: the database refuses any update or delete.

    Erasure: the entry stays and points to a work contract without a name; only the words of its reason may change.
    """

    mutable_columns = ("reason",)

    workspace = models.ForeignKey(Workspace, models.DO_NOTHING, related_name="+")
    obligation = models.ForeignKey(Obligation, models.DO_NOTHING, related_name="entries", verbose_name="heures dues")
    employment = models.ForeignKey(
        Employment, models.DO_NOTHING, related_name="entries", verbose_name="contrat de travail"
    )
    #: Month the hours were worked (first day).
    month = models.DateField("mois")
    kind = models.CharField("nature", max_length=15, choices=EntryKind.choices)
    #: Positive or negative, two decimals.
    hours = models.DecimalField("heures", max_digits=10, decimal_places=2)
    line = models.ForeignKey(
        HoursLine, models.DO_NOTHING, null=True, related_name="entries", verbose_name="ligne de relevé"
    )
    corrects = models.ForeignKey(
        "self", models.DO_NOTHING, null=True, related_name="corrections", verbose_name="écriture corrigée"
    )
    reason = models.TextField("motif", blank=True)
    recorded_at = models.DateTimeField("écrite le")
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
