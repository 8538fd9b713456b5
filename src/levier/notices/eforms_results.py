"""Winners of an eForms result notice.

LotResult → LotTender → TenderingParty → Tenderer → Organization; the conclusion date is the settled contract's
(``cac:TenderResult/cbc:AwardDate`` holds a dummy 2000-01-01 and is never read).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from .model import Winner
from .parties import Organisations
from .tree import Element, first, nodes, raw, text
from .values import DUMMY_DATE, amount, day

_RESULT = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension/efac:NoticeResult"


def read_winners(
    root: Element, organisations: Organisations, warnings: list[str]
) -> tuple[tuple[Winner, ...], Decimal | None]:
    """The winners, and the value of the notice (BT-161)."""
    result = first(root, _RESULT)
    if result is None:
        return (), None
    total = first(result, "cbc:TotalAmount")
    value = amount(raw(total), what="Le montant attribué", warnings=warnings) if total is not None else None
    won = {
        text(reference, "cbc:ID")
        for lot in nodes(result, "efac:LotResult[cbc:TenderResultCode='selec-w']")
        for reference in nodes(lot, "efac:LotTender")
    }
    signed = _conclusion_dates(result, warnings)
    winners: list[Winner] = []
    for tender in nodes(result, "efac:LotTender"):
        identifier = text(tender, "cbc:ID")
        if identifier in won:
            winners += _winners_of(tender, result, organisations, signed.get(identifier), warnings)
    return tuple(dict.fromkeys(winners)), value


def _conclusion_dates(result: Element, warnings: list[str]) -> dict[str, date]:
    found: dict[str, date] = {}
    for contract in nodes(result, "efac:SettledContract"):
        on = day(text(contract, "cbc:IssueDate"), what="La date de conclusion", warnings=warnings)
        if on is not None and on != DUMMY_DATE:
            for tender in nodes(contract, "efac:LotTender/cbc:ID"):
                found[raw(tender).strip()] = on
    return found


def _winners_of(
    tender: Element, result: Element, organisations: Organisations, on: date | None, warnings: list[str]
) -> list[Winner]:
    payable = first(tender, "cac:LegalMonetaryTotal/cbc:PayableAmount")
    value = (
        amount(raw(payable), what="Le montant de l’offre retenue", warnings=warnings) if payable is not None else None
    )
    group = text(tender, "efac:TenderingParty/cbc:ID")
    lots = tuple(raw(node).strip() for node in nodes(tender, "efac:TenderLot/cbc:ID"))
    found = []
    for parties in nodes(result, "efac:TenderingParty"):
        if not group or text(parties, "cbc:ID") != group:
            continue
        for reference in nodes(parties, "efac:Tenderer/cbc:ID"):
            organisation = organisations.get(raw(reference).strip())
            if organisation is not None:
                found.append(
                    Winner(
                        party=organisation,
                        lots=lots,
                        amount=value,
                        currency=payable.get("currencyID", "EUR") if payable is not None else "EUR",
                        concluded_on=on,
                    )
                )
    return found
