"""The words of a notice, as both databases index them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from levier.notices.alerts.subject import searched_texts
from levier.notices.model import Notice
from levier.notices.text import MAX_WORD, stem, words

#: Stands between two texts: a phrase never runs from one into the next. Too long to be a word of anybody.
BREAK = "q" * (MAX_WORD + 1)
#: PostgreSQL keeps no place after the 16,383rd word, nor after the 256th of the same one: a phrase may be missed there.
_MOST_PLACES, _MOST_OF_ONE = 16_000, 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Words separated by blanks."""

    stems: str
    #: Folded, not stemmed: what a truncation is looked for in.
    plain: str
    title_stems: str
    title_plain: str
    #: True when PostgreSQL cannot hold all its places.
    is_long: bool


def document(notice: Notice) -> Document:
    """What is indexed of a notice."""
    texts = [words(text) for text in searched_texts(notice)]
    stems = [_joined(map(stem, text)) for text in texts]
    title = words(notice.title)
    return Document(
        stems=f" {BREAK} ".join(stems),
        plain=" ".join(_joined(text) for text in texts),
        title_stems=_joined(map(stem, title)),
        title_plain=_joined(title),
        is_long=_is_long(stems),
    )


_joined = " ".join


def _is_long(stems: list[str]) -> bool:
    places = sum(map(len, stems)) // 2
    if places <= _MOST_OF_ONE:
        return False
    counts: dict[str, int] = {}
    total = len(stems)
    for text in stems:
        for one in text.split():
            counts[one] = counts.get(one, 0) + 1
            total += 1
    return total > _MOST_PLACES or max(counts.values(), default=0) > _MOST_OF_ONE or len(stems) > _MOST_OF_ONE
