"""Load the public nomenclatures: from their official files, or from the short lists that come with Levier.

Each file is read whole and checked before anything is written; loading it again changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib import resources
from pathlib import Path

from django.db import models, transaction

from levier.domain.errors import CellError, ImportFailed

from .enums import ReferenceKind
from .models import Commune, Reference
from .sheets import Rows, read_sheet
from .text import fold, fold_place

Progress = Callable[[int, int], None]
"""Called with lines done and lines in all."""

MAX_LINES = 500_000
BATCH = 2000
#: Beyond this many wrong lines, it is the wrong file.
MAX_ERRORS = 20

_HEADINGS: dict[str, tuple[str, ...]] = {
    "cpv": ("code", "code cpv", "cpv"),
    "nuts": ("code", "code nuts", "nuts", "nuts id"),
    "rome": ("code rome", "rome", "code"),
    "appellation": ("ogr appellation", "code ogr", "code ogr appellation", "ogr", "code"),
    "label": (
        "libelle fr",
        "fr",
        "libelle",
        "libelle rome",
        "libelle appellation long",
        "label",
        "nom",
        "name latn",
        "nuts label",
        "intitule",
    ),
    "parent": ("rome code", "code rome"),
    "insee": ("code commune insee", "code insee", "insee", "code commune", "com", "codgeo"),
    "name": (
        "nom commune complet",
        "nom standard",
        "nom de la commune",
        "nom commune",
        "nom",
        "nom com",
        "libelle",
        "libgeo",
        "nom commune postal",
    ),
    "postcode": ("code postal", "codes postaux", "cp"),
    "latitude": ("latitude", "latitude mairie", "latitude centre", "lat"),
    "longitude": ("longitude", "longitude mairie", "longitude centre", "lon", "lng"),
    "point": ("geopoint", "coordonnees geographiques", "coordonnees gps", "geo point 2d"),
}
_CODES: dict[ReferenceKind, tuple[re.Pattern[str], str]] = {
    ReferenceKind.CPV: (re.compile(r"(\d{8})(?:-\d)?"), "huit chiffres, avec ou sans clé (45000000-7)"),
    ReferenceKind.NUTS: (re.compile(r"([A-Z]{2}[A-Z0-9]{0,3})"), "deux lettres puis zéro à trois signes (FRD13)"),
    ReferenceKind.ROME: (re.compile(r"([A-Z]\d{4})"), "une lettre et quatre chiffres (A1203)"),
    ReferenceKind.APPELLATION: (re.compile(r"(\d{5,6})"), "cinq ou six chiffres (38874)"),
}


@dataclass(frozen=True)
class Loaded:
    """What a load did."""

    kind: ReferenceKind
    read: int
    #: Lines left aside without being wrong (communes without coordinates, second postcode of a commune).
    aside: int = 0


def load_file(kind: ReferenceKind, path: Path, *, progress: Progress | None = None) -> Loaded:
    """Load an official file, all or nothing.

    Raises:
        ImportFailed: unreadable, wrong columns or wrong lines (each one said).
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ImportFailed(f"Ce fichier n’existe pas : {path}.") from None
    except IsADirectoryError:
        raise ImportFailed(f"C’est un dossier, pas un fichier : {path}.") from None
    except OSError as error:
        raise ImportFailed(f"Ce fichier ne peut pas être lu (droits ou disque) : {path}.") from error
    return load(kind, read_sheet(data, max_rows=MAX_LINES), progress=progress)


def load(kind: ReferenceKind, rows: Rows, *, progress: Progress | None = None) -> Loaded:
    """Load lines already read, header first."""
    if kind is ReferenceKind.COMMUNE:
        communes, aside = _communes(rows)
        _upsert(Commune, communes, unique="insee", progress=progress)
        return Loaded(kind, len(communes), aside)
    lines = _references(kind, rows)
    _upsert(Reference, lines, unique="code", progress=progress)
    return Loaded(kind, len(lines))


