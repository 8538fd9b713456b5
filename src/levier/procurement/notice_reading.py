"""From a published notice to a prefilled contract: what it gives, what it does not, what it already says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from levier.domain.quantities import MAX_AMOUNT
from levier.domain.trades import trades_for_cpv
from levier.notices.model import Kind, Notice, Place
from levier.notices.recognition import social_reading

from .sheets import names_framework
from .sheets.values import nature_of_cpv

_EUR = "EUR"


def contract_initial(notice: Notice) -> dict[str, Any]:
    """Initial values of the contract form. Only what the notice says; an amount in another currency is left out."""
    place = _place(notice)
    amount = notice.best_amount
    nature = notice.nature.value if notice.nature else None
    cpv = _cpv(notice.cpv_main)
    found = nature_of_cpv(cpv)
    usable = amount is not None and notice.currency == _EUR and 0 < amount[0] <= MAX_AMOUNT
    return {
        "title": _cut(notice.title or (notice.lots[0].title if notice.lots else ""), 300),
        "reference": _cut(notice.reference, 60),
        "nature": nature or (found.value if found else ""),
        "description": _cut(notice.description, 5000),
        "cpv": cpv,
        "amount": amount[0] if usable and amount else None,
        "duration_months": _months(notice.duration_months)
        or _months(max((lot.duration_months or 0 for lot in notice.lots), default=0)),
        "is_framework": notice.is_framework
        or any(lot.is_framework for lot in notice.lots)
        or names_framework(notice.title),
        "place": _cut(place.city, 150),
        "postcode": place.postcode if len(place.postcode) == 5 else "",
        # a préinformation announces the consultation, and does not say which day it is launched
        "consultation_on": None if notice.kind is Kind.PLANNING else _in_age(notice.published_on),
    }


def lots_initial(notice: Notice) -> list[dict[str, Any]]:
    """Initial values of the lots, with the trades their CPV points to."""
    seen: set[str] = set()
    found = []
    for position, lot in enumerate(notice.lots[:300], start=1):
        number = lot.number[:10] or str(position)
        number = number if number not in seen else f"{number[:6]}-{position}"
        seen.add(number)
        cpv = _cpv(lot.cpv) or _cpv(notice.cpv_main)
        usable = lot.amount is not None and lot.currency == _EUR and 0 < lot.amount <= MAX_AMOUNT
        found.append(
            {
                "number": number,
                "title": _cut(lot.title or notice.title or f"Lot {number}", 300),
                "cpv": cpv,
                "amount": lot.amount if usable else None,
                "trades": [trade.code for trade in trades_for_cpv(cpv)] if cpv else [],
            }
        )
    return found


def buyer_initial(notice: Notice) -> dict[str, str]:
    """Name and SIRET of the first buyer."""
    buyer = notice.buyers[0] if notice.buyers else None
    return {"name": _cut(buyer.name, 200), "siret": buyer.siret or ""} if buyer else {"name": "", "siret": ""}


def social_sentences(notice: Notice) -> list[dict[str, str]]:
    """What the notice already announces, quoted; structured codes are said to be hints."""
    reading = social_reading(notice)
    numbers = {lot.id: lot.number for lot in notice.lots}
    quotes = [
        {
            "kind": one.kind.label,
            "quote": one.quote,
            "rubric": one.rubric,
            "lot": ", ".join(numbers.get(lot, lot) for lot in one.lots),
        }
        for one in reading.findings
    ]
    codes = [
        {
            "kind": "code renseigné (indice)",
            "quote": one.label,
            "rubric": one.field,
            "lot": numbers.get(one.lot, one.lot),
        }
        for one in reading.codes
    ]
    return quotes + codes


def record(notice: Notice) -> dict[str, Any]:
    """What is kept of the notice with the contract."""
    amount = notice.best_amount
    return {
        "source": notice.source.label,
        "kind": notice.kind.label,
        "publication_number": notice.publication_number,
        "published_on": notice.published_on.isoformat() if notice.published_on else None,
        "amount_is": amount[1] if amount else None,
        "documents_url": notice.documents_url,
        "warnings": list(notice.warnings),
        "social": social_sentences(notice),
    }


def label(notice: Notice) -> str:
    """One line to choose a notice among several."""
    buyer = buyer_initial(notice)["name"]
    return " · ".join(filter(None, (_cut(notice.title, 120) or "Avis sans titre", buyer, notice.kind.label)))


def _place(notice: Notice) -> Place:
    """The first place with a town, of the notice, of its lots, else of the buyer."""
    places = [*notice.places, *(place for lot in notice.lots for place in lot.places)]
    places += [buyer.place for buyer in notice.buyers[:1]]
    return next((one for one in places if one.city or one.postcode), Place())


def _cpv(code: str) -> str:
    digits = code.partition("-")[0]
    return digits if len(digits) == 8 and digits.isascii() and digits.isdigit() else ""


def _cut(text: str, length: int) -> str:
    tidy = " ".join(text.replace("\x00", "").split())
    return tidy if len(tidy) <= length else f"{tidy[: length - 1]}…"


def _months(value: int | None) -> int | None:
    return value if value and 1 <= value <= 600 else None


def _in_age(value: date | None) -> date | None:
    if isinstance(value, datetime):
        value = value.date()
    return value if value and 2000 <= value.year <= 2100 else None
