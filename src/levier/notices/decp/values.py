"""Single values of the public data, each read once however often it comes back.

Every function is total: it gives the value, or nothing and the end of a French sentence that says why (« n’est pas une
date »). Millions of contracts repeat the same dates, codes and companies, so the answers are kept, in bounded number.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from levier.domain.errors import RuleError
from levier.domain.identifiers import LA_POSTE, is_siren
from levier.domain.quantities import MAX_AMOUNT, parse_number
from levier.notices.nuts import department_code, department_of_postcode
from levier.notices.values import FIRST_YEAR, LAST_YEAR, one_line

from .model import Environmental, Organisation, Site, Social

#: A value out of a JSON document or a cell.
Raw: TypeAlias = Any

KEPT = 16_384
#: What the consolidated table writes over amounts it does not believe (decp-processing): not an amount.
MASKED = Decimal("12311111111")
_DOUBTFUL = int(MASKED)
MAX_MONTHS = 99 * 12
MAX_TEXT = 5_000
MAX_ID = 30
_ABSENT = frozenset({"", "nc", "n.c.", "n/a", "na", "null", "none", "nan", "-", "néant", "inconnu", "non renseigné"})


def text(raw: Raw) -> str:
    """Readable text on one line: no control character, no lone surrogate, entities decoded; absent values are empty."""
    if type(raw) is not str:
        raw = _as_text(raw)
    if not raw.isprintable() or "&" in raw or "<" in raw:
        raw = raw.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        raw = "".join(char if char.isprintable() else " " for char in one_line(raw))
    if "  " in raw or raw.strip() is not raw:
        raw = " ".join(raw.split())
    if len(raw) > MAX_TEXT:
        raw = raw[:MAX_TEXT]
    return "" if len(raw) < 14 and raw.lower() in _ABSENT else raw


def _as_text(raw: Raw) -> str:
    if raw is None or isinstance(raw, bool | dict | list):
        return ""
    return str(raw)[:MAX_TEXT]


@lru_cache(maxsize=KEPT)
def short(raw: str) -> str:
    """:func:`text`, for values that come back: names, natures, codes."""
    return text(raw)


def code(raw: Raw) -> str:
    """A short text, whatever its JSON type."""
    return short(raw if type(raw) is str else _as_text(raw))


@lru_cache(maxsize=KEPT)
def fold(word: str) -> str:
    """Lower case without accents, apostrophes made blanks: « Appel d offres ouvert » is « Appel d'offres ouvert »."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
    return re.sub(r"[\s'’_-]+", " ", plain.replace("œ", "oe")).strip()


_FRENCH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)|(\d{4})(\d{2})(\d{2})(?!\d)")


@lru_cache(maxsize=KEPT)
def day(raw: str) -> tuple[date | None, str]:
    """A date between 1990 and 2100.

    Years such as 0222 or 0021 are refused, never guessed. « 12/25/2023 » can only be a month first; « 05/06/2023 » is
    read as French.
    """
    if len(raw) == 10 and raw[4] == "-" == raw[7]:
        try:
            found = date.fromisoformat(raw)
        except ValueError:
            pass
        else:
            if FIRST_YEAR <= found.year <= LAST_YEAR:
                return found, ""
    return _unusual_day(text(raw))


def _unusual_day(raw: str) -> tuple[date | None, str]:
    if not raw:
        return None, ""
    shown = f"(« {raw[:30]} »)"
    iso, french = _ISO.match(raw), _FRENCH.match(raw)
    if iso:
        year, month, number = (int(part) for part in iso.groups() if part)
    elif french:
        number, month, year = (int(part) for part in french.groups())
        if month > 12 >= number:
            number, month = month, number
    else:
        return None, f"n’est pas une date {shown} : date ignorée."
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None, f"porte une année impossible {shown} : date ignorée."
    try:
        return date(year, month, number), ""
    except ValueError:
        return None, f"n’existe pas au calendrier {shown} : date ignorée."


