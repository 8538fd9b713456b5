"""Read the messages. The caller has already checked that the actor may see the object they are about."""

from __future__ import annotations

from datetime import date

from django.db import models

from .enums import MessageState
from .models import DeadAddress, OutgoingMessage


def messages_about(*, workspace_id: int, target: models.Model) -> models.QuerySet[OutgoingMessage]:
    """Messages about one object, newest first."""
    return OutgoingMessage.objects.filter(
        workspace_id=workspace_id, target_type=target._meta.label_lower, target_id=str(target.pk)
    )


def message_of(dedupe_key: str) -> OutgoingMessage | None:
    """The message written once for ever with a key."""
    return OutgoingMessage.objects.filter(dedupe_key=dedupe_key).first()


def undelivered(*, workspace_id: int) -> models.QuerySet[OutgoingMessage]:
    """Messages that need somebody: given up, held, or perhaps sent."""
    return OutgoingMessage.objects.filter(
        workspace_id=workspace_id, state__in=[MessageState.FAILED, MessageState.UNSURE, MessageState.HELD]
    )


def dead_addresses(*, workspace_id: int) -> models.QuerySet[DeadAddress]:
    """Addresses that no longer answer, the most recent first."""
    return DeadAddress.objects.filter(workspace_id=workspace_id).order_by("-since", "-pk")


def reminded_on(*, workspace_id: int, address: str, day: date) -> bool:
    """Whether a reminder, of anything, was already written to this address for a day."""
    found = OutgoingMessage.objects.filter(workspace_id=workspace_id, to__iexact=address, reminder_on=day)
    return found.exists()
