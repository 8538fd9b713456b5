"""What alerts ask, each question once: the slots of the table that a batch of notices fills.

A slot is one machine word whose 64 bits are the 64 notices of a batch. First the *features*, read from notices: a stem,
a truncation, a phrase, a CPV prefix, a département… Then the *nodes*, made of other slots by AND or OR: identical
subqueries of different alerts are one node.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .alert import Alert, Buyer
from .query import And, Node, Not, Or, Phrase, Prefix, Word
from .subject import HIGHEST_CENTS

Ranks = NDArray[np.intp]
Word64 = NDArray[np.uint64]
#: ``("stem", "nettoyag")``, ``("from", 500000)``, ``("around", Around(…))``…
Key: TypeAlias = tuple[str, object]

#: No notice, and every notice of the batch.
NONE, EVERY = 0, 1
#: Criteria of an alert, in the order in which they are looked at: those that leave the fewest notices first.
CRITERIA = ("place", "text", "cpv", "buyer", "social", "kind", "nature", "from", "to", "days")


class Slots:
    """Numbers features and nodes while alerts are read."""

    def __init__(self) -> None:
        self.features: dict[Key, int] = {}
        #: Edges of each node: twice a slot, plus one when what it says must not hold.
        self.nodes: dict[tuple[str, tuple[int, ...]], int] = {}
        #: 0 for a feature; for a node, one more than the highest of what it is made of.
        self.levels = [0, 0]
        self._queries: dict[Node, int] = {}
        self._sets: dict[tuple[str, frozenset[object]], int] = {}

    def __len__(self) -> int:
        return len(self.levels)

    def criteria(self, alert: Alert) -> tuple[int, ...]:
        """The slot of each of ``CRITERIA``."""
        return (
            self._place(alert),
            EVERY if alert.text is None else self._query(alert.text),
            self._any("cpv", alert.cpv),
            self._any("buyer", alert.buyers),
            self._any("social", alert.social),
            self._any("kind", alert.kinds),
            self._any("nature", alert.natures),
            EVERY if alert.value_from is None else self._feature("from", _cents(alert.value_from, ROUND_CEILING)),
            EVERY if alert.value_to is None else self._feature("to", _cents(alert.value_to, ROUND_FLOOR)),
            EVERY if alert.days_left is None else self._feature("days", alert.days_left),
        )

    def _new(self, level: int) -> int:
        self.levels.append(level)
        return len(self.levels) - 1

    def _feature(self, name: str, value: object) -> int:
        slot = self.features.get((name, value))
        if slot is None:
            slot = self.features[name, value] = self._new(0)
        return slot

    def _node(self, operator: str, edges: list[int]) -> int:
        key = (operator, tuple(sorted(set(edges))))
        if len(key[1]) == 1 and not key[1][0] & 1:
            return key[1][0] >> 1
        slot = self.nodes.get(key)
        if slot is None:
            slot = self.nodes[key] = self._new(1 + max(self.levels[edge >> 1] for edge in key[1]))
        return slot

    def _any(self, name: str, values: frozenset[object] | frozenset[str]) -> int:
        if not values:
            return EVERY
        slot = self._sets.get((name, values))
        if slot is None:
            slot = self._sets[name, values] = self._node("or", [2 * self._one(name, value) for value in values])
        return slot

    def _one(self, name: str, value: object) -> int:
        if isinstance(value, Buyer) and not value.number:
            return self._node("and", [2 * self._feature("name", stemmed) for stemmed in value.stems])
        return self._feature(name, value.number if isinstance(value, Buyer) else value)

    def _place(self, alert: Alert) -> int:
        if not alert.around:
            return self._any("dep", alert.departments)
        edges = [2 * self._feature("dep", code) for code in alert.departments]
        return self._node("or", edges + [2 * self._feature("around", circle) for circle in alert.around])

    def _query(self, node: Node) -> int:
        slot = self._queries.get(node)
        if slot is None:
            slot = self._queries[node] = self._queried(node)
        return slot

    def _queried(self, node: Node) -> int:
        if isinstance(node, Word):
            return self._feature("stem", node.stem)
        if isinstance(node, Prefix):
            return self._feature("prefix", node.start)
        if isinstance(node, Phrase):
            return self._feature("phrase", node.stems)
        if isinstance(node, Or):
            return self._node("or", [2 * self._query(child) for child in node.children])
        parts = node.children if isinstance(node, And) else (node,)
        return self._node("and", [self._edge(part) for part in parts])

    def _edge(self, node: Node) -> int:
        return 2 * self._query(node.child) + 1 if isinstance(node, Not) else 2 * self._query(node)


def _cents(amount: Decimal, rounding: str) -> int:
    """A bound in cents; one more than any amount kept when it is beyond them all."""
    return int(min(amount * 100, Decimal(HIGHEST_CENTS + 1)).to_integral_value(rounding=rounding))


@dataclass(frozen=True, slots=True)
class Step:
    """Nodes of one level, one operator and one number of edges, computed together."""

    operator: str
    first: int
    last: int
    #: One row for each edge, one column for each node.
    inputs: Ranks
    #: All ones where the edge says « not »; ``None`` when none does.
    flips: Word64 | None

    def fill(self, table: Word64) -> None:
        """Compute these nodes from slots already filled."""
        made = table[self.first : self.last]
        made[:] = self._input(table, 0)
        join = np.bitwise_and if self.operator == "and" else np.bitwise_or
        for rank in range(1, len(self.inputs)):
            join(made, self._input(table, rank), out=made)

    def _input(self, table: Word64, rank: int) -> Word64:
        word: Word64 = table[self.inputs[rank]]
        return word if self.flips is None else word ^ self.flips[rank]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each slot ends up: features first, then nodes in the order in which they are computed."""

    #: By number given while reading.
    place: Ranks
    feature_count: int
    steps: tuple[Step, ...]

    @classmethod
    def of(cls, slots: Slots) -> Layout:
        place = np.zeros(len(slots), dtype=np.intp)
        place[EVERY] = EVERY
        features = np.fromiter(slots.features.values(), dtype=np.intp, count=len(slots.features))
        at = feature_count = 2 + len(features)
        place[features] = np.arange(2, feature_count)
        steps = []
        for operator, nodes in _groups(slots):
            steps.append((operator, at, nodes))
            place[[slot for slot, _ in nodes]] = np.arange(at, at + len(nodes))
            at += len(nodes)
        return cls(
            place, feature_count, tuple(_step(operator, first, nodes, place) for operator, first, nodes in steps)
        )


_Nodes: TypeAlias = list[tuple[int, tuple[int, ...]]]


def _groups(slots: Slots) -> list[tuple[str, _Nodes]]:
    """Every node, in an order in which what it is made of comes before it."""
    grouped: dict[tuple[int, str, int], _Nodes] = defaultdict(list)
    for (operator, edges), slot in slots.nodes.items():
        grouped[slots.levels[slot], operator, len(edges)].append((slot, edges))
    return [(key[1], sorted(grouped[key], key=lambda node: node[1])) for key in sorted(grouped)]


def _step(operator: str, first: int, nodes: _Nodes, place: Ranks) -> Step:
    edges = np.array([edges for _, edges in nodes], dtype=np.intp).T
    negated = (edges & 1).astype(np.uint64)
    return Step(
        operator=operator,
        first=first,
        last=first + len(nodes),
        inputs=np.ascontiguousarray(place[edges >> 1]),
        flips=(np.uint64(0) - negated) if negated.any() else None,
    )
