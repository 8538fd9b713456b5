"""Small French that pages and messages need: « de » before a name or a month."""

from __future__ import annotations

import unicodedata

_VOWELS = "aeiouœæ"


def of(text: object) -> str:
    """« de mai 2026 », « d’août 2026 », « d’Élodie », « d’Yves » and « de Yasmine ».

    « de Hugo »: whether an h is mute cannot be known from its letters.
    """
    name = str(text)
    letters = unicodedata.normalize("NFKD", name[:2]).casefold()
    vowel = letters[:1] in set(_VOWELS) or (letters[:1] == "y" and letters[1:2] not in set(_VOWELS))
    return f"d’{name}" if vowel else f"de {name}"
