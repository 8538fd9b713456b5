"""``levier notice FILE...``: what real notices and awarded contracts say."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from levier.domain.errors import ImportFailed
from levier.domain.quantities import NBSP, format_euros, format_number
from levier.notices.model import Deadline, Lot, Notice, Party
from levier.notices.read import read_notices
from levier.notices.recognition import Finding, social_reading
from levier.notices.tree import MAX_BYTES

from .contracts import holds_contracts, show_contracts
from .writing import FORMATS, written_contracts, written_notices

PROGRESS_FROM = 20
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


@click.command("notice")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Un objet JSON par avis ou contrat et par ligne.")
@click.option("--as", "form", type=click.Choice(FORMATS), help="Écrit les faits sociaux dans ce format.")
def notice(files: tuple[Path, ...], as_json: bool, form: str | None) -> None:
    """Dit ce que contiennent des avis (TED eForms, TED_EXPORT, BOAMP) et des contrats attribués (DECP)."""
    many = len(files) > PROGRESS_FROM
    errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
    listing = track(files, description="Lecture des avis", console=errors, transient=True) if many else files
    failed = False
    for path in listing:
        try:
            _show(path, as_json, form, refused=errors.print)
        except ImportFailed as error:
            failed = True
            errors.print(f"{path} : {error.message}")
    if failed:
        sys.exit(2)


def _show(path: Path, as_json: bool, form: str | None, *, refused: Callable[[str], None]) -> None:
    if holds_contracts(path):
        if form is None:
            show_contracts(path, as_json=as_json)
            return
        lines = written_contracts(path, form, refused=refused)
    elif form is not None:
        lines = written_notices(read_notices(_bytes(path)), form)
    else:
        lines = _told(path, as_json)
    for line in lines:
        click.echo(line)


def _told(path: Path, as_json: bool) -> Iterator[str]:
    for one in read_notices(_bytes(path)):
        yield json.dumps(as_data(one, path=path), ensure_ascii=False) if as_json else as_text(one) + "\n"


def _bytes(path: Path) -> bytes:
    """The file's bytes, at most one more than the reader accepts."""
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except IsADirectoryError:
        raise ImportFailed("C’est un dossier : donnez les fichiers qu’il contient.") from None
    except FileNotFoundError:
        raise ImportFailed("Ce fichier n’existe pas.") from None
    except OSError as error:
        raise ImportFailed(f"Ce fichier ne peut pas être lu ({error.strerror}).") from None


def as_text(one: Notice) -> str:
    """A readable summary, one line a fact."""
    rows = [
        ("Avis", f"{one.publication_number or one.notice_id} · {one.kind.label} · {one.source.label}"),
        ("Publié le", french_date(one.published_on) if one.published_on else ""),
        ("Acheteur", " ; ".join(_party(buyer) for buyer in one.buyers)),
        ("Objet", one.title),
        ("Nature", one.nature.label if one.nature else ""),
        ("Procédure", one.procedure),
        ("CPV", ", ".join(code for code in (one.cpv_main, *one.cpv_additional) if code)),
        ("Montant", _best_amount(one)),
        ("Lieu", " ; ".join(str(place) for place in one.places)),
        ("Date limite", french_deadline(one.deadline) if one.deadline else ""),
        ("Durée", f"{one.duration_months}{NBSP}mois" if one.duration_months else ""),
        ("Attribué à", " ; ".join(dict.fromkeys(winner.party.name for winner in one.winners))),
        ("Dossier", one.documents_url),
    ]
    lines = [f"{name:<12} {value}" for name, value in rows if value]
    lines.append(f"{'Lots':<12} {len(one.lots)}")
    lines += [f"  {_lot(lot)}" for lot in one.lots]
    lines += _social_lines(one)
    lines += [f"  ! {warning}" for warning in one.warnings]
    return "\n".join(lines)


def _party(party: Party) -> str:
    siret = f" (SIRET {party.siret})" if party.siret else ""
    return f"{party.name}{siret}"


def _best_amount(one: Notice) -> str:
    if one.best_amount is None:
        return ""
    value, label = one.best_amount
    return f"{_money(value, one.currency)} ({label})"


