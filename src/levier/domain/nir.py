"""Recognise a social security number (NIR), which Levier never asks for and never keeps.

Thirteen signs and a key of two digits: sex, year, month, department (Corsica: 2A, 2B), commune, order in the register.
The key is ``97 - number % 97``, with 2A read as 19 and 2B as 18 (INSEE). A number without its key is only taken for a NIR when
every part of it is possible; a number whose key is wrong is something else (an order, a reference), unless the words before it
say what it is: a slip of the hand does not make it less of a NIR.
"""

from __future__ import annotations

import re

HOW_TO_REDACT = (
    "Masquez-le d’un trait opaque avant d’en faire une copie (dans un PDF, réenregistrez la page comme une image : un simple "
    "rectangle posé dessus laisse le numéro lisible), puis recommencez."
)

#: What may stand between two signs; never a line break, so that a column of figures is not read as one number.
_GAP = "[ .\u00a0\u202f-]"
#: Grouped as on the card, or in one piece; the key may be announced.
_NIR = re.compile(
    rf"(?<!\d)(?<!\d[.,])([1-478]){_GAP}?(\d\d){_GAP}?(\d\d){_GAP}?(\d\d|2[AB]){_GAP}?(\d{{3}}){_GAP}?(\d{{3}})"
    rf"(?:(?:{_GAP}|\s?/\s?|\s*cl[ée]\s*:?\s*)?(\d\d))?(?!\d)",
    re.IGNORECASE,
)
#: Fifteen signs cut anywhere else: only the key can tell.
_LOOSE = re.compile(
    rf"(?<!\d)[1-478](?:{_GAP}?\d){{4}}{_GAP}?(?:\d{_GAP}?\d|2{_GAP}?[AB])(?:{_GAP}?\d){{8}}(?!\d)", re.IGNORECASE
)
_GAPS = re.compile(_GAP)
#: A number that the text itself calls so, whatever its key.
_NAMED = re.compile(
    rf"\b(?:nir|s[ée]cu(?:rit[ée])?(?: sociale)?|n(?:°|um[ée]ro) ?(?:de )?ss)\b\D{{0,20}}[1-478](?:{_GAP}?[\dAB]){{12,14}}(?!\d)",
    re.IGNORECASE,
)


def holds_nir(text: str) -> bool:
    """True when the text holds a NIR, with or without its key, however it is spaced."""
    if _NAMED.search(text) or any(_is_nir(*found.groups()) for found in _NIR.finditer(text)):
        return True
    joined = (_NIR.fullmatch(_GAPS.sub("", found[0])) for found in _LOOSE.finditer(text))
    return any(_is_nir(*found.groups()) for found in joined if found is not None)


def _is_nir(sex: str, year: str, month: str, department: str, commune: str, order: str, key: str | None) -> bool:
    department = department.upper()
    if not _is_month(int(month)) or department in {"00", "96"} or commune == "000" or order == "000":
        return False
    if key is None:
        return sex in "12" and 1 <= int(month) <= 12
    digits = department.replace("2A", "19").replace("2B", "18")
    return 97 - int(f"{sex}{year}{month}{digits}{commune}{order}") % 97 == int(key)


def _is_month(month: int) -> bool:
    """A month of birth, or a number that stands for one the register did not know (INSEE: 20, 30 to 42, 50 to 99)."""
    return 1 <= month <= 12 or month == 20 or 30 <= month <= 42 or month >= 50
