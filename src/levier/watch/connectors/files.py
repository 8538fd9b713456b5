"""The visit to published files: received whole on the disk, then read from there, from the last contract stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from django.db import transaction

from levier.domain.quantities import format_number
from levier.notices.decp import read_contracts

from ..models import SourceCursor
from . import cursors, keeping
from .ask import Ask, Step
from .decp import Decp, Resource
from .keeping import Tally
from .limits import MIB

#: Contracts stored together.
_TOGETHER = 500
#: Bytes received between two signs of life.
_SIGN = 64 * MIB


def visit_files(source: Decp, cursor: SourceCursor, ask: Ask, tally: Tally, *, years: int, folder: Path) -> bool:
    """Store the contracts of every file that changed, those notified for less than ``years``; whether the end was reached."""
    since = ask.since or _years_before(ask.today, years)
    known = cursor.position.get("done")
    done = {} if ask.again or not isinstance(known, dict) else dict(known)
    for resource in source.changed(done):
        stored = _stored_of(cursor.position, resource)
        path = folder / resource.name
        if not (stored and path.exists()):
            source.fetch(resource, folder, told=_receiving(cursor, ask, resource))
        _store(path, resource, stored, since, cursor, ask, tally)
        path.unlink(missing_ok=True)
        if ask.stopping():
            return False
    return True


def _store(
    path: Path, resource: Resource, stored: int, since: date, cursor: SourceCursor, ask: Ask, tally: Tally
) -> None:
    read = 0
    for batch in keeping.chunks(read_contracts(path), _TOGETHER):
        read += len(batch)
        if read <= stored:
            continue
        wanted = [one for one in batch if one.notified_on is None or one.notified_on >= since]
        with transaction.atomic():
            keeping.keep_contracts(wanted, tally)
            cursors.move(cursor, partial(_in_the_file, resource=resource, read=read))
        doing = f"lecture de {resource.title}"
        ask.tell(Step(source=Decp.name, doing=doing, seen=read, expected=0, how_far=f"{format_number(read)} marchés"))
    with transaction.atomic():
        cursors.move(cursor, partial(_after_the_file, resource=resource))


def _in_the_file(kept: cursors.Kept, *, resource: Resource, read: int) -> cursors.Kept:
    return {**kept, "file": {"id": resource.id, "version": resource.version, "stored": read}}


def _after_the_file(kept: cursors.Kept, *, resource: Resource) -> cursors.Kept:
    done = kept.get("done")
    others = {name: value for name, value in kept.items() if name != "file"}
    return {**others, "done": {**(done if isinstance(done, dict) else {}), resource.id: resource.version}}


def _stored_of(kept: cursors.Kept, resource: Resource) -> int:
    """How many contracts of this very version are stored."""
    mark = kept.get("file")
    if not isinstance(mark, dict) or (mark.get("id"), mark.get("version")) != (resource.id, resource.version):
        return 0
    stored = mark.get("stored")
    return stored if isinstance(stored, int) else 0


def _receiving(cursor: SourceCursor, ask: Ask, resource: Resource) -> Callable[[int], None]:
    next_sign = 0

    def told(size: int) -> None:
        nonlocal next_sign
        if size >= next_sign:
            cursors.still_there(cursor)
            next_sign = size + _SIGN
        how_far = f"{size // MIB} Mo" + (f" sur {resource.size // MIB}" if resource.size else "")
        doing = f"téléchargement de {resource.title}"
        ask.tell(Step(source=Decp.name, doing=doing, seen=size, expected=resource.size, how_far=how_far))

    return told


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))
