"""Fold text so that « Élagage », « elagage » and « ELAGAGE » meet."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_OTHER = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Lower case, no accent, no ligature, one space where there was anything but a letter or a digit.

    >>> fold("Cœur d’Orne-Élagage")
    'coeur d orne elagage'
    """
    lowered = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return _OTHER.sub(" ", "".join(char for char in lowered if not unicodedata.combining(char))).strip()


_SAINT = {"st": "saint", "ste": "sainte"}


def fold_place(text: str) -> str:
    """Fold the name of a commune, « St » and « Ste » written in full, without « Cedex » and what follows.

    >>> fold_place("ST-AUBRY CEDEX 2")
    'saint aubry'
    """
    words = fold(text).split()
    if "cedex" in words:
        words = words[: words.index("cedex")]
    return " ".join(_SAINT.get(word, word) for word in words)
