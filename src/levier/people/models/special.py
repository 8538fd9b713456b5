"""What is said of a person's health, or not said of their dealings with justice: kept apart, unreadable at rest."""

from __future__ import annotations

from django.db import models

from .person import EligibilityStatus


class SpecialFact(models.Model):
    """The criterion and the proof of a protected status, sealed (``people.special``); the status says « protégé ».

    Those of health and the one that names no reason are sealed alike: nothing tells them apart without a key.
    Erasure: the row goes with the person.
    """

    status = models.OneToOneField(EligibilityStatus, models.CASCADE, primary_key=True, related_name="special")
    sealed = models.TextField("critère protégé")
    #: Which key wrote it (``sealing.fingerprint``).
    key = models.CharField("clé", max_length=12)

    class Meta:
        verbose_name = "critère protégé"
        indexes = [models.Index(fields=["key"], name="special_fact_key")]

    def __str__(self) -> str:
        return "Critère protégé"