def amount(raw: Raw) -> tuple[Decimal | None, str]:
    """Euros above one and under 99 G€."""
    value = raw if type(raw) is Decimal else _decimal(raw)
    if value is not None and value.is_finite() and 1 < value < _DOUBTFUL:
        return value, ""
    if value is None:
        word = text(raw)
        return None, f"n’est pas un nombre (« {word[:40]} ») : montant ignoré." if word else ""
    if not value.is_finite() or value < 0:
        return None, "est négatif ou infini : montant ignoré."
    if value <= 1:
        return None, f"est nul ou symbolique (« {_shown(value)} ») : montant ignoré."
    if value > MAX_AMOUNT:
        return None, f"dépasse 99 milliards d’euros (« {_shown(value)} ») : montant ignoré."
    if int(value) == MASKED:
        return None, "a été masqué par l’éditeur de la table (12,3 milliards d’euros) : montant ignoré."
    return value, ""


def _shown(value: Decimal) -> str:
    return str(value)[:30]


def _decimal(raw: Raw) -> Decimal | None:
    """The number that was written, or ``None``; floats by their shortest decimal writing."""
    if isinstance(raw, Decimal):
        return raw
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, int):
        return Decimal(raw)
    try:
        return Decimal(repr(raw) if isinstance(raw, float) else raw.strip()) if isinstance(raw, float | str) else None
    except InvalidOperation:
        pass
    try:
        return parse_number(raw)
    except RuleError:
        return None


@lru_cache(maxsize=KEPT, typed=True)
def months(raw: Raw) -> tuple[int | None, str]:
    """A whole number of months, from 1 to 99 years."""
    value = _decimal(raw)
    if value is None or not value.is_finite():
        word = text(raw)
        return None, f"n’est pas un nombre de mois (« {word[:40]} ») : durée ignorée." if word else ""
    if not 0 < value <= MAX_MONTHS:
        return None, f"est impossible (« {_shown(value)} mois ») : durée ignorée."
    return max(1, round(value)), ""


@lru_cache(maxsize=KEPT, typed=True)
def count(raw: Raw) -> int | None:
    """A whole number above zero (offers received, numbers of modifications)."""
    value = _decimal(raw)
    if value is None or not value.is_finite() or not 0 < value <= 1_000_000:
        return None
    return int(value)


@lru_cache(maxsize=KEPT, typed=True)
def share(raw: Raw) -> Decimal | None:
    """A fraction between 0 and 1; « 5 » meant 5 % and is read so."""
    value = _decimal(raw)
    if value is None or not value.is_finite() or not 0 <= value <= 100:
        return None
    return value if value <= 1 else value / 100


_YES, _NO = frozenset({"true", "oui", "vrai", "1", "o"}), frozenset({"false", "non", "faux", "0", "n"})


def flag(raw: Raw) -> bool | None:
    """True, false, or unknown."""
    if raw is True or raw is False or raw is None:
        return raw
    word = code(raw).lower()
    return True if word in _YES else (False if word in _NO else None)


@lru_cache(maxsize=KEPT)
def cpv(raw: str) -> tuple[str, str]:
    """Eight digits; the check digit (« 45210000-2 ») is dropped."""
    if len(raw) == 8 and raw.isascii() and raw.isdigit() and raw[:2] != "00":
        return raw, ""
    word = short(raw)
    found = re.match(r"(\d{8})(?:[-\s]?\d)?(?!\d)", word, re.ASCII)
    if found and not found[1].startswith("00"):
        return found[1], ""
    return "", f"« {word[:20]} » n’a pas 8 chiffres : code ignoré." if word else ""


#: Luhn's doubling of a digit, on ASCII bytes: « 7 » becomes 5 (14 → 1 + 4).
_DOUBLED = bytes(48 + (2 * d if d < 5 else 2 * d - 9) if 0 <= (d := byte - 48) <= 9 else byte for byte in range(256))


