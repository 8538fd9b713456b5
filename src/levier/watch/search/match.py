"""From a boolean query to the question each database understands: FTS5's MATCH, or ``@@`` over ``tsvector``."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from levier.notices.alerts.query import And, Node, Not, Or, Phrase, Prefix, Word, wanted_and_unwanted
from levier.notices.text import words

from .index import TEXT
from .overflow import in_long_notices, long_notices

Ids = NDArray[np.int64]
_NONE: Ids = np.empty(0, dtype=np.int64)


def matching(node: Node, table: str = TEXT) -> tuple[Ids, Ids | None]:
    """Numbers of the notices that hold the query, in order; or, when it only sets words aside, those to leave out.

    Returns (found, None), or (nothing, left out) for « SAUF vitres », which finds all the others.
    """
    wanted, unwanted = wanted_and_unwanted(node)
    if wanted is None:
        return _NONE, _asked(unwanted, table) if unwanted is not None else _NONE
    return _asked(node, table), None


def _asked(node: Node, table: str) -> Ids:
    if connection.vendor == "sqlite":
        return _ids(f"SELECT rowid FROM {table} WHERE {table} MATCH %s", [fts5(node)])  # noqa: S608
    condition, given = postgresql(node)
    found = _ids(f"SELECT rowid FROM {table} WHERE {condition} ORDER BY rowid", given)  # noqa: S608
    if table == TEXT and _has_phrase(node):
        found = _exactly(found, node)
    return found


def _ids(question: str, given: list[str]) -> Ids:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return np.fromiter((pk for (pk,) in cursor.fetchall()), dtype=np.int64)


def _exactly(found: Ids, node: Node) -> Ids:
    """Places of a long notice are not all kept by PostgreSQL: those are read again."""
    long = long_notices()
    if not long.size:
        return found
    condition, given = postgresql(without_phrases(node))
    candidates = _ids(f"SELECT rowid FROM {TEXT} WHERE is_long AND {condition}", given)  # noqa: S608
    kept = np.setdiff1d(found, long, assume_unique=True)
    return np.union1d(kept, in_long_notices(candidates, node))


def fts5(node: Node) -> str:
    """The MATCH expression. Every word comes from ``words``: ASCII letters and digits, nothing to escape."""
    if isinstance(node, Word):
        return f'stems : "{node.stem}"'
    if isinstance(node, Phrase):
        return f'stems : "{" ".join(node.stems)}"'
    if isinstance(node, Prefix):
        return f'plain : "{node.start}" *'
    if isinstance(node, Or):
        return "(" + " OR ".join(map(fts5, node.children)) + ")"
    wanted, unwanted = wanted_and_unwanted(node)
    assert wanted is not None, "the parser refuses a SAUF that sets aside from nothing"  # noqa: S101
    parts = wanted.children if isinstance(wanted, And) else (wanted,)
    said = "(" + " AND ".join(map(fts5, parts)) + ")"
    return said if unwanted is None else f"({said} NOT {fts5(unwanted)})"


def postgresql(node: Node) -> tuple[str, list[str]]:
    """A SQL condition with what it is given. A part without truncation is one ``tsquery``."""
    if not _has_prefix(node):
        return "stems @@ %s::tsquery", [tsquery(node)]
    if isinstance(node, Prefix):
        return "plain @@ %s::tsquery", [f"'{node.start}':*"]
    if isinstance(node, Not):
        condition, given = postgresql(node.child)
        return f"NOT ({condition})", given
    assert isinstance(node, And | Or)  # noqa: S101 - words and phrases hold no truncation
    word = " AND " if isinstance(node, And) else " OR "
    parts = [postgresql(child) for child in node.children]
    return "(" + word.join(condition for condition, _ in parts) + ")", [one for _, given in parts for one in given]


def tsquery(node: Node) -> str:
    """A query without truncation."""
    if isinstance(node, Word):
        return f"'{node.stem}'"
    if isinstance(node, Phrase):
        return "(" + " <-> ".join(f"'{stem}'" for stem in node.stems) + ")"
    if isinstance(node, Not):
        return f"!{tsquery(node.child)}"
    assert isinstance(node, And | Or)  # noqa: S101 - truncations are asked of the other column
    return "(" + (" & " if isinstance(node, And) else " | ").join(map(tsquery, node.children)) + ")"


def _any(node: Node, test: Callable[[Node], bool]) -> bool:
    if isinstance(node, And | Or):
        return any(_any(child, test) for child in node.children)
    return _any(node.child, test) if isinstance(node, Not) else test(node)


def _has_prefix(node: Node) -> bool:
    return _any(node, lambda leaf: isinstance(leaf, Prefix))


def _has_phrase(node: Node) -> bool:
    return _any(node, lambda leaf: isinstance(leaf, Phrase))


def without_phrases(node: Node) -> Node:
    """A query that finds at least as much: the words of each phrase anywhere, and nothing set aside."""
    if isinstance(node, Phrase):
        parts = tuple(dict.fromkeys(map(Word, words(node.written))))
        return And(parts) if len(parts) > 1 else parts[0]
    if isinstance(node, Or):
        return Or(tuple(map(without_phrases, node.children)))
    if isinstance(node, And):
        kept = tuple(without_phrases(child) for child in node.children if not isinstance(child, Not))
        return And(kept) if len(kept) > 1 else kept[0]
    return node
