"""The journal: one line per service call, chained by hash inside each workspace."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .append_only import AppendOnly


class JournalEntry(AppendOnly):
    """Who did what, when, why, on which object. Append-only (database triggers), hash-chained."""

    mutable_columns = ("payload", "reason")

    workspace = models.ForeignKey("accounts.Workspace", models.DO_NOTHING, related_name="+")
    #: 1, 2, 3… without a gap inside a workspace.
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+")
    #: Role held at that moment, or « system » / « link » when nobody was signed in.
    role = models.CharField(max_length=20)
    organisation_id = models.BigIntegerField(null=True)
    #: Dotted intent, ``room.object.verb``.
    action = models.CharField(max_length=80)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40)
    #: In one's own words: it may name a person, who is taken out of it at their erasure.
    reason = models.TextField(blank=True)
    #: Facts of the action. With the reason, the only columns that may change: erasure clears them; their common digest
    #: stays in the chain, and while the payload is there it still proves both.
    payload = models.JSONField(null=True)
    payload_digest = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "sequence"], name="journal_sequence_unique"),
            models.UniqueConstraint(fields=["hash"], name="journal_hash_unique"),
        ]
        indexes = [models.Index(fields=["workspace", "target_type", "target_id", "-sequence"], name="journal_target")]
        ordering = ["workspace", "sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"


class JournalHead(models.Model):
    """Last link of a workspace's chain; its row lock orders concurrent writers."""

    workspace = models.OneToOneField("accounts.Workspace", models.CASCADE, primary_key=True, related_name="+")
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.workspace_id}: {self.sequence}"
