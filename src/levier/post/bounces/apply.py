"""What follows a message that came back."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from ..addresses import came_back
from ..enums import Channel
from ..references import message_of
from .dsn import Bounce

logger = logging.getLogger(__name__)


def apply(bounces: Iterable[Bounce], *, now: datetime) -> int:
    """Note on each message that it came back; returns how many were ours. The same notification twice changes nothing."""
    known = 0
    for bounce in bounces:
        message = message_of(bounce.reference)
        if message is None or message.channel != Channel.EMAIL:
            continue
        with transaction.atomic():
            dead = came_back(message, code=bounce.status, address_is_wrong=bounce.address_is_wrong, now=now)
        logger.info("message %d came back (%s)%s", message.pk, bounce.status, ": address held for dead" if dead else "")
        known += 1
    return known
