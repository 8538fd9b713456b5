"""A stored notice as the fit reads it: each lot, who it is reserved to, how far, how many days are left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from levier.directory.departments import departments
from levier.directory.geo import distance_km
from levier.directory.models import Commune, Organisation
from levier.directory.text import fold_place
from levier.domain import fit
from levier.domain.quantities import MAX_AMOUNT
from levier.domain.vocabulary import ReservedArticle
from levier.notices.model import Lot, Notice, Place
from levier.notices.recognition import Consideration, ReservedFor

from ..models import StoredFinding, StoredNotice
from ..storage.content import unpack_notice

_ARTICLE = re.compile(r"L\.?\s?(2113-1[2-5](?:-1)?)")
#: Kinds of ``StoredFinding`` that say « réservé ».
RESERVED_KINDS = frozenset({Consideration.RESERVATION.value})
#: Out of 100. Below it, a passage is only a hint: it is shown, it decides nothing.
SURE = 50
#: A notice of a hundred lots is read whole on its page; a list stops here.
MOST_LOTS = 60


@dataclass(frozen=True, slots=True)
class Point:
    """Where a lot is performed, degrees WGS 84; ``by_department`` when the chef-lieu stands for it."""

    latitude: Decimal
    longitude: Decimal
    department: str
    by_department: bool


@dataclass(frozen=True, slots=True)
class LotToAnswer:
    """One lot of a notice, and what the fit needs of it."""

    id: str
    number: str
    title: str
    cpv: str
    cpv_additional: tuple[str, ...]
    need: fit.Lot
    findings: tuple[StoredFinding, ...]
    #: Where it is performed, at its nearest to the structure.
    point: Point | None = None

    @property
    def name(self) -> str:
        return f"Lot {self.number} : {self.title}" if self.title else f"Lot {self.number}"


Points = dict[tuple[str, str], Point]


def lots_of(stored: StoredNotice, *, organisation: Organisation, today: date) -> list[LotToAnswer]:
    """The lots of one notice for one structure. Two queries (findings, communes)."""
    notice = unpack_notice(stored.content)
    return read_lots(
        stored,
        notice,
        list(stored.findings.all()),
        organisation=organisation,
        points=locate([notice]),
        today=today,
    )


def read_lots(
    stored: StoredNotice,
    notice: Notice,
    findings: Sequence[StoredFinding],
    *,
    organisation: Organisation,
    points: Points,
    today: date,
) -> list[LotToAnswer]:
    """The same with what was read already: no query."""
    lots = notice.lots or (Lot(id="1", title=notice.title, cpv=notice.cpv_main, cpv_additional=notice.cpv_additional),)
    found = []
    for lot in lots[:MOST_LOTS]:
        about = tuple(one for one in findings if not one.lots or lot.id in one.lots)
        title = lot.title or (notice.title if len(lots) == 1 else "")
        cpv, additional = _codes(lot, notice)
        point, away = _nearest(lot.places or notice.places, organisation, points)
        articles, unnamed = _reserved(lot, about)
        need = fit.Lot(
            cpv=cpv,
            cpv_additional=additional,
            amount=_amount(lot, notice, alone=len(lots) == 1),
            months=lot.duration_months or notice.duration_months or None,
            clause_hours=next((one.hours for one in about if one.hours and one.kind not in RESERVED_KINDS), None),
            reserved=articles,
            reserved_unnamed=unnamed,
            distance_km=away,
            by_department=point.by_department if point else False,
            department=point.department if point else "",
            days_left=_days_left(lot, stored, today),
        )
        found.append(LotToAnswer(lot.id, lot.number, title, cpv, additional, need, about, point))
    return found


def _codes(lot: Lot, notice: Notice) -> tuple[str, tuple[str, ...]]:
    """A lot without a code is bought under the notice's."""
    return (lot.cpv, lot.cpv_additional) if lot.cpv else (notice.cpv_main, lot.cpv_additional or notice.cpv_additional)


