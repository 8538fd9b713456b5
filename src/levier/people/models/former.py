"""How a person was written before: a name corrected, or that of a record merged into theirs."""

from __future__ import annotations

from django.db import models

from .person import Person


class FormerName(models.Model):
    """A spelling given up, kept for one use: an erasure looks for it too in the texts that quoted it.

    Erasure: the row goes with the person.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="former_names")
    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    email = models.EmailField("adresse électronique", blank=True)

    class Meta:
        verbose_name = "ancienne écriture"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "first_name", "last_name", "phone", "email"], name="former_name_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
