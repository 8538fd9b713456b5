"""SIRET numbers as people and notices write them.

A SIRET is the nine digits of the SIREN, then five digits of the establishment; its key is Luhn's. La Poste
(SIREN 356 000 000) has more establishments than Luhn allows: there, the sum of the fourteen digits is a multiple
of five instead (its head office also satisfies Luhn).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum import luhn

from .errors import RuleError

LA_POSTE = "356000000"
_SEPARATORS = re.compile(r"[\s\u00a0\u202f\u2009.\-]+")
_LABEL = re.compile(r"^(?:n[°o]?\s*)?(?:siret|siren|rcs|tva)\s*(?:n[°o])?\s*:?\s*", re.IGNORECASE)
_VAT = re.compile(r"^FR[0-9A-Z]{2}([0-9]{9})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Siret:
    """What could be read of an identifier."""

    #: Fourteen digits with a valid key, or ``None``.
    value: str | None
    #: Nine digits with a valid key, also when only a SIREN or a VAT number was given.
    siren: str | None = None
    #: French sentence; empty when the SIRET is sound.
    problem: str = ""


def is_siren(digits: str) -> bool:
    """True for nine digits with a valid Luhn key (all zeros is a placeholder)."""
    return bool(re.fullmatch(r"[0-9]{9}", digits)) and digits.strip("0") != "" and luhn.is_valid(digits)


def is_siret(digits: str) -> bool:
    """True for fourteen digits with a valid key, La Poste's own rule included.

    >>> is_siret("35600000000048"), is_siret("35600000012345")
    (True, False)
    """
    if not re.fullmatch(r"[0-9]{14}", digits) or digits[:9].strip("0") == "":
        return False
    if digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0:
        return True
    return bool(luhn.is_valid(digits))


def normalise_siret(text: str) -> Siret:
    """Read a SIRET out of what was typed; never raises.

    Spaces, dots, dashes and a leading « SIRET » are dropped. A SIREN or a French VAT number gives its SIREN and no
    SIRET. Thirteen digits give nothing: a zero lost at the start is only one of the possible mistakes.
    """
    shown = text.strip()[:40]
    raw = _SEPARATORS.sub("", _LABEL.sub("", text.strip()))
    if not raw:
        return Siret(None, problem="Le SIRET n’est pas renseigné.")
    vat = _VAT.match(raw)
    if vat:
        siren = vat[1] if is_siren(vat[1]) else None
        return Siret(None, siren, f"« {shown} » est un numéro de TVA : indiquez les 14 chiffres du SIRET.")
    if not re.fullmatch(r"[0-9]+", raw):
        return Siret(None, problem=f"« {shown} » n’est pas un SIRET : un SIRET ne contient que des chiffres.")
    return _from_digits(raw, shown)


def _from_digits(digits: str, shown: str) -> Siret:
    if len(digits) == 9:
        siren = digits if is_siren(digits) else None
        return Siret(None, siren, f"« {shown} » est un SIREN : ajoutez les 5 chiffres de l’établissement.")
    if len(digits) != 14:
        lost = " Un zéro a peut-être été perdu au début." if is_siret(digits.zfill(14)) else ""
        return Siret(
            None, problem=f"Un SIRET compte 14 chiffres, « {shown} » en compte {len(digits)} : complétez-le.{lost}"
        )
    if digits.strip("0") == "" or digits[:9].strip("0") == "":
        return Siret(None, problem=f"« {shown} » est une valeur d’attente, pas un SIRET.")
    if not is_siret(digits):
        siren = digits[:9] if is_siren(digits[:9]) else None
        return Siret(None, siren, f"La clé du SIRET « {shown} » est fausse : un chiffre est sans doute mal recopié.")
    return Siret(digits, digits[:9])


def check_siret(text: str, *, field: str | None = "siret") -> str:
    """Return the fourteen digits of a sound SIRET.

    Raises:
        RuleError: wrong length, wrong key, letters or placeholder; the sentence says which.
    """
    found = normalise_siret(text)
    if found.value is None:
        raise RuleError(found.problem, field=field)
    return found.value
