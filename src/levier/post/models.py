"""Messages that leave, and what the worker remembers of its schedule."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from .enums import WAITING, Channel, MessageState


class OutgoingMessage(models.Model):
    """A message to one address: written in the same transaction as what caused it, sent by the worker."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    #: What it is about, as ``app.model`` and primary key: shown on that object's timeline.
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40)
    channel = models.CharField(max_length=5, choices=Channel.choices, default=Channel.EMAIL)
    #: An e-mail address, or a telephone number in its international form.
    to = models.CharField(max_length=254)
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
    #: When a mail server sent it back.
    bounced_at = models.DateTimeField(null=True)
    #: The day it reminds somebody of something: one a day for each address, whatever it is about.
    reminder_on = models.DateField(null=True)
    #: Sent at most once: « reminder:statement:12:2026-11-10 ».
    dedupe_key = models.CharField(max_length=120, unique=True, null=True)

    class Meta:
        ordering = ["-queued_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="message_queue"),
            models.Index(fields=["workspace", "target_type", "target_id"], name="message_target"),
        ]
        constraints = [
            # A message that reminds of nothing has no day, and nulls are never equal.
            models.UniqueConstraint("workspace", Lower("to"), "reminder_on", name="message_one_reminder_a_day"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def waits(self) -> bool:
        """It has not left, nor is it leaving."""
        return self.state in WAITING


class DeadAddress(models.Model):
    """An address that no longer answers, as a mail server said of one of our messages. Goes with that message."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    #: In small letters.
    address = models.CharField(max_length=254)
    message = models.ForeignKey(OutgoingMessage, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    #: RFC 3463 status or SMTP reply code: « 5.1.1 », « 550 ».
    code = models.CharField(max_length=20)

    class Meta:
        verbose_name = "adresse qui ne répond plus"
        constraints = [models.UniqueConstraint(fields=["workspace", "address"], name="dead_address_once")]

    def __str__(self) -> str:
        return f"adresse {self.pk}"


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
