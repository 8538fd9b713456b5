"""Text made plain for the rules, every letter still knowing where it stood.

Lower case without accents (NFD, marks removed), apostrophes and blanks made one, a full stop that ends no sentence
(« L. 2113-12 », « 28.6 ») taken away: what is left is ASCII, so that one byte is one character.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from itertools import pairwise

#: What NFD does not know. « E » is the euro sign: the rest is lower case, so nothing else is. « ? » and « ½ » stand for
#: an apostrophe and for « œ » in notices that went through a wrong encoding.
_SPECIAL = {
    **dict.fromkeys("’‘`´ʼ?\x92", "'"),
    **dict.fromkeys("«»“”„", '"'),
    **dict.fromkeys("–—‐‑‒−\x96\x97", "-"),
    **dict.fromkeys("°º", "o"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    "€": "E",
    "œ": "oe",
    "Œ": "oe",
    "½": "oe",
    "æ": "ae",
    "Æ": "ae",
    "ß": "ss",
    "…": ".",
    "•": "-",
    "\n": "\n",
}


class _Table(dict[int, str]):
    """What each character becomes, worked out the first time it is met."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain(chr(code))
        return plain


def _plain(char: str) -> str:
    if char in _SPECIAL:
        return _SPECIAL[char]
    if unicodedata.combining(char):
        return ""
    if char.isspace() or not char.isprintable():
        return " "
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 and base.isascii() else " "


_TABLE = _Table()
#: Two sentences that lost the break between them: « 150 heuresConsultation comportant… ».
_GLUED = re.compile(r"(?<=[a-zà-ÿ)])(?=[A-ZÀ-Þ][a-zà-ÿ])")
#: A line that goes on: the mark of a paragraph cut at a fixed width.
_WRAP = re.compile(r"(?<=[a-zà-ÿ,’'])\n(?=[a-zà-ÿ(])")
_ABBREVIATION = re.compile(
    r"\b(?:[lrd]|art|no|al|cf|ex|max|mini?|env|pers|soc|trav|nb|heb|an|resp)\.(?=[ \d])|(?<=\d)\.(?=\d)"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, when letters were added or lost, where each of its characters stood."""

    text: str
    data: bytes
    origins: array[int] | None = None

    def origin(self, position: int) -> int:
        """Place in the original text of a place in the folded one (its end included)."""
        return position if self.origins is None else self.origins[position]


def fold_with_places(text: str) -> Folded:
    """Fold a text and keep the way back."""
    text = _WRAP.sub(" ", text)
    glued = [found.start() for found in _GLUED.finditer(text)]
    irregular = bool(glued) or any(len(_TABLE[ord(char)]) != 1 for char in set(text))
    plain = text.translate(_TABLE) if not glued else _cut(text, glued).translate(_TABLE)
    flat = _ABBREVIATION.sub(_without_stop, plain)
    return Folded(flat, flat.encode("ascii"), _origins(text, glued) if irregular else None)


def fold(text: str) -> str:
    """Fold a short text, blanks run together."""
    return " ".join(fold_with_places(text).text.split())


def _without_stop(found: re.Match[str]) -> str:
    return "," if found[0] == "." else f"{found[0][:-1]} "


def _cut(text: str, at: list[int]) -> str:
    """The text with a line break at each of the places."""
    return "\n".join(text[start:end] for start, end in pairwise([0, *at, len(text)]))


def _origins(text: str, glued: list[int]) -> array[int]:
    places = array("L")
    breaks = set(glued)
    for at, char in enumerate(text):
        if at in breaks:
            places.append(at)
        places.extend([at] * len(_TABLE[ord(char)]))
    places.append(len(text))
    return places
