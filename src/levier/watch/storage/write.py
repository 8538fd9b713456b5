"""Write a batch of notices in one transaction, under one lock: two writers give what one would have given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ..models import IndexState, StoredFinding, StoredNotice
from ..search import index
from ..search.documents import document
from . import dossiers
from .content import notice_text, unpack_notice
from .prepare import Prepared, rank_of


@dataclass(slots=True)
class Outcome:
    """What a writing came to."""

    added: int = 0
    changed: int = 0
    known: int = 0

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(self.added + other.added, self.changed + other.changed, self.known + other.known)

    @property
    def total(self) -> int:
        return self.added + self.changed + self.known


class Pen:
    """The lock on notices: held until the end of the transaction, it gives each writing its rank."""

    def __init__(self) -> None:
        IndexState.objects.get_or_create(pk=1, defaults={"index_version": index.VERSION})
        self.state = IndexState.objects.select_for_update().get(pk=1)

    def rank(self) -> int:
        self.state.revision += 1
        return self.state.revision

    def put_down(self) -> None:
        self.state.save(update_fields=["revision"])


def already_there(identities: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Digest of what is stored under each (source, key). One query, to spare the long work on what is known."""
    rows = StoredNotice.objects.filter(key__in={key for _, key in identities}).values_list("source", "key", "digest")
    return {(source, key): digest for source, key, digest in rows}


@transaction.atomic
def store(batch: Iterable[Prepared], *, newest: bool = False) -> Outcome:
    """Add the notices that are not there, and replace those whose content is another.

    Of two contents under one number, the later published wins, then the fuller, so that the order does not count.
    ``newest`` has the given one win: what a publisher answers today is what it says today.
    """
    wanted: dict[tuple[str, str], Prepared] = {}
    outcome = Outcome()
    for one in batch:
        held = wanted.get(one.identity)
        outcome.known += held is not None
        if held is None or (newest or one.rank > held.rank):
            wanted[one.identity] = one
    pen = Pen()
    stored = _stored(wanted)
    fresh = [one for identity, one in wanted.items() if identity not in stored]
    other = [
        (stored[identity], one)
        for identity, one in wanted.items()
        if identity in stored and stored[identity].digest != one.digest and (newest or _wins(one, stored[identity]))
    ]
    outcome.added, outcome.changed = len(fresh), len(other)
    outcome.known += len(wanted) - len(fresh) - len(other)
    if fresh or other:
        touched = _write(fresh, other, pen)
        _link(touched)
        _settle(touched, pen)
        pen.put_down()
    return outcome


def _stored(wanted: dict[tuple[str, str], Prepared]) -> dict[tuple[str, str], StoredNotice]:
    rows = StoredNotice.objects.filter(key__in={key for _, key in wanted}).only("pk", "source", "key", "digest")
    return {(row.source, row.key): row for row in rows if (row.source, row.key) in wanted}


def _wins(given: Prepared, held: StoredNotice) -> bool:
    before = unpack_notice(StoredNotice.objects.values_list("content", flat=True).get(pk=held.pk))
    return given.rank > rank_of(before, notice_text(before), held.digest)


def _write(fresh: list[Prepared], other: list[tuple[StoredNotice, Prepared]], pen: Pen) -> set[int]:
    """Rows, findings and words; the dossiers touched."""
    places = dossiers.join([*fresh, *(one for _, one in other)])
    touched = set(places.values()) | {row.dossier_id for row, _ in other}
    rows = StoredNotice.objects.bulk_create(
        StoredNotice(
            source=one.source, key=one.key, dossier_id=places[one.identity], revision=pen.rank(), **one.columns
        )
        for one in fresh
    )
    pairs = list(zip(rows, fresh, strict=True))
    for row, one in other:
        before = unpack_notice(StoredNotice.objects.values_list("content", flat=True).get(pk=row.pk))
        index.remove([(row.pk, document(before))])
        columns: dict[str, Any] = {**one.columns, "dossier_id": places[one.identity], "revision": pen.rank()}
        StoredNotice.objects.filter(pk=row.pk).update(**columns)
        pairs.append((row, one))
    StoredFinding.objects.filter(notice_id__in=[row.pk for row, _ in other]).delete()
    for row, one in pairs:
        for finding in one.findings:
            finding.notice_id = row.pk
    StoredFinding.objects.bulk_create(finding for _, one in pairs for finding in one.findings)
    index.add((row.pk, one.document) for row, one in pairs)
    return touched


def _link(touched: set[int]) -> None:
    """Give each correction the notice it changes, whichever came first: they are in the same dossier."""
    rows = list(
        StoredNotice.objects.filter(dossier_id__in=touched).only(
            "pk", "source", "key", "identifier", "publisher", "changes_ref", "changes_id"
        )
    )
    targets: dict[str, StoredNotice] = {}
    for row in sorted(rows, key=lambda one: (dossiers.quality_of(one.source), one.key), reverse=True):
        for name in (row.identifier, f"{row.publisher} {row.key}"):
            if name:
                targets[name] = row
    moved = []
    for row in rows:
        if row.changes_ref:
            target = targets.get(row.changes_ref) or targets.get(f"{row.publisher} {row.changes_ref}")
            wanted = target.pk if target is not None and target.pk != row.pk else None
            if row.changes_id != wanted:
                row.changes_id = wanted
                moved.append(row)
    StoredNotice.objects.bulk_update(moved, ["changes"])


def _settle(touched: set[int], pen: Pen) -> None:
    """Write what moved on the notices of the dossiers, each with a rank of its own."""
    changed = dossiers.settle(touched)
    for pk, values in changed.items():
        StoredNotice.objects.filter(pk=pk).update(**values, revision=pen.rank())
