"""French spaces, put once for every page: no line of ours ends before « ; : ! ? » or inside guillemets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from levier.domain.quantities import NBSP, NNBSP

_THIN = re.compile(r"(?<!«)[ \u00a0]([;!?])")
_COLON = re.compile(r"[ ](:)")
_OPEN = re.compile(r"«[ ]?(?![\u00a0\u202f])")
_CLOSE = re.compile(r"[ ]?(?<![\u00a0\u202f])»")
_UNIT = re.compile(r"(?<=\d)[ ](?=(?:€|%|h|ETP|ans?|mois|jours?)(?!\w))")


def nbsp(text: str) -> str:
    """Put the no-break spaces French wants around « ; : ! ? » guillemets and before units."""
    result = _OPEN.sub(f"«{NBSP}", text)
    result = _CLOSE.sub(f"{NBSP}»", result)
    result = _THIN.sub(rf"{NNBSP}\1", result)
    result = _COLON.sub(rf"{NBSP}\1", result)
    return _UNIT.sub(NBSP, result)


def typeset(value: Any) -> Any:
    """The filter put on what a template prints between tags: plain text gets its spaces, markup is left alone."""
    return nbsp(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


class Place:
    """Where a template stands in its HTML: between tags, in a tag, or in an element whose text is kept as typed."""

    _NEXT = re.compile(r"<!--.*?-->|<(?P<name>/?[a-zA-Z][a-zA-Z0-9-]*)|(?P<quote>[\"'])|(?P<end>>)", re.DOTALL)
    _VERBATIM = frozenset({"textarea", "pre", "code", "script", "style"})

    def __init__(self) -> None:
        self.tag = ""
        self.quote = ""
        self.verbatim = ""

    @property
    def is_text(self) -> bool:
        return not self.tag and not self.verbatim

    def read(self, data: str) -> str:
        """Go through a piece of template; returns it with the spaces of its text set."""
        pieces: list[str] = []
        start = 0
        for found in self._NEXT.finditer(data):
            pieces.append(self._set(data[start : found.start()]))
            pieces.append(found[0])
            start = found.end()
            self._pass(found)
        pieces.append(self._set(data[start:]))
        return "".join(pieces)

    def _set(self, text: str) -> str:
        return nbsp(text) if self.is_text else text

    def _pass(self, found: re.Match[str]) -> None:
        name, quote = found["name"], found["quote"]
        if not self.tag:
            if name and (not self.verbatim or name.lower() == f"/{self.verbatim}"):
                self.tag, self.verbatim = name.lower(), ""
        elif self.quote:
            self.quote = "" if quote == self.quote else self.quote
        elif quote:
            self.quote = quote
        elif found["end"]:
            self.verbatim = self.tag if self.tag in self._VERBATIM else ""
            self.tag = ""


class FrenchSpaces(Extension):
    """Sets the spaces of every template as it is compiled: its own text at once, what it prints by ``typeset``.

    Attributes, ``textarea`` and code are left as they are: what somebody typed comes back to them unchanged.
    """

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        return self._tokens(stream, Place())

    def _tokens(self, stream: TokenStream, place: Place) -> Iterator[Token]:
        printed = False
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, "data", place.read(token.value))
                continue
            if token.type == "variable_begin":
                printed = place.is_text
                yield token
                if printed:
                    yield Token(token.lineno, "lparen", "(")
                continue
            if token.type == "variable_end" and printed:
                yield Token(token.lineno, "rparen", ")")
                yield Token(token.lineno, "pipe", "|")
                yield Token(token.lineno, "name", "typeset")
            yield token
