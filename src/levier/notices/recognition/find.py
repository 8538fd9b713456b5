"""From a notice to its findings: rules, traps, lots, facts, codes, then the same passage said twice made one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from ..model import Criterion, Notice, Text
from .codes import adjustment, by_code_and_trade, codes_of, reserved_by_code
from .engine import Match, Sentence, family, sentences
from .facts import facts_in
from .fold import Folded, fold
from .hours import hours_in
from .lots import lots_of
from .model import Consideration, Facts, Finding, ReservedFor, SocialReading
from .reserved import articles_in, reserved_for
from .rules import RULES

MAX_QUOTE = 400
#: Characters after a passage in which its facts are looked for, up to the next passage of the same kind.
_AROUND = 600
#: Of a passage without end, as much on either side of the first words that a rule read.
_LONGEST = 2_000
#: Under this, silence is preferred.
LEAST_CONFIDENCE = 50
_ANOTHER_RULE, _MOST = 3, 98
_WITH_CODE = frozenset(rule.id for rule in RULES if rule.with_code)
_WEIGHT = re.compile(r"(\d{1,3}(?:,\d{1,2})?) ?(%|points?\b|pts?\b|/ ?\d{2,3}\b)")


#: Where a sentence turns to something else.
_PART = re.compile(r"[,:](?! ?\d)|\b(?:et|ainsi que|mais|tandis que|alors que)\b(?! *\d)")


_ITEM = re.compile(r"[.;\s]+(?:\d ?o?[).-]+ ?)?(?:[-*]|o |et |ou |aux? |a des |a l'|des )[^.;\n]+")


@dataclass(slots=True)
class _Passage:
    """Consecutive sentences of one kind: folded places."""

    kind: Consideration
    start: int
    end: int
    matches: list[Match]


@dataclass(frozen=True, slots=True)
class _Read:
    """A text of the notice with its passages."""

    rank: int
    text: Text
    folded: Folded
    passages: tuple[_Passage, ...]


def find_social_considerations(notice: Notice) -> list[Finding]:
    """What the notice announces, in its order; each finding quotes the very passage and names the rule.

    Linear in the length of the notice. Lots that repeat the same words make one finding.
    """
    seen: dict[tuple[str, str], tuple[Folded, tuple[_Passage, ...]]] = {}
    read = []
    for rank, text in enumerate(notice.texts):
        key = (text.rubric, text.text)
        if key not in seen:
            folded, held = sentences(text.text, family(text.rubric))
            seen[key] = folded, tuple(_passages(held, folded))
        read.append(_Read(rank, text, *seen[key]))
    bought = any(passage.kind is Consideration.OBJECT for one in read for passage in one.passages)
    found = [finding for one in read for passage in one.passages for finding in _findings(notice, one, passage, bought)]
    found = _reserved_to(found, notice)
    if not any(one.kind is Consideration.RESERVATION for one in found):
        found += by_code_and_trade(notice)
    return _said_once(found)


def social_reading(notice: Notice) -> SocialReading:
    """Findings and codes of one notice."""
    return SocialReading(findings=tuple(find_social_considerations(notice)), codes=codes_of(notice))


def _passages(held: Iterable[Sentence], folded: Folded) -> Iterator[_Passage]:
    """Sentences that follow one another and say the same kind of thing, joined as long as they can be quoted whole."""
    open_: dict[Consideration, _Passage] = {}
    for sentence in held:
        for kind in dict.fromkeys(match.rule.kind for match in sentence.matches):
            matches = [match for match in sentence.matches if match.rule.kind is kind]
            last = open_.get(kind)
            close = last is not None and sentence.start - last.end <= 2 and sentence.end - last.start <= MAX_QUOTE
            if last is not None and (close or sentence.start < last.end):
                last.end = max(last.end, sentence.end)
                last.matches += matches
                continue
            if last is not None:
                yield last
            open_[kind] = _Passage(kind, sentence.start, sentence.end, matches)
    yield from open_.values()


def _findings(notice: Notice, read: _Read, passage: _Passage, bought: bool) -> Iterator[Finding]:
    """One finding for a passage, or one for each lot when it gives each its own hours."""
    start, end = _own_part(read, passage)
    lots = lots_of(read.folded.text, start, end, of_text=read.text.lot, lots=notice.lots)
    coded = reserved_by_code(notice, lots) is not None
    matches = [
        match
        for match in passage.matches
        if not (bought and match.rule.unless_object) and (coded or not match.rule.with_code)
    ]
    if not matches:
        return
    best = max(matches, key=lambda match: match.rule.weight)
    start, end = _quoted(read, passage, best)
    others = len({match.rule.id for match in matches}) - 1
    confidence = min(_MOST, best.rule.weight + _ANOTHER_RULE * others + adjustment(passage.kind, notice, lots))
    if confidence < LEAST_CONFIDENCE:
        return
    finding = Finding(
        kind=passage.kind,
        quote=read.text.text[start:end],
        rubric=read.text.rubric,
        lots=lots,
        text=read.rank,
        start=start,
        end=end,
        mark=(read.folded.origin(best.start), read.folded.origin(best.end)),
        rule=best.rule.id,
        confidence=confidence,
    )
    if passage.kind is Consideration.CLAUSE:
        yield from _with_hours(finding, notice, _around(read, passage))
    elif passage.kind is Consideration.CRITERION:
        yield _weighed(finding, notice)
    elif passage.kind is Consideration.RESERVATION:
        said = fold(_around(read, passage))
        yield replace(
            finding,
            reserved_for=reserved_for(fold(finding.quote + _list_after(read, passage))) or reserved_for(said),
            article=next(iter(articles_in(said)), ""),
        )
    else:
        yield replace(finding, facts=Facts(publics=facts_in(finding.quote).publics))


def _own_part(read: _Read, passage: _Passage) -> tuple[int, int]:
    """The passage without what the same sentence says of another kind: « clause (lot 1) ; lots 2 et 8 réservés »."""
    first, last = min(match.start for match in passage.matches), max(match.end for match in passage.matches)
    others = [match for one in read.passages if one.kind is not passage.kind for match in one.matches]
    start = max((match.end for match in others if passage.start <= match.end <= first), default=passage.start)
    end = min((match.start for match in others if last <= match.start <= passage.end), default=passage.end)
    text = read.folded.text
    if start > passage.start:
        start = next((found.start() for found in _PART.finditer(text, start, first)), start)
    if end < passage.end:
        end = max((found.start() for found in _PART.finditer(text, last, end)), default=end)
    return max(start, first - _LONGEST), min(end, first + _LONGEST)


def _quoted(read: _Read, passage: _Passage, best: Match) -> tuple[int, int]:
    """Places of the quote in the text: the passage, or as much of it as can be quoted around the best words."""
    start, end = passage.start, passage.end
    if end - start > MAX_QUOTE:
        middle = min(best.end, best.start + MAX_QUOTE // 2)
        start = max(start, min(best.start, middle - MAX_QUOTE // 2))
        end = min(end, start + MAX_QUOTE - 1)
        while start > passage.start and read.folded.text[start - 1] not in " \n" and start < best.start:
            start += 1
    first, last = read.folded.origin(start), read.folded.origin(end)
    words = read.text.text
    while first < last and words[first].isspace():
        first += 1
    if last < len(words) and words[last] in ".;!" and last - first < MAX_QUOTE:
        last += 1
    while last > first and words[last - 1].isspace():
        last -= 1
    return first, last


def _around(read: _Read, passage: _Passage) -> str:
    """The passage and what follows it, up to the next passage of the kind."""
    later = [one.start for one in read.passages if one.start >= passage.end and _starts_another(one, passage)]
    first = min(match.start for match in passage.matches)
    start = max(passage.start, first - _LONGEST)
    end = min([passage.end + _AROUND, first + _LONGEST, len(read.folded.text), *later])
    return read.text.text[read.folded.origin(start) : read.folded.origin(end)]


def _list_after(read: _Read, passage: _Passage) -> str:
    """The items of a list that the passage opens: « réservé : - aux entreprises adaptées ; - aux SIAE »."""
    end = passage.end
    while (item := _ITEM.match(read.folded.text, end)) and item.end() - passage.end < _AROUND:
        end = item.end()
    return read.text.text[read.folded.origin(passage.end) : read.folded.origin(end)]


def _starts_another(one: _Passage, passage: _Passage) -> bool:
    """Whether a later passage announces something of its own rather than a detail of this one."""
    return one.kind is passage.kind and any(match.rule.id != "facilitateur" for match in one.matches)


def _with_hours(finding: Finding, notice: Notice, around: str) -> Iterator[Finding]:
    """The finding with its facts, one for each lot that has hours of its own."""
    facts = facts_in(around)
    said = {lot: next(iter(hours)) for lot, hours in hours_in(around).items() if len(hours) == 1}
    identifiers = {lot.number: lot.id for lot in notice.lots}
    own = {identifiers.get(number, number): hours for number, hours in said.items() if number}
    for lot, hours in own.items():
        yield replace(finding, lots=(lot,), facts=replace(facts, hours=hours))
    rest = tuple(lot for lot in finding.lots if lot not in own)
    if rest or not own:
        yield replace(finding, lots=rest, facts=replace(facts, hours=said.get("")))


def _weighed(finding: Finding, notice: Notice) -> Finding:
    """The criterion with its weight: the structured one, else the first number of its own sentence."""
    words = fold(finding.quote)
    for lot in notice.lots:
        if finding.lots and lot.id not in finding.lots:
            continue
        for criterion in lot.criteria:
            if criterion.weight is not None and _names(criterion, words):
                return replace(finding, weight=criterion.weight, weight_unit=criterion.weight_unit)
    found = _WEIGHT.search(words)
    if found is None:
        return finding
    unit = "%" if found[2] == "%" else "points"
    return replace(finding, weight=Decimal(found[1].replace(",", ".")), weight_unit=unit)


def _names(criterion: Criterion, words: str) -> bool:
    named = [fold(name) for name in (criterion.name, criterion.description) if name]
    return any(name in words or (len(words) > 8 and words in name) for name in named if len(name) > 2)


def _reserved_to(found: list[Finding], notice: Notice) -> list[Finding]:
    """Reservations whose passage does not say to whom, told by another passage of the same lots, else by the code."""
    known = [one for one in found if one.reserved_for is not None]
    said = any(one.kind is Consideration.RESERVATION and one.rule not in _WITH_CODE for one in found)
    return [
        _told(one, known, notice) if one.kind is Consideration.RESERVATION else one
        for one in found
        if not (said and one.rule in _WITH_CODE)
    ]


def _told(one: Finding, known: list[Finding], notice: Notice) -> Finding:
    to = one.reserved_for
    if to is None:
        near = [
            other.reserved_for for other in known if not one.lots or not other.lots or set(one.lots) & set(other.lots)
        ]
        to = near[0] if near else reserved_by_code(notice, one.lots)
    article = one.article or (to.article if isinstance(to, ReservedFor) else "")
    return replace(one, reserved_for=to, article=article)


def _said_once(found: list[Finding]) -> list[Finding]:
    """The same words said of several lots, or twice, made one finding."""
    kept: dict[tuple[object, ...], Finding] = {}
    for one in found:
        key = (one.kind, " ".join(one.quote.split()), one.facts.hours, one.weight)
        before = kept.get(key)
        if before is None:
            kept[key] = one
        else:
            lots = () if not one.lots or not before.lots else tuple(dict.fromkeys((*before.lots, *one.lots)))
            kept[key] = replace(before, lots=lots)
    return list(kept.values())
