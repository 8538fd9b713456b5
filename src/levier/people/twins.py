"""The same person written twice: forgiving on names, day and month swapped, phone numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.db.models import Q, QuerySet
from rapidfuzz import fuzz

from levier.accounts.actor import Actor
from levier.accounts.models import Workspace
from levier.directory.text import fold

from .models import DistinctPeople, Person
from .selectors import people

#: Out of 100, for the first name and for the last name: « Gérald » and « Géralde » pass, « Lou » and « Nil » do not.
_CLOSE = 75
#: Digits that make a French number, without its prefix.
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Identity:
    """What two records are compared on; ``pk`` is ``None`` for somebody not yet recorded."""

    first_name: str
    last_name: str
    birth_date: date
    phone: str = ""
    pk: int | None = None

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def digits(self) -> str:
        found = re.sub(r"\D", "", self.phone)[-_DIGITS:]
        return found if len(found) == _DIGITS else ""


def identity_of(person: Person) -> Identity:
    return Identity(person.first_name, person.last_name, person.birth_date, person.phone, person.pk)


def likeness(one: Identity, other: Identity) -> str:
    """Why both may be the same person, in French; empty when nothing says so.

    A close name is needed, and one of: the same birth date, its day and month swapped, the same phone.
    """
    if not _close_names(one, other):
        return ""
    if one.birth_date == other.birth_date:
        return "même date de naissance et nom proche"
    if one.birth_date == swapped(other.birth_date):
        return "nom proche, jour et mois de naissance inversés"
    if one.digits and one.digits == other.digits:
        return "nom proche et même téléphone"
    return ""


def _close_names(one: Identity, other: Identity) -> bool:
    first, last = fold(one.first_name), fold(one.last_name)
    ways = ((other.first_name, other.last_name), (other.last_name, other.first_name))  # both fields swapped too
    return any(_near(first, fold(a)) and _near(last, fold(b)) for a, b in ways)


def _near(name: str, other: str) -> bool:
    words, others = set(name.split()), set(other.split())
    part = bool(words and others) and (words <= others or others <= words)  # « Marie » and « Marie-Claire »
    return part or fuzz.ratio(name, other) >= _CLOSE


def swapped(day: date) -> date | None:
    """The same day with its month and day exchanged, when there is one."""
    return date(day.year, day.day, day.month) if day.day <= 12 else None


@dataclass(frozen=True, slots=True)
class Twin:
    """Somebody recorded who may be the same person, and why."""

    person: Person
    why: str


def likely_twins(identity: Identity, *, workspace: Workspace) -> list[Twin]:
    """People of the workspace who may be this one, whoever may see them; those said distinct are left out."""
    days = [day for day in (identity.birth_date, swapped(identity.birth_date)) if day]
    near = Q(birth_date__in=days)
    if identity.digits:
        near |= Q(phone__endswith=identity.digits[-2:])
    found = (
        Person.objects.filter(workspace=workspace, erased_on=None)
        .filter(near)
        .exclude(pk=identity.pk or 0)
        .select_related("referrer")
    )
    told_apart = _told_apart(identity.pk) if identity.pk else frozenset()
    reasons = ((one, likeness(identity, identity_of(one))) for one in found.order_by("pk") if one.pk not in told_apart)
    return [Twin(one, why) for one, why in reasons if why]


def _told_apart(pk: int) -> frozenset[int]:
    pairs = DistinctPeople.objects.filter(Q(one=pk) | Q(other=pk)).values_list("one", "other")
    return frozenset(member for pair in pairs for member in pair if member != pk)


def known_to(twins: Iterable[Twin], *, actor: Actor) -> list[Twin]:
    """Those the actor may see; the others must not be named."""
    twins = list(twins)
    seen = set(people(actor=actor).filter(pk__in=[one.person.pk for one in twins]).values_list("pk", flat=True))
    return [one for one in twins if one.person.pk in seen]


def possible_doubles(found: QuerySet[Person]) -> Iterator[tuple[Identity, Identity, str]]:
    """Pairs of the queryset who may be one person, and why; two queries, whatever their number."""
    columns = ("first_name", "last_name", "birth_date", "phone", "pk")
    groups: dict[object, list[Identity]] = defaultdict(list)
    for row in found.order_by("pk").values_list(*columns):
        one = Identity(*row)
        groups[min(one.birth_date, swapped(one.birth_date) or one.birth_date)].append(one)
        if one.digits:
            groups[one.digits].append(one)
    apart = set(DistinctPeople.objects.filter(one__in=found).values_list("one", "other"))
    seen: set[tuple[int, int]] = set()
    for group in groups.values():
        for one, other in combinations(group, 2):
            pair = (one.pk or 0, other.pk or 0)
            if pair not in seen and pair not in apart and (why := likeness(one, other)):
                seen.add(pair)
                yield one, other, why
