"""Contracts out of a JSON document of any length, one at a time, in constant memory.

The document is read in pieces. Each contract is decoded by the C scanner of :mod:`json` from where it starts in the
text at hand, so nothing is scanned twice; a contract cut by the end of a piece is tried again once more has come. What
surrounds contracts (``{"marches": {"marche": [``, commas, line ends, other keys) is walked here, without recursion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from json import JSONDecoder
from typing import Any

from levier.domain.errors import ImportFailed

from .contract import looks_like_contract, read_contract, unreadable
from .model import AwardedContract

#: A contract is one or two thousand characters; a thousand times that is a mistake.
MAX_CONTRACT = 4 << 20
#: A decoding that fails this near the end of what was read may only lack its end.
NEAR_END = 1 << 16
NOT_DECP = (
    "Ce fichier JSON ne contient pas de contrats de la commande publique (DECP) : attendu une liste « marches », au "
    "format 2019 ou 2022, ou un contrat par ligne"
)

_BLANK = re.compile(r"[ \t\r\n\ufeff\x1e]*")
_NAMES = r'"(?:marches?|contrats?|contrats?-concessions?|concessions?)"[ \t\r\n]*:[ \t\r\n]*'
_ENVELOPE = re.compile(r"\{[ \t\r\n]*" + _NAMES)
#: The usual way from one contract to the next, in one step.
_ANOTHER = re.compile(r'[ \t\r\n]*,[ \t\r\n]*(?=\{[ \t\r\n]*"(?!march|contrat|concession))')
_MEMBER = re.compile(_NAMES)
_LIST_BELOW = re.compile(_NAMES + r"[\[{]")
_KEY = re.compile(r'"(?:[^"\\]|\\.){0,300}"[ \t\r\n]*:[ \t\r\n]*')
_CONTRACT_KEY = re.compile(r'"(?:acheteur|acheteur\.id|autoriteConcedante|objet)"[ \t\r\n]*:')
#: Where a contract ends and the next one starts, in a text whose quotes cannot be trusted.
_NEXT = re.compile(
    r'\}[ \t\r\n]*,[ \t\r\n]*(?=\{[^{}]{0,400}?"(?:acheteur|autoriteConcedante|_type)[".])|\}[ \t\r]*\n(?=\{")'
)
_MARKS = re.compile(r'\\.|["{}\[\]]', re.DOTALL)
_BAD_ESCAPE = re.compile(r'\\(["\\/bfnrt]|u[0-9a-fA-F]{4})|\\')
_LAST_COMMA = re.compile(r",(?=[ \t\r\n]*[}\]])")


def _constant(name: str) -> str:
    return name


def _number(digits: str) -> Any:
    return int(digits) if len(digits) <= 30 else digits[:40]


def _fraction(digits: str) -> Any:
    try:
        return Decimal(digits)
    except InvalidOperation:
        return digits[:40]


#: ``(text, start) -> (value, end)``: what ``raw_decode`` calls, without its change of exception.
_SCAN: Callable[[str, int], tuple[Any, int]] = vars(
    JSONDecoder(strict=False, parse_float=Decimal, parse_constant=_constant)
)["scan_once"]
_PATIENT = JSONDecoder(strict=False, parse_float=_fraction, parse_int=_number, parse_constant=_constant).decode
_FAILURES = (StopIteration, RecursionError, ValueError, InvalidOperation)


class Document:
    """The text at hand, and where reading is in it."""

    __slots__ = ("_lines", "_passed", "_pieces", "at", "text")

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._passed = 0
        self._lines = 1
        self.text = ""
        self.at = 0

    def more(self) -> bool:
        """Bring the next piece and let go of what was read; false at the end."""
        piece = next(self._pieces, None)
        if piece is None:
            return False
        self._lines += self.text.count("\n", 0, self.at)
        self._passed += self.at
        self.text = self.text[self.at :] + piece
        self.at = 0
        return True

    def ahead(self, wanted: int) -> None:
        """Have that many characters at hand, or all that is left."""
        while len(self.text) - self.at < wanted and self.more():
            pass

    def next_char(self) -> str:
        """Skip blanks; the next character, empty at the end."""
        while True:
            found = _BLANK.match(self.text, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def where(self) -> str:
        """« ligne 3, caractère 1234 du fichier »."""
        line = self._lines + self.text.count("\n", 0, self.at)
        return f"ligne {line}, caractère {self._passed + self.at + 1} du fichier"

    def fault(self, sentence: str) -> ImportFailed:
        return ImportFailed(f"{sentence} ({self.where()}).")


def contracts_of(pieces: Iterator[str]) -> Iterator[AwardedContract]:
    """Every contract of a JSON document, or of JSON lines; a contract nobody can read is given as such.

    Raises:
        ImportFailed: not JSON, no contract in it, or cut; contracts before the fault were given.
    """
    document, seen, listed, opened = Document(pieces), False, False, 0
    while char := document.next_char():
        if char == "{":
            document.ahead(512 if seen else NEAR_END)
            found = _ENVELOPE.match(document.text, document.at)
            if found:
                document.at, opened, listed = found.end(), opened + 1, True
            elif not seen and _is_outside(document):
                document.at, opened = document.at + 1, opened + 1
            else:
                yield _contract(document, first=not seen)
                seen = True
                while found := _ANOTHER.match(document.text, document.at):
                    document.at = found.end()
                    yield _contract(document, first=False)
        elif char == ",":
            document.at += 1
        elif char in "[]}":
            opened += 1 if char == "[" else -1
            document.at += 1
            if opened < 0:
                raise document.fault("Ce fichier JSON est mal formé : un crochet se ferme sans s’être ouvert")
        elif opened == 0:
            raise document.fault(NOT_DECP)
        else:
            listed = _skip(document, whole=seen) or listed
    if opened:
        raise document.fault("Le fichier s’arrête au milieu de la liste des contrats : téléchargez-le à nouveau")
    if not seen and not listed:
        raise document.fault(NOT_DECP)


def _is_outside(document: Document) -> bool:
    """True for an object that holds the list of contracts rather than being one."""
    below = _LIST_BELOW.search(document.text, document.at)
    if below is None:
        return False
    return _CONTRACT_KEY.search(document.text, document.at, below.start()) is None


def _skip(document: Document, *, whole: bool) -> bool:
    """Pass over a key, or a value that is no contract; true when the key announces contracts.

    ``whole`` also passes over the object or list after the key: it comes after the contracts.
    """
    document.ahead(512)
    member = _MEMBER.match(document.text, document.at)
    key = member or _KEY.match(document.text, document.at)
    if key:
        document.at = key.end()
        after = document.next_char()
        if member or not after or (after in "{[" and not whole):
            return member is not None
    while True:
        try:
            _, end = _SCAN(document.text, document.at)
        except _FAILURES:
            if len(document.text) - document.at > MAX_CONTRACT or not document.more():
                raise document.fault("Ce fichier JSON est mal formé ou coupé : téléchargez-le à nouveau") from None
        else:
            if end == len(document.text) and document.more():
                continue  # a number may go on
            document.at = min(end, len(document.text))
            return False


def _contract(document: Document, *, first: bool) -> AwardedContract:
    """The contract that starts here."""
    while True:
        try:
            raw, end = _SCAN(document.text, document.at)
        except _FAILURES:
            if len(document.text) - document.at < NEAR_END and document.more():
                continue
            return _broken(document)
        if first and not looks_like_contract(raw):
            raise document.fault(NOT_DECP)
        document.at = end
        return read_contract(raw)


def _broken(document: Document) -> AwardedContract:
    """A contract whose JSON is wrong: its end is found, then it is mended, or given as unreadable."""
    while True:
        end = _end(document.text, document.at)
        if end is not None:
            break
        if len(document.text) - document.at > MAX_CONTRACT:
            raise document.fault("Un contrat ne se termine pas ou dépasse 4 Mo : le fichier est mal formé")
        if not document.more():
            raise document.fault("Le fichier s’arrête au milieu d’un contrat : téléchargez-le à nouveau")
    where, piece = document.where(), document.text[document.at : end]
    document.at = end
    raw = _mended(piece)
    if raw is None:
        return unreadable(f"Ce contrat est illisible : son JSON est mal formé ({where}).")
    return read_contract(raw, (f"Le JSON de ce contrat était mal formé ({where}) : il a été réparé.",))


def _end(text: str, start: int) -> int | None:
    """Where the object ends: before the next contract, else where its braces are balanced."""
    found = _NEXT.search(text, start)
    if found:
        return found.start() + 1
    depth, quoted = 0, False
    for mark in _MARKS.finditer(text, start):
        char = mark[0]
        if char == '"':
            quoted = not quoted
        elif not quoted and len(char) == 1:
            depth += 1 if char in "{[" else -1
            if depth == 0:
                return mark.end()
    return None


def _mended(piece: str) -> Any:
    """The object, with wrong escapes (« \\' »), then commas before a closing brace, put right; ``None`` if in vain."""
    escaped = _BAD_ESCAPE.sub(lambda m: m[0] if m[1] else r"\\", piece)
    for text in (piece, escaped, _LAST_COMMA.sub("", escaped)):
        try:
            return _PATIENT(text)
        except _FAILURES:
            continue
    return None
