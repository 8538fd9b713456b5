"""Words of French free text, made the same for every index: accents, case and endings do not count.

What comes out is lower-case ASCII letters and digits separated by one space, so that SQLite (FTS5, ``unicode61``) and
PostgreSQL (``to_tsvector('simple', …)``) cut it at the same places and find the same notices. Positions are kept: no
word is dropped. Two limits are PostgreSQL's own: a ``tsvector`` of more than 1 MiB is refused, and phrases are not
seen past the 16,383rd word.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

#: Longer runs are cut: no word is that long, and PostgreSQL refuses lexemes of more than 2,046 bytes.
MAX_WORD = 60

#: What decomposition leaves whole, and the invisible characters that stand inside words.
_LETTERS = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŧ": "t",
        "’": "'", "‘": "'", "ʼ": "'", "‛": "'", "′": "'", "`": "'", "´": "'",
        "\u00ad": None, "\u200c": None, "\u200d": None, "\u2060": None, "\ufeff": None,
    }
)  # fmt: skip
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")
_BLANKS = re.compile(r"[\s\u200b]+")
#: PostgreSQL reads « 12e34x » as the number 12e34 and a word: cut there ourselves.
_WORD = re.compile(r"[0-9]+e[0-9]+(?=[a-z])|[a-z0-9]+")
_ACUTE = re.compile("´")


def fold(text: str) -> str:
    """Lower case without accents or ligatures; apostrophes made « ' » and each run of blanks one space.

    >>> fold("L’ŒUVRE  d'Élagage, 25 m²")
    "l'oeuvre d'elagage, 25 m2"
    """
    if text.isascii():
        return _BLANKS.sub(" ", text.lower().replace("`", "'"))
    # Alone, NFKD makes of « ´ » a blank and a mark: it stands for an apostrophe.
    decomposed = unicodedata.normalize("NFKD", _ACUTE.sub("'", text))
    return _BLANKS.sub(" ", _MARKS.sub("", decomposed.casefold()).translate(_LETTERS))


def words(text: str) -> list[str]:
    """Runs of ASCII letters and digits of the folded text, in order.

    >>> words("Lot n° 2 : CPV 90910000-9, « d’insertion »")
    ['lot', 'n', '2', 'cpv', '90910000', '9', 'd', 'insertion']
    """
    found = _WORD.findall(fold(text))
    return [word[:MAX_WORD] for word in found] if any(len(word) > MAX_WORD for word in found) else found


def plain(text: str) -> str:
    """Folded words, not stemmed: what a truncation (« nettoy* ») is looked for in.

    >>> plain("Nettoyage des Écoles")
    'nettoyage des ecoles'
    """
    return " ".join(words(text))


def normalise(text: str) -> str:
    """Stems of the folded words, in order: what words and phrases are looked for in.

    >>> normalise("Nettoyage des Écoles") == normalise("nettoyages des ecole")
    True
    """
    return " ".join(map(stem, words(text)))


class _Stemmers(threading.local):
    """A stemmer holds a buffer of its own: one for each thread."""

    def __init__(self) -> None:
        # Its cache would double ours.
        self.french = Stemmer.Stemmer("french", 0)


_stemmers = _Stemmers()


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """Stem of one folded word.

    Without its accent, « réservée » would keep the « e » that « réservé » loses: the feminine is brought back first.

    >>> stem("reservees") == stem("reserve") == stem("reservee")
    True
    """
    if word.endswith("ees"):
        word = word[:-2]
    elif word.endswith("ee"):
        word = word[:-1]
    return str(_stemmers.french.stemWord(word))
