"""Which alerts find which notices: all of them at once, exactly what ``reference.finds`` says one pair at a time.

Notices go 64 by 64; each question that some alert asks is one machine word, and each alert a few ANDs. Alerts are
sorted by place, then by text: a batch of notices of the same départements leaves most alerts unread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .alert import Alert
from .features import LANES, Features, ranges
from .slots import CRITERIA, EVERY, Layout, Ranks, Slots, Word64
from .subject import Subject
from .vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Pairs of ranks, in no particular order."""

    subjects: NDArray[np.int32]
    alerts: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.subjects)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Pairs by subject, then by alert."""
        order = np.lexsort((self.alerts, self.subjects))
        return zip(self.subjects[order].tolist(), self.alerts[order].tolist(), strict=True)


def match(subjects: Sequence[Subject], alerts: Sequence[Alert], today: date) -> list[tuple[int, int]]:
    """Ranks of the subject and of the alert of each pair that matches, in order."""
    if not subjects:
        return []
    return list(AlertSet(alerts, subjects[0].vocabulary).match(subjects, today))


class AlertSet:
    """Alerts made ready for any number of notices of one vocabulary. Not to be shared by threads."""

    def __init__(self, alerts: Sequence[Alert], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        slots = Slots()
        asked: dict[tuple[int, ...], list[int]] = {}
        for rank, alert in enumerate(alerts):
            asked.setdefault(slots.criteria(alert), []).append(rank)
        self._layout = Layout.of(slots)
        self._features = Features(slots, self._layout, vocabulary)
        self._rows = _Rows(self._layout.place, asked)

    def match(self, subjects: Sequence[Subject], today: date) -> Matches:
        """Every pair that matches. Raises ``ValueError`` for a subject numbered by another vocabulary."""
        if any(subject.vocabulary is not self.vocabulary for subject in subjects):
            raise ValueError("subjects and alerts must share one vocabulary")
        order = sorted(range(len(subjects)), key=lambda rank: subjects[rank].neighbourhood)
        found_subjects, found_alerts = [np.zeros(0, dtype=np.int32)], [np.zeros(0, dtype=np.int32)]
        for first in range(0, len(order), LANES):
            batch = np.array(order[first : first + LANES], dtype=np.int32)
            lanes, alerts = self._batch([subjects[rank] for rank in batch], today)
            found_subjects.append(batch[lanes])
            found_alerts.append(alerts)
        return Matches(np.concatenate(found_subjects), np.concatenate(found_alerts))

    def _batch(self, subjects: Sequence[Subject], today: date) -> tuple[Ranks, NDArray[np.int32]]:
        table = self._features.read(subjects, today)
        for step in self._layout.steps:
            step.fill(table)
        return self._rows.read(table)


class _Rows:
    """Different alerts, by place, then by text, with who asked them."""

    def __init__(self, place: Ranks, asked: dict[tuple[int, ...], list[int]]) -> None:
        table = place[np.array(list(asked), dtype=np.intp).reshape(-1, len(CRITERIA))]
        who = list(asked.values())
        order = np.lexsort(table.T[::-1])
        columns = np.ascontiguousarray(table[order].T)
        sizes = np.array([len(ranks) for ranks in who], dtype=np.intp)[order]
        self.who = np.array([rank for at in order for rank in who[at]], dtype=np.int32)
        self.who_count = sizes
        self.who_first = np.cumsum(sizes) - sizes
        places, texts = columns[0], columns[1]
        self.rest = [column.astype(np.int32) for column in columns[2:] if (column != EVERY).any()]
        new_place = np.append(True, places[1:] != places[:-1])[: len(places)]
        new_text = new_place | np.append(True, texts[1:] != texts[:-1])[: len(texts)]
        self.row_first = np.flatnonzero(new_text)
        self.row_count = np.diff(np.append(self.row_first, len(places)))
        self.texts = texts[self.row_first]
        self.text_first = np.flatnonzero(new_place[self.row_first])
        self.text_count = np.diff(np.append(self.text_first, len(self.texts)))
        self.places = places[self.row_first[self.text_first]]

    def read(self, table: Word64) -> tuple[Ranks, NDArray[np.int32]]:
        """Lanes and alerts that match, from a table filled."""
        word = table[self.places]
        near = np.flatnonzero(word != 0)
        count = self.text_count[near]
        texts = ranges(self.text_first[near], count)
        word = np.repeat(word[near], count) & table[self.texts[texts]]
        texts, word = _kept(texts, word)
        count = self.row_count[texts]
        rows, word = ranges(self.row_first[texts], count), np.repeat(word, count)
        for column in self.rest:
            rows, word = _kept(rows, word & table[column[rows]])
        return self._pairs(rows, word)

    def _pairs(self, rows: Ranks, word: Word64) -> tuple[Ranks, NDArray[np.int32]]:
        bits = np.unpackbits(word.astype("<u8", copy=False).view(np.uint8), bitorder="little")
        at, lanes = np.divmod(np.flatnonzero(bits.view(np.bool_)), LANES)
        rows = rows[at]
        count = self.who_count[rows]
        return np.repeat(lanes, count), self.who[ranges(self.who_first[rows], count)]


def _kept(rows: Ranks, word: Word64) -> tuple[Ranks, Word64]:
    """Only those that some notice still answers."""
    kept = np.flatnonzero(word != 0)
    return rows[kept], word[kept]
