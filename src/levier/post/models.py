"""Messages that leave, and what the worker remembers of its schedule."""

from __future__ import annotations

from django.db import models

from .enums import MessageState


class OutgoingMessage(models.Model):
    """An e-mail to one address: written in the same transaction as what caused it, sent by the worker."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    #: What it is about, as ``app.model`` and primary key: shown on that object's timeline.
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    #: iCalendar invitation attached, when there is one.
    calendar = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(auto_now_add=True)
    next_attempt_at = models.DateTimeField()
    #: When a worker took it to send it; kept afterwards.
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=250, blank=True)
    #: Sent at most once: « reminder:statement:12:2026-11-10 ».
    dedupe_key = models.CharField(max_length=120, unique=True, null=True)

    class Meta:
        ordering = ["-queued_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="message_queue"),
            models.Index(fields=["workspace", "target_type", "target_id"], name="message_target"),
        ]

    def __str__(self) -> str:
        return self.subject


class ScheduledRun(models.Model):
    """When each periodic job last ran; claiming a run is one conditional UPDATE."""

    name = models.CharField(max_length=80, primary_key=True)
    last_run_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class WorkerBeat(models.Model):
    """A running worker says so every few seconds: what a silent one had begun is taken up by the others."""

    worker_id = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker_id
