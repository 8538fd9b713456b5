"""Two people who look alike and are not the same."""

from __future__ import annotations

from django.db import models

from .person import Person


class DistinctPeople(models.Model):
    """« Ce n’est pas elle »: somebody looked, and the question is not asked again.

    Erasure: the row goes with either person.
    """

    one = models.ForeignKey(Person, models.CASCADE, related_name="told_apart_before")
    #: The one recorded last.
    other = models.ForeignKey(Person, models.CASCADE, related_name="told_apart_after")

    class Meta:
        verbose_name = "personnes distinctes"
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="distinct_people_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="distinct_people_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} ≠ {self.other_id}"
