"""Facets as the page draws them: French names, counts, boxes ticked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from levier.directory.departments import departments
from levier.notices.model import Kind, Nature

from ..search.facets import Choice, Facets
from ..search.filters import Deadline, Value
from . import words
from .ask import PARAMETERS, Ask

#: Choices shown before « Voir les autres ».
SHORT = 8


@dataclass(frozen=True, slots=True)
class Box:
    """One value to tick."""

    id: str
    value: str
    label: str
    count: int
    ticked: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One criterion."""

    parameter: str
    label: str
    shown: list[Box]
    folded: list[Box]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Active:
    """A choice in force, with the address without it."""

    label: str
    remove_url: str


def _department(code: str) -> str:
    found = departments().get(code)
    return f"{code} {found.name}" if found else code


def _cpv(code: str) -> str:
    return words.CPV_DIVISIONS.get(code, f"CPV {code}")


#: Criterion → (title, French name of a value).
_CRITERIA: dict[str, tuple[str, Callable[[str], str]]] = {
    "social": ("Clause ou réservation", words.social_label),
    "deadlines": ("Temps pour répondre", lambda code: Deadline(code).label.capitalize()),
    "departments": ("Département", _department),
    "cpv": ("Domaine d’achat", _cpv),
    "values": ("Montant hors taxes", lambda code: Value(code).label.capitalize()),
    "natures": ("Nature", lambda code: Nature(code).label.capitalize()),
    "kinds": ("Type d’avis", lambda code: Kind(code).label.capitalize()),
    "buyers": ("Acheteur", lambda code: code),
}
#: Those unfolded at first.
_FIRST = ("social", "deadlines", "departments")


def groups(ask: Ask, facets: Facets) -> list[Group]:
    """Every criterion with its values; a value ticked that finds nothing stays, to be unticked."""
    return [_group(name, ask, facets.get(name, ())) for name in _CRITERIA]


def _group(name: str, ask: Ask, choices: tuple[Choice, ...]) -> Group:
    title, label_of = _CRITERIA[name]
    ticked = getattr(ask.filters, name)
    parameter = PARAMETERS[name]
    known = {one.value for one in choices}
    missing = [Choice(value, 0) for value in sorted(ticked) if value not in known]
    boxes = [
        Box(
            f"{parameter}-{rank}",
            one.value,
            one.label or (label_of(one.value) if _is_known(name, one.value) else one.value),
            one.count,
            one.value in ticked,
        )
        for rank, one in enumerate([*missing, *choices], start=1)
    ]
    first = [box for rank, box in enumerate(boxes) if rank < SHORT or box.ticked]
    return Group(parameter, title, first, [box for box in boxes if box not in first], bool(ticked) or name in _FIRST)


def _is_known(name: str, value: str) -> bool:
    """Stored by another version, a code may have no French."""
    lists: dict[str, set[str]] = {"natures": {one.value for one in Nature}, "kinds": {one.value for one in Kind}}
    return value in lists.get(name, {value})


def active(ask: Ask, facets: Facets, path: str) -> list[Active]:
    """Every choice in force, each removable."""
    found = []
    names = {one.value: one.label for one in facets.get("buyers", ()) if one.label}
    for name, (title, label_of) in _CRITERIA.items():
        for value in sorted(getattr(ask.filters, name)):
            label = names.get(value, value) if name == "buyers" else label_of(value)
            found.append(Active(f"{title} : {label}", ask.but(name, value).url(path)))
    if ask.filters.open_only:
        found.append(Active("Encore ouverts", ask.with_filters(open_only=False).url(path)))
    if ask.filters.since:
        found.append(Active(f"Depuis le {ask.filters.since:%d/%m/%Y}", ask.with_filters(since=None).url(path)))
    if ask.filters.until:
        found.append(Active(f"Jusqu’au {ask.filters.until:%d/%m/%Y}", ask.with_filters(until=None).url(path)))
    return found
