"""From the notices of a batch to the words of the features: which of the 64 have what an alert may ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .alert import Around
from .slots import EVERY, Layout, Ranks, Slots, Word64
from .subject import Subject
from .vocabulary import Vocabulary

#: Notices in a batch: the bits of a machine word.
LANES = 64


def ranges(first: NDArray[Any], count: NDArray[Any]) -> Ranks:
    """The numbers from each ``first``, ``count`` of them, one range after the other."""
    ends = np.cumsum(count)
    total = int(ends[-1]) if len(ends) else 0
    numbers: Ranks = np.arange(total, dtype=np.intp) + np.repeat(first - (ends - count), count)
    return numbers


class Features:
    """Reads the features of batches of subjects that share one vocabulary. Not to be shared by threads."""

    def __init__(self, slots: Slots, layout: Layout, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.table: Word64 = np.zeros(int(layout.place.size), dtype=np.uint64)
        self._count = layout.feature_count
        self._marks = np.zeros((layout.feature_count, LANES), dtype=np.bool_)
        by_name: dict[str, dict[Any, int]] = {}
        for (name, value), slot in slots.features.items():
            by_name.setdefault(name, {})[value] = int(layout.place[slot])
        self._tokens = _Tokens(by_name, vocabulary)
        self._phrases = _Phrases(by_name.get("phrase", {}), vocabulary)
        self._circles = _Circles(by_name.get("around", {}))
        self._from = _Bounds(by_name.get("from", {}))
        self._to = _Bounds(by_name.get("to", {}))
        self._days = _Bounds(by_name.get("days", {}))

    def read(self, subjects: Sequence[Subject], today: date) -> Word64:
        """The table with its features filled for at most 64 subjects; its nodes are left as they were."""
        self.table[: self._count] = 0
        self.table[EVERY] = (1 << len(subjects)) - 1
        marks = [self._tokens.read(subjects), self._phrases.read(subjects), self._circles.read(subjects)]
        slots = np.concatenate([slot for slot, _ in marks])
        lanes = np.concatenate([lane for _, lane in marks])
        self._marks[slots, lanes] = True
        seen = np.zeros(self._count, dtype=np.bool_)
        seen[slots] = True
        touched = np.flatnonzero(seen)
        self.table[touched] = np.packbits(self._marks[touched], axis=1, bitorder="little").view("<u8")[:, 0]
        self._marks[touched] = False
        self._bounds(subjects, today)
        return self.table

    def _bounds(self, subjects: Sequence[Subject], today: date) -> None:
        self._from.at_most(self.table, [subject.highest for subject in subjects])
        self._to.at_least(self.table, [subject.lowest for subject in subjects])
        left = [None if subject.deadline is None else (subject.deadline - today).days for subject in subjects]
        self._days.at_most(self.table, left)


class _Tokens:
    """Slots that each word and each fact of the vocabulary answers."""

    def __init__(self, by_name: dict[str, dict[Any, int]], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.by_name = by_name
        self.stems = {vocabulary.stem_number(stemmed): slot for stemmed, slot in by_name.get("stem", {}).items()}
        self.lengths = {name: sorted({len(prefix) for prefix in by_name.get(name, {})}) for name in ("prefix", "cpv")}
        self.known = 1
        self.first = np.zeros(1, dtype=np.intp)
        self.count = np.zeros(1, dtype=np.intp)
        self.slots = np.zeros(0, dtype=np.intp)

    def read(self, subjects: Sequence[Subject]) -> tuple[Ranks, Ranks]:
        self._learn()
        tokens = np.concatenate([subject.tokens for subject in subjects])
        lanes = np.repeat(np.arange(len(subjects)), [len(subject.tokens) for subject in subjects])
        count = self.count[tokens]
        asked = np.flatnonzero(count > 0)
        tokens, count = tokens[asked], count[asked]
        return self.slots[ranges(self.first[tokens], count)], np.repeat(lanes[asked], count)

    def _learn(self) -> None:
        """Look up the words met since the last batch."""
        last = len(self.vocabulary)
        if last == self.known:
            return
        stems = self.vocabulary.stems_of(self.known, last)
        found = [
            self._answered(token, int(stemmed))
            for token, stemmed in zip(self.vocabulary.tokens[self.known : last], stems, strict=True)
        ]
        count = np.array([len(slots) for slots in found], dtype=np.intp)
        first = len(self.slots) + np.cumsum(count) - count
        flat = np.array([slot for slots in found for slot in slots], dtype=np.intp)
        self.first, self.count = np.concatenate([self.first, first]), np.concatenate([self.count, count])
        self.slots = np.concatenate([self.slots, flat])
        self.known = last

    def _answered(self, token: str, stemmed: int) -> list[int]:
        name, colon, value = token.partition(":")
        if not colon:
            own = [self.stems[stemmed]] if stemmed in self.stems else []
            return own + self._prefixes("prefix", token)
        if name == "cpv":
            return self._prefixes("cpv", value)
        slot = self.by_name.get(name, {}).get(value)
        return [] if slot is None else [slot]

    def _prefixes(self, name: str, value: str) -> list[int]:
        known = self.by_name.get(name, {})
        return [known[value[:size]] for size in self.lengths[name] if value[:size] in known and size <= len(value)]


class _Index:
    """Where each of many keys is, looked up all at once: keys sorted by bucket, most buckets empty or of one key."""

    def __init__(self, keys: Sequence[int]) -> None:
        made = np.array(keys, dtype=np.int64)
        self.mask = (1 << (16 * len(made)).bit_length()) - 1
        self.order = np.argsort(self._bucket(made), kind="stable")
        buckets = self._bucket(made)[self.order]
        self.first = np.searchsorted(buckets, np.arange(self.mask + 1))
        #: Most keys in one bucket.
        self.depth = int(np.bincount(buckets).max(initial=1))
        # A look past the last bucket finds what is no key.
        self.keys = np.concatenate([made[self.order], np.full(self.depth, -1, dtype=np.int64)])

    def _bucket(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        mixed: NDArray[np.int64] = (keys * 0x1E37_79B9_7F4A_7C15 >> 40) & self.mask
        return mixed

    def find(self, keys: NDArray[np.int64]) -> tuple[Ranks, Ranks]:
        """Ranks of those that are known, in no order, and which of the known each one is."""
        place = self.first.take(self._bucket(keys))
        known, rest = [], np.arange(len(keys))
        for deeper in range(self.depth):
            met = self.keys.take(place.take(rest) + deeper) == keys.take(rest)
            found, rest = rest[met], rest[~met]
            known.append((found, place.take(found) + deeper))
        return np.concatenate([rank for rank, _ in known]), self.order[np.concatenate([at for _, at in known])]


class _Phrases:
    """Phrases as paths of a tree of stems: every place of every text walks it at once."""

    def __init__(self, phrases: dict[tuple[str, ...], int], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        children: dict[tuple[int, int], int] = {}
        final = [0]
        for stems, slot in phrases.items():
            state = 0
            for stemmed in stems:
                key = (state, vocabulary.stem_number(stemmed))
                if key not in children:
                    final.append(0)
                    children[key] = len(final) - 1
                state = children[key]
            final[state] = slot
        self.final = np.array(final, dtype=np.intp)
        self.starts = {stemmed: state for (parent, stemmed), state in children.items() if parent == 0}
        inner = sorted((parent << 32 | stemmed, state) for (parent, stemmed), state in children.items() if parent)
        self.index = _Index([key for key, _ in inner])
        self.states = np.array([state for _, state in inner], dtype=np.int64)
        #: By token: its stem, and where a phrase that begins with it starts in the tree.
        self.stem = np.zeros(0, dtype=np.int64)
        self.start = np.zeros(0, dtype=np.int64)
        self.begins = np.zeros(0, dtype=np.bool_)

    def read(self, subjects: Sequence[Subject]) -> tuple[Ranks, Ranks]:
        none = np.zeros(0, dtype=np.intp)
        if not len(self.states):
            return none, none
        self._learn()
        words = np.concatenate([subject.words for subject in subjects], dtype=np.intp)
        ends = np.cumsum([len(subject.words) for subject in subjects])
        at = np.flatnonzero(self.begins.take(words))
        state = self.start.take(words.take(at))
        slots, found = [none], [none]
        while len(at):
            # A text ends with a 0, whose stem is 0, which no phrase holds.
            at = at + 1
            follows, path = self.index.find(state << 32 | self.stem.take(words.take(at)))
            at, state = at.take(follows), self.states.take(path)
            slot = self.final.take(state)
            whole = np.flatnonzero(slot > 0)
            slots.append(slot[whole])
            found.append(np.searchsorted(ends, at[whole], side="right"))
        return np.concatenate(slots), np.concatenate(found)

    def _learn(self) -> None:
        known, last = len(self.stem), len(self.vocabulary)
        if last == known:
            return
        stems = self.vocabulary.stems_of(known, last)
        self.stem = np.concatenate([self.stem, stems.astype(np.int64)])
        starts = np.array([self.starts.get(int(stemmed), 0) for stemmed in stems], dtype=np.int64)
        self.start = np.concatenate([self.start, starts])
        self.begins = self.start > 0


#: Side of the cubes that communes are sorted into, in metres, and half their diagonal.
_CUBE = 32_768
_HALF_DIAGONAL = 28_378


class _Circles:
    """Surroundings of communes: first whole cubes of them that may be near, then each one, exactly."""

    def __init__(self, circles: dict[Around, int]) -> None:
        asked = sorted(circles, key=_cube)
        self.slots = np.array([circles[circle] for circle in asked], dtype=np.intp)
        self.points = _points([(circle.at.x, circle.at.y, circle.at.z) for circle in asked])
        self.squares = np.array([(circle.km * 1000) ** 2 for circle in asked], dtype=np.int64)
        cubes = [_cube(circle) for circle in asked]
        firsts = [at for at, cube in enumerate(cubes) if at == 0 or cube != cubes[at - 1]]
        self.first = np.array(firsts, dtype=np.intp)
        self.count = np.diff(np.append(self.first, len(asked)))
        self.centres = _points([cubes[at] for at in firsts]) * _CUBE + _CUBE // 2
        reach = np.maximum.reduceat(self.squares, self.first) if firsts else np.zeros(0, dtype=np.int64)
        self.reach = (np.ceil(np.sqrt(reach)).astype(np.int64) + _HALF_DIAGONAL) ** 2

    def read(self, subjects: Sequence[Subject]) -> tuple[Ranks, Ranks]:
        found = [(point, lane) for lane, subject in enumerate(subjects) for point in subject.points]
        if not found or not len(self.slots):
            return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
        places = _points([(point.x, point.y, point.z) for point, _ in found])
        lanes = np.array([lane for _, lane in found], dtype=np.intp)
        near = np.flatnonzero(_squares(places[:, :, None], self.centres[:, None, :]) <= self.reach)
        place, cube = np.divmod(near, len(self.reach))
        circle = ranges(self.first[cube], self.count[cube])
        place = np.repeat(place, self.count[cube])
        inside = np.flatnonzero(_squares(places[:, place], self.points[:, circle]) <= self.squares[circle])
        return self.slots[circle[inside]], lanes[place[inside]]


def _cube(circle: Around) -> tuple[int, int, int]:
    return circle.at.x // _CUBE, circle.at.y // _CUBE, circle.at.z // _CUBE


def _points(points: Sequence[tuple[int, int, int]]) -> NDArray[np.int64]:
    """One row for each coordinate."""
    return np.ascontiguousarray(np.array(points, dtype=np.int64).reshape(-1, 3).T)


def _squares(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Square of the distance, in square metres."""
    squares: NDArray[np.int64] = np.square(one[0] - other[0])
    squares += np.square(one[1] - other[1])
    squares += np.square(one[2] - other[2])
    return squares


