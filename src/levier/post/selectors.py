"""Read the messages. The caller has already checked that the actor may see the object they are about."""

from __future__ import annotations

from django.db import models

from .enums import MessageState
from .models import OutgoingMessage


def messages_about(*, workspace_id: int, target: models.Model) -> models.QuerySet[OutgoingMessage]:
    """Messages about one object, newest first."""
    return OutgoingMessage.objects.filter(
        workspace_id=workspace_id, target_type=target._meta.label_lower, target_id=str(target.pk)
    )


def undelivered(*, workspace_id: int) -> models.QuerySet[OutgoingMessage]:
    """Messages that need somebody: given up, or perhaps sent."""
    return OutgoingMessage.objects.filter(
        workspace_id=workspace_id, state__in=[MessageState.FAILED, MessageState.UNSURE]
    )