def _upsert(
    model: type[models.Model], lines: list[Reference] | list[Commune], *, unique: str, progress: Progress | None
) -> None:
    keys = ["kind", "code"] if model is Reference else [unique]
    updated = [field.name for field in model._meta.concrete_fields if not field.primary_key and field.name not in keys]
    with transaction.atomic():
        for start in range(0, len(lines), BATCH):
            batch = lines[start : start + BATCH]
            model._default_manager.bulk_create(batch, update_conflicts=True, unique_fields=keys, update_fields=updated)
            if progress:
                progress(start + len(batch), len(lines))


class _Faults:
    """Wrong lines, until there are too many to be worth listing."""

    def __init__(self) -> None:
        self.errors: list[CellError] = []

    def add(self, line: int, column: str, message: str) -> None:
        self.errors.append(CellError(line, column, message))
        if len(self.errors) >= MAX_ERRORS:
            self.stop(f"au moins {MAX_ERRORS} lignes fautives : ce n’est sans doute pas le bon fichier")

    def stop(self, why: str = "") -> None:
        if self.errors:
            count = f"{len(self.errors)} lignes fautives" if len(self.errors) > 1 else "une ligne fautive"
            raise ImportFailed(f"Rien n’a été chargé : {why or count}.", errors=tuple(self.errors))


def _find(header: list[str], *names: str) -> int | None:
    folded = [fold(cell) for cell in header]
    known = [heading for name in names for heading in _HEADINGS[name]]
    return next((folded.index(heading) for heading in known if heading in folded), None)


def _need(header: list[str], index: int | None, what: str) -> int:
    if index is None:
        shown = ", ".join(cell.strip() for cell in header if cell.strip())[:120]
        raise ImportFailed(f"Colonne introuvable : {what}. Colonnes du fichier : {shown}.")
    return index


def _cell(cells: list[str], index: int | None) -> str:
    return cells[index].strip() if index is not None and index < len(cells) else ""


def _body(rows: Rows) -> Iterator[tuple[int, list[str]]]:
    return ((line, cells) for line, cells in enumerate(rows[1:], start=2) if any(cell.strip() for cell in cells))


def _references(kind: ReferenceKind, rows: Rows) -> list[Reference]:
    header = rows[0]
    code_at = _need(header, _find(header, kind.value), f"le code ({kind.label})")
    label_at = _need(header, _find(header, "label"), "le libellé en français")
    parent_at = _find(header, "parent") if kind is ReferenceKind.APPELLATION else None
    pattern, shape = _CODES[kind]
    faults = _Faults()
    found: dict[str, Reference] = {}
    for line, cells in _body(rows):
        read = pattern.fullmatch(_cell(cells, code_at).upper())
        label = " ".join(_cell(cells, label_at).split())[:300]
        if read is None:
            faults.add(line, header[code_at], f"« {_cell(cells, code_at)[:30]} » n’est pas un code : il faut {shape}.")
        elif not label:
            faults.add(line, header[label_at], "le libellé manque.")
        else:
            code = read[1]
            parent = _cell(cells, parent_at).upper() or _parent(kind, code)
            found[code] = Reference(
                kind=kind.value, code=code, label=label, parent=parent[:20], folded=fold(label)[:300]
            )
    faults.stop()
    return _not_empty(list(found.values()))


def _not_empty(lines: list[Reference]) -> list[Reference]:
    if not lines:
        raise ImportFailed("Le fichier ne contient que ses titres de colonnes.")
    return lines


def _parent(kind: ReferenceKind, code: str) -> str:
    """Code above, where the code itself says it: CPV drops its last significant digit, NUTS its last sign."""
    if kind is ReferenceKind.NUTS:
        return code[:-1] if len(code) > 2 else ""
    if kind is ReferenceKind.CPV:
        significant = max(2, len(code.rstrip("0")))
        return code[: significant - 1].ljust(8, "0") if significant > 2 else ""
    return ""


