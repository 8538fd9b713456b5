"""The reference a message carries in its Message-ID: a notification that bears it speaks of that very message.

Signed, so that nobody who never received the message can have an address held for dead.
"""

from __future__ import annotations

import re

from django.utils.crypto import constant_time_compare, salted_hmac

from .models import OutgoingMessage

_SALT = "levier.post.reference"
_SHAPE = re.compile(r"levier-(\d{1,18})-(\d{14})-([0-9a-f]{20})")


def reference_of(message: OutgoingMessage) -> str:
    """« levier-12-20260403090000-6f0c… »: the same each time the message is composed."""
    said = f"levier-{message.pk}-{message.queued_at:%Y%m%d%H%M%S}"
    return f"{said}-{_proof(said)}"


def message_of(reference: str) -> OutgoingMessage | None:
    """The message a reference was made for; ``None`` when it is not ours, or the message is gone."""
    found = _SHAPE.fullmatch(reference)
    if found is None or not constant_time_compare(_proof(reference.rpartition("-")[0]), found[3]):
        return None
    return OutgoingMessage.objects.filter(pk=int(found[1])).defer("body", "calendar").first()


def _proof(said: str) -> str:
    return salted_hmac(_SALT, said, algorithm="sha256").hexdigest()[:20]
