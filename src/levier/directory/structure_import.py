"""Read a list of inclusive structures (CSV, XLSX) and say what of it is new.

Columns of the data-inclusion schema v1 are accepted (formats: Licence Ouverte 2.0, plateforme de l’inclusion), those
of its v0 (« typologie »), and the headings of our own export. A structure is inclusive when one of its networks or
its type is one of ``StructureKind``; the other lines of a data-inclusion file (CAF, CCAS…) are left aside and said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from levier.accounts.models import Workspace
from levier.domain.errors import CellError, ImportFailed, RuleError
from levier.domain.identifiers import check_siret
from levier.domain.quantities import check_amount, check_hours, parse_number
from levier.domain.trades import TRADES
from levier.domain.vocabulary import StructureKind

from .enums import OrganisationKind
from .models import Organisation
from .sheets import Rows, read_sheet
from .text import fold
from .values import Identity, StructureFacts

MAX_ROWS = 2000

#: Our column → headings met (folded).
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("nom", "nom de la structure", "raison sociale", "structure", "name"),
    "nature": ("nature",),
    "kind": ("type", "type de structure", "kind", "siae"),
    "typology": ("typologie",),
    "networks": ("reseaux porteurs",),
    "siret": ("siret", "numero siret", "n siret"),
    "address": ("adresse", "rue"),
    "address_more": ("complement adresse",),
    "postcode": ("code postal", "cp"),
    "city": ("commune", "ville"),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "lng"),
    "phone": ("telephone", "tel"),
    "email": ("courriel", "email", "e mail", "adresse electronique", "mail"),
    "website": ("site web", "site", "site internet"),
    "trades": ("metiers", "metier", "activites"),
    "capacity": ("capacite h mois", "capacite", "capacite heures par mois"),
    "load": ("charge recente h mois", "charge h mois", "charge"),
    "radius": ("rayon km", "rayon d intervention km", "rayon"),
    "turnover": ("chiffre d affaires", "chiffre d affaires eur", "ca"),
}
_KINDS = {fold(kind.value): kind for kind in StructureKind} | {
    fold(alias): kind
    for kind in StructureKind
    for alias in (kind.label, kind.label.split(" (")[0], kind.label.partition("(")[2].rstrip(")"))
    if alias
}
_TRADES = {fold(trade.code): trade.code for trade in TRADES} | {fold(trade.label): trade.code for trade in TRADES}
_LISTED = re.compile(r"[^;|{}\[\]\"',]+")


@dataclass(frozen=True, slots=True)
class StructureRow:
    """One structure of the file, and the line it is on."""

    line: int
    identity: Identity
    structure: StructureFacts


@dataclass
class StructureList:
    """What a file says, before anything is written."""

    rows: list[StructureRow] = field(default_factory=list)
    #: Lines that are no inclusive structure, with the reason: they are not errors.
    aside: list[CellError] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    #: Headings nobody reads.
    ignored: list[str] = field(default_factory=list)


def parse(data: bytes, *, max_bytes: int | None = None) -> StructureList:
    """Read a whole file; every fault of every line is kept, with its column as the file writes it.

    Raises:
        ImportFailed: when the file cannot be read at all or lacks a column that nothing replaces.
    """
    rows = read_sheet(data, max_rows=MAX_ROWS, max_bytes=max_bytes)
    header, position = _headings(rows)
    found = StructureList(ignored=[cell for cell in header if cell.strip() and not _column(cell)])
    seen: dict[str, int] = {}
    for line, cells in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in cells):
            reader = _Line(line, cells, header, position)
            _take(reader, found, seen)
    if not (found.rows or found.errors or found.aside):
        raise ImportFailed("Le fichier ne contient que ses titres de colonnes : ajoutez au moins une structure.")
    return found


def _column(heading: str) -> str | None:
    folded = fold(heading)
    return next((name for name, known in COLUMNS.items() if folded in known), None)


def _headings(rows: Rows) -> tuple[list[str], dict[str, int]]:
    header = rows[0]
    position: dict[str, int] = {}
    for index, cell in enumerate(header):
        name = _column(cell)
        if name and name not in position:
            position[name] = index
    missing = [] if "name" in position else ["« nom »"]
    if not {"kind", "typology", "networks"} & position.keys():
        missing.append("« type » (ou « typologie », « reseaux_porteurs »)")
    if missing:
        raise ImportFailed(
            f"Colonne introuvable : {' et '.join(missing)}. La première ligne du fichier doit porter les titres "
            "des colonnes ; téléchargez le modèle pour les avoir tous."
        )
    return header, position


class _Line:
    """One line being read: gives cells by name and gathers their faults."""

    def __init__(self, line: int, cells: list[str], header: list[str], position: dict[str, int]) -> None:
        self.line, self._cells, self._header, self._position = line, cells, header, position
        self.errors: list[CellError] = []

    def __getitem__(self, name: str) -> str:
        index = self._position.get(name)
        return self._cells[index].strip() if index is not None and index < len(self._cells) else ""

    def has(self, name: str) -> bool:
        return name in self._position

    def wrong(self, name: str, message: str) -> None:
        index = self._position.get(name)
        self.errors.append(CellError(self.line, self._header[index] if index is not None else None, message))

    def text(self, name: str, limit: int) -> str:
        value = self[name]
        if len(value) > limit:
            self.wrong(name, f"le texte dépasse {limit} caractères : raccourcissez-le.")
        return value

    def number(self, name: str, what: str) -> Decimal | None:
        if not self[name]:
            return None
        try:
            return parse_number(self[name], what=what)
        except RuleError as error:
            self.wrong(name, error.message)
            return None

    def checked(self, name: str, value: Decimal | None, check: Any, what: str) -> Decimal | None:
        if value is None:
            return None
        try:
            return check(value, what=what)  # type: ignore[no-any-return]
        except RuleError as error:
            self.wrong(name, error.message)
            return None


def _take(line: _Line, found: StructureList, seen: dict[str, int]) -> None:
    kind, reason = _kind(line)
    if kind is None and reason:
        found.aside.append(CellError(line.line, None, reason))
        return
    identity = _identity(line)
    facts = _facts(line, kind) if kind else None
    key = identity.siret or f"{fold(identity.name)} {identity.postcode}"
    if key.strip() and key in seen:
        line.wrong("siret" if identity.siret else "name", f"déjà à la ligne {seen[key]} : supprimez l’une des deux.")
    seen.setdefault(key, line.line)
    found.errors += line.errors
    if facts is not None and not line.errors:
        found.rows.append(StructureRow(line.line, identity, facts))


def _kind(line: _Line) -> tuple[StructureKind | None, str]:
    """The kind of structure; or ``None`` with the reason why the line is left aside (« » when it is an error)."""
    nature = line["nature"]
    if nature and fold(nature) != fold(OrganisationKind.STRUCTURE.label):
        return None, f"pas une structure inclusive ({nature[:60]})."
    typed = line["kind"]
    if typed:
        if kind := _KINDS.get(fold(typed)):
            return kind, ""
        accepted = ", ".join(one.acronym for one in StructureKind)
        line.wrong("kind", f"« {typed[:40]} » n’est pas un type de structure inclusive. Types admis : {accepted}.")
        return None, ""
    codes = [line["typology"], *(token.strip() for token in _LISTED.findall(line["networks"]))]
    for code in codes:
        if kind := _KINDS.get(fold(code)):
            return kind, ""
    if line.has("typology") or line.has("networks"):
        shown = ", ".join(code for code in codes if code)[:60]
        return None, f"pas une structure inclusive ({shown})." if shown else "aucun type : pas une structure inclusive."
    line.wrong("kind", "indiquez le type de la structure (EI, ACI, ETTI…).")
    return None, ""


def _identity(line: _Line) -> Identity:
    name = line.text("name", 200)
    if not name:
        line.wrong("name", "indiquez le nom de la structure.")
    siret = line["siret"]
    if siret:
        try:
            siret = check_siret(siret)
        except RuleError as error:
            line.wrong("siret", error.message)
            siret = ""
    postcode = line["postcode"]
    if postcode and not re.fullmatch(r"\d{5}", postcode := postcode.replace(" ", "").zfill(5)):
        line.wrong("postcode", "un code postal compte cinq chiffres.")
    latitude, longitude = _coordinates(line)
    return Identity(
        name=name,
        siret=siret,
        address=", ".join(part for part in (line["address"], line["address_more"]) if part)[:250],
        postcode=postcode,
        city=line.text("city", 100),
        latitude=latitude,
        longitude=longitude,
        phone=line.text("phone", 30),
        email=_valid(line, "email", validate_email, "cette adresse électronique n’est pas valable."),
        website=_website(line),
    )


def _coordinates(line: _Line) -> tuple[Decimal | None, Decimal | None]:
    latitude = line.number("latitude", "La latitude")
    longitude = line.number("longitude", "La longitude")
    if latitude is None or longitude is None:
        return None, None
    if abs(latitude) > 90 or abs(longitude) > 180:
        line.wrong("latitude", "les coordonnées doivent être en degrés (par exemple 48,65 et 0,12).")
        return None, None
    place = Decimal("0.000001")
    return latitude.quantize(place), longitude.quantize(place)


def _valid(line: _Line, name: str, validate: Any, message: str) -> str:
    value = line[name]
    if value:
        try:
            validate(value)
        except ValidationError:
            line.wrong(name, message)
    return value


def _website(line: _Line) -> str:
    value = line["website"]
    if not value:
        return ""
    address = value if re.match(r"https?://", value) else f"https://{value}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        line.wrong("website", "cette adresse de site n’est pas valable (exemple : https://www.exemple.fr).")
    if len(address) > 200:
        line.wrong("website", "l’adresse du site dépasse 200 caractères.")
    return address


def _facts(line: _Line, kind: StructureKind) -> StructureFacts:
    radius = line.number("radius", "Le rayon")
    if radius is not None and (radius != radius.to_integral_value() or not 0 <= radius <= 1000):
        line.wrong("radius", "le rayon est un nombre entier de kilomètres, de 0 à 1 000.")
        radius = None
    capacity = line.checked("capacity", line.number("capacity", "La capacité"), _hours, "La capacité")
    load = line.checked("load", line.number("load", "La charge"), _hours, "La charge")
    turnover = line.checked(
        "turnover", line.number("turnover", "Le chiffre d’affaires"), check_amount, "Le chiffre d’affaires"
    )
    return StructureFacts(
        structure_kind=kind,
        trades=tuple(_trades(line)),
        capacity_hours_month=capacity,
        recent_load_hours_month=load or Decimal(0),
        radius_km=30 if radius is None else int(radius),
        annual_turnover=turnover,
    )


def _hours(value: Decimal, *, what: str) -> Decimal:
    hours = check_hours(value, what=what)
    if hours >= 10_000_000:
        raise RuleError(f"{what} dépasse 10 millions d’heures par mois : c’est sans doute une erreur de saisie.")
    return hours


def _trades(line: _Line) -> Iterator[str]:
    for token in re.split(r"[;|\n]+", line["trades"]):
        if not token.strip():
            continue
        if code := _TRADES.get(fold(token)):
            yield code
        else:
            line.wrong("trades", f"métier inconnu : « {token.strip()[:40]} ». Les métiers admis sont dans le modèle.")


def check_rows(*, workspace: Workspace, rows: Sequence[StructureRow]) -> list[StructureRow]:
    """Rows that are not in the directory yet.

    A row is known by its SIRET, or by its name and postcode when it has none.

    Raises:
        ImportFailed: a SIRET that belongs to an organisation which is not a structure.
    """
    kept = Organisation.objects.filter(workspace=workspace).only("name", "siret", "postcode", "kind")
    by_siret = {one.siret: one for one in kept if one.siret}
    by_name = {(fold(one.name), one.postcode) for one in kept if one.kind == OrganisationKind.STRUCTURE}
    errors = [
        CellError(
            row.line,
            "siret",
            f"ce SIRET est déjà celui de « {other.name} » ({OrganisationKind(other.kind).label.lower()}).",
        )
        for row in rows
        if (other := by_siret.get(row.identity.siret)) and other.kind != OrganisationKind.STRUCTURE
    ]
    if errors:
        raise ImportFailed(refused(errors), errors=tuple(errors))
    return [
        row
        for row in rows
        if (row.identity.siret not in by_siret if row.identity.siret else True)
        and (fold(row.identity.name), row.identity.postcode) not in by_name
    ]


def refused(errors: Sequence[CellError]) -> str:
    """« 3 erreurs : rien n’a été enregistré… »."""
    count = f"{len(errors)} erreurs" if len(errors) > 1 else "Une erreur"
    return f"{count} dans le fichier : rien n’a été enregistré. Corrigez-le et renvoyez-le."


def to_text(rows: Iterable[StructureRow]) -> str:
    """Rows as text, to carry them (signed) from the preview to the confirmation."""
    return json.dumps([asdict(row) for row in rows], default=str, ensure_ascii=False)


def from_text(text: str) -> list[StructureRow]:
    """The reverse of ``to_text``."""
    return [
        StructureRow(one["line"], _identity_of(one["identity"]), _facts_of(one["structure"]))
        for one in json.loads(text)
    ]


def _identity_of(plain: dict[str, Any]) -> Identity:
    return Identity(**{**plain, **_decimals(plain, "latitude", "longitude")})


def _facts_of(plain: dict[str, Any]) -> StructureFacts:
    exact = _decimals(plain, "capacity_hours_month", "recent_load_hours_month", "annual_turnover")
    kind, trades = StructureKind(plain["structure_kind"]), tuple(plain["trades"])
    return StructureFacts(**{**plain, **exact, "structure_kind": kind, "trades": trades})


def _decimals(values: dict[str, Any], *names: str) -> dict[str, Decimal | None]:
    return {name: None if values[name] is None else Decimal(values[name]) for name in names}
