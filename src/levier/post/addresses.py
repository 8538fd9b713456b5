"""Addresses that no longer answer. Messages to them are held until somebody corrects or restores the address.

Plain functions: the rooms above decide who may restore one, and show it where the address is used.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from .enums import Channel, MessageState
from .models import DeadAddress, OutgoingMessage

#: A message sent back for another reason than its address counts against it: at the third in two months, it is dead.
_RETURNS, _WITHIN = 3, timedelta(days=60)
_SENTENCE = "Le message est revenu : l’adresse ne répond plus (code {code})."
_OTHER = "Le message est revenu : il n’a pas été accepté (code {code})."


def dead_among(*, workspace_id: int, addresses: Iterable[str]) -> set[str]:
    """Those of these addresses that no longer answer, in small letters. One query."""
    wanted = {one.strip().lower() for one in addresses} - {""}
    if not wanted:
        return set()
    found = DeadAddress.objects.filter(workspace_id=workspace_id, address__in=wanted)
    return set(found.values_list("address", flat=True))


def is_dead(*, workspace_id: int, address: str) -> bool:
    """Whether nothing reaches this address any more."""
    return bool(dead_among(workspace_id=workspace_id, addresses=[address]))


def came_back(message: OutgoingMessage, *, code: str, address_is_wrong: bool, now: datetime) -> bool:
    """A message was sent back for good; returns whether its address is now held for dead.

    Told again, nothing changes: somebody may have restored the address meanwhile. ``code`` is an RFC 3463 status or an
    SMTP reply code.
    """
    sentence = (_SENTENCE if address_is_wrong else _OTHER).format(code=code)
    left = [MessageState.SENT, MessageState.UNSURE, MessageState.SENDING]
    noted = OutgoingMessage.objects.filter(pk=message.pk, state__in=left).update(
        state=MessageState.FAILED, bounced_at=now, error=sentence
    )
    if not noted and message.bounced_at is not None:
        return False
    if address_is_wrong or _comes_back_often(message, now=now):
        mark_dead(message, code=code, now=now)
        return True
    return False


def _comes_back_often(message: OutgoingMessage, *, now: datetime) -> bool:
    returned = OutgoingMessage.objects.filter(
        workspace_id=message.workspace_id, to__iexact=message.to, bounced_at__gte=now - _WITHIN
    )
    return returned.count() >= _RETURNS


def mark_dead(message: OutgoingMessage, *, code: str, now: datetime) -> None:
    """Nothing more leaves for the address of this message; what waits for it is held."""
    DeadAddress.objects.get_or_create(
        workspace_id=message.workspace_id,
        address=message.to.lower(),
        defaults={"message": message, "since": now, "code": code[:20]},
    )
    OutgoingMessage.objects.filter(
        workspace_id=message.workspace_id, to__iexact=message.to, state=MessageState.QUEUED, channel=Channel.EMAIL
    ).update(state=MessageState.HELD)


def restore(dead: DeadAddress) -> int:
    """Somebody says the address answers again: what was held for it goes back to the queue. Returns how many."""
    released = held_for(dead).update(state=MessageState.QUEUED, attempts=0, next_attempt_at=timezone.now(), error="")
    dead.delete()
    return released


def held_for(dead: DeadAddress) -> QuerySet[OutgoingMessage]:
    """Messages held for this address."""
    return OutgoingMessage.objects.filter(
        workspace_id=dead.workspace_id, to__iexact=dead.address, state=MessageState.HELD
    )
