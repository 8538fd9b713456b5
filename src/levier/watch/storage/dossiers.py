"""Join notices in dossiers, and say what a dossier says today. The order in which notices come does not count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from levier.notices.model import Kind, Source
from levier.notices.text import plain

from ..models import Dossier, DossierKey, StoredNotice
from .prepare import Prepared

#: Two publishers print the same notice within these days.
_SAME_DAYS = 10
#: The best read first: which of two readings of one publication is shown.
_BEST = (
    Source.EFORMS, Source.BOAMP_EFORMS, Source.TED_EXPORT, Source.BOAMP_MAPA, Source.BOAMP_FNS, Source.BOAMP_LEGACY,
    Source.BOAMP_RECORD,
)  # fmt: skip
_RANKS = {source.value: rank for rank, source in enumerate(_BEST)}
_ENDED = frozenset({Kind.PLANNING.value, Kind.COMPETITION.value, Kind.CORRECTION.value, Kind.OTHER.value})
_OPENING = frozenset({Kind.COMPETITION.value, Kind.CORRECTION.value, Kind.OTHER.value})


def quality_of(source: str) -> int:
    """Rank of a format, the best read first."""
    return _RANKS.get(source, len(_RANKS))


def join(batch: Iterable[Prepared]) -> dict[tuple[str, str], int]:
    """The dossier of each notice, made, found, or made of several that were one. Under the writers' lock."""
    prepared = list(batch)
    keys = {key for one in prepared for key in one.dossier_keys}
    known = dict(DossierKey.objects.filter(key__in=keys).values_list("key", "dossier_id"))
    groups = _groups(prepared, known)
    fresh = Dossier.objects.bulk_create([Dossier(title="") for dossiers, _ in groups if not dossiers])
    waiting = iter(fresh)
    found: dict[tuple[str, str], int] = {}
    added: list[DossierKey] = []
    for dossiers, members in groups:
        kept = min(dossiers) if dossiers else next(waiting).pk
        if len(dossiers) > 1:
            _merge(kept, sorted(dossiers - {kept}))
        for one in members:
            found[one.identity] = kept
        wanted = dict.fromkeys(key for one in members for key in one.dossier_keys)
        added += [DossierKey(key=key, dossier_id=kept) for key in wanted if key not in known]
    DossierKey.objects.bulk_create(added)
    return found


def _groups(prepared: list[Prepared], known: dict[str, int]) -> list[tuple[set[int], list[Prepared]]]:
    """Notices that share a key, straight or through a dossier: the dossiers they touch, and themselves."""
    parents: dict[str, str] = {}

    def root(name: str) -> str:
        parents.setdefault(name, name)
        while parents[name] != name:
            parents[name] = parents[parents[name]]
            name = parents[name]
        return name

    for one in prepared:
        first = root(one.dossier_keys[0])
        for key in one.dossier_keys:
            names = (key, f"dossier {known[key]}") if key in known else (key,)
            for name in names:
                parents[root(name)] = first = root(first)
    members: dict[str, list[Prepared]] = defaultdict(list)
    touched: dict[str, set[int]] = defaultdict(set)
    for one in prepared:
        top = root(one.dossier_keys[0])
        members[top].append(one)
        touched[top].update(known[key] for key in one.dossier_keys if key in known)
    return [(touched[top], found) for top, found in members.items()]


def _merge(kept: int, absorbed: list[int]) -> None:
    """Two dossiers are found to be one: the younger leaves its row, so that what points to it can be followed."""
    StoredNotice.objects.filter(dossier_id__in=absorbed).update(dossier_id=kept)
    DossierKey.objects.filter(dossier_id__in=absorbed).update(dossier_id=kept)
    Dossier.objects.filter(merged_into_id__in=absorbed).update(merged_into_id=kept)
    Dossier.objects.filter(pk__in=absorbed).update(
        merged_into_id=kept, title="", deadline=None, is_cancelled=False, is_awarded=False
    )


@dataclass(slots=True)
class _Line:
    """A notice, as its dossier sees it."""

    pk: int
    dossier: int
    source: str
    key: str
    publisher: str
    identifier: str
    kind: str
    published_on: date | None
    deadline: datetime | None
    title: str
    deadline_now: datetime | None
    is_cancelled: bool
    is_shown: bool

    @property
    def order(self) -> tuple[date, int, str]:
        return self.published_on or date.min, quality_of(self.source), self.key

    @property
    def quality(self) -> tuple[int, date, str]:
        return quality_of(self.source), self.published_on or date.min, self.key

    def is_same_publication(self, other: _Line) -> bool:
        if (self.publisher, self.key) == (other.publisher, other.key):
            return True
        if self.identifier and other.identifier:
            return self.identifier == other.identifier
        if self.publisher == other.publisher or self.kind != other.kind:
            return False
        if self.published_on is None or other.published_on is None or plain(self.title) != plain(other.title):
            return False
        return abs((self.published_on - other.published_on).days) <= _SAME_DAYS


_FIELDS = (
    "pk", "dossier_id", "source", "key", "publisher", "identifier", "kind", "published_on", "deadline", "title",
    "deadline_now", "is_cancelled", "is_shown",
)  # fmt: skip


def settle(dossiers: Iterable[int]) -> dict[int, dict[str, object]]:
    """Say again what these dossiers say; columns to write on the notices that change. Under the writers' lock."""
    lines: dict[int, list[_Line]] = defaultdict(list)
    wanted = sorted(set(dossiers))
    for row in StoredNotice.objects.filter(dossier_id__in=wanted).values_list(*_FIELDS):
        line = _Line(*row)
        lines[line.dossier].append(line)
    changed: dict[int, dict[str, object]] = {}
    rows = []
    for pk, members in lines.items():
        rows.append(_settled(pk, members, changed))
    Dossier.objects.bulk_update(rows, ["title", "deadline", "is_cancelled", "is_awarded"])
    return changed


def _settled(pk: int, members: list[_Line], changed: dict[int, dict[str, object]]) -> Dossier:
    members.sort(key=lambda line: line.order)
    shown = _shown(members)
    stops = [line.order for line in members if line.kind == Kind.CANCELLATION.value]
    last_stop = max(stops, default=None)
    current = next((line.deadline for line in reversed(members) if line.kind in _OPENING and line.deadline), None)
    for line in members:
        values: dict[str, object] = {
            "is_shown": line.pk in shown,
            "is_cancelled": last_stop is not None and line.kind in _ENDED and line.order <= last_stop,
            "deadline_now": current if line.kind in _OPENING and line.deadline else line.deadline,
        }
        moved = {name: value for name, value in values.items() if getattr(line, name) != value}
        if moved:
            changed[line.pk] = moved
    best = min((line for line in members if line.title), key=lambda line: line.quality, default=None)
    reopened = any(line.kind == Kind.COMPETITION.value and last_stop and line.order > last_stop for line in members)
    return Dossier(
        pk=pk,
        title=best.title if best else "",
        deadline=current,
        is_cancelled=last_stop is not None and not reopened,
        is_awarded=any(line.kind == Kind.RESULT.value for line in members),
    )


def _shown(members: list[_Line]) -> set[int]:
    """One row for each publication: the best read."""
    kept: list[_Line] = []
    for line in sorted(members, key=lambda one: one.quality):
        if not any(line.is_same_publication(other) for other in kept):
            kept.append(line)
    return {line.pk for line in kept}
