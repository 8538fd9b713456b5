"""The lots of an eForms notice, and what a lot and the whole procedure describe in the same way: a project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from .eforms_walk import Record
from .eforms_words import Pairs, Said, Words
from .model import Criterion, Deadline, Lot, Nature, Place
from .values import amount, cpv, day, deadline, distinct, months, months_between, nature, one_line, place, token, weight

_WEIGHT_UNITS = {"per": "%", "poi": "points", "dec": "", "ord": "rang"}
_NOWHERE = Place()
_NO_CRITERION = Criterion()


class Project(NamedTuple):
    """``cac:ProcurementProject``."""

    title: str
    description: str
    nature: Nature | None
    cpv: str
    cpv_additional: tuple[str, ...]
    estimated: Decimal | None
    maximum: Decimal | None
    currency: str
    places: tuple[Place, ...]
    duration: int | None


def read_project(record: Record, told: Said, warnings: list[str]) -> Project:
    """What is bought, for how much, where and for how long."""
    estimated, maximum = record.get("estimated"), record.get("maximum")
    main = cpv(record.get("cpv"), warnings=warnings)
    others = [cpv(text, warnings=warnings) for _, text in record.get("cpv_additional", ())]
    return Project(
        title=told.get("title", "").replace("\n", " "),
        description=told.get("description", ""),
        nature=next((nature(text) for name, text in record.get("nature", ()) if name == "contract-nature"), None),
        cpv=main,
        cpv_additional=distinct([code for code in others if code != main]) if others else (),
        estimated=amount(estimated[0][1], what="Le montant estimé", warnings=warnings) if estimated else None,
        maximum=amount(maximum[0][1], what="Le maximum de l’accord-cadre", warnings=warnings) if maximum else None,
        currency=next((one[0][0] for one in (estimated, maximum) if one and one[0][0]), "EUR"),
        places=_places(record),
        duration=_duration(record, warnings),
    )


def place_of(record: Record) -> Place:
    """A place, from the fields of an address."""
    return place(nuts=record.get("nuts", ""), postcode=record.get("postcode", ""), city=record.get("city", ""))


def _places(record: Record) -> tuple[Place, ...]:
    found = dict.fromkeys([place_of(address) for address in record.get("places", ())])
    found.pop(_NOWHERE, None)
    return tuple(found)


def _duration(record: Record, warnings: list[str]) -> int | None:
    measure = record.get("duration")
    if measure:
        unit, text = measure[0]
        return months(text, unit or "MONTH")
    if "end" not in record:
        return None
    start = day(record.get("start"), what="La date de début", warnings=warnings)
    return months_between(start, day(record["end"], what="La date de fin", warnings=warnings))


def described(lots: list[Record]) -> list[int]:
    """Which records are lots; failing that, the parts of a planning notice (never the groups of lots)."""
    schemes = [lot["id"][0][0] if "id" in lot else None for lot in lots]
    for scheme in ("Lot", "Part", None):
        chosen = [rank for rank, found in enumerate(schemes) if found == scheme]
        if chosen:
            return chosen
    return []


def identifier_of(record: Record) -> str:
    """« LOT-0001 »."""
    return token(record["id"][0][1]) if "id" in record else ""


def read_lot(record: Record, told: Said, words: Words, results: Mapping[str, str], warnings: list[str]) -> Lot:
    """One lot, with its terms and its deadline."""
    own = read_project(record, told, warnings)
    identifier = identifier_of(record)
    listed = _listed(record)
    systems = dict(record.get("systems", ()))
    framework = _code(systems, "framework-agreement")
    tender = _deadline(record, "tender", warnings)
    request = _deadline(record, "request", warnings)
    reserved, reason, performance = _conditions(record.get("conditions", ()), words)
    return Lot(
        id=identifier,
        title=own.title,
        description=own.description,
        cpv=own.cpv,
        cpv_additional=own.cpv_additional,
        amount=own.estimated,
        currency=own.currency,
        framework_maximum=own.maximum,
        nature=own.nature,
        places=own.places,
        duration_months=own.duration,
        is_framework=bool(framework),
        framework=framework,
        framework_operators=_count(record.get("operators")),
        dynamic_system=_code(systems, "dps-usage"),
        deadline=tender or request or _deadline(record, "interest", warnings),
        request_deadline=request,
        documents_url=one_line(record.get("documents")),
        reserved_participation=_codes(record.get("requirements", ()), "reserved-procurement"),
        reserved_execution=reserved,
        reserved_execution_reason=reason,
        strategic=listed.get("strategic-procurement", ()),
        strategic_terms=told.get("additional.terms", ""),
        environmental_impact=listed.get("environmental-impact", ()),
        social_objectives=listed.get("social-objective", ()),
        innovation=listed.get("innovative-acquisition", ()),
        accessibility=listed["accessibility"][0] if listed.get("accessibility") else "",
        performance_terms=performance,
        criteria=tuple([one for one in (_criterion(each, words) for each in record.get("criteria", ())) if one]),
        criteria_order_reason=told.get("criteria_order", ""),
        criteria_formula=told.get("criteria_formula", ""),
        result=results.get(identifier, ""),
    )


def _code(systems: Mapping[str | None, str], name: str) -> str:
    found = token(systems.get(name))
    return "" if found == "none" else found


def _codes(pairs: Pairs, name: str) -> tuple[str, ...]:
    found = [token(text) for listed, text in pairs if listed == name]
    return distinct([code for code in found if code != "none"]) if found else ()


def _listed(record: Record) -> dict[str, tuple[str, ...]]:
    """Codes of ``cac:ProcurementAdditionalType`` by list (BT-06, BT-754, BT-774, BT-775, BT-776)."""
    if "additional" not in record:
        return {}
    pairs = [pair for one in record.get("additional", ()) for pair in one.get("code", ())]
    return {name: _codes(pairs, name) for name, _ in pairs if name}


def _conditions(records: Iterable[Record], words: Words) -> tuple[str, str, str]:
    """Of ``cac:ContractExecutionRequirement``: reserved execution, why, and the terms of performance."""
    reserved, reasons, terms = "", [], []
    for one in records:
        for listed, text in one.get("code", ()):
            if listed == "reserved-execution":
                reserved = reserved or token(text)
                reasons += one.get("description", ())
            elif listed == "conditions":
                terms += one.get("description", ())
    return reserved, words(reasons), words(terms)


def _count(text: str | None) -> int | None:
    found = token(text)
    return int(found) if found.isascii() and found.isdigit() and len(found) <= 6 else None


def _deadline(record: Record, what: str, warnings: list[str]) -> Deadline | None:
    on = record.get(f"{what}_date")
    return deadline(on, record.get(f"{what}_time"), warnings=warnings) if on else None


def _criterion(record: Record, words: Words) -> Criterion | None:
    description = words(record.get("description"))
    value, unit = None, ""
    for parameter in record.get("parameters", ()):
        for name, code in parameter.get("code", ()):
            if name == "number-weight":
                value, _ = weight(parameter.get("number"))
                unit = _WEIGHT_UNITS.get(code.strip()[:3], "") if value is not None else ""
    if value is None:
        # Some tools write the weight as the description: « 60% ».
        value, unit = weight(description)
    found = Criterion(
        kind=token(record.get("kind")),
        name=words.line(record.get("name")),
        description=description,
        weight=value,
        weight_unit=unit,
    )
    return None if found == _NO_CRITERION else found