def _communes(rows: Rows) -> tuple[list[Commune], int]:
    header = rows[0]
    at = {name: _find(header, name) for name in ("insee", "name", "postcode", "latitude", "longitude", "point")}
    _need(header, at["insee"], "le code INSEE de la commune")
    _need(header, at["name"], "le nom de la commune")
    _need(header, at["postcode"], "le code postal")
    if at["latitude"] is None or at["longitude"] is None:
        _need(header, at["point"], "la latitude et la longitude")
    faults, aside = _Faults(), 0
    found: dict[str, Commune] = {}
    for line, cells in _body(rows):
        commune = _commune(line, cells, header, at, faults)
        if commune is None:
            aside += 1
        elif commune.insee in found:
            aside += 1
            found[commune.insee].postcode = min(found[commune.insee].postcode, commune.postcode)
        else:
            found[commune.insee] = commune
    faults.stop()
    if not found:
        raise ImportFailed("Aucune commune avec des coordonnées dans ce fichier.")
    return list(found.values()), aside


def _commune(
    line: int, cells: list[str], header: list[str], at: dict[str, int | None], faults: _Faults
) -> Commune | None:
    """One commune; ``None`` when its line is left aside (no coordinates) or wrong (said in ``faults``)."""
    insee = _cell(cells, at["insee"]).upper().zfill(5)  # spreadsheets lose the first zero
    if not re.fullmatch(r"\d[\dAB]\d{3}", insee):
        faults.add(line, header[at["insee"] or 0], f"« {insee[:20]} » n’est pas un code INSEE de commune.")
        return None
    postcodes = re.findall(r"\d{4,5}", _cell(cells, at["postcode"]))
    latitude, longitude = _point(cells, at)
    name = _cell(cells, at["name"])[:100]
    if latitude is None or longitude is None or not postcodes or not name:
        return None
    return Commune(
        insee=insee,
        name=name,
        postcode=min(code.zfill(5) for code in postcodes),
        latitude=latitude,
        longitude=longitude,
        folded=fold_place(name)[:100],
    )


def _point(cells: list[str], at: dict[str, int | None]) -> tuple[Decimal | None, Decimal | None]:
    latitude, longitude = _degrees(_cell(cells, at["latitude"]), 90), _degrees(_cell(cells, at["longitude"]), 180)
    if (latitude is None or longitude is None) and at["point"] is not None:
        first, _, second = _cell(cells, at["point"]).partition(",")
        latitude, longitude = _degrees(first, 90), _degrees(second, 180)
    return latitude, longitude


def _degrees(text: str, limit: int) -> Decimal | None:
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) > limit:
        return None
    return value.quantize(Decimal("0.000001"))


# -- The short lists that come with Levier ----------------------------------------------------------------------

#: Public nomenclatures of which Levier ships a short extract. Communes are not among them: the forty it ships are
#: those of the demonstration, fictional.
SHORT_LISTS = (ReferenceKind.CPV, ReferenceKind.NUTS, ReferenceKind.ROME, ReferenceKind.APPELLATION)


def short_list(kind: ReferenceKind) -> Rows:
    """Lines of the short list shipped with the package."""
    name = "communes_fictives.csv" if kind is ReferenceKind.COMMUNE else f"{kind.value}.csv"
    return read_sheet(resources.files("levier.directory").joinpath("data", name).read_bytes(), max_rows=MAX_LINES)


def ensure_short_lists(*, fictional_communes: bool = False) -> list[Loaded]:
    """Load the short list of every nomenclature that has no line yet; a loaded official file is left alone.

    ``fictional_communes`` also loads the invented communes of the demonstration when there is no commune at all.
    """
    wanted: Iterable[ReferenceKind] = (*SHORT_LISTS, *([ReferenceKind.COMMUNE] if fictional_communes else []))
    present = counts()
    return [load(kind, short_list(kind)) for kind in wanted if not present[kind]]


def counts() -> dict[ReferenceKind, int]:
    """How many lines of each nomenclature are loaded."""
    lines = dict(Reference.objects.values_list("kind").annotate(number=models.Count("pk")))
    return {
        kind: Commune.objects.count() if kind is ReferenceKind.COMMUNE else lines.get(kind.value, 0)
        for kind in ReferenceKind
    }
