"""What time alone did: old messages left, old links lapsed."""

from __future__ import annotations

from django.db.models import F

from levier.post.enums import MessageState
from levier.post.models import OutgoingMessage

from .story import Story


def messages_left(story: Story) -> None:
    """Every message of the story left on its day: the worker of the demonstration has nothing old to send."""
    OutgoingMessage.objects.filter(workspace=story.workspace, state=MessageState.QUEUED).update(
        state=MessageState.SENT, attempts=1, sent_at=F("queued_at"), claimed_at=F("queued_at")
    )
