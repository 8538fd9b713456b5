"""Read files already on the disk, in batches: what is killed in the middle is started again, and nothing counts twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

from levier.domain.errors import ImportFailed
from levier.notices.decp import AwardedContract, looks_like_decp, read_contracts
from levier.notices.decp.source import open_file
from levier.notices.model import Notice
from levier.notices.read import read_notices
from levier.notices.tree import MAX_BYTES

from ..models import IndexState
from ..search import index
from .contracts import store_contracts
from .prepare import prepare, recognisable
from .problems import note_problem
from .write import Outcome, already_there, store

BATCH = 200
#: Bytes by which a file of contracts is told from a file of notices.
_HEAD = 1 << 16
#: Folders hold other things than notices: only these are read there. A file named by hand is always tried.
_SUFFIXES = frozenset({".xml", ".json", ".jsonl", ".ndjson", ".csv", ".parquet"})

T = TypeVar("T")
Progress = Callable[[Path, Outcome], None]


@dataclass(slots=True)
class Report:
    """What a loading came to."""

    files: int = 0
    notices: Outcome = field(default_factory=Outcome)
    contracts: Outcome = field(default_factory=Outcome)
    #: (file, sentence), each said once.
    problems: list[tuple[str, str]] = field(default_factory=list)
    #: Notices and contracts read with a warning.
    imperfect: int = 0

    def __add__(self, other: Report) -> Report:
        return Report(
            self.files + other.files,
            self.notices + other.notices,
            self.contracts + other.contracts,
            self.problems + other.problems,
            self.imperfect + other.imperfect,
        )


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files, those of folders included, in an order that does not depend on the disk.

    Raises:
        ImportFailed: a path that does not exist.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            below = (one for one in sorted(path.rglob("*")) if one.is_file() and one.suffix.lower() in _SUFFIXES)
            found.update(dict.fromkeys(below))
        elif path.exists():
            found[path] = None
        else:
            raise ImportFailed(f"« {path} » n’existe pas.")
    return list(found)


def check_index() -> None:
    """Raise ``ImportFailed`` when the index was fed by another version: words could not be taken out of it."""
    state = IndexState.objects.filter(pk=1).first()
    if state is not None and state.index_version != index.VERSION:
        raise ImportFailed("L’index de recherche date d’une autre version : lancez d’abord « levier watch reindex ».")


def load(files: Iterable[Path], *, newest: bool = False, progress: Progress | None = None) -> Report:
    """Store every notice and contract of these files. What cannot be read is a problem of the report, never a stop."""
    check_index()
    report = Report()
    for path in files:
        report.files += 1
        _load_file(path, report, newest, progress)
    return report


def _load_file(path: Path, report: Report, newest: bool, progress: Progress | None) -> None:
    try:
        head = _head(path)
        if looks_like_decp(head):
            for outcome, imperfect in _contracts(path, newest):
                report.contracts += outcome
                report.imperfect += imperfect
                if progress:
                    progress(path, outcome)
        else:
            for outcome, imperfect in store_notices(read_notices(_bytes(path)), newest=newest):
                report.notices += outcome
                report.imperfect += imperfect
                if progress:
                    progress(path, outcome)
    except ImportFailed as error:
        report.problems.append((str(path), error.message))
        note_problem(str(path), error.message)


def _head(path: Path) -> bytes:
    with open_file(path) as stream:
        return stream.read(_HEAD)


def _bytes(path: Path) -> bytes:
    """One byte more than a file of notices may have: the reader says that it is too large."""
    with open_file(path) as stream:
        return stream.read(MAX_BYTES + 1)


def store_notices(notices: Iterable[Notice], *, newest: bool = False) -> Iterator[tuple[Outcome, int]]:
    """Write notices by batches; each outcome with the number of notices read with a warning.

    The long work (recognition, words) is done out of the transaction, and only on what is not already there.
    """
    for batch in _batches(notices):
        read = [recognisable(one) for one in batch]
        held = already_there([(one.source, one.key) for one in read])
        new = [one for one in read if held.get((one.source, one.key)) != one.digest]
        outcome = store([prepare(one) for one in new], newest=newest) if new else Outcome()
        outcome.known += len(read) - len(new)
        yield outcome, sum(bool(one.notice.warnings) for one in read)


def _contracts(path: Path, newest: bool) -> Iterator[tuple[Outcome, int]]:
    contracts = read_contracts(path)
    waiting: ImportFailed | None = None

    def until_it_breaks() -> Iterator[AwardedContract]:
        nonlocal waiting
        try:
            yield from contracts
        except ImportFailed as error:  # what came before is stored first
            waiting = error

    for batch in _batches(until_it_breaks()):
        yield store_contracts(batch, newest=newest), sum(bool(one.warnings) for one in batch)
    if waiting is not None:
        raise waiting


def _batches(values: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(values)
    while batch := list(islice(rest, BATCH)):
        yield batch
