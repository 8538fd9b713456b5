"""Passages of a notice, highlighted where they stand. Everything of the notice is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from levier.notices.model import Notice

from ..models import StoredFinding


@dataclass(frozen=True, slots=True)
class Reading:
    """One text of the notice, as the page shows it."""

    rubric: str
    #: Number of its lot; empty for the whole notice.
    lot: str
    html: Markup
    has_passage: bool


def quote(finding: StoredFinding) -> Markup:
    """The passage, the very words the rule read marked in it."""
    mark = finding.details.get("mark") or [0, 0]
    text = finding.quote
    first, last = mark[0] - finding.start, mark[1] - finding.start
    if not 0 <= first < last <= len(text):
        return escape(text)
    return escape(text[:first]) + Markup("<mark>{}</mark>").format(text[first:last]) + escape(text[last:])


def readings(notice: Notice, findings: Sequence[StoredFinding]) -> list[Reading]:
    """Every text in order. A passage is marked in place, and its number is an anchor of the page."""
    lots = {lot.id: lot.number for lot in notice.lots}
    by_text: dict[int, list[StoredFinding]] = {}
    for one in findings:
        by_text.setdefault(one.text_index, []).append(one)
    return [
        Reading(text.rubric, lots.get(text.lot, text.lot), _marked(text.text, found), bool(found))
        for rank, text in enumerate(notice.texts)
        for found in [by_text.get(rank, [])]
    ]


def _marked(text: str, findings: list[StoredFinding]) -> Markup:
    """Passages may overlap: what another one already marks is not marked again, its anchor stays."""
    pieces: list[Markup] = []
    done = 0
    for one in sorted(findings, key=lambda finding: (finding.start, finding.end)):
        start, end = max(one.start, done), min(one.end, len(text))
        if start >= end:
            pieces.append(Markup('<span id="passage-{}"></span>').format(one.pk))
            continue
        pieces.append(_lines(text[done:start]))
        pieces.append(Markup('<mark id="passage-{}">{}</mark>').format(one.pk, _lines(text[start:end])))
        done = end
    pieces.append(_lines(text[done:]))
    return Markup("").join(pieces)


def _lines(text: str) -> Markup:
    return Markup("<br>").join(text.split("\n"))
