"""One pass of RE2 over a text says which rules fired; places are looked for only then. Linear in the text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

import re2

from .fold import Folded, fold_with_places
from .rules import FAMILIES, RULES, TRAPS, Rule, Trap, Where, expand

#: A text says the same thing so many times at most: beyond, it is not a notice.
MOST_MATCHES = 200
_MEMORY = 256 << 20
_ENDS = re2.compile(rb"[.;!\n]")


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
    """Every pattern, rules then traps, in the order of the set's answers."""
    return (*(expand(rule.pattern) for rule in RULES), *(expand(trap.pattern) for trap in TRAPS))


@cache
def _compiled() -> tuple[re2.Set, tuple[re2._Regexp, ...]]:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    fired = re2.Set.SearchSet(options)
    texts = patterns()
    for text in (*texts, ""):  # the empty one is always found: its absence says that RE2 gave up
        fired.Add(text)
    fired.Compile()
    return fired, tuple(re2.compile(text.encode("ascii"), options) for text in texts)


def fired(data: bytes) -> list[int]:
    """Ranks of the patterns found somewhere in a folded text."""
    one_pass, compiled = _compiled()
    ranks = one_pass.Match(data)
    if ranks is None:  # out of memory: one at a time, slower and with the same answer
        return [rank for rank, one in enumerate(compiled) if one.search(data)]
    return sorted(ranks)[:-1]


def family(rubric: str) -> Where:
    return FAMILIES.get(rubric, Where.OTHER)


def sentences(text: str, where: Where) -> tuple[Folded, list[Sentence]]:
    """The sentences of a text in which a rule fired and no trap took it back."""
    folded = fold_with_places(text)
    ranks = fired(folded.data)
    rules = [rank for rank in ranks if rank < len(RULES) and where in RULES[rank].where]
    if not rules:
        return folded, []
    compiled = _compiled()[1]
    matches = [
        Match(RULES[rank], *found.span())
        for rank in rules
        for found in islice(compiled[rank].finditer(folded.data), MOST_MATCHES)
    ]
    bounds = [found.start() for found in _ENDS.finditer(folded.data)]
    left = _not_trapped(matches, folded.data, bounds, [rank for rank in ranks if rank >= len(RULES)])
    return folded, _by_sentence(left, bounds, len(folded.data))


def _sentence_of(at: int, bounds: Sequence[int], length: int) -> tuple[int, int]:
    """Folded places of the sentence that holds a place."""
    rank = bisect_left(bounds, at)
    start = bounds[rank - 1] + 1 if rank else 0
    return start, bounds[rank] if rank < len(bounds) else length


def _not_trapped(matches: list[Match], data: bytes, bounds: Sequence[int], ranks: Iterable[int]) -> list[Match]:
    """The matches that no trap touches."""
    left = matches
    for rank in ranks:
        trap = TRAPS[rank - len(RULES)]
        if not any(_concerns(trap, match) for match in left):
            continue
        spans = [found.span() for found in _compiled()[1][rank].finditer(data)]
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
