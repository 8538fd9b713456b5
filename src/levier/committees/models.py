"""Monitoring committees: who met, about what, with which figures in hand, and what was decided.

No personal datum of a person in insertion: texts that name one of them are refused (``naming``).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from levier.accounts.models import Workspace
from levier.directory.models import Organisation
from levier.procurement.models import Contract, Programme

from .enums import DecisionState


class Committee(models.Model):
    """One committee, about one contract, one programme, one buyer or, with none of them, the whole workspace."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="committees")
    contract = models.ForeignKey(Contract, models.CASCADE, null=True, blank=True, related_name="committees")
    programme = models.ForeignKey(Programme, models.CASCADE, null=True, blank=True, related_name="committees")
    buyer = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="committees")
    on = models.DateField("date")
    place = models.CharField("lieu", max_length=250, blank=True)
    #: One a line.
    participants = models.TextField("participants", blank=True)
    minutes = models.TextField("compte rendu", blank=True)
    #: Raised at each write of the minutes: two people cannot overwrite one another.
    version = models.PositiveIntegerField(default=0)
    #: When those who have something to do were written to.
    sent_on = models.DateField("diffusé le", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "comité de suivi"
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contract=None, programme=None)
                | models.Q(contract=None, buyer=None)
                | models.Q(programme=None, buyer=None),
                name="committee_is_about_one_thing",
            )
        ]
        indexes = [models.Index(fields=["workspace", "-on"], name="committee_list")]

    def __str__(self) -> str:
        return f"Comité de suivi du {self.on:%d/%m/%Y}"

    @property
    def about(self) -> str:
        """« Marché : … », « Grand chantier : … », « Acheteur : … » or « Tous les marchés »."""
        if self.contract is not None:
            return f"Marché : {self.contract.title}"
        if self.programme is not None:
            return f"Grand chantier : {self.programme.name}"
        return f"Acheteur : {self.buyer.name}" if self.buyer is not None else "Tous les marchés de l’espace"


class Pack(models.Model):
    """What a committee had in hand: figures as they were, kept as they were shown. Nobody is named or numbered."""

    meeting = models.ForeignKey(Committee, models.CASCADE, related_name="packs")
    as_of = models.DateTimeField("arrêté au")
    figures = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "dossier de comité"
        ordering = ["-as_of", "-pk"]

    def __str__(self) -> str:
        return f"Dossier au {self.as_of:%d/%m/%Y}"


class Decision(models.Model):
    """What a committee decided: who does it, until when, and what became of it."""

    meeting = models.ForeignKey(Committee, models.CASCADE, related_name="decisions")
    text = models.CharField("décision", max_length=500)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="committee_decisions"
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="committee_decisions"
    )
    due_on = models.DateField("pour le")
    state = models.CharField("état", max_length=10, choices=DecisionState.choices, default=DecisionState.OPEN)
    outcome = models.CharField("ce qu’elle est devenue", max_length=500, blank=True)
    settled_on = models.DateField("réglée le", null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "décision de comité"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False, member=None)
                | models.Q(organisation=None, member__isnull=False),
                name="decision_has_one_owner",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", settled_on=None)
                | models.Q(~models.Q(state="open"), settled_on__isnull=False),
                name="decision_settled_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="decision_due")]

    def __str__(self) -> str:
        return self.text

    @property
    def owner(self) -> str:
        return str(self.organisation or self.member)
