"""French telephone numbers, overseas included, in their international form (ITU-T E.164).

Source: national numbering plan of Arcep (decision n° 2018-0881, amended), read from memory: to be checked.
"""

from __future__ import annotations

import re

from .errors import RuleError

#: Country code → what its mobile numbers look like after it. Several territories share a code.
_MOBILES = {
    "33": re.compile(r"[67]\d{8}"),
    "262": re.compile(r"6(?:9[23]|39)\d{6}"),  # La Réunion, Mayotte
    "508": re.compile(r"(?:708\d{6}|[45]\d{5})"),  # Saint-Pierre-et-Miquelon
    "590": re.compile(r"69[01]\d{6}"),  # Guadeloupe, Saint-Barthélemy, Saint-Martin
    "594": re.compile(r"694\d{6}"),  # Guyane
    "596": re.compile(r"69[67]\d{6}"),  # Martinique
    "681": re.compile(r"[48]\d{5}"),  # Wallis-et-Futuna
    "687": re.compile(r"[789]\d{5}"),  # Nouvelle-Calédonie
    "689": re.compile(r"8[789]\d{6}"),  # Polynésie française
}
#: Territories whose ten-figure numbers begin with 0 and the same figures as their country code's numbers.
_OVERSEAS = (
    (re.compile(r"0(?:262|263|269|692|693|639)"), "262"),
    (re.compile(r"0(?:590|690|691)"), "590"),
    (re.compile(r"0(?:594|694)"), "594"),
    (re.compile(r"0(?:596|696|697)"), "596"),
    (re.compile(r"0708"), "508"),
)
_WRITTEN = re.compile(r"[0-9 .\-/()+\u00a0\u202f]+")
_NATIONAL, _INTERNATIONAL = re.compile(r"0[1-9]\d{8}"), re.compile(r"\+[1-9]\d{6,14}")
#: Codes under which numbers have nine figures after the zero.
_TEN_FIGURES, _LOCAL = frozenset({"33", "262", "590", "594", "596"}), 9
_ADVICE = (
    "Ce numéro de téléphone n’est pas reconnu : écrivez-le comme 06 12 34 56 78, ou +687 75 12 34 hors de métropole."
)


def normalise_phone(text: str, *, field: str | None = None) -> str:
    """« 06 12 34 56 78 » → « +33612345678 »; overseas numbers get the code of their territory.

    A number of six or eight figures (Nouvelle-Calédonie, Polynésie…) must be written with its country code, and a
    foreign one too.

    Raises:
        RuleError: not a telephone number.
    """
    clean = text.strip()
    if not clean or not _WRITTEN.fullmatch(clean):
        raise RuleError(_ADVICE, field=field)
    digits = re.sub(r"(\+[0-9]{2,3})\s*\(0\)", r"\1", clean)
    digits = re.sub(r"[^\d+]", "", digits)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if digits.startswith("+"):
        return _international(digits, field)
    if not _NATIONAL.fullmatch(digits):
        raise RuleError(_ADVICE, field=field)
    return _dialled(digits)


def _international(digits: str, field: str | None) -> str:
    code = _country(digits)
    local = digits[1 + len(code) :]
    if code in _TEN_FIGURES and len(local) == _LOCAL + 1 and local[0] == "0":
        local = local[1:]  # « +33 06… »: the zero does not travel
    if code == "33":
        if not _NATIONAL.fullmatch(f"0{local}"):
            raise RuleError(_ADVICE, field=field)
        return _dialled(f"0{local}")
    number = f"+{code}{local}"
    if not _INTERNATIONAL.fullmatch(number):
        raise RuleError(_ADVICE, field=field)
    return number


def _country(number: str) -> str:
    """The country code of a number that begins with « + », if it is one of ours; else nothing."""
    return next((one for one in sorted(_MOBILES, key=len, reverse=True) if number[1:].startswith(one)), "")


def _dialled(digits: str) -> str:
    """Ten figures beginning with 0, as dialled from France."""
    code = next((code for shape, code in _OVERSEAS if shape.match(digits)), "33")
    return f"+{code}{digits[1:]}"


def is_mobile(number: str) -> bool:
    """Whether a number in its international form can receive a text message, as far as its figures say.

    A foreign number is taken at its word.
    """
    code = _country(number)
    if not code:
        return _INTERNATIONAL.fullmatch(number) is not None
    return _MOBILES[code].fullmatch(number[1 + len(code) :]) is not None


def check_mobile(text: str, *, field: str | None = None) -> str:
    """The mobile number written so, in its international form.

    Raises:
        RuleError: not a telephone number, or a fixed line.
    """
    number = normalise_phone(text, field=field)
    if not is_mobile(number):
        raise RuleError("Ce numéro n’est pas celui d’un mobile : aucun SMS ne peut y arriver.", field=field)
    return number
