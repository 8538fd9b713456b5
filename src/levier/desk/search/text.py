"""Fold, match and mark text. The same lines run whatever the database, so both find the same thing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup, escape
from rapidfuzz.distance import OSA

from levier.directory.text import fold

#: Words of a query beyond this are ignored.
MAX_WORDS = 8
_DIGITS = re.compile(r"^[\d\s\u00a0\u202f.\-]+$")


@lru_cache(maxsize=131_072)
def normalise(text: str) -> str:
    """Lower case, no accent, no ligature, single spaces (``levier.directory.text.fold``), remembered."""
    return fold(text)


def compact(text: str) -> str:
    """A reference or a number without its separators: « 2025-TX 014 » is found as « 2025tx014 » too."""
    return normalise(text).replace(" ", "")


def words_of(query: str) -> list[str]:
    """The words looked for. A SIRET typed with spaces is one word."""
    if _DIGITS.match(query) and sum(char.isdigit() for char in query) >= 9:
        return ["".join(char for char in query if char.isdigit())]
    return list(dict.fromkeys(normalise(query).split()))[:MAX_WORDS]


def tolerance(word: str) -> int:
    """Typing mistakes forgiven: none under four letters or in a number, one up to seven letters, then two."""
    if len(word) < 4 or any(char.isdigit() for char in word):
        return 0
    return 1 if len(word) < 8 else 2


def near_words(word: str, vocabulary: Collection[str]) -> frozenset[str]:
    """Words of the vocabulary within the tolerance, a wrong beginning of a longer word included."""
    allowed = tolerance(word)
    if not allowed:
        return frozenset()
    return frozenset(known for known in vocabulary if _near(word, known, allowed))


def _near(word: str, known: str, allowed: int) -> bool:
    if len(known) < len(word) - allowed or known[0] != word[0]:
        return False
    head = known if len(known) <= len(word) + allowed else known[: len(word)]
    return bool(OSA.distance(word, head, score_cutoff=allowed) <= allowed)


def _folded_with_offsets(text: str) -> tuple[str, list[int]]:
    """The folded text, character by character, and where each one comes from."""
    out: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        for piece in fold(char) or " ":
            out.append(piece)
            origin.append(index)
    return "".join(out), origin


def highlight(text: str, words: Iterable[str]) -> Markup:
    """The text, escaped, with what was found between ``<mark>`` tags."""
    folded, origin = _folded_with_offsets(text)
    marked = [False] * len(text)
    for word in words:
        for match in re.finditer(re.escape(word), folded):
            for position in range(match.start(), match.end()):
                marked[origin[position]] = True
    pieces: list[str] = []
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or marked[index] != marked[start]:
            piece = escape(text[start:index])
            pieces.append(f"<mark>{piece}</mark>" if marked[start] else str(piece))
            start = index
    return Markup("".join(pieces))  # noqa: S704 - every piece was escaped above


def rank(haystack: str, title: str, words: Sequence[str]) -> int:
    """Lower is better: title begins with the query, words begin words of the title, elsewhere."""
    if title.startswith(words[0]):
        return 0
    padded = f" {title}"
    if all(f" {word}" in padded for word in words):
        return 1
    return 2 if all(word in title for word in words) else 3
