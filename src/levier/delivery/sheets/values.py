"""One cell of a sheet of hours → one value, or a sentence that says what to write instead."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from levier.domain.errors import RuleError
from levier.domain.months import month_start
from levier.domain.quantities import CENT, Hours, format_hours, parse_number
from levier.domain.vocabulary import ContractKind
from levier.sheets.fields import fold, header_key
from levier.sheets.values import day, short

#: No month holds more.
_MOST: Hours = Decimal(744)
_CLOCK = re.compile(r"^(\d{1,4})\s*(?:h|:)\s*([0-5]?\d)(?:\s*(?:mn|min|m)|:([0-5]\d))?$")
_IN_MINUTES = re.compile(r"^([\d ]+(?:[.,]\d+)?)\s*(?:min|mn|minutes?)?$")
_MINUTES = frozenset({"min", "mn", "minute", "minutes"})
_NOT_MINUTES = frozenset({"heure", "heures", "h", "hres", "centieme", "centiemes"})
_COMPACT = re.compile(r"^(20\d\d)\s*[-/.]?\s*(0[1-9]|1[0-2])$")
_MONTH_NAMES = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
_KINDS = {
    **{header_key(kind.label): kind for kind in ContractKind},
    **{kind.value: kind for kind in ContractKind},
    "cdd insertion": ContractKind.CDDI,
    "cddi": ContractKind.CDDI,
    "contrat apprentissage": ContractKind.APPRENTICESHIP,
    "apprentissage": ContractKind.APPRENTICESHIP,
    "apprenti": ContractKind.APPRENTICESHIP,
    "contrat professionnalisation": ContractKind.PROFESSIONALISATION,
    "professionnalisation": ContractKind.PROFESSIONALISATION,
    "contrat pro": ContractKind.PROFESSIONALISATION,
    "interim insertion": ContractKind.TEMP_INSERTION,
    "ctti": ContractKind.TEMP_INSERTION,
    "mission insertion": ContractKind.TEMP_INSERTION,
    "interim": ContractKind.TEMP,
    "ctt": ContractKind.TEMP,
    "mission": ContractKind.TEMP,
    "mission interim": ContractKind.TEMP,
    "stage": ContractKind.INTERNSHIP,
    "esat": ContractKind.ESAT_SUPPORT,
}


def in_minutes(header: str) -> bool:
    """The header says that its numbers are minutes: « Durée (min) », « Temps mn »; not « heures et minutes »."""
    words = set(header_key(header).split())
    return bool(words & _MINUTES) and not words & _NOT_MINUTES


def minutes(value: object) -> Hours:
    """Hours from minutes: « 420 », « 420 min »; « 7:00 » and « 7 h » stay what they say."""
    if isinstance(value, Decimal):
        return _bounded(value / 60)
    if found := _IN_MINUTES.match(fold(str(value))):
        return _bounded(parse_number(found[1]) / 60)
    return hours(value)


def hours(value: object) -> Hours:
    """Hours to the hundredth: a number, « 7,5 », « 7h30 », « 7:30 », « 35 h »; finer figures are rounded half up."""
    if isinstance(value, date):
        raise RuleError("une date n’est pas un nombre d’heures : vérifiez le format de la cellule.")
    if isinstance(value, Decimal):
        return _bounded(value)
    text = fold(str(value))
    if clock := _CLOCK.match(text):
        return _bounded(Decimal(int(clock[1])) + Decimal(int(clock[2])) / 60)
    try:
        return _bounded(parse_number(text.removesuffix("heures").removesuffix("h").strip()))
    except RuleError:
        raise RuleError(f"« {short(value)} » n’est pas un nombre d’heures : écrivez 35, 7,5 ou 7:30.") from None


def _bounded(value: Decimal) -> Hours:
    if value < 0:
        raise RuleError("des heures ne sont jamais négatives : corrigez le total de la personne.")
    if value > _MOST:
        raise RuleError(f"un mois compte au plus {format_hours(_MOST)} : vérifiez ce nombre.")
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def month(value: object, *, asked: date) -> tuple[date, date | None]:
    """First day of the month, and the day when the cell gives one. A month without a year is the one nearest to ``asked``."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        if compact := _COMPACT.match(text):
            return date(int(compact[1]), int(compact[2]), 1), None
        if value == value.to_integral_value() and 1 <= value <= 12:
            return _near(int(value), asked), None
        raise RuleError("ce nombre n’est pas un mois : écrivez « mars 2026 » ou mettez la cellule au format date.")
    if isinstance(value, date):
        return month_start(value), value
    text = fold(str(value)).rstrip(".")
    if text in _MONTH_NAMES:
        return _near(_MONTH_NAMES.index(text) + 1, asked), None
    if text.isdigit() and 1 <= int(text) <= 12:
        return _near(int(text), asked), None
    if compact := _COMPACT.match(text):
        return date(int(compact[1]), int(compact[2]), 1), None
    found = day(value, first_year=2000, last_year=2100, unlikely="pour des heures travaillées")
    whole = re.search(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d|\d{4}-\d{1,2}-\d", text) is not None
    return month_start(found), found if whole else None


def _near(number: int, asked: date) -> date:
    years = (asked.year - 1, asked.year, asked.year + 1)
    return min((date(year, number, 1) for year in years), key=lambda one: abs((one - asked).days))


def birth_day(value: object) -> date:
    """A day of birth; a year of two digits is of the last century unless it would be to come."""
    return day(value, first_year=1900, last_year=2030, unlikely="pour une naissance")


def contract_day(value: object) -> date:
    """A day of a work contract."""
    return day(value, first_year=1950, last_year=2100, unlikely="pour un contrat de travail")


def contract_kind(value: object) -> ContractKind:
    """A kind of work contract as payroll software writes it."""
    found = _KINDS.get(header_key(str(value)))
    if found is None:
        raise RuleError(
            f"« {short(value)} » n’est pas un contrat connu : écrivez CDI, CDD, CDDI, intérim d’insertion, apprentissage…"
        )
    return found
