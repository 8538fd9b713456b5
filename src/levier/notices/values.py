"""Single values out of notices: texts, amounts, dates, durations, codes.

Every function takes the list of warnings it may add to and never raises: real notices hold years 0222, amounts of
1e17, nine-digit CPV codes and text encoded twice (formats of 2016–2025, read on public data).
"""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo

from levier.domain.errors import RuleError
from levier.domain.identifiers import Siret, is_siret, normalise_siret
from levier.domain.quantities import MAX_AMOUNT, parse_number

from .model import Deadline, Nature, Party, Place
from .nuts import department_of_nuts, department_of_postcode

PARIS = ZoneInfo("Europe/Paris")
FIRST_YEAR, LAST_YEAR = 1990, 2100
#: Date that publication tools write when there is none.
DUMMY_DATE = date(2000, 1, 1)

_CP1252 = {
    chr(code): bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_MENDED = {**_CP1252, "\u00ad": "", "\t": " ", "\r": " ", "\f": " ", "\v": " "}
_ODD = re.compile("[\t\r\f\v\u0080-\u009f\u00ad]")
_TAGS = re.compile(r"<\s{0,9}/?\s{0,9}(?:br|p|div|li|ul|ol)\b[^<>]{0,200}>", re.IGNORECASE)
_SPACES = re.compile(r" {2,}")
_PLACEHOLDER = re.compile(r"unpublished|non\s+renseign[ée]e?|n\.?c\.?|-+|\.+", re.IGNORECASE)

_PLACEHOLDER_STARTS = frozenset("uUnN-.")


def clean(text: str | None) -> str:
    """Readable text: entities decoded up to twice, cp1252 remains mended, blanks collapsed, line breaks kept.

    Most texts need none of it: each step is taken only when a quick look says so.
    """
    if not text:
        return ""
    text = text.strip()
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAGS.sub("\n", text)
    if not text.isprintable():
        text = _mended(text)
    elif "  " in text:
        text = _SPACES.sub(" ", text).strip()
    if text[:1] in _PLACEHOLDER_STARTS and _PLACEHOLDER.fullmatch(text):
        return ""
    return "" if len(text) <= 200 and "_DEFAULT_VALUE_CHANGE_ME_" in text else text


def _mended(text: str) -> str:
    """The longer look, for texts of several lines or with odd characters."""
    if not text.replace("\n", "").isprintable():
        text = _ODD.sub(_mend, text)
    if "  " in text:
        text = _SPACES.sub(" ", text)
    return "\n".join([line for line in [line.strip(" ") for line in text.split("\n")] if line]).strip()


def _mend(found: re.Match[str]) -> str:
    return _MENDED.get(found[0], found[0])


def one_line(text: str | None) -> str:
    """Like :func:`clean`, on one line (names, titles, towns)."""
    return clean(text).replace("\n", " ")


def token(text: str | None) -> str:
    """A code or an identifier: nothing in it needs mending."""
    found = text.strip() if text else ""
    return "" if found == "unpublished" else found


def amount(text: str | None, *, what: str, warnings: list[str]) -> Decimal | None:
    """An amount, or ``None`` with a warning when it cannot be a purchase."""
    raw = one_line(text)
    if not raw:
        return None
    try:
        # No purchase needs sixty digits; a million of them would take minutes.
        value = Decimal(raw[:60])
    except InvalidOperation:
        try:
            value = parse_number(raw[:60])
        except RuleError:
            warnings.append(f"{what} n’est pas un nombre (« {raw[:40]} ») : montant ignoré.")
            return None
    if not value.is_finite() or value < 0:
        warnings.append(f"{what} est négatif ou masqué (« {raw[:40]} ») : montant ignoré.")
        return None
    if value > MAX_AMOUNT:
        warnings.append(f"{what} dépasse 99 milliards (« {raw[:40]} ») : montant ignoré.")
        return None
    if value <= 1:
        warnings.append(f"{what} est nul ou symbolique (« {raw[:40]} ») : montant ignoré.")
        return None
    return value


_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_FRENCH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_TIME = re.compile(r"(\d{1,2})[:h](\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(Z|[+-]\d{2}:?\d{2})?")


def day(text: str | None, *, what: str, warnings: list[str]) -> date | None:
    """A date between 1990 and 2100, or ``None`` with a warning."""
    if not text:
        return None
    plain = _plain_day(text.strip())
    if plain is not None:
        return plain
    raw = one_line(text)
    if not raw:
        return None
    iso = _DATE.match(raw) or _COMPACT.match(raw)
    french = None if iso else _FRENCH.match(raw)
    if iso:
        year, month, number = (int(part) for part in iso.groups())
    elif french:
        number, month, year = (int(part) for part in french.groups())
    else:
        warnings.append(f"{what} n’est pas une date (« {raw[:40]} ») : date ignorée.")
        return None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        warnings.append(f"{what} porte une année impossible (« {raw[:40]} ») : date ignorée.")
        return None
    try:
        return date(year, month, number)
    except ValueError:
        warnings.append(f"{what} n’existe pas au calendrier (« {raw[:40]} ») : date ignorée.")
        return None


def _plain_day(raw: str) -> date | None:
    """« 2025-04-24… » without a regular expression; ``None`` when it needs a longer look."""
    if raw[4:5] != "-" or raw[7:8] != "-":
        return None
    try:
        found = date.fromisoformat(raw[:10])
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text == "Z":
        return timezone.utc  # noqa: UP017 - same type as the computed offsets
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    if minutes >= 24 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def deadline(date_text: str | None, time_text: str | None, *, warnings: list[str]) -> Deadline | None:
    """A deadline in Paris time.

    Without an hour, a plain day. Without a zone, the hour is Paris's (BOAMP writes local hours). With a zone that
    Paris did not have that day, the instant is kept and a warning gives the hour as written: sending tools often
    write +02:00 in winter.
    """
    on = day(date_text, what="La date limite", warnings=warnings)
    if on is None:
        return None
    found = _TIME.match(one_line(time_text))
    if not found:
        return on
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        warnings.append(f"L’heure limite est impossible (« {one_line(time_text)[:20]} ») : heure ignorée.")
        return on
    zone = _zone(found[4])
    written = datetime.combine(on, time(hour, minute), tzinfo=zone or PARIS)
    local = written.astimezone(PARIS)
    if zone is not None and zone is not UTC and local.utcoffset() != written.utcoffset():
        warnings.append(
            f"L’heure limite est écrite « {hour:02d} h {minute:02d} » avec le décalage {found[4]}, qui n’est pas celui "
            "de Paris ce jour-là : vérifiez l’heure dans le règlement de la consultation."
        )
    return local


def deadline_of(text: str | None, *, warnings: list[str]) -> Deadline | None:
    """A deadline written in one field (« 2024-07-25T12:00:00 », « 2021-02-08 11:00:00 », « 20210730 17:00 »)."""
    raw = one_line(text)
    head, _, tail = raw.replace("T", " ", 1).partition(" ")
    return deadline(head, tail, warnings=warnings) if raw else None


_MONTHS = {
    "YEAR": Decimal(12),
    "MONTH": Decimal(1),
    "WEEK": Decimal(7) / Decimal("30.4375"),
    "DAY": 1 / Decimal("30.4375"),
    "CALENDAR_DAY": 1 / Decimal("30.4375"),
    "WORKING_DAY": Decimal(12) / Decimal(251),
}


_WHOLE_MONTHS = {"MONTH": 1, "YEAR": 12}


def months(text: str | None, unit: str = "MONTH") -> int | None:
    """A duration in months, rounded to the nearest, at least one; ``None`` when unreadable or over 99 years."""
    raw = text.strip() if text else ""
    if unit in _WHOLE_MONTHS and raw.isascii() and raw.isdigit() and len(raw) <= 4:
        count = int(raw) * _WHOLE_MONTHS[unit]
        return count if 1 <= count <= 99 * 12 else None
    raw = one_line(raw)
    factor = _MONTHS.get(unit.upper())
    if factor is None or not re.fullmatch(r"\d{1,6}(?:[.,]\d+)?", raw):
        return None
    value = (Decimal(raw.replace(",", ".")) * factor).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if not 0 <= value <= 99 * 12 or raw.strip("0.,") == "":
        return None
    return max(1, int(value))


def months_between(start: date | None, end: date | None) -> int | None:
    """Months from one day to another, rounded to the nearest, at least one."""
    if start is None or end is None or end <= start:
        return None
    return months(str((end - start).days + 1), "DAY")


_CPV = re.compile(r"([0-9]{8})(?:-?[0-9])?(?!\d)")


def cpv(text: str | None, *, warnings: list[str]) -> str:
    """Eight digits; a check digit (« 45210000-2 ») is dropped, anything else is refused with a warning."""
    if not text:
        return ""
    raw = text.strip()
    if len(raw) == 8 and raw.isascii() and raw.isdigit():
        return raw
    raw = one_line(raw)
    found = _CPV.match(raw)
    if found:
        return found[1]
    if raw:
        warnings.append(f"Le code CPV « {raw[:20]} » n’a pas 8 chiffres : code ignoré.")
    return ""


_NATURES = {
    "works": Nature.WORKS,
    "travaux": Nature.WORKS,
    "supplies": Nature.SUPPLIES,
    "fournitures": Nature.SUPPLIES,
    "fourniture": Nature.SUPPLIES,
    "services": Nature.SERVICES,
    "service": Nature.SERVICES,
}


def nature(text: str | None) -> Nature | None:
    """Works, supplies or services, in the words of eForms, TED or BOAMP."""
    return _NATURES.get(one_line(text).lower())


_WEIGHT = re.compile(r"(\d{1,3}(?:[.,]\d{1,3})?)\s*(%|points?\b|pts?\b)?", re.IGNORECASE)


def weight(text: str | None) -> tuple[Decimal | None, str]:
    """A weight and its unit (« 60 % », « 40 points », « 2 »); the unit is empty when it is not written."""
    raw = one_line(text)
    # Beyond that it is a sentence, not a weight.
    found = _WEIGHT.fullmatch(raw.rstrip(". ")) if len(raw) <= 20 else None
    if not found:
        return None, ""
    unit = "%" if found[2] == "%" else ("points" if found[2] else "")
    return Decimal(found[1].replace(",", ".")), unit


def place(*, nuts: str = "", postcode: str = "", city: str = "") -> Place:
    """A place with its département, from the postcode first: buyers often pick a neighbour's NUTS code."""
    # Cut before they are remembered: what a hostile file repeats must not stay.
    return _place(nuts[:40], postcode[:40], city[:200])


@lru_cache(maxsize=4096)
def _place(nuts: str, postcode: str, city: str) -> Place:
    nuts, postcode, city = one_line(nuts).upper()[:10], one_line(postcode)[:12], one_line(city)
    department = department_of_postcode(postcode) or department_of_nuts(nuts)
    return Place(nuts=nuts, department=department, postcode=postcode, city=city)


@lru_cache(maxsize=4096)
def _siret(identifier: str) -> Siret:
    """The same buyers, platforms and companies come back in many notices; most are fourteen plain digits."""
    if len(identifier) == 14 and is_siret(identifier):
        return Siret(identifier, identifier[:9])
    return normalise_siret(identifier)


def forget() -> None:
    """Empty what is remembered from one notice to the next."""
    _place.cache_clear()
    _siret.cache_clear()


def party(*, name: str, identifier: str = "", where: Place, warnings: list[str], french: bool = True) -> Party:
    """A buyer or winner; a doubtful SIRET is left out, with a warning when the organisation is French."""
    name, identifier = one_line(name), one_line(identifier)[:100]
    if not identifier:
        return Party(name=name, place=where)
    found = _siret(identifier)
    if found.problem and french:
        warnings.append(f"{name or 'Organisation'} : {found.problem}")
    return Party(name=name, siret=found.value, siren=found.siren, identifier=identifier, place=where)


def distinct(values: list[str]) -> tuple[str, ...]:
    """Non-empty values, once each, in order."""
    return tuple(dict.fromkeys(value for value in values if value))


_TED_NUMBER = re.compile(r"\d{1,8}-\d{4}")


def ted_page(number: str) -> str:
    """Official page of a TED notice (« 123456-2024 »); empty without a publication number."""
    return f"https://ted.europa.eu/fr/notice/-/detail/{number.lstrip('0')}" if _TED_NUMBER.fullmatch(number) else ""
