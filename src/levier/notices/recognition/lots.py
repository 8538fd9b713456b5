"""Which lots a passage speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..model import Lot

_NUMBER = r"0*(\d{1,3})\b(?! ?(?:h\b|heures?|%|E|eur|mois|jours|m2|euros|ans?\b))(?!,\d{2} ?(?:E|eur))"
_LINK = r"(?: ?(?:,|-|/|&|\+|et|ou|a|au|jusqu'a) ?)+(?:(?:le |les |du |des |aux? )?lots? )?(?:no ?s? ?)?"
#: « lots n° 1, 2 et 10 », « lots 1 - 3 - 4 », « lots 1 à 4 et 6 », « lot n°2 et n°5 », « lot(s) 3 ».
_MENTION = re.compile(rf"lots?(?:\(s\))? ?[:(]? ?(?:\(?no ?s?\.? ?|numeros? )?{_NUMBER}(?:{_LINK}{_NUMBER})*")
_RANGE = re.compile(r"0*(\d{1,3}) ?(?:a|au|jusqu'a) ?(?:lots? )?(?:no ?)?0*(\d{1,3})\b")
_SHORT_RANGE = re.compile(r"^\D*0*(\d{1,3})-0*(\d{1,3})\D*$")
_EXCEPT = re.compile(r"\b(?:sauf|hors|hormis|excepte|exceptes|a l'exception|a l'exclusion)[^.;]{0,25}$")
_NOT_CONCERNED = re.compile(
    r"\b(?:pas (?:de|d'|concerne|soumis|reserve)|aucune?|sans (?:clause|heure|action)|non (?:concerne|soumis|reserve))"
)
_HEADING = re.compile(r"(?:^|\n)[ \-*\"]*lot ?(?:no ?)?0*(\d{1,3})\b(?=[ :\-.=)])")
#: Folded characters: how far a word of exclusion, then a heading, is looked for.
_NEAR, _PART = 150, 5_000
_BLANKS = re.compile(r" {2,}")
_SAME_CLAUSE = re.compile(
    r"^ *-? *(?:cette|ces|ce|cet|elles?|ils?|celle|celui|sont|les? lots?|lots?|il s'agit|concerne|pour les? lots?)\b"
)


def numbers_in(folded: str) -> list[str]:
    """Numbers of the lots that a folded passage names, those it leaves out apart."""
    found: dict[str, None] = {}
    for mention in _MENTION.finditer(folded):
        if _EXCEPT.search(folded[max(0, mention.start() - 60) : mention.start()]) or _left_out(folded, mention):
            continue
        found.update(dict.fromkeys(_numbers(mention[0])))
    return list(found)


def left_out_in(folded: str) -> list[str]:
    """Numbers of the lots that the passage says it does not concern: « sauf le lot 3 »."""
    return [
        number
        for mention in _MENTION.finditer(folded)
        if _EXCEPT.search(folded[max(0, mention.start() - 60) : mention.start()])
        for number in _numbers(mention[0])
    ]


def _left_out(folded: str, mention: re.Match[str]) -> bool:
    """Whether the piece of sentence around the mention says no."""
    first, last = max(0, mention.start() - _NEAR), mention.end() + _NEAR
    start = max(folded.rfind(mark, first, mention.start()) for mark in ",:(\n") + 1
    ends = [at for mark in ",:)\n" if (at := folded.find(mark, mention.end(), last)) >= 0]
    return bool(_NOT_CONCERNED.search(folded[max(start, first) : min(ends, default=last)]))


def _numbers(words: str) -> list[str]:
    short = _SHORT_RANGE.match(words)
    if short and int(short[1]) < int(short[2]) <= int(short[1]) + 30:
        return [str(number) for number in range(int(short[1]), int(short[2]) + 1)]
    found: list[str] = []
    for one in re.finditer(rf"{_RANGE.pattern}|0*(\d{{1,3}})\b", words):
        first, last, alone = one.groups()
        if alone is not None:
            found.append(alone)
        elif int(first) < int(last) <= int(first) + 60:
            found += [str(number) for number in range(int(first), int(last) + 1)]
        else:
            found += [first, last]
    return found


def lots_of(folded: str, start: int, end: int, *, of_text: str, lots: Sequence[Lot]) -> tuple[str, ...]:
    """Identifiers of the lots of the passage ``folded[start:end]``; empty for the whole notice.

    The lots that it names, else those that the next sentence names for it, else the lot of the text, else the heading
    « Lot 2 » it stands under.
    """
    passage = _BLANKS.sub(" ", folded[start:end])
    named = numbers_in(passage)
    if not named:
        named = numbers_in(_follows(folded, end))
    identifiers = {lot.number: lot.id for lot in lots}
    without = left_out_in(passage)
    if without and not named:
        return tuple(lot.id for lot in lots if lot.number not in without)
    if named:
        known = [identifiers[number] for number in named if number in identifiers]
        if known or len(lots) < 2:
            return tuple(dict.fromkeys(known if len(known) == len(named) else [identifiers.get(n, n) for n in named]))
    if of_text:
        return (of_text,)
    heading = _heading(folded, start)
    return (identifiers.get(heading, heading),) if heading else ()


def _follows(folded: str, end: int) -> str:
    """The next sentence when it goes on about the same thing."""
    rest = folded[end + 1 : end + 300]
    sentence = re.split(r"[.;\n]", rest, maxsplit=1)[0]
    return _BLANKS.sub(" ", sentence) if _SAME_CLAUSE.match(sentence) else ""


def _heading(folded: str, start: int) -> str:
    """Number of the lot in whose part of the text a place is, when the text has such parts."""
    before = list(_HEADING.finditer(folded[max(0, start - _PART) : start + 1]))
    if not before:
        return ""
    many = len({found[1] for found in _HEADING.finditer(folded[max(0, start - _PART) : start + _PART])}) > 1
    return before[-1][1] if many else ""
