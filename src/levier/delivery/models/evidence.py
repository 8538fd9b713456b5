"""The files kept as proof."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from levier.accounts.models import Workspace
from levier.people.models import EligibilityStatus, Employment, Person

from ..enums import FileKind
from .statement import HoursStatement


class Evidence(models.Model):
    """A file kept as proof, of a person's status, of a work contract or of a month's hours.

    The name it had on the sender's disk is not kept: it often says who it is about. Erasure: a piece goes with its person, its
    work contract or its statement, and its file with it; a piece of a statement goes as well when somebody on it is erased.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="evidence")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="evidence")
    #: Which of the person's statuses it proves; a status removed as a double leaves its piece to the person.
    status = models.ForeignKey(
        EligibilityStatus, models.SET_NULL, null=True, related_name="evidence", verbose_name="statut justifié"
    )
    employment = models.ForeignKey(
        Employment, models.CASCADE, null=True, related_name="evidence", verbose_name="contrat de travail justifié"
    )
    statement = models.ForeignKey(
        HoursStatement, models.CASCADE, null=True, related_name="evidence", verbose_name="relevé justifié"
    )
    label = models.CharField("ce que c’est", max_length=100)
    #: Random, under the folder of files: no address leads to it.
    stored_as = models.CharField("nom interne du fichier", max_length=80, unique=True)
    kind = models.CharField("format", max_length=4, choices=FileKind.choices)
    size = models.PositiveIntegerField("taille (octets)")
    sha256 = models.CharField("empreinte du fichier (SHA-256)", max_length=64)
    added_at = models.DateTimeField("jointe le", auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "pièce"
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, employment__isnull=True, statement__isnull=True)
                | models.Q(person__isnull=True, status__isnull=True, employment__isnull=False, statement__isnull=True)
                | models.Q(person__isnull=True, status__isnull=True, employment__isnull=True, statement__isnull=False),
                name="evidence_proves_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"pièce {self.pk}"

    @property
    def size_text(self) -> str:
        """« 12 Ko », « 3 Mo », rounded up."""
        unit, name = (1024, "Ko") if self.size < 1024 * 1024 else (1024 * 1024, "Mo")
        return f"{-(-self.size // unit)}\u00a0{name}"
