"""Alerts a person keeps, in a workspace; what they found, each notice once."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from levier.accounts.models import Workspace

from ..alerting.enums import Frequency
from .notices import StoredNotice


class SavedAlert(models.Model):
    """A question of the search, asked of each notice that arrives."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="watch_alerts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="watch_alerts")
    name = models.CharField("nom", max_length=120)
    #: Parameters of the search's address: « q=nettoyage&dep=38 ».
    question = models.CharField("recherche", max_length=2000, blank=True)
    frequency = models.CharField("fréquence", max_length=10, choices=Frequency.choices, default=Frequency.DAILY)
    is_paused = models.BooleanField("suspendue", default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    #: Day of the last digest.
    told_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "alerte"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user", "question"], name="alert_asked_once"),
        ]

    def __str__(self) -> str:
        return self.name


class AlertHit(models.Model):
    """A notice an alert found: written once, told once."""

    alert = models.ForeignKey(SavedAlert, models.CASCADE, related_name="hits")
    notice = models.ForeignKey(StoredNotice, models.CASCADE, related_name="+")
    found_at = models.DateTimeField(auto_now_add=True)
    #: When the digest that tells it was written; empty while it waits.
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "avis trouvé par une alerte"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["alert", "notice"], name="alert_hit_once")]
        indexes = [models.Index(fields=["alert", "told_at"], name="alert_hit_waiting")]

    def __str__(self) -> str:
        return f"{self.alert_id} → {self.notice_id}"


class AlertCursor(models.Model):
    """One row: the rank of the last notice every alert was asked about. Whoever asks holds it."""

    revision = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "avancement des alertes"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="alert_cursor_is_one_row")]

    def __str__(self) -> str:
        return f"Jusqu’à l’écriture n° {self.revision}"
