"""What the services of procurement are given: facts already typed, and the checks they share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from levier.domain.errors import RuleError
from levier.domain.quantities import Euros, check_amount
from levier.domain.trades import TRADES_BY_CODE
from levier.domain.vocabulary import Ccag, PurchaseNature

from .enums import AwardRole

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFacts:
    """One lot. ``pk`` is the existing one's, ``None`` for a new lot."""

    number: str
    title: str
    pk: int | None = None
    description: str = ""
    cpv: str = ""
    trades: tuple[str, ...] = ()
    #: € excl. VAT.
    amount: Euros | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFacts:
    """What is known of a contract."""

    title: str
    nature: PurchaseNature
    reference: str = ""
    description: str = ""
    is_framework: bool = False
    is_concession: bool = False
    ccag: Ccag | None = None
    cpv: str = ""
    #: € excl. VAT; when absent and every lot has one, their sum.
    amount: Euros | None = None
    duration_months: int | None = None
    place: str = ""
    postcode: str = ""
    nuts: str = ""
    consultation_on: date | None = None
    start_order_on: date | None = None
    notified_on: date | None = None
    ends_on: date | None = None
    facilitator_id: int | None = None
    lots: tuple[LotFacts, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """One company of an award: an organisation already known."""

    organisation_id: int
    role: AwardRole
    #: € excl. VAT of its part.
    amount: Euros | None = None


def check_day(value: date | None, *, what: str, field_name: str) -> date | None:
    """A day of this age.

    Raises:
        RuleError: year 0222 and its like.
    """
    if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise RuleError(f"{what} : l’année {value.year} n’est pas possible. Corrigez la date.", field=field_name)
    return value


def in_order(before: date | None, after: date | None, *, message: str, field_name: str) -> None:
    """Refuse two dates in the wrong order."""
    if before is not None and after is not None and after < before:
        raise RuleError(message, field=field_name)


def check_contract(facts: ContractFacts) -> None:
    """Everything the database would refuse, and what it could not see.

    Raises:
        RuleError: with the field at fault.
    """
    if not facts.title.strip():
        raise RuleError("Indiquez l’objet du marché.", field="title")
    for name, what in (
        ("consultation_on", "Publication prévue"),
        ("start_order_on", "Ordre de service prévu"),
        ("notified_on", "Notification"),
        ("ends_on", "Fin prévue"),
    ):
        check_day(getattr(facts, name), what=what, field_name=name)
    in_order(
        facts.consultation_on,
        facts.start_order_on,
        message="L’ordre de service est prévu avant la publication : corrigez l’une des deux dates.",
        field_name="start_order_on",
    )
    in_order(
        facts.notified_on,
        facts.ends_on,
        message="Le marché finirait avant sa notification : corrigez l’une des deux dates.",
        field_name="ends_on",
    )
    if facts.amount is not None:
        check_amount(facts.amount, field="amount")
    if facts.duration_months is not None and not 1 <= facts.duration_months <= 600:
        raise RuleError("La durée va de 1 à 600 mois.", field="duration_months")
    _check_lots(facts.lots)


def _check_lots(lots: tuple[LotFacts, ...]) -> None:
    numbers = [lot.number.strip() for lot in lots]
    for lot in lots:
        if not lot.number.strip() or not lot.title.strip():
            raise RuleError("Chaque lot a un numéro et un intitulé.", field="lots")
        if lot.amount is not None:
            check_amount(lot.amount, what=f"Le montant du lot {lot.number}", field="lots")
        unknown = [code for code in lot.trades if code not in TRADES_BY_CODE]
        if unknown:
            raise RuleError(f"Métier inconnu pour le lot {lot.number} : choisissez dans la liste.", field="lots")
    twice = next((number for number in numbers if numbers.count(number) > 1), None)
    if twice is not None:
        raise RuleError(f"Le numéro de lot « {twice} » est donné deux fois.", field="lots")


def amount_of(facts: ContractFacts) -> Decimal | None:
    """The contract's own amount, else the sum of the lots when each has one."""
    if facts.amount is not None:
        return facts.amount
    known = [lot.amount for lot in facts.lots if lot.amount is not None]
    total = sum(known, Decimal(0)) if known and len(known) == len(facts.lots) else None
    return check_amount(total, what="La somme des lots", field="lots") if total is not None else None


def plain(facts: ContractFacts) -> dict[str, Any]:
    """Column values of a contract; lots, amount and facilitator apart."""
    names = (
        "title",
        "reference",
        "description",
        "is_framework",
        "is_concession",
        "cpv",
        "duration_months",
        "place",
        "postcode",
        "nuts",
        "consultation_on",
        "start_order_on",
        "notified_on",
        "ends_on",
    )
    values = {name: getattr(facts, name) for name in names}
    return {**values, "nature": facts.nature.value, "ccag": facts.ccag.value if facts.ccag else ""}
