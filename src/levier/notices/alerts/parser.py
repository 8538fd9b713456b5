"""From what a person types to a query, or a sentence that says where it goes wrong and what to write.

``SAUF`` binds first, then ``ET`` (also understood between two words side by side), then ``OU``. Accents, case and
punctuation do not count; « l’ » and « d’ » before a word are dropped, except between quotes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

from levier.domain.errors import RuleError

from ..text import words
from .query import (
    ENGLISH_OPERATORS,
    FRENCH_OPERATORS,
    SHORTEST_PREFIX,
    Leaf,
    Node,
    Not,
    Phrase,
    Prefix,
    Word,
    all_of,
    any_of,
    check,
)

MAX_LENGTH = 2000
MAX_LEAVES = 200
MAX_DEPTH = 20

_QUOTES = '"“”„«»'
_PIECE = re.compile(rf"[()]|[{_QUOTES}]|[^\s(){_QUOTES}]+")
_ELISION = re.compile(r"^(?:[cdjlmnst]|(?:jus|lors|puis)?qu)['’‘ʼ`´](?=\w)", re.IGNORECASE)


class _Kind(Enum):
    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    LEAF = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: _Kind
    #: Rank of its first character, from 0.
    at: int
    written: str
    leaf: Leaf | None = None


def parse(text: str) -> Node:
    """The query written in ``text``.

    Raises ``RuleError`` (field ``text``) with the place of the fault and what to write instead.
    """
    if len(text) > MAX_LENGTH:
        raise RuleError(f"La recherche dépasse {MAX_LENGTH} caractères : gardez l’essentiel.", field="text")
    composed = unicodedata.normalize("NFC", text)
    tokens = _tokens(composed)
    if not any(token.leaf for token in tokens):
        raise RuleError("Écrivez au moins un mot à chercher, par exemple : nettoyage ET locaux.", field="text")
    if sum(token.leaf is not None for token in tokens) > MAX_LEAVES:
        raise RuleError(
            f"La recherche compte plus de {MAX_LEAVES} mots : séparez-la en plusieurs alertes.", field="text"
        )
    node = _Parser(composed, tokens).whole()
    check(node)
    return node


def _refuse(text: str, at: int, what: str) -> RuleError:
    """What is wrong, with the few words before it."""
    before = text[max(0, at - 30) : at].strip()
    cut = "…" if at > 30 and before else ""
    where = f"Au caractère {at + 1}, après « {cut}{before} »" if before else "Au début"
    return RuleError(f"{where} : {what}", field="text")


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while (piece := _PIECE.search(text, at)) is not None:
        written, start = piece.group(), piece.start()
        at = piece.end()
        if written in _QUOTES:
            closing = next((place for place in range(at, len(text)) if text[place] in _QUOTES), None)
            if closing is None:
                raise _refuse(text, start, "ce guillemet n’est pas refermé. Ajoutez-en un après le dernier mot.")
            leaf = _quoted(text, start, text[at:closing])
            at = closing + 1
            if text[at : at + 1] == "*":
                raise _refuse(
                    text, at, "l’astérisque ne suit pas des guillemets : le pluriel est déjà trouvé, retirez-le."
                )
            found.append(_Token(_Kind.LEAF, start, text[start:at], leaf))
        elif written in "()":
            found.append(_Token(_Kind.OPEN if written == "(" else _Kind.CLOSE, start, written))
        elif (operator := ENGLISH_OPERATORS.get(written) or FRENCH_OPERATORS.get(written.lower())) is not None:
            found.append(_Token(_Kind[operator], start, written))
        elif (bare := _bare(text, start, written)) is not None:
            found.append(_Token(_Kind.LEAF, start, written, bare))
    found.append(_Token(_Kind.END, len(text), ""))
    return found


def _core(written: str) -> str:
    """Without the punctuation around it."""
    kept = [at for at, char in enumerate(written) if words(char)]
    return written[kept[0] : kept[-1] + 1] if kept else ""


def _quoted(text: str, at: int, inside: str) -> Leaf:
    if "*" in inside:
        raise _refuse(
            text, at, "pas d’astérisque entre guillemets. Retirez-le : le singulier et le pluriel sont déjà trouvés."
        )
    found = words(inside)
    if not found:
        raise _refuse(text, at, "il n’y a pas de mot entre ces guillemets. Écrivez-en, ou retirez-les.")
    core = _core(" ".join(inside.split()))
    return Word(core) if len(found) == 1 else Phrase(core)


def _bare(text: str, at: int, written: str) -> Leaf | None:
    """One typed word; a compound (« sous-traitance ») is a phrase, mere punctuation is nothing."""
    body = _ELISION.sub("", written.rstrip(".,;:!?…"))
    star = body.endswith("*")
    core = _core(body)
    found = words(core)
    if "*" in body.rstrip("*"):
        raise _refuse(text, at, f"l’astérisque se met à la fin d’un mot : nettoy*, et non « {written} ».")
    if not star:
        return None if not found else Word(core) if len(found) == 1 else Phrase(core)
    if len(found) > 1:
        raise _refuse(text, at, f"un seul mot devant l’astérisque. Écrivez : {' ET '.join(found)}*.")
    if len("".join(found)) < SHORTEST_PREFIX:
        raise _refuse(
            text, at, f"il faut au moins {SHORTEST_PREFIX} lettres devant l’astérisque, par exemple : nettoy*."
        )
    return Prefix(core)


class _Parser:
    """Recursive descent; each method leaves ``self.at`` after what it read."""

    def __init__(self, text: str, tokens: list[_Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self._any()
        if self._sees(_Kind.CLOSE):
            raise self._refuse("cette parenthèse n’a pas été ouverte. Retirez-la, ou ouvrez-la plus tôt.")
        return node

    @property
    def _next(self) -> _Token:
        return self.tokens[self.at]

    def _sees(self, *kinds: _Kind) -> bool:
        return self._next.kind in kinds

    def _refuse(self, what: str) -> RuleError:
        return _refuse(self.text, self._next.at, what)

    def _any(self) -> Node:
        first = self.at
        parts = [self._all()]
        mixed = self._sets_aside(first)
        while self._sees(_Kind.OR):
            self.at += 1
            first = self.at
            parts.append(self._all())
            mixed = mixed or self._sets_aside(first)
        if len(parts) > 1 and mixed:
            raise self._refuse(
                "on ne sait pas si SAUF porte sur un seul choix ou sur tous. Mettez des parenthèses, par exemple : "
                "(nettoyage OU entretien) SAUF vitres."
            )
        return any_of(*parts)

    def _sets_aside(self, first: int) -> bool:
        """Whether a SAUF stands outside parentheses since this token."""
        depth = 0
        for token in self.tokens[first : self.at]:
            depth += (token.kind is _Kind.OPEN) - (token.kind is _Kind.CLOSE)
            if depth == 0 and token.kind is _Kind.NOT:
                return True
        return False

    def _all(self) -> Node:
        parts = [self._one()]
        while not self._sees(_Kind.OR, _Kind.CLOSE, _Kind.END):
            if self._sees(_Kind.AND):
                self.at += 1
            parts.append(self._one())
        return all_of(*parts)

    def _one(self) -> Node:
        token = self._next
        if token.kind is _Kind.LEAF and token.leaf is not None:
            self.at += 1
            return token.leaf
        if token.kind is _Kind.NOT:
            return self._set_aside()
        if token.kind is _Kind.OPEN:
            return self._inside()
        raise self._missing()

    def _set_aside(self) -> Node:
        self.at += 1
        if self._sees(_Kind.NOT):
            raise self._refuse("deux SAUF se suivent. Gardez-en un.")
        return Not(self._one())

    def _inside(self) -> Node:
        opened = self._next
        self.at += 1
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._refuse(f"plus de {MAX_DEPTH} parenthèses les unes dans les autres. Simplifiez la recherche.")
        if self._sees(_Kind.CLOSE):
            raise self._refuse("ces parenthèses sont vides. Écrivez un mot, ou retirez-les.")
        node = self._any()
        if not self._sees(_Kind.CLOSE):
            raise _refuse(
                self.text, opened.at, "cette parenthèse n’est pas refermée. Ajoutez « ) » à la fin du groupe."
            )
        self.at += 1
        self.depth -= 1
        return node

    def _missing(self) -> RuleError:
        token = self._next
        before = self.tokens[self.at - 1] if self.at else None
        if before is not None and before.kind in (_Kind.AND, _Kind.OR, _Kind.NOT):
            said = before.written.upper()
            return self._refuse(f"il manque ce qui suit {said}. Écrivez un mot, ou retirez {said}.")
        if token.kind is _Kind.END:  # only a parenthesis can have been opened just before
            return self._refuse("cette parenthèse est ouverte sur rien. Écrivez un mot, ou retirez-la.")
        if token.kind is _Kind.CLOSE:
            return self._refuse("cette parenthèse n’a pas été ouverte. Retirez-la, ou ouvrez-la plus tôt.")
        said = token.written.upper()
        return self._refuse(f"il manque ce qui précède {said}. Écrivez un mot avant, ou retirez {said}.")
