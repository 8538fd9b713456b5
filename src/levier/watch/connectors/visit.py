"""Reads the sources and keeps what they give: each batch and the place reached, in one transaction.

A process killed at any moment loses nothing that was stored, and the next visit takes up from there; two visits at once store the
same rows. Nothing is kept of an exchange in the logs but the source's name, counts, and the word of a failure.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from django.db import transaction

from levier.domain.errors import ImportFailed
from levier.domain.quantities import format_number

from ..models import SourceCursor
from . import cursors, keeping
from .ask import Ask, Step
from .boamp import Boamp
from .configured import Configuration
from .decp import Decp
from .errors import SourceFailed
from .files import visit_files
from .http import Web
from .keeping import Tally
from .position import Position
from .ted import Ted
from .windows import Batch

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a visit came to. ``failure`` is a sentence; ``whole`` is false when it stopped before the end."""

    source: str
    tally: Tally
    whole: bool = True
    failure: str = ""


def visit(name: str, ask: Ask, *, web: Web, configuration: Configuration, folder: Path, now: datetime) -> Visit:
    """Read one source to its end, or as far as it goes.

    ``folder`` holds the files being read; ``now`` tells when the next visit is due.
    """
    cursor = cursors.begin(name)
    tally = Tally()
    try:
        if name == Decp.name:
            decp = Decp(web, wanted=configuration.decp, catalogue=configuration.decp_catalogue)
            whole = visit_files(decp, cursor, ask, tally, years=configuration.decp_years, folder=folder)
        else:
            whole = _notices(_source(name, web, configuration), cursor, ask, tally, configuration.first_days)
    except (SourceFailed, ImportFailed) as failed:
        code = failed.code if isinstance(failed, SourceFailed) else "unreadable"
        logger.warning("watch: %s stopped: %s", name, code)
        cursors.end(cursor, due=now + cursors.AFTER_FAILURE, sentence=failed.message)
        return Visit(source=name, tally=tally, whole=False, failure=failed.message)
    cursors.end(cursor, due=now + cursors.BETWEEN if whole else None)
    logger.info("watch: %s read, %d added, %d changed, %d known", name, tally.added, tally.changed, tally.known)
    return Visit(source=name, tally=tally, whole=whole)


def _source(name: str, web: Web, configuration: Configuration) -> Boamp | Ted:
    if name == Boamp.name:
        return Boamp(web, records=configuration.boamp_records)
    return Ted(web, search=configuration.ted_search, xml=configuration.ted_xml, known=keeping.known_on_ted)


def _notices(source: Boamp | Ted, cursor: SourceCursor, ask: Ask, tally: Tally, first_days: int) -> bool:
    """Read and store every batch; whether the end was reached."""
    position = Position.read(cursor.position)
    start = day = position.start(today=ask.today, since=ask.since, first_days=first_days, again=ask.again)
    for batch in source.batches(start, ask.today):
        ready = keeping.prepare_notices(source.name, batch)
        with transaction.atomic():
            keeping.keep_notices(ready, tally)
            if batch.through is None:
                cursors.still_there(cursor)
            else:
                day = batch.through
                cursors.move(cursor, partial(_reached, start=start, through=day))
        ask.tell(_step(source.name, day, batch))
        moved = batch.through is not None or (source.resumes_inside and batch.documents)
        if moved and day < ask.today and ask.stopping():  # a turn that leaves without moving would do so for ever
            return False
    return True


def _reached(kept: cursors.Kept, *, start: date, through: date) -> cursors.Kept:
    return Position.read(kept).reached(start=start, through=through).kept()


def _step(source: str, day: date, batch: Batch) -> Step:
    how_far = f"{format_number(batch.seen)} avis sur {format_number(batch.expected)}" if batch.expected else ""
    return Step(source=source, doing=f"{day:%d/%m/%Y}", seen=batch.seen, expected=batch.expected, how_far=how_far)
