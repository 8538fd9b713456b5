"""Look for words in everything an actor may see: every word must be found.

Mistakes are forgiven when nothing is found; near names come after the exact ones: « Marchand » may be written « Marchant ».
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from levier.accounts.actor import Actor

from .sources import SOURCES, Entry
from .text import compact, highlight, near_words, normalise, rank, words_of

#: Results shown for each kind before « tout voir ».
SHORT, LONG = 6, 100
#: A shorter query would find nearly everything.
MIN_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Hit:
    title: Markup
    detail: Markup
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    label: str
    #: How many hold the words as typed.
    total: int
    hits: list[Hit]
    #: Those named nearly so, after the exact ones; empty when everything shown is near (``Results.corrected``).
    near: list[Hit]


@dataclass(frozen=True, slots=True)
class Results:
    """``corrected``: nothing held the words as typed, these are near ones."""

    query: str
    groups: list[Group]
    corrected: bool

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups)

    @property
    def near(self) -> int:
        return sum(len(group.near) for group in self.groups)


@dataclass(frozen=True, slots=True)
class _Line:
    entry: Entry
    title: str
    haystack: str


def _line(entry: Entry) -> _Line:
    title = normalise(entry.title)
    parts = [title, normalise(entry.detail)]
    if entry.hidden:
        parts.append(compact(entry.hidden))
    return _Line(entry, title, " ".join(parts))


def search(*, actor: Actor, query: str, kind: str = "") -> Results:
    """One query to the database for each kind of thing, whatever the words and the rows."""
    query = " ".join(query.replace("\x00", "").split())[:120]
    words = words_of(query)
    if sum(map(len, words)) < MIN_LETTERS:
        return Results(query, [], corrected=False)
    lines = {
        source.code: [_line(entry) for entry in source.rows(actor)]
        for source in SOURCES
        if not kind or source.code == kind
    }
    wanted: list[frozenset[str]] = [frozenset({word}) for word in words]
    groups = _groups(lines, wanted, full=bool(kind))
    if groups:
        return Results(query, _with_near_names(lines, wanted, groups, full=bool(kind)), corrected=False)
    wanted = _corrected(lines, words)
    return Results(query, _groups(lines, wanted, full=bool(kind)) if all(wanted) else [], corrected=True)


def _with_near_names(
    lines: dict[str, list[_Line]], wanted: list[frozenset[str]], groups: list[Group], *, full: bool
) -> list[Group]:
    """The groups, with what is named nearly so; a group may hold near names alone."""
    exact = {group.code: group for group in groups}
    found = []
    for source in SOURCES:
        group = exact.get(source.code) or Group(source.code, source.label, 0, [], [])
        if source.names:
            group = replace(group, near=_near_names(lines.get(source.code, []), wanted, full=full))
        if group.hits or group.near:
            found.append(group)
    return found


def _near_names(lines: list[_Line], wanted: list[frozenset[str]], *, full: bool) -> list[Hit]:
    vocabulary = {word for line in lines for word in line.title.split()}
    near = [words.union(*(near_words(word, vocabulary) for word in words)) for words in wanted]
    if near == wanted:
        return []
    matched = [line for line in lines if _matches(line.title, near) and not _matches(line.haystack, wanted)]
    matched.sort(key=lambda line: line.title)
    return _hits(matched[: LONG if full else SHORT], [word for words in near for word in words])


def _corrected(lines: dict[str, list[_Line]], words: Sequence[str]) -> list[frozenset[str]]:
    """For each word: itself when some line holds it, else the near words of everything visible."""
    everything = [line.haystack for group in lines.values() for line in group]
    vocabulary = {word for text in everything for word in text.split()}
    return [
        frozenset({word}) if any(word in text for text in everything) else near_words(word, vocabulary)
        for word in words
    ]


def _groups(lines: dict[str, list[_Line]], wanted: Sequence[frozenset[str]], *, full: bool) -> list[Group]:
    marks = [word for words in wanted for word in words]
    found = []
    for source in SOURCES:
        matched = [line for line in lines.get(source.code, []) if _matches(line.haystack, wanted)]
        if not matched:
            continue
        first = [next(iter(words)) for words in wanted]
        matched.sort(key=lambda line: (rank(line.haystack, line.title, first), line.title))
        shown = matched[: LONG if full else SHORT]
        found.append(Group(source.code, source.label, len(matched), _hits(shown, marks), []))
    return found


def _hits(lines: Sequence[_Line], marks: Sequence[str]) -> list[Hit]:
    return [
        Hit(highlight(line.entry.title, marks), highlight(line.entry.detail, marks), line.entry.url) for line in lines
    ]


def _matches(haystack: str, wanted: Sequence[frozenset[str]]) -> bool:
    return all(any(word in haystack for word in words) for words in wanted)
