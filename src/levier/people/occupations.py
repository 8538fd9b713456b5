"""Occupations as people say them (« masson », « agent d’entretien ») and as ROME codes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from levier.directory.enums import ReferenceKind
from levier.directory.models import Reference
from levier.directory.places import search_reference
from levier.directory.text import fold

#: Words of those typed that are looked for one by one.
_WORDS = 6
#: Letters from which a word alone says something of an occupation.
_TELLING = 4


@dataclass(frozen=True, slots=True)
class Occupation:
    """A ROME occupation: ``said`` is the appellation that led to it, when there is one."""

    code: str
    label: str
    said: str = ""

    def __str__(self) -> str:
        return f"{self.label} ({self.code})"

    @property
    def sentence(self) -> str:
        return f"{self} : {self.said}" if self.said else str(self)


def find_occupations(text: str, *, limit: int = 8) -> list[Occupation]:
    """Occupations for an appellation, a label or a code, the likeliest first; slips of the keyboard are forgiven.

    A name that is exactly an occupation, or an appellation, gives it alone.
    """
    typed = text.strip()
    if not typed:
        return []
    code = typed.rstrip(")").rpartition("(")[2].strip().upper()
    exact = Reference.objects.filter(kind=ReferenceKind.ROME, code=code).first()
    if exact is not None:
        return [Occupation(exact.code, exact.label)]
    said = search_reference(kind=ReferenceKind.APPELLATION, text=typed, limit=3 * limit)
    named = search_reference(kind=ReferenceKind.ROME, text=typed, limit=limit)
    labels = occupation_labels([line.parent for line in said])
    lines = [Occupation(line.code, line.label) for line in named]
    lines += [Occupation(line.parent, labels[line.parent], line.label) for line in said if line.parent in labels]
    wanted = fold(typed)
    alone = [one for one in lines if wanted in (fold(one.label), fold(one.said), *_either(one.said))]
    if len({one.code for one in alone}) == 1:
        return alone[:1]
    lines.sort(key=lambda one: not fold(one.said or one.label).startswith(wanted))
    found: dict[str, Occupation] = {}
    for one in lines:
        found.setdefault(one.code, one)
    return list(found.values())[:limit]


def near_occupations(text: str, *, limit: int = 8) -> list[Occupation]:
    """Occupations for some of the words, when all of them together find none: « poseur de clôtures végétales ».

    Only the first words are looked for: an occupation takes few.
    """
    found: dict[str, Occupation] = {}
    telling = list(dict.fromkeys(word for word in text.split() if len(word) >= _TELLING))
    for word in telling[:_WORDS]:
        for one in find_occupations(word, limit=limit):
            found.setdefault(one.code, one)
    return list(found.values())[:limit]


def occupation_labels(codes: Iterable[str]) -> dict[str, str]:
    """Labels of ROME codes, in the order of the codes, in one query; a code that is not loaded is left out."""
    wanted = list(dict.fromkeys(codes))
    found = dict(Reference.objects.filter(kind=ReferenceKind.ROME, code__in=wanted).values_list("code", "label"))
    return {code: found[code] for code in wanted if code in found}


def every_occupation() -> list[str]:
    """All labels, for the browser's own list of suggestions."""
    return list(Reference.objects.filter(kind=ReferenceKind.ROME).order_by("folded").values_list("label", flat=True))


def _either(said: str) -> list[str]:
    """An appellation as a man and as a woman say it: « Maçon / Maçonne », but not « Maçon / Maçonne du paysage », where
    the first half alone would name something else."""
    halves = said.split(" / ")
    return [fold(one) for one in halves] if len({len(one.split()) for one in halves}) == 1 else []
