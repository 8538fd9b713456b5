"""Find a line of the public nomenclatures, however it is typed."""

from __future__ import annotations

import re
from decimal import Decimal

from django.db.models import Q, QuerySet
from rapidfuzz import fuzz, process

from .departments import Department, department_for, departments, split_place
from .enums import ReferenceKind
from .geo import distance_km
from .models import Commune, Reference
from .text import fold, fold_place

#: Out of 100: « masson » for « maçon » (72) passes, two unrelated words of five letters do not.
_CLOSE_ENOUGH = 70
_CODE = re.compile(r"^(?:\d{2,8}(?:-\d)?|[A-Za-z]\d{1,4}|FR[A-Z0-9]{0,3})$", re.IGNORECASE)


def search_reference(*, kind: ReferenceKind, text: str, limit: int = 20) -> list[Reference]:
    """Lines of a nomenclature for a code or some words; accents, case and slips of the finger are forgiven.

    Order: codes that start so, labels that start so, labels that hold every word, then near misses.
    """
    lines = Reference.objects.filter(kind=kind)
    typed = text.strip()
    if not typed:
        return list(lines.order_by("code")[:limit])
    if _CODE.match(typed):
        by_code = list(lines.filter(code__istartswith=typed.split("-")[0]).order_by("code")[:limit])
        if by_code:
            return by_code
    folded = fold(typed)
    if not folded:
        return []
    found = list(lines.filter(folded__startswith=folded).order_by("folded", "code")[:limit])
    found = _extended(found, _holding(lines, folded).order_by("folded", "code")[: 2 * limit], limit)
    if len(found) < limit:
        found = _extended(found, _near(lines, folded, limit), limit)
    return found


def _holding(lines: QuerySet[Reference], folded: str) -> QuerySet[Reference]:
    for word in folded.split():
        lines = lines.filter(folded__contains=word)
    return lines


def _near(lines: QuerySet[Reference], folded: str, limit: int) -> list[Reference]:
    labels = dict(lines.values_list("pk", "folded"))
    best = process.extract(folded, labels, scorer=_likeness, limit=limit, score_cutoff=_CLOSE_ENOUGH)
    ranked = [pk for _, _, pk in best]
    by_pk = lines.in_bulk(ranked)
    return [by_pk[pk] for pk in ranked]


def _likeness(typed: str, label: str, **options: object) -> float:
    """How well each typed word is found, slips forgiven, somewhere in the label; the worst word decides."""
    words = label.split()
    return min(max((fuzz.ratio(word, other) for other in words), default=0.0) for word in typed.split())


def _extended(found: list[Reference], more: QuerySet[Reference] | list[Reference], limit: int) -> list[Reference]:
    known = {line.pk for line in found}
    return (found + [line for line in more if line.pk not in known])[:limit]


def search_communes(*, text: str, limit: int = 20) -> list[Commune]:
    """Communes for a postcode, an INSEE code or the beginning of a name."""
    typed = text.strip()
    if typed.isascii() and typed[:2].isdigit():
        found = Commune.objects.filter(Q(postcode__startswith=typed) | Q(insee__startswith=typed.upper()))
    else:
        wanted = fold_place(typed)
        found = Commune.objects.filter(folded__startswith=wanted) if wanted else Commune.objects.none()
    return list(found.order_by("folded", "insee")[:limit])


def commune_for(*, postcode: str = "", name: str = "", insee: str = "") -> Commune | None:
    """The commune an address is in, or ``None`` when nothing points to one.

    The INSEE code decides alone. A name is looked for under its postcode first, then in the same département (a
    commune has several postcodes and the list keeps one). A name alone counts only without homonyms.
    """
    if insee.strip():
        return Commune.objects.filter(insee=insee.strip().upper()).first()
    code, wanted = postcode.strip(), fold_place(name)
    if code:
        here = list(Commune.objects.filter(postcode=code).order_by("insee"))
        if here:
            return next((one for one in here if one.folded == wanted), None) or _closest(here, wanted)
    if not wanted:
        return None
    homonyms = Commune.objects.filter(folded=wanted)
    if code:
        homonyms = homonyms.filter(postcode__startswith=code[:2])
    only = list(homonyms[:2])
    return only[0] if len(only) == 1 else None


def place_for(*, postcode: str = "", name: str = "") -> Commune | Department | None:
    """Where to count distances from: the commune, else the chef-lieu of its département, else ``None``.

    The postcode may be written with the town (« Villeurbanne 69100 »).
    """
    code, town = split_place(postcode=postcode, name=name)
    return commune_for(postcode=code, name=town) or department_for(postcode=code, name=town)


def chefs_lieux_apart() -> list[tuple[Department, Decimal | None]]:
    """Each chef-lieu of the hand-written table with its distance (km) to the loaded list's; ``None`` when it is not there.

    The furthest first. One query.
    """
    wanted = {fold_place(one.chef_lieu) for one in departments().values()}
    loaded: dict[tuple[str, str], Commune] = {}
    for commune in Commune.objects.filter(folded__in=wanted).order_by("insee"):
        found = department_for(postcode=commune.postcode)
        if found is not None:
            loaded.setdefault((found.code, commune.folded), commune)
    apart = [(one, _apart(one, loaded.get((one.code, fold_place(one.chef_lieu))))) for one in departments().values()]
    return sorted(apart, key=lambda pair: (pair[1] is None, -(pair[1] or Decimal(0)), pair[0].code))


def _apart(one: Department, commune: Commune | None) -> Decimal | None:
    if commune is None:
        return None
    return distance_km(
        latitude=one.latitude, longitude=one.longitude, to_latitude=commune.latitude, to_longitude=commune.longitude
    )


def _closest(communes: list[Commune], wanted: str) -> Commune:
    """Among the communes of one postcode, the one whose name is nearest; the first when no name was given."""
    if not wanted:
        return communes[0]
    return max(communes, key=lambda one: fuzz.ratio(wanted, one.folded))
