"""Where the room stands with each source, in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from ..enums import CursorState
from ..models import SourceCursor

#: A visit that ended well, then one that failed: when the next is due. A visit stopped for lack of time is due at once.
BETWEEN = timedelta(hours=12)
AFTER_FAILURE = timedelta(hours=1)
#: Silence after which a visit that did not end is thought dead.
_DEAD = timedelta(minutes=30)
#: Silence of a source visited twice a day that somebody should hear of.
_TOO_LONG = timedelta(days=2)

Kept = Mapping[str, object]


def is_due(name: str, *, now: datetime) -> bool:
    """Whether the worker should visit this source: not done these twelve hours, and nobody is at it."""
    cursor = SourceCursor.objects.filter(source=name).first()
    if cursor is None:
        return True
    if cursor.state == CursorState.RUNNING and cursor.updated_at > now - _DEAD:
        return False
    with suppress(KeyError, TypeError, ValueError):
        return datetime.fromisoformat(cursor.position["next"]) <= now
    return True


def neglected(names: Sequence[str], *, now: datetime) -> Iterator[str]:
    """One sentence for each of these sources that failed last time, or that nobody has visited for two days."""
    for cursor in SourceCursor.objects.filter(source__in=names):
        label = cursor.source.upper()
        if cursor.state == CursorState.FAILED:
            yield f"Veille : la dernière lecture de {label} s’est arrêtée. {cursor.sentence}"
        elif cursor.updated_at < now - _TOO_LONG:
            yield f"Veille : {label} n’a pas été lu depuis deux jours : vérifiez que le travailleur tourne (levier worker)."


def begin(name: str) -> SourceCursor:
    """The cursor of a source, which says from now on that somebody is at it."""
    cursor, _ = SourceCursor.objects.get_or_create(source=name)
    still_there(cursor)
    return cursor


def still_there(cursor: SourceCursor) -> None:
    """Say that the visit goes on."""
    cursor.state = CursorState.RUNNING
    cursor.save(update_fields=["state", "updated_at"])


def move(cursor: SourceCursor, change: Callable[[Kept], Kept]) -> None:
    """Move the place reached, from where it is now: another visit may have moved it meanwhile. Inside a transaction."""
    now = SourceCursor.objects.select_for_update().get(pk=cursor.pk)
    cursor.position = dict(change(now.position))
    cursor.state = CursorState.RUNNING
    cursor.save(update_fields=["position", "state", "updated_at"])


def end(cursor: SourceCursor, *, due: datetime | None, sentence: str = "") -> None:
    """Say what the visit came to, and when the next is due (``None``: at once)."""
    with transaction.atomic():
        move(cursor, lambda kept: {**kept, "next": due.isoformat()} if due else kept)
        cursor.state = CursorState.FAILED if sentence else CursorState.IDLE
        cursor.sentence = sentence
        cursor.save(update_fields=["state", "sentence", "updated_at"])
