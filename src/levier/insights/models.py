"""The company's reply to a clause-washing flag: asked, answered, kept beside the figure. Never public."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from levier.accounts.models import Workspace
from levier.directory.models import Organisation


class FlagReply(models.Model):
    """One flag, one company, one year: the question the facilitator asked and what the company answers."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="flag_replies")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="flag_replies")
    #: Code of ``levier.domain.flags``.
    flag = models.CharField("signal", max_length=40)
    #: Calendar year the flag was computed on.
    year = models.PositiveSmallIntegerField("année")
    #: The figure as it stood when asked: conclusion, value, threshold, number of people, version of the definition.
    figures = models.JSONField()
    asked_on = models.DateField("demandé le")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField("réponse attendue le")
    text = models.TextField("réponse de l’entreprise", blank=True)
    answered_on = models.DateField("répondu le", null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "réponse à un signal"
        ordering = ["-year", "flag"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "organisation", "flag", "year"], name="flag_reply_once"),
            models.CheckConstraint(
                condition=models.Q(answered_on__isnull=True) | ~models.Q(text=""), name="flag_reply_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flag} {self.year}"
