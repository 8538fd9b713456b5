"""« Pour vous »: open notices ranked for one structure, each score unfolded.

Columns choose which notices are worth reading whole; those are then scored lot by lot. Both steps are bounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from django.db.models import QuerySet
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.directory.departments import departments
from levier.directory.geo import distance_km
from levier.domain import fit
from levier.domain.eligibility import Answer
from levier.domain.fit.points import trade_points
from levier.domain.fit.weights import UNKNOWN
from levier.notices.model import Kind

from .. import selectors
from ..models import BidSheet, StoredFinding, StoredNotice
from ..storage.content import unpack_notice
from .lots import LotToAnswer, locate, read_lots
from .profile import Bidder

#: Open notices whose columns are looked at, the nearest deadline first.
LOOKED_AT = 5000
#: Notices read whole and scored, the most promising first.
SCORED = 80
#: Shown on the page.
SHOWN = 30
#: Points that choose what is read, never shown: the structure's département, one within its radius, an unknown place.
_HOME, _WITHIN, _NOWHERE = 20, 14, 7


@dataclass(frozen=True, slots=True)
class Chance:
    """One notice for the structure: its best lot, how it fits, and what was decided."""

    notice: StoredNotice
    lot: LotToAnswer
    found: fit.Fit
    lots: int
    sheet: BidSheet | None

    @property
    def reserved(self) -> bool:
        return self.lot.need.is_reserved


@dataclass(frozen=True, slots=True)
class Feed:
    """The chances shown, best first; ``total`` open notices were looked at, ``scored`` of them read whole."""

    chances: tuple[Chance, ...]
    total: int
    scored: int


def open_notices(*, actor: Actor) -> QuerySet[StoredNotice]:
    """Notices that call for tenders and can still be answered."""
    found = selectors.notices(actor=actor).filter(kind=Kind.COMPETITION.value, is_cancelled=False)
    return found.filter(deadline_now__gte=timezone.now(), dossier__is_awarded=False).order_by("deadline_now", "pk")


def feed(*, who: Bidder, notices: QuerySet[StoredNotice], today: date, left_out: bool = False) -> Feed:
    """Rank open notices for a structure; ``left_out`` shows those a hard condition refuses, instead of the others."""
    rows = list(notices.values_list("pk", "cpv", "departments")[:LOOKED_AT])
    promise = _Promise(who)
    # sorted() keeps the nearest deadline first among equals.
    promising = sorted(rows, key=lambda row: -promise(row[1], row[2]))
    chosen = [row[0] for row in promising[:SCORED]]
    chances = _score(who, chosen, today)
    kept = [one for one in chances if one.found.possible is not left_out]
    return Feed(tuple(sorted(kept, key=_best_first)[:SHOWN]), len(rows), len(chosen))


def _best_first(one: Chance) -> tuple[int, bool, int, int]:
    """Score, then what is reserved to the structure, then the nearest deadline."""
    days = one.lot.need.days_left
    return -one.found.score, not one.reserved, days if days is not None else 10_000, one.notice.pk


class _Promise:
    """What trade and département alone would bring: enough to choose what is read."""

    def __init__(self, who: Bidder) -> None:
        self.who = who
        self._places: dict[str, int] = {}

    def __call__(self, cpv: str, places: str) -> int:
        codes = [code for code in cpv.split(",") if code]
        lot = fit.Lot(cpv=codes[0] if codes else "", cpv_additional=tuple(codes[1:]))
        trade = trade_points(self.who.structure, lot)
        near = [self._near(code) for code in places.split(",") if code]
        return (UNKNOWN[fit.Criterion.TRADE] if trade is None else trade) + (max(near) if near else _NOWHERE)

    def _near(self, code: str) -> int:
        if code not in self._places:
            self._places[code] = self._measured(code)
        return self._places[code]

    def _measured(self, code: str) -> int:
        here, radius, place = self.who.organisation, self.who.structure.radius_km, departments().get(code)
        if self.who.structure.department == code:
            return _HOME
        if place is None or radius is None or here.latitude is None or here.longitude is None:
            return _NOWHERE
        away = distance_km(
            latitude=here.latitude, longitude=here.longitude, to_latitude=place.latitude, to_longitude=place.longitude
        )
        return _WITHIN if away <= radius else 0


def _score(who: Bidder, chosen: list[int], today: date) -> list[Chance]:
    """Read the chosen notices whole: four queries, whatever their number."""
    stored = {one.pk: one for one in StoredNotice.objects.filter(pk__in=chosen)}
    read = {pk: unpack_notice(stored[pk].content) for pk in chosen}
    findings = StoredFinding.objects.filter(notice__in=chosen).order_by("notice_id", "text_index", "start", "pk")
    by_notice = {pk: list(group) for pk, group in groupby(findings, key=attrgetter("notice_id"))}
    points = locate(read.values())
    sheets = {one.notice_id: one for one in BidSheet.objects.filter(organisation=who.organisation, notice__in=chosen)}
    chances = []
    for pk in chosen:
        lots = read_lots(
            stored[pk],
            read[pk],
            by_notice.get(pk, []),
            organisation=who.organisation,
            points=points,
            today=today,
        )
        lot, found = _best(who, lots)
        chances.append(Chance(stored[pk], lot, found, len(lots), sheets.get(pk)))
    return chances


def _best(who: Bidder, lots: list[LotToAnswer]) -> tuple[LotToAnswer, fit.Fit]:
    """The lot that may be answered and scores most; the first of them when equal."""
    scored = [(lot, fit.fit(who.structure, lot.need)) for lot in lots]
    return max(scored, key=lambda pair: (pair[1].possible, pair[1].score))


def to_establish(found: fit.Fit) -> list[str]:
    """What remains to be known of the hard conditions, in sentences."""
    return [one.why for one in found.requirements if one.answer is Answer.UNKNOWN]


def refused(found: fit.Fit) -> list[str]:
    """Why the lot is out of reach."""
    return [one.why for one in found.requirements if one.answer is Answer.NO]
