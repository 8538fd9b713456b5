"""One cell → one value, or a sentence that says what to write instead: what every kind of sheet holds."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from levier.domain.errors import RuleError

from .fields import fold

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("janvier", "janv"),
            ("fevrier", "fevr", "fev"),
            ("mars",),
            ("avril", "avr"),
            ("mai",),
            ("juin",),
            ("juillet", "juil"),
            ("aout",),
            ("septembre", "sept"),
            ("octobre", "oct"),
            ("novembre", "nov"),
            ("decembre", "dec"),
        ),
        start=1,
    )
    for name in names
}
_DAY = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2,4})$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ].*)?$")
_MONTH_YEAR = re.compile(r"^(\d{1,2})[/.\-](\d{4})$")
_WRITTEN = re.compile(r"^(?:(\d{1,2})(?:er)?\s+)?([a-z]+)\.?\s+(\d{2,4})$")
_QUARTER = re.compile(r"^(?:t\s?([1-4])|([1-4])\s?(?:er|e|eme|t)?\s?(?:trimestre|trim\.?)?)\s+(\d{4})$")


def day(value: object, *, first_year: int, last_year: int, unlikely: str) -> date:
    """A day, a month or a quarter (its first day), French or ISO, between two years; ``unlikely`` ends the refusal of others."""
    if isinstance(value, date):
        return _in_age(value, first_year, last_year, unlikely)
    if isinstance(value, Decimal):
        raise RuleError("un nombre n’est pas une date : mettez la cellule au format date, ou écrivez 15/02/2027.")
    text = fold(str(value))
    found = _parts(text)
    if found is None:
        raise RuleError(
            f"« {short(value)} » n’est pas une date lisible : écrivez par exemple 15/02/2027 ou février 2027."
        )
    year, month, number = found
    if year < 100:
        year += 2000 if year <= last_year - 2000 else 1900
    try:
        return _in_age(date(year, month, number), first_year, last_year, unlikely)
    except ValueError:
        raise RuleError(f"« {short(value)} » n’existe pas dans le calendrier : corrigez le jour ou le mois.") from None


def _parts(text: str) -> tuple[int, int, int] | None:
    if match := _DAY.match(text):
        return int(match[3]), int(match[2]), int(match[1])
    if match := _ISO.match(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _MONTH_YEAR.match(text):
        return int(match[2]), int(match[1]), 1
    if match := _QUARTER.match(text):
        return int(match[3]), 3 * int(match[1] or match[2]) - 2, 1
    if (match := _WRITTEN.match(text)) and match[2] in _MONTHS:
        return int(match[3]), _MONTHS[match[2]], int(match[1] or 1)
    return None


def _in_age(value: date, first_year: int, last_year: int, unlikely: str) -> date:
    if not first_year <= value.year <= last_year:
        raise RuleError(f"l’année {value.year} n’est pas possible {unlikely} : corrigez la date.")
    return value


def text(value: object, *, at_most: int) -> str:
    """A text on one line, not longer than the record can keep."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    shown = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if isinstance(value, Decimal) and "." in shown:
        shown = shown.rstrip("0").rstrip(".").replace(".", ",")
    tidy = " ".join(shown.split())
    if len(tidy) > at_most:
        raise RuleError(f"le texte dépasse {at_most} caractères : raccourcissez-le.")
    return tidy


def short(value: object) -> str:
    """The value as a refusal quotes it."""
    shown = f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
    return " ".join(shown.split())[:40]
