"""From raw documents to the store: what is known is told apart first, the long work is done outside any transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from levier.domain.errors import ImportFailed
from levier.notices.decp import AwardedContract
from levier.notices.read import read_notices

from ..enums import Publisher
from ..models import StoredNotice
from ..storage import Outcome, Prepared, note_problem, prepare, store, store_contracts
from ..storage.keys import number
from ..storage.prepare import recognisable
from ..storage.write import already_there
from .windows import Batch

T = TypeVar("T")


@dataclass(slots=True)
class Tally:
    """What a visit stored so far, and (where, sentence) of what could not be read."""

    added: int = 0
    changed: int = 0
    known: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        self.added += outcome.added
        self.changed += outcome.changed
        self.known += outcome.known


@dataclass(frozen=True, slots=True)
class Ready:
    """A batch of notices ready to be written."""

    prepared: list[Prepared]
    known: int
    problems: list[tuple[str, str]]


def prepare_notices(source: str, batch: Batch) -> Ready:
    """Read the documents of a batch, and do the long work on those that are not stored as they are."""
    problems = [(f"{source} {ref}", sentence) for ref, sentence in batch.problems]
    read = []
    for document in batch.documents:
        try:
            read += [recognisable(notice) for notice in read_notices(document.data)]
        except ImportFailed as failed:
            problems.append((f"{source} {document.ref}", failed.message))
    there = already_there([(one.source, one.key) for one in read])
    fresh = [one for one in read if there.get((one.source, one.key)) != one.digest]
    return Ready([prepare(one) for one in fresh], len(read) - len(fresh), problems)


def keep_notices(ready: Ready, tally: Tally) -> None:
    """Write a batch: what a source says today replaces what it said before. Inside a transaction."""
    if ready.prepared:
        tally.add(store(ready.prepared, newest=True))
    tally.known += ready.known
    for ref, sentence in ready.problems:
        note_problem(ref, sentence)
        tally.problems.append((ref, sentence))


def keep_contracts(contracts: Sequence[AwardedContract], tally: Tally) -> None:
    """Write a batch of contracts. Inside a transaction."""
    tally.add(store_contracts(contracts))


def known_on_ted(numbers: Sequence[str]) -> set[str]:
    """Which of these publication numbers, however they are written, are stored."""
    keys = {one: number(one, Publisher.TED) for one in numbers}
    stored = set(
        StoredNotice.objects.filter(publisher=Publisher.TED, key__in=set(keys.values())).values_list("key", flat=True)
    )
    return {one for one, key in keys.items() if key in stored}


def chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """The same, ``size`` at a time."""
    source = iter(things)
    while chunk := list(islice(source, size)):
        yield chunk
