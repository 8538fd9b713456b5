"""What the services of procurement are given: facts already typed, and the checks they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from levier.domain.dates import format_date
from levier.domain.errors import RuleError
from levier.domain.quantities import Euros, Rate, check_amount
from levier.domain.trades import TRADES_BY_CODE
from levier.domain.vocabulary import Ccag, PurchaseNature

from .enums import AwardRole, TargetKind

#: Said by a form beside the line at fault, and by the service to whoever passed no form.
LOT_TWICE = "Le numéro de lot « {number} » est donné deux fois."
MEMBER_TWICE = "Une entreprise est nommée deux fois : gardez une seule ligne."
ONE_HOLDER = (
    "Indiquez un titulaire (ou mandataire du groupement), et un seul ; les autres sont cotraitants ou sous-traitants."
)
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
    #: An operation of the same buyer.
    operation_id: int | None = None
    lots: tuple[LotFacts, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """One company of an award: one of the directory, or the name and SIRET of one to add to it."""

    role: AwardRole
    organisation_id: int | None = None
    name: str = ""
    siret: str = ""
    #: € excl. VAT of its part.
    amount: Euros | None = None


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """One commitment of a « grand chantier »: a share, as a fraction, and where it is written."""

    kind: TargetKind
    share: Rate
    source: str


def check_day(value: date | None, *, field_name: str | None = None) -> date | None:
    """A day of this age.

    Raises:
        RuleError: year 0222 and its like.
    """
    if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise RuleError(f"L’année {value.year} n’est pas possible. Corrigez la date.", field=field_name)
    return value


#: A fault between several fields: the field to correct, and the sentence.
Fault: TypeAlias = tuple[str, str]

CONTRACT_DAYS = ("consultation_on", "start_order_on", "notified_on", "ends_on")
AWARD_DAYS = ("notified_on", "starts_on", "ends_on")


def contract_date_faults(
    *, consultation_on: date | None, start_order_on: date | None, notified_on: date | None, ends_on: date | None
) -> list[Fault]:
    """Every pair of days of a contract in the wrong order, for the form to say them together."""
    faults = []
    if _after(consultation_on, start_order_on):
        faults.append(
            ("start_order_on", "L’ordre de service est prévu avant la publication : corrigez l’une des deux dates.")
        )
    if _after(notified_on, ends_on):
        faults.append(("ends_on", "Le marché finirait avant sa notification : corrigez l’une des deux dates."))
    return faults


def award_date_faults(*, notified_on: date | None, starts_on: date | None, ends_on: date | None) -> list[Fault]:
    """Every pair of days of an award in the wrong order."""
    faults = []
    if _after(starts_on, ends_on):
        faults.append(("ends_on", "La fin d’exécution précède le début : corrigez les dates."))
    if _after(notified_on, ends_on):
        faults.append(("ends_on", "La fin d’exécution précède la notification : corrigez les dates."))
    return faults


def _after(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and other < one


def refuse_first(faults: Sequence[Fault]) -> None:
    """Refuse with the first fault: a service has one sentence to say, a form has said them all before."""
    for field_name, message in faults:
        raise RuleError(message, field=field_name)


def award_questions(*, published_on: date | None, notified_on: date, starts_on: date) -> tuple[str, ...]:
    """What is possible but unusual in the dates of an award, each in a sentence to be confirmed.

    ``published_on`` is when the consultation was launched; ``None`` when nobody knows.
    """
    asked = []
    if published_on is not None and notified_on < published_on:
        asked.append(
            f"L’attribution serait notifiée le {format_date(notified_on)}, avant la publication de la consultation, le "
            f"{format_date(published_on)}."
        )
    if starts_on < notified_on:
        asked.append(
            f"L’exécution commencerait le {format_date(starts_on)}, avant la notification, le {format_date(notified_on)}."
        )
    return tuple(asked)


def check_contract(facts: ContractFacts) -> None:
    """Everything the database would refuse, and what it could not see.

    Raises:
        RuleError: with the field at fault.
    """
    if not facts.title.strip():
        raise RuleError("Indiquez l’objet du marché.", field="title")
    for name in CONTRACT_DAYS:
        check_day(getattr(facts, name), field_name=name)
    refuse_first(contract_date_faults(**{name: getattr(facts, name) for name in CONTRACT_DAYS}))
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
        raise RuleError(LOT_TWICE.format(number=twice), field="lots")


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
