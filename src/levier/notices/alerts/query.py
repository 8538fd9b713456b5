"""What a boolean query says: words, truncations and phrases joined by ET, OU and SAUF.

A query is read from text by ``parser.parse`` and written back by ``render``; both ways meet. Every query allowed can be
asked of FTS5, whose NOT has two sides: ``wanted_and_unwanted`` gives them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from levier.domain.errors import RuleError

from ..text import stem, words

#: Read as operators in any case, unless they stand between quotes.
FRENCH_OPERATORS = {"et": "AND", "ou": "OR", "sauf": "NOT"}
#: Read as operators in capitals only: « or » is also a metal.
ENGLISH_OPERATORS = {"AND": "AND", "OR": "OR", "NOT": "NOT"}
#: Shorter truncations would find almost everything.
SHORTEST_PREFIX = 3


@dataclass(frozen=True, slots=True)
class Word:
    """One word; its plurals and feminines are found too."""

    #: As typed, without what surrounds it.
    written: str

    @property
    def stem(self) -> str:
        return stem(words(self.written)[0])


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins so (« nettoy* »)."""

    #: As typed, without the asterisk.
    written: str

    @property
    def start(self) -> str:
        """Folded, not stemmed."""
        return words(self.written)[0]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Two words or more that follow each other in one text."""

    written: str

    @property
    def stems(self) -> tuple[str, ...]:
        return tuple(map(stem, words(self.written)))


@dataclass(frozen=True, slots=True)
class And:
    """Each of at least two different queries, none of them an ``And``."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of at least two different queries, none of them an ``Or``."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not this query, which is no ``Not``."""

    child: Node


Leaf: TypeAlias = Word | Prefix | Phrase
Node: TypeAlias = Leaf | And | Or | Not


def all_of(*nodes: Node) -> Node:
    """Each of the queries, flattened, said once."""
    parts = tuple(
        dict.fromkeys(part for node in nodes for part in (node.children if isinstance(node, And) else (node,)))
    )
    return parts[0] if len(parts) == 1 else And(parts)


def any_of(*nodes: Node) -> Node:
    """Any of the queries, flattened, said once."""
    parts = tuple(
        dict.fromkeys(part for node in nodes for part in (node.children if isinstance(node, Or) else (node,)))
    )
    return parts[0] if len(parts) == 1 else Or(parts)


def leaves(node: Node) -> Iterator[Leaf]:
    """Words, truncations and phrases, as they are written, those that SAUF sets aside included."""
    if isinstance(node, And | Or):
        for child in node.children:
            yield from leaves(child)
    elif isinstance(node, Not):
        yield from leaves(node.child)
    else:
        yield node


def seeks(node: Node) -> bool:
    """Whether finding it needs at least one word: a text without any word never answers."""
    if isinstance(node, And):
        return any(map(seeks, node.children))
    if isinstance(node, Or):
        return all(map(seeks, node.children))
    return not isinstance(node, Not)


def wanted_and_unwanted(node: Node) -> tuple[Node | None, Node | None]:
    """What must be found and what must not, of a whole query; ``None`` where it asks nothing."""
    parts = node.children if isinstance(node, And) else (node,)
    wanted = [part for part in parts if not isinstance(part, Not)]
    unwanted = [part.child for part in parts if isinstance(part, Not)]
    return (all_of(*wanted) if wanted else None), (any_of(*unwanted) if unwanted else None)


def check(node: Node) -> None:
    """Refuse a SAUF that sets words aside from nothing, except over the whole query.

    Raises ``RuleError`` with what to write.
    """
    for part in wanted_and_unwanted(node):
        if part is not None:
            _check_inside(part)


def _check_inside(node: Node) -> None:
    if isinstance(node, Not) or not seeks(node):
        raise RuleError(
            f"« {render(node)} » dit ce qu’il faut écarter, mais pas de quoi : écrivez d’abord ce que vous cherchez, par "
            "exemple « nettoyage SAUF vitres ».",
            field="text",
        )
    for child in node.children if isinstance(node, And | Or) else ():
        if isinstance(node, And) and isinstance(child, Not):
            _check_inside(child.child)
        else:
            _check_inside(child)


def render(node: Node) -> str:
    """The query as a person would type it.

    >>> render(And((Or((Word("peinture"), Prefix("raval"))), Phrase("espaces verts"), Not(Word("vitres")))))
    '(peinture OU raval*) ET "espaces verts" SAUF vitres'
    """
    if isinstance(node, Word):
        return f'"{node.written}"' if _reads_otherwise(node.written) else node.written
    if isinstance(node, Prefix):
        return f"{node.written}*"
    if isinstance(node, Phrase):
        return f'"{node.written}"'
    if isinstance(node, Or):
        return " OU ".join(map(_inner, node.children))
    if isinstance(node, Not):
        return f"SAUF {_inner(node.child)}"
    first, *others = node.children
    said = (_inner(child) if isinstance(child, Not) else f"ET {_inner(child)}" for child in others)
    return " ".join((_inner(first), *said))


def _inner(node: Node) -> str:
    return f"({render(node)})" if isinstance(node, And | Or) else render(node)


def _reads_otherwise(written: str) -> bool:
    """Whether the word alone would be taken for an operator."""
    return written.lower() in FRENCH_OPERATORS or written in ENGLISH_OPERATORS
