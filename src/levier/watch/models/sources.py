"""Where the room stands with each source, and what it could not read."""

from __future__ import annotations

from django.db import models

from ..enums import CursorState


class SourceCursor(models.Model):
    """How far a source was read: written with what was read, so that a killed visit starts again where it was."""

    source = models.CharField(max_length=40, unique=True)
    position = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=CursorState.choices, default=CursorState.IDLE)
    #: Last failure, in French.
    sentence = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "source de la veille"
        ordering = ["source"]

    def __str__(self) -> str:
        return self.source


class LoadProblem(models.Model):
    """What of a file or of an answer could not be read, with what to do. Said once, however often it is met."""

    #: File, address, or record within one.
    ref = models.CharField("où", max_length=300)
    sentence = models.CharField("ce qui n’a pas été lu", max_length=600)
    seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "lecture impossible"
        verbose_name_plural = "lectures impossibles"
        ordering = ["-seen_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["ref", "sentence"], name="load_problem_said_once")]

    def __str__(self) -> str:
        return f"{self.ref} : {self.sentence}"
