"""One pass of a RE2 set says which rules fired; their places, and the traps, are looked for only then. Linear."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

import re2

from .fold import Folded, fold_with_places
from .rules import FAMILIES, RULES, TOPIC, TRAPS, Rule, Trap, Where, expand

#: A text says the same thing so many times at most: beyond, it is not a notice.
MOST_MATCHES = 200
_MEMORY = 256 << 20
#: A stop without a blank after it may be inside a word: « e.s.a.t. ».
_STOP = re.compile(rb"[.;]")
#: Under so many characters, choosing sentences costs more than reading them all.
_SHORT = 300
_ENDS = re.compile(rb"[.;!\n]")


@dataclass(frozen=True, slots=True)
class Match:
    """Where a rule fired, in folded places."""

    rule: Rule
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """Folded places of a sentence, with the matches that nothing took back."""

    start: int
    end: int
    matches: tuple[Match, ...]


def patterns() -> tuple[str, ...]:
    """The pattern of each rule, in the order of the set's answers."""
    return tuple(expand(rule.pattern) for rule in RULES)


def _options() -> re2.Options:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1  # folded text is ASCII
    options.max_mem = _MEMORY
    options.log_errors = False
    return options


@cache
def _set() -> re2.Set:
    held = re2.Set.SearchSet(_options())
    for text in (*patterns(), ""):  # the empty one is always found: its absence says that RE2 gave up
        held.Add(text)
    held.Compile()
    return held


@cache
def _compiled(pattern: str) -> re2._Regexp:
    return re2.compile(expand(pattern).encode("ascii"), _options())


@cache
def _stems() -> re2.Set:
    """The stems as a set of one: the shortest way from Python to a yes or a no."""
    held = re2.Set.SearchSet(_options())
    held.Add(TOPIC)
    held.Compile()
    return held


@cache
def _topic() -> re2._Regexp:
    return re2.compile(TOPIC.encode("ascii"), _options())


def fired(data: bytes) -> list[int]:
    """Ranks of the rules found somewhere in a folded text: the set reads only the sentences that have a stem.

    No rule reads past the end of a sentence, and each sentence keeps the marks around it: the answer is the same.
    """
    if _stems().Match(data) is None:
        return []
    kept = data if len(data) < _SHORT else _on_topic(data)
    ranks = _set().Match(kept)
    if ranks is None:  # out of memory: one at a time, slower and with the same answer
        return [rank for rank, rule in enumerate(RULES) if _compiled(rule.pattern).search(kept)]
    return sorted(ranks)[:-1]


def _on_topic(data: bytes) -> bytes:
    """The sentences that hold a stem, with the full stop before each and the one after."""
    pieces, end = [], 0
    topic, length = _topic(), len(data)
    found = topic.search(data)
    while found is not None:
        start = max(end, data.rfind(b".", end, found.start()), data.rfind(b";", end, found.start()))
        stop = _STOP.search(data, found.end())
        while stop is not None and not data[stop.end() : stop.end() + 1].isspace() and stop.end() < length:
            stop = _STOP.search(data, stop.end())
        end = stop.end() if stop else length
        pieces.append(data[start:end])
        found = topic.search(data, end)
    return b"".join(pieces)


def family(rubric: str) -> Where:
    return FAMILIES.get(rubric, Where.OTHER)


def sentences(text: str, where: Where) -> tuple[Folded, list[Sentence]]:
    """The sentences of a text in which a rule fired and no trap took it back."""
    folded = fold_with_places(text)
    rules = [rule for rule in (RULES[rank] for rank in fired(folded.data)) if where in rule.where]
    if not rules:
        return folded, []
    matches = [
        Match(rule, *found.span())
        for rule in rules
        for found in islice(_compiled(rule.pattern).finditer(folded.data), MOST_MATCHES)
    ]
    bounds = [found.start() for found in _ENDS.finditer(folded.data)]
    return folded, _by_sentence(_not_trapped(matches, folded.data, bounds), bounds, len(folded.data))


def _sentence_of(at: int, bounds: Sequence[int], length: int) -> tuple[int, int]:
    """Folded places of the sentence that holds a place."""
    rank = bisect_left(bounds, at)
    start = bounds[rank - 1] + 1 if rank else 0
    return start, bounds[rank] if rank < len(bounds) else length


def _not_trapped(matches: list[Match], data: bytes, bounds: Sequence[int]) -> list[Match]:
    """The matches that no trap touches."""
    left = matches
    for trap in TRAPS:
        if not any(_concerns(trap, match) for match in left):
            continue
        spans = [found.span() for found in _compiled(trap.pattern).finditer(data)]
        if trap.whole_sentence:
            spans = sorted({_sentence_of(start, bounds, len(data)) for start, _ in spans})
        starts = [start for start, _ in spans]
        left = [match for match in left if not (_concerns(trap, match) and _touched(match, spans, starts))]
    return left


def _concerns(trap: Trap, match: Match) -> bool:
    return match.rule.kind in trap.kinds and (not trap.rules or match.rule.id in trap.rules)


def _touched(match: Match, spans: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
    """Whether one of the spans, which never overlap and are in order, shares a character with the match."""
    rank = bisect_right(starts, match.end - 1) - 1
    return rank >= 0 and spans[rank][1] > match.start


def _by_sentence(matches: Iterable[Match], bounds: Sequence[int], length: int) -> list[Sentence]:
    found: dict[tuple[int, int], list[Match]] = {}
    for match in matches:
        first = match.start
        start, _ = _sentence_of(first, bounds, length)
        _, end = _sentence_of(max(first, match.end - 1), bounds, length)
        found.setdefault((start, max(end, match.end)), []).append(match)
    return [Sentence(start, end, tuple(held)) for (start, end), held in sorted(found.items())]
