"""The follow-up of a person, handed to another workspace with their knowledge."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from levier.accounts.models import Workspace

from ..enums import HandOverState, Informed
from .person import Person


class HandOver(models.Model):
    """One workspace entrusts the follow-up of a person to another, which keeps its own record of them.

    Each side keeps its own people: this row is all that joins them. Erasure: the row stays on both sides without the person
    who was erased, and the other side is told.
    """

    #: The workspace that hands over.
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="handed_over")
    receiver = models.ForeignKey(Workspace, models.CASCADE, related_name="taken_over")
    #: Their names as the person was told, kept for them to read.
    sender_name = models.CharField("confié par", max_length=150)
    receiver_name = models.CharField("confié à", max_length=150)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="handovers")
    #: The receiver's own record, once accepted.
    received = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="received_by")
    state = models.CharField("état", max_length=10, choices=HandOverState.choices, default=HandOverState.PROPOSED)
    informed_on = models.DateField("personne informée le")
    informed_how = models.CharField("de quelle façon", max_length=10, choices=Informed.choices)
    #: Read before the answer: it names nobody.
    need = models.CharField("pourquoi", max_length=500)
    #: What the path was, for the receiver: lines of text, once accepted.
    summary = models.JSONField("parcours transmis", default=list)
    sent_on = models.DateField("proposé le")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_on = models.DateField("répondu le", null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    refusal = models.CharField("motif du refus", max_length=500, blank=True)
    ended_on = models.DateField("repris le", null=True, blank=True)
    sender_erased_on = models.DateField("effacé chez qui a confié, le", null=True, blank=True)
    receiver_erased_on = models.DateField("effacé chez qui a reçu, le", null=True, blank=True)

    class Meta:
        verbose_name = "suivi confié"
        ordering = ["-sent_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state__in=["proposed", "accepted"]),
                name="handover_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(receiver=models.F("workspace")), name="handover_to_another_workspace"
            ),
        ]
        indexes = [models.Index(fields=["receiver", "state"], name="handover_received")]

    def __str__(self) -> str:
        return f"Suivi confié à {self.receiver_name}"
