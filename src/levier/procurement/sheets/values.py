"""One cell → one value, or a sentence that says what to write instead."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from levier.domain.errors import RuleError
from levier.domain.identifiers import check_siret
from levier.domain.quantities import check_amount, euros, parse_number
from levier.domain.vocabulary import PurchaseNature
from levier.sheets import values as shared
from levier.sheets.fields import fold
from levier.sheets.values import short

FIRST_YEAR, LAST_YEAR = 2000, 2100
MAX_MONTHS = 600

_NATURES = {
    "t": PurchaseNature.WORKS,
    "travaux": PurchaseNature.WORKS,
    "works": PurchaseNature.WORKS,
    "f": PurchaseNature.SUPPLIES,
    "fourniture": PurchaseNature.SUPPLIES,
    "fournitures": PurchaseNature.SUPPLIES,
    "supplies": PurchaseNature.SUPPLIES,
    "s": PurchaseNature.SERVICES,
    "service": PurchaseNature.SERVICES,
    "services": PurchaseNature.SERVICES,
    "prestation": PurchaseNature.SERVICES,
    "prestations": PurchaseNature.SERVICES,
    "pi": PurchaseNature.SERVICES,
    "prestations intellectuelles": PurchaseNature.SERVICES,
    "moe": PurchaseNature.SERVICES,
    "maitrise d'oeuvre": PurchaseNature.SERVICES,
}
_YES = {"oui", "o", "x", "1", "vrai", "true", "ac", "accord-cadre", "accord cadre", "bc", "bons de commande"}
_NO = {"non", "n", "0", "faux", "false", "-", "marche", "ordinaire"}

_DURATION = re.compile(r"^(\d+(?:[.,]\d+)?)\s*(mois|ans?|annees?|m|a)?\.?$")
_SCALE = re.compile(r"^(.*?)\s*(k|m|md|mds|millions?|milliers?)\s*(?:€|euros?|eur)?\s*(?:ht)?$", re.IGNORECASE)
_UNIT = re.compile(r"\s*(?:€|euros?|eur)?\s*(?:ht)?\s*$", re.IGNORECASE)
_FACTORS = {"k": 3, "millier": 3, "m": 6, "million": 6, "md": 9, "mds": 9}


def amount(value: object) -> Decimal:
    """Euros excl. VAT, from a number, « 1 234,50 € », « 120 k€ », « 1,2 M€ »."""
    if isinstance(value, date):
        raise RuleError("une date n’est pas un montant : vérifiez le format de la cellule.")
    if isinstance(value, Decimal):
        return euros(_bounded(value))
    text = str(value).strip()
    if "ttc" in fold(text):
        raise RuleError("ce montant est toutes taxes comprises : indiquez le montant hors taxes.")
    factor = 0
    if scaled := _SCALE.match(text):
        text, factor = (
            scaled[1],
            _FACTORS[scaled[2].lower().removesuffix("s") if len(scaled[2]) > 3 else scaled[2].lower()],
        )
    number = parse_number(_UNIT.sub("", text), what="ce montant")
    return euros(_bounded(number.scaleb(factor)))


def _bounded(value: Decimal) -> Decimal:
    try:
        return check_amount(value, what="le montant")
    except RuleError as error:
        raise RuleError(error.message[:1].lower() + error.message[1:]) from None


def day(value: object) -> date:
    """A day, a month or a quarter (its first day) of this century."""
    return shared.day(value, first_year=FIRST_YEAR, last_year=LAST_YEAR, unlikely="pour un marché à venir")


def months(value: object) -> int:
    """A whole number of months, 1 to 600."""
    if isinstance(value, date):
        raise RuleError("une date n’est pas une durée : indiquez un nombre de mois.")
    text = fold(f"{value:f}" if isinstance(value, Decimal) else str(value))
    match = _DURATION.match(text)
    if match is None or len(match[1]) > 12:
        raise RuleError(
            f"« {short(value)} » n’est pas une durée lisible : indiquez un nombre de mois, toutes reconductions comprises."
        )
    number = Decimal(match[1].replace(",", ".")) * (12 if (match[2] or "m").startswith("a") else 1)
    if number != number.to_integral_value() or not 1 <= number <= MAX_MONTHS:
        raise RuleError(f"la durée doit être un nombre entier de mois, de 1 à {MAX_MONTHS}.")
    return int(number)


def nature(value: object) -> PurchaseNature:
    """Works, supplies or services."""
    found = _NATURES.get(fold(str(value)))
    if found is None:
        raise RuleError(f"« {short(value)} » n’est pas une nature connue : écrivez Travaux, Fournitures ou Services.")
    return found


def nature_of_cpv(cpv: str) -> PurchaseNature | None:
    """Division 45 is works; up to 44 and 48, supplies; from 50, services (structure of the CPV)."""
    if not cpv:
        return None
    division = int(cpv[:2])
    if division == 45:
        return PurchaseNature.WORKS
    return PurchaseNature.SERVICES if division >= 50 else PurchaseNature.SUPPLIES


def cpv(value: object) -> str:
    """Eight digits; the check digit after a dash is dropped; a leading zero lost by the spreadsheet is put back."""
    if isinstance(value, Decimal) and value == value.to_integral_value() and 0 < value < 10**8:
        text = f"{int(value):08d}"
    else:
        text = re.sub(r"[\s\u00a0.]", "", str(value)).partition("-")[0]
    if not re.fullmatch(r"[0-9]{8}", text) or text.startswith("00"):
        raise RuleError(f"« {short(value)} » n’est pas un code CPV : il faut huit chiffres, par exemple 45442100.")
    return text


def postcode(value: object) -> str:
    """Five digits; a leading zero lost by the spreadsheet is put back."""
    if isinstance(value, Decimal) and value == value.to_integral_value() and 1000 <= value < 10**5:
        return f"{int(value):05d}"
    text = re.sub(r"\s", "", str(value))
    if not re.fullmatch(r"[0-9]{5}", text):
        raise RuleError(f"« {short(value)} » n’est pas un code postal : il faut cinq chiffres.")
    return text


def yes_no(value: object) -> bool:
    """Yes or no."""
    text = fold(str(value))
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise RuleError(f"« {short(value)} » : écrivez oui ou non.")


def siret(value: object) -> str:
    """A sound SIRET."""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return check_siret(text)
