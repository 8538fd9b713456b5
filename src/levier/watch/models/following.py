"""What a workspace makes of published awards and of contracts that end: followed, set aside, brought to the review."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from levier.accounts.models import Workspace
from levier.procurement.models import Contract

from ..following.enums import FollowState
from .contracts import AwardedContractRow
from .notices import StoredNotice


class AwardFollowUp(models.Model):
    """An award notice, as one workspace dealt with it: once."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="award_follow_ups")
    notice = models.ForeignKey(StoredNotice, models.PROTECT, related_name="follow_ups")
    state = models.CharField("suite donnée", max_length=10, choices=FollowState.choices)
    #: The contract it became; none when it was set aside.
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, blank=True, related_name="award_follow_ups")
    #: Hours were read in a notice and nobody compared them with the contract's documents yet.
    to_confirm = models.BooleanField("heures à confirmer", default=False)
    reason = models.CharField("motif", max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "suite donnée à une attribution"
        verbose_name_plural = "suites données aux attributions"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "notice"], name="award_followed_once"),
            models.CheckConstraint(
                condition=models.Q(state=FollowState.FOLLOWED, contract__isnull=False)
                | (models.Q(state=FollowState.SET_ASIDE, contract__isnull=True) & ~models.Q(reason="")),
                name="award_follow_up_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} : {self.notice_id}"


class RenewalEntry(models.Model):
    """A contract that ends, brought to the yearly review: the line of the programme it became."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="renewal_entries")
    row = models.ForeignKey(AwardedContractRow, models.PROTECT, related_name="renewal_entries")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="renewal_entries")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "renouvellement porté à la revue"
        verbose_name_plural = "renouvellements portés à la revue"
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["workspace", "row"], name="renewal_entered_once")]

    def __str__(self) -> str:
        return f"Renouvellement {self.row_id}"