class _Bounds:
    """Slots of one bound, in increasing order: a notice beyond one is beyond all those before."""

    def __init__(self, bounds: dict[int, int]) -> None:
        asked = sorted(bounds)
        self.bounds = np.array(asked, dtype=np.int64)
        self.slots = np.array([bounds[bound] for bound in asked], dtype=np.intp)

    def at_most(self, table: Word64, values: Sequence[int | None]) -> None:
        """Each bound that is at most the value of a notice, or of a notice that says none."""
        self._fill(table, values, upwards=False)

    def at_least(self, table: Word64, values: Sequence[int | None]) -> None:
        """Each bound that is at least the value of a notice, or of a notice that says none."""
        self._fill(table, values, upwards=True)

    def _fill(self, table: Word64, values: Sequence[int | None], *, upwards: bool) -> None:
        if not len(self.slots):
            return
        words = np.zeros(len(self.bounds) + 1, dtype=np.uint64)
        known = np.array([0 if value is None else value for value in values], dtype=np.int64)
        # Rank of the first bound that is at least the value, or number of those that are at most the value.
        place = np.searchsorted(self.bounds, known, side="left" if upwards else "right")
        for lane, value in enumerate(values):
            bit = np.uint64(1 << lane)
            if value is None:
                words[0 if upwards else -1] |= bit
            else:
                words[place[lane]] |= bit
        if upwards:
            table[self.slots] = np.bitwise_or.accumulate(words[:-1])
        else:
            table[self.slots] = np.bitwise_or.accumulate(words[::-1])[::-1][1:]