def is_siret(digits: str) -> bool:
    """As :func:`levier.domain.identifiers.is_siret`, at the pace of millions."""
    if len(digits) != 14 or not digits.isascii() or not digits.isdigit() or digits.startswith("000000000"):
        return False
    if digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0:
        return True
    raw = digits.encode()
    return (sum(raw[0::2].translate(_DOUBLED)) + sum(raw[1::2]) - 14 * 48) % 10 == 0


_KINDS = {
    fold(kind): kind for kind in ("SIRET", "SIREN", "TVA", "TAHITI", "RIDET", "FRWF", "IREP", "HORS-UE", "UE", "AUTRE")
}
_SPACED = re.compile(r"[\s.\u00a0\u202f]+")


@lru_cache(maxsize=KEPT)
def organisation(id_: Raw, kind: Raw, name: Raw) -> tuple[Organisation, str]:
    """An organisation by its identifier; a SIRET with a false key is kept as written and left out of ``siret``."""
    named = short(name) if name else ""
    if kind == "SIRET" and type(id_) is str and is_siret(id_):
        return Organisation(id_, "SIRET", named, id_), ""
    written, known = code(id_)[:MAX_ID], code(kind)
    known = _KINDS.get(fold(known), known) if known else ""
    digits = _SPACED.sub("", written)
    if known in ("", "SIRET") and is_siret(digits):
        return Organisation(digits, "SIRET", named, digits), ""
    who = f"{named}, " if named else ""
    if not written:
        return Organisation("", known, named), f"{who}sans identifiant."
    if known in ("", "SIRET", "SIREN") and len(digits) == 9 and is_siren(digits):
        return Organisation(digits, "SIREN", named), f"{who}SIREN sans établissement (« {written} »)."
    if known in ("", "SIRET", "SIREN") and digits.isdigit():
        return Organisation(written, "SIRET", named), f"{who}SIRET faux (« {written} »)."
    if known in ("SIRET", "SIREN"):
        return Organisation(written, "SIRET", named), f"{who}SIRET illisible (« {written} »)."
    return Organisation(written, known, named), ""


_SITE_KINDS = {
    fold(kind.removeprefix("Code ")): kind
    for kind in (
        "Code postal",
        "Code commune",
        "Code arrondissement",
        "Code canton",
        "Code département",
        "Code région",
        "Code pays",
    )
}


@lru_cache(maxsize=KEPT)
def site(code_: Raw, kind: Raw, name: Raw) -> Site:
    """The place of execution, with its département when the code gives one."""
    place, written = code(code_).upper(), code(kind)
    known = _SITE_KINDS.get(fold(written).removeprefix("code "), written)
    return Site(place, known, code(name), _department(place, known))


def _department(place: str, kind: str) -> str:
    if kind == "Code département":
        return department_code(place)
    if kind in ("Code commune", "Code arrondissement", "Code canton"):
        return department_code(place[:3] if place.startswith(("97", "98")) else place[:2])
    return department_of_postcode(place) if kind in ("Code postal", "") else ""


#: The words of the arrêté, for values written otherwise (« appel d offres ouvert », « marché »).
_OFFICIAL = {
    fold(word): word
    for word in (
        *("Marché", "Marché de partenariat", "Marché de défense ou de sécurité", "Accord-cadre", "Marché subséquent"),
        *("Procédure adaptée", "Appel d'offres ouvert", "Appel d'offres restreint", "Procédure avec négociation"),
        *("Marché passé sans publicité ni mise en concurrence préalable", "Dialogue compétitif"),
        *("Travaux", "Maitrise d'œuvre", "Fournitures courantes et services", "Marchés industriels"),
        *("Prestations intellectuelles", "Techniques de l'information et de la communication", "Pas de CCAG"),
        *("Unitaire", "Forfaitaire", "Mixte", "Conjoint", "Solidaire", "Pas de groupement"),
        *("Définitif ferme", "Définitif actualisable", "Définitif révisable", "Provisoire"),
        *("Concours", "Système de qualification", "Système d'acquisition dynamique", "Catalogue électronique"),
        *("Enchère électronique", "Tranches", "Bons de commande", "Marchés subséquents", "Sans objet"),
    )
}


