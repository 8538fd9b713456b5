"""Results and winners of an eForms notice.

LotResult → LotTender → TenderingParty → Tenderer → Organization; the conclusion date is the settled contract's
(``cac:TenderResult/cbc:AwardDate`` holds a dummy 2000-01-01 and is never read).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .eforms_walk import Record
from .model import Winner
from .parties import Organisations
from .values import DUMMY_DATE, amount, day, token

_CHOSEN = "selec-w"
#: Each tender repeats the members of its group: a hostile notice could multiply one by the other.
_MOST_WINNERS = 5000


def read_total(record: Record, warnings: list[str]) -> Decimal | None:
    """The value of the notice (BT-161)."""
    total = record.get("total")
    return amount(total[0][1], what="Le montant attribué", warnings=warnings) if total else None


def read_results(record: Record) -> dict[str, str]:
    """Whether a winner was chosen (BT-142), by lot."""
    return {
        token(lot): token(result.get("code"))
        for result in record.get("lot_results", ())
        for _, lot in result.get("lots", ())
    }


def read_winners(record: Record, organisations: Organisations, warnings: list[str]) -> tuple[Winner, ...]:
    """The companies whose tender was chosen."""
    won = {
        token(tender)
        for result in record.get("lot_results", ())
        if token(result.get("code")) == _CHOSEN
        for _, tender in result.get("tenders", ())
    }
    signed = _conclusion_dates(record, warnings)
    groups = {token(group.get("id")): group.get("tenderers", ()) for group in record.get("parties", ())}
    found: list[Winner] = []
    for tender in record.get("tenders", ()):
        identifier = token(tender.get("id"))
        if identifier in won:
            members = [token(member) for _, member in groups.get(token(tender.get("party")), ())]
            found += _winners_of(tender, members, organisations, signed.get(identifier), warnings)
        if len(found) > _MOST_WINNERS:
            warnings.append(f"L’avis donne plus de {_MOST_WINNERS} titulaires : les suivants sont laissés de côté.")
            del found[_MOST_WINNERS:]
            break
    return tuple(dict.fromkeys(found))


def _conclusion_dates(record: Record, warnings: list[str]) -> dict[str, date]:
    found: dict[str, date] = {}
    for contract in record.get("contracts", ()):
        on = day(contract.get("signed"), what="La date de conclusion", warnings=warnings)
        if on is not None and on != DUMMY_DATE:
            for _, tender in contract.get("tenders", ()):
                found[token(tender)] = on
    return found


def _winners_of(
    tender: Record, members: list[str], organisations: Organisations, on: date | None, warnings: list[str]
) -> list[Winner]:
    payable = tender.get("amount")
    value = amount(payable[0][1], what="Le montant de l’offre retenue", warnings=warnings) if payable else None
    currency = (payable[0][0] or "EUR") if payable else "EUR"
    lots = tuple(token(lot) for _, lot in tender.get("lots", ()))
    known = (organisations.get(member) for member in members)
    return [
        Winner(party=party, lots=lots, amount=value, currency=currency, concluded_on=on)
        for party in known
        if party is not None
    ]