def _reserved(lot: Lot, findings: Iterable[StoredFinding]) -> tuple[frozenset[ReservedArticle], bool]:
    """Articles the text cites; else whether it, or a code, says « réservé » without one."""
    articles: set[ReservedArticle] = set()
    said = False
    for one in findings:
        if one.kind in RESERVED_KINDS and one.confidence >= SURE:
            said = True
            articles |= _articles(one.article) or _articles(_article_for(one.reserved_for))
    if not articles and "res-pub-ser" in lot.reserved_participation:
        articles.add(ReservedArticle.ESS)
    return frozenset(articles), not articles and (said or "res-ws" in lot.reserved_participation)


def _articles(text: str) -> set[ReservedArticle]:
    """Those cited that exist: a number mistyped in a notice (« L2113-12-1 ») names none."""
    cited = {f"L{number}" for number in _ARTICLE.findall(text)}
    return {one for one in ReservedArticle if one.value in cited}


def _article_for(reserved_for: str) -> str:
    """The article that allows what the passage says, when it cites none."""
    return ReservedFor(reserved_for).article if reserved_for in set(ReservedFor) else ""


def _amount(lot: Lot, notice: Notice, *, alone: bool) -> Decimal | None:
    """Euros excl. VAT of the lot; of the notice when it has one lot. Another currency, or an absurd one, is not known."""
    value = lot.amount if lot.amount is not None and lot.currency == "EUR" else None
    if value is None and alone and notice.currency == "EUR" and notice.best_amount is not None:
        value = notice.best_amount[0]
    return value if value is not None and value.is_finite() and 0 < value <= MAX_AMOUNT else None


def _days_left(lot: Lot, stored: StoredNotice, today: date) -> int | None:
    moved = stored.deadline_now != stored.deadline  # a correction moves every lot
    deadline = stored.deadline_now if moved else lot.deadline or stored.deadline_now
    if deadline is None:
        return None
    return (day_of(deadline) - today).days


def day_of(deadline: datetime | date) -> date:
    """The day in Paris of a deadline."""
    return timezone.localtime(deadline).date() if isinstance(deadline, datetime) else deadline


def locate(notices: Iterable[Notice]) -> Points:
    """Where the places of some notices are: the commune, else the chef-lieu of the département. One query."""
    places = {_key(place): place for notice in notices for place in _places(notice)}
    postcodes = {place.postcode for place in places.values() if place.postcode}
    names = {fold_place(place.city) for place in places.values() if place.city}
    communes = Commune.objects.filter(postcode__in=postcodes) | Commune.objects.filter(folded__in=names)
    known = list(communes.order_by("insee")) if postcodes or names else []
    return {key: point for key, place in places.items() if (point := _point(place, known)) is not None}


def _places(notice: Notice) -> Iterable[Place]:
    yield from notice.places
    for lot in notice.lots:
        yield from lot.places


def _key(place: Place) -> tuple[str, str]:
    return place.postcode or place.department, fold_place(place.city)


def _point(place: Place, communes: list[Commune]) -> Point | None:
    name = fold_place(place.city)
    within = place.postcode[:2] or place.department[:2]
    named = [one for one in communes if name and one.folded == name and (not within or one.postcode.startswith(within))]
    at = [one for one in communes if place.postcode and one.postcode == place.postcode]
    exact = next((one for one in named if one.postcode == place.postcode), None)
    found = exact or (named[0] if len(named) == 1 else None) or (at[0] if at else None)
    department = departments().get(place.department)
    if found is not None:
        return Point(found.latitude, found.longitude, place.department, by_department=False)
    if department is None:
        return None
    return Point(department.latitude, department.longitude, department.code, by_department=True)


def _nearest(
    places: Sequence[Place], organisation: Organisation, points: Points
) -> tuple[Point | None, Decimal | None]:
    """The place of performance nearest to the structure, in kilometres."""
    here = [point for place in places if (point := points.get(_key(place))) is not None]
    if not here:
        return None, None
    if organisation.latitude is None or organisation.longitude is None:
        return here[0], None
    away = [
        (
            distance_km(
                latitude=organisation.latitude,
                longitude=organisation.longitude,
                to_latitude=point.latitude,
                to_longitude=point.longitude,
            ),
            at,
        )
        for at, point in enumerate(here)
    ]
    kilometres, at = min(away)
    return here[at], kilometres