@lru_cache(maxsize=KEPT)
def term(raw: Raw) -> str:
    """A word of the official lists in its official writing; any other word as it is."""
    word = code(raw)
    return _OFFICIAL.get(fold(word), word)


_SOCIAL = {
    "clause sociale": Social.CLAUSE,
    "critere social": Social.CRITERION,
    "marche reserve": Social.RESERVED,
    "concession reservee": Social.RESERVED,
}
_ENVIRONMENTAL = {
    "clause environnementale": Environmental.CLAUSE,
    "critere environnemental": Environmental.CRITERION,
}
_NONE = frozenset({"pas de consideration sociale", "pas de consideration environnementale", "sans objet", "aucune"})


class Choices(NamedTuple):
    """The fields of a contract whose values are words of a list: few combinations, so read together and kept."""

    nature: str
    procedure: str
    price_form: str
    grouping: str
    ccag: str
    innovative: bool | None
    advance: bool | None
    subcontracting: bool | None
    techniques: tuple[str, ...]
    execution_modes: tuple[str, ...]
    price_kinds: tuple[str, ...]
    social: tuple[Social, ...] | None
    environmental: tuple[Environmental, ...] | None
    problems: tuple[str, ...]


#: Fields of :class:`Choices` in a DECP, in the same order: words, then yes or no, then lists.
CHOICES = (
    *("nature", "procedure", "formePrix", "typeGroupementOperateurs", "ccag"),
    *("marcheInnovant", "attributionAvance", "sousTraitanceDeclaree"),
    *("techniques", "modalitesExecution", "typesPrix", "considerationsSociales", "considerationsEnvironnementales"),
)


@lru_cache(maxsize=KEPT)
def choices(*values: Raw) -> Choices:
    """Each value of :data:`CHOICES`; lists come as tuples, or as one text joined by commas."""
    people, problem = _considerations(values[11], _SOCIAL, "sociale")
    green, other = _considerations(values[12], _ENVIRONMENTAL, "environnementale")
    problems = tuple(sentence for sentence in (problem, other) if sentence)
    nature, procedure, price, grouping, ccag = map(term, values[:5])
    innovative, advance, subcontracting = map(flag, values[5:8])
    techniques, modes, prices = (tuple(word for word in map(term, _words(value)) if word) for value in values[8:11])
    words = (nature, procedure, price, grouping, ccag)
    return Choices(*words, innovative, advance, subcontracting, techniques, modes, prices, people, green, problems)


def _words(value: Raw) -> tuple[Raw, ...]:
    if isinstance(value, str):
        return tuple(value.split(","))
    return value if isinstance(value, tuple) else ()


def _considerations(value: Raw, known: dict[str, Any], what: str) -> tuple[tuple[Any, ...] | None, str]:
    """Declared considerations in the order of the arrêté's list; ``None`` when nothing is declared."""
    if value is None:
        return None, ""
    words = _words(value)
    folded = [fold(code(word)) for word in words]
    found = tuple(value for value in dict.fromkeys(known.values()) if value in {known.get(word) for word in folded})
    strange = [code(word) for word, plain in zip(words, folded, strict=True) if plain not in known and plain]
    strange = [word for word in strange if fold(word) not in _NONE]
    if strange:
        return found, f"La considération {what} « {strange[0][:60]} » n’est pas dans la liste officielle : ignorée."
    if found and any(word.startswith("pas de consideration") for word in folded):
        return found, f"Le contrat déclare à la fois une considération {what} et aucune : la première est gardée."
    return found, ""
