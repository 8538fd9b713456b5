"""BOAMP notices kept as rows: a CSV of the API's records, and notices put together again from tables.

The DILA published in 2021 tables of its notices, one for each rubric. Joined by ``idweb`` they give a buyer, criteria and
« autres conditions », never the object nor the rubric of reserved contracts: the notice says so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice

from levier.domain.errors import ImportFailed

from .assemble import finish
from .boamp_record import page_of
from .model import Criterion, Kind, Lot, Notice, Party, Source, Text
from .values import clean, deadline_of, one_line, place, weight

#: Columns that only these tables have.
_ROW_KEYS = frozenset(
    {"mois_parution", "autres_conditions", "criteres_ponderes", "criteres_libre", "criteres_priorites"}
)
#: Columns of the API's records that hold lists; its CSV joins them by commas.
_LISTS = frozenset({"code_departement", "code_departement_prestation", "type_marche", "titulaire", "annonce_lie"})
_DELIMITERS = (";", ",", "\t")
_INCOMPLETE = (
    "Avis reconstitué à partir de tables : son objet, sa date exacte et la rubrique « marché réservé » n’y sont pas."
)


def is_row(value: object) -> bool:
    """True when a JSON object is one notice of the tables."""
    return isinstance(value, dict) and "idweb" in value and not _ROW_KEYS.isdisjoint(value)


def read_row(row: dict[str, object]) -> Notice:
    """Read one notice of the tables; never raises."""
    warnings = [_INCOMPLETE]
    number = _text(row, "idweb")
    name = _text(row, "acheteur")
    where = place(postcode=_text(row, "code_postal"), city=_text(row, "ville"))
    deadline = deadline_of(_text(row, "date_limite_offres"), warnings=warnings)
    criteria = tuple(_criteria(row))
    lot = Lot(id="1", deadline=deadline, criteria=criteria, performance_terms=clean(_text(row, "autres_conditions")))
    notice = Notice(
        source=Source.BOAMP_LEGACY,
        notice_id=number,
        publication_number=number,
        official_url=page_of(number),
        version="tables 2021",
        kind=Kind.COMPETITION if deadline is not None or criteria else Kind.OTHER,
        form=_text(row, "famille"),
        buyers=(Party(name=one_line(name), place=where),) if name else (),
        reference=one_line(_text(row, "reference_marche")),
        deadline=deadline,
        lots=(lot,),
        texts=tuple(_texts(row, criteria)),
        warnings=tuple(warnings),
    )
    return finish(notice)


def _text(row: dict[str, object], key: str) -> str:
    value = row.get(key)
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _criteria(row: dict[str, object]) -> Iterator[Criterion]:
    for key, name, share, unit in (
        ("criteres_ponderes", "libelle", "poids", "%"),
        ("criteres_priorites", "value", "ordre", "rang"),
    ):
        listed = row.get(key)
        items = (
            [one for one in listed if isinstance(one, dict) and _text(one, name)] if isinstance(listed, list) else []
        )
        weights = [weight(_text(one, share))[0] for one in items]
        # « 2 », « 2 », « 5 », « 1 »: weights that nobody called percentages.
        shown = "" if unit == "%" and sum(value or 0 for value in weights) != 100 else unit
        for one, value in zip(items, weights, strict=True):
            yield Criterion(
                name=one_line(_text(one, name)), weight=value, weight_unit=shown if value is not None else ""
            )
    free = clean(_text(row, "criteres_libre"))
    if free:
        yield Criterion(description=free)


def _texts(row: dict[str, object], criteria: tuple[Criterion, ...]) -> Iterator[Text]:
    for rubric, key in (("Conditions d’exécution", "autres_conditions"), ("Forme juridique", "forme_juridique")):
        found = clean(_text(row, key))
        if found:
            yield Text(rubric=rubric, text=found)
    for criterion in criteria:
        yield Text(rubric="Critères d’attribution", text=criterion.name or criterion.description)


def records_of_csv(text: str, *, most: int) -> list[dict[str, object]] | None:
    """The first rows (``most``) of a CSV of API records; ``None`` when its columns are not theirs.

    Raises:
        ImportFailed: a quote that never closes, or a cell too long.
    """
    head = text.lstrip("\ufeff").split("\n", 1)[0][:10_000]
    delimiter = max(_DELIMITERS, key=head.count)
    columns = {name.strip().strip('"').lower() for name in head.split(delimiter)}
    if "idweb" not in columns or len(columns) < 2:
        return None
    previous = csv.field_size_limit(len(text) + 1)
    try:
        rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter, strict=True)
        return [_record(row) for row in islice(rows, most)]
    except csv.Error as error:
        raise ImportFailed(
            f"Ce tableau est mal formé ({one_line(str(error))[:80]}) : il est sans doute tronqué. Téléchargez-le à "
            "nouveau."
        ) from None
    finally:
        csv.field_size_limit(previous)


def _record(row: dict[str | None, str | list[str] | None]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in row.items():
        if name is None or not isinstance(value, str) or not value.strip():
            continue
        key = name.strip().lower()
        found[key] = [part.strip() for part in value.split(",")] if key in _LISTS else value
    return found