def _money(value: Decimal, currency: str) -> str:
    return format_euros(value) if currency == "EUR" else f"{format_number(value)}{NBSP}{currency}"


def _lot(lot: Lot) -> str:
    parts = [f"{lot.number}. {lot.title or lot.description[:120] or 'sans titre'}".replace("\n", " ")]
    if lot.cpv:
        parts.append(f"CPV {lot.cpv}")
    if lot.amount is not None:
        parts.append(_money(lot.amount, lot.currency))
    if lot.duration_months:
        parts.append(f"{lot.duration_months}{NBSP}mois")
    return " · ".join(parts)


def _social_lines(one: Notice) -> list[str]:
    reading = social_reading(one)
    lines = dict.fromkeys(f"  > {found.kind.label} : «{NBSP}{found.quote}{NBSP}»" for found in reading.findings)
    hints = dict.fromkeys(f"  > code {code.field} : {code.label}" for code in reading.codes)
    return [*lines, *hints]


def french_date(value: date) -> str:
    """« 3 juin 2025 », « 1er juin 2025 »."""
    number = "1er" if value.day == 1 else str(value.day)
    return f"{number} {_MONTHS[value.month - 1]} {value.year}"


def french_deadline(value: Deadline) -> str:
    """« 3 juin 2025 à 12 h 00 »."""
    if isinstance(value, datetime):
        return f"{french_date(value)} à {value.hour}{NBSP}h{NBSP}{value.minute:02d}"
    return french_date(value)


def as_data(one: Notice, *, path: Path | None = None) -> dict[str, object]:
    """Plain data for a program: amounts as strings, dates in ISO 8601."""
    reading = social_reading(one)
    best = one.best_amount
    return {
        "file": str(path) if path else "",
        "source": one.source.value,
        "notice_id": one.notice_id,
        "publication_number": one.publication_number,
        "kind": one.kind.value,
        "form": one.form,
        "published_on": _iso(one.published_on),
        "procedure": one.procedure,
        "buyers": [_party_data(buyer) for buyer in one.buyers],
        "title": one.title,
        "description": one.description,
        "nature": one.nature.value if one.nature else None,
        "cpv_main": one.cpv_main,
        "cpv_additional": list(one.cpv_additional),
        "amount": {"value": str(best[0]), "what": best[1], "currency": one.currency} if best else None,
        "is_framework": one.is_framework,
        "places": [{"nuts": p.nuts, "department": p.department, "city": p.city} for p in one.places],
        "deadline": _iso(one.deadline),
        "duration_months": one.duration_months,
        "lots": [_lot_data(lot) for lot in one.lots],
        "winners": [{**_party_data(winner.party), "lots": list(winner.lots)} for winner in one.winners],
        "documents_url": one.documents_url,
        "social": [_finding_data(finding) for finding in reading.findings],
        "social_codes": [{"field": c.field, "code": c.code, "lot": c.lot} for c in reading.codes],
        "warnings": list(one.warnings),
    }


def _party_data(party: Party) -> dict[str, object]:
    return {"name": party.name, "siret": party.siret, "city": party.place.city}


def _finding_data(finding: Finding) -> dict[str, object]:
    return {
        "kind": finding.kind.value,
        "lot": finding.lot,
        "lots": list(finding.lots),
        "quote": finding.quote,
        "rubric": finding.rubric,
        "rule": finding.rule,
        "confidence": finding.confidence,
        "hours": str(finding.facts.hours) if finding.facts.hours is not None else None,
        "weight": str(finding.weight) if finding.weight is not None else None,
        "reserved_for": finding.reserved_for.value if finding.reserved_for else None,
        "article": finding.article,
    }


def _lot_data(lot: Lot) -> dict[str, object]:
    return {
        "id": lot.id,
        "title": lot.title,
        "cpv": lot.cpv,
        "amount": str(lot.amount) if lot.amount is not None else None,
        "currency": lot.currency,
        "duration_months": lot.duration_months,
        "deadline": _iso(lot.deadline),
        "is_framework": lot.is_framework,
        "criteria": [
            {
                "name": criterion.name or criterion.description,
                "weight": str(criterion.weight) if criterion.weight is not None else None,
                "unit": criterion.weight_unit,
            }
            for criterion in lot.criteria
        ],
    }


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None
