"""What a column may hold, the headers it is commonly given, and how headers and names are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One piece of information a column may hold."""

    name: str
    label: str
    hint: str
    #: Headers met in the field, folded (no accents, lower case).
    synonyms: tuple[str, ...]
    required: bool = False
    example: str = ""


_BLANKS = re.compile(r"\s+")
_WORDS = re.compile(r"[^\w°€]+")
_LINKS = frozenset({"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les"})


def fold(text: str) -> str:
    """Lower case without accents, one space between words, straight apostrophes."""
    flat = unicodedata.normalize("NFKD", text.replace("’", "'").replace("°", "°"))
    flat = "".join(char for char in flat if not unicodedata.combining(char))
    return _BLANKS.sub(" ", flat).strip().casefold()


def header_key(text: str) -> str:
    """A header down to its telling words, so that « Réf. interne » is « ref interne » and « Date de l’OS » « date os »."""
    return " ".join(word for word in _WORDS.split(fold(text)) if word and word not in _LINKS)
