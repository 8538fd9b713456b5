"""The text itself: parts (one per document), sections, paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..explanation import Warning  # noqa: A004 - the word of the field
from ..quantities import NBSP, NNBSP

_SPACED = ((re.compile(r"(?<=\S) ([;!?])"), rf"{NNBSP}\1"), (re.compile(r"(?<=\S) :"), f"{NBSP}:"))
_QUOTES = ((re.compile(r"« ?(?![\u00a0\u202f])"), f"«{NBSP}"), (re.compile(r"(?<![\u00a0\u202f]) ?»"), f"{NBSP}»"))


def typeset(text: str) -> str:
    """The text with the no-break spaces French wants, on one line."""
    tidy = re.sub(r"[ \t\r\n]+", " ", text).strip()
    for pattern, spaced in (*_SPACED, *_QUOTES):
        tidy = pattern.sub(spaced, tidy)
    return tidy


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, or one item of a list."""

    text: str
    item: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of paragraphs; the article number is the buyer's to give."""

    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What goes into one document of the consultation."""

    document: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The whole text, and what to check before publishing it (shown on screen, never printed)."""

    parts: tuple[Part, ...]
    remarks: tuple[Warning, ...] = ()

    @property
    def plain_text(self) -> str:
        """The text to paste, with dashes for lists."""
        blocks: list[str] = []
        for part in self.parts:
            blocks.append(part.document.upper())
            for section in part.sections:
                blocks.append(section.heading)
                blocks.append(_block(section.paragraphs))
        return "\n\n".join(blocks)


def _block(paragraphs: tuple[Paragraph, ...]) -> str:
    lines: list[str] = []
    for before, one in zip((None, *paragraphs), paragraphs, strict=False):
        if before is not None and not (before.item and one.item):
            lines.append("")
        lines.append(f"–{NBSP}{one.text}" if one.item else one.text)
    return "\n".join(lines)


def section(heading: str, *content: str | tuple[str, ...]) -> Section:
    """A section from sentences; a tuple makes a list. Empty strings are dropped."""
    paragraphs: list[Paragraph] = []
    for one in content:
        if isinstance(one, tuple):
            paragraphs += [Paragraph(typeset(item), item=True) for item in one]
        elif one:
            paragraphs.append(Paragraph(typeset(one)))
    return Section(typeset(heading), tuple(paragraphs))
