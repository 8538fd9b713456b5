"""The inputs of each calibration: figures the rules offer with their source, or said « à vérifier ».

The hours themselves are always computed by ``levier.domain.calibration``.
"""

from __future__ import annotations

from decimal import Decimal

from levier.domain.calibration import (
    CharterInputs,
    HoursPerEuroInputs,
    Inputs,
    LabourShareInputs,
    Method,
    PactInputs,
)
from levier.domain.explanation import Certainty, Source
from levier.domain.parameters import LABOUR_SHARES
from levier.domain.quantities import Euros, euros
from levier.domain.tranches import AmountBasis, TrancheCounting

from .plans import LotPlan, Purchase

#: Which sourced labour share the facilitator picks for a trade.
_SHARES = {
    "structure": "structural_work",
    "civil_works": "roads_networks",
    "painting": "painting",
    "electricity": "technical_trades",
    "plumbing_hvac": "technical_trades",
    "roofing": "building",
    "plastering": "plastering",
    "joinery": "building",
    "flooring": "building",
    "metalwork": "building",
    "demolition": "structural_work",
    "building_upkeep": "building",
    "green_spaces": "green_works",
    "greenways": "green_upkeep",
    "cleaning": "cleaning",
    "security": "security",
}
_BY_CODE = {value.code: value for value in LABOUR_SHARES}

#: No published value for these trades: what a buyer would have given, to be checked.
_INVENTED = Source("Donnée de démonstration, sans source", Certainty.NOT_FOUND)
_COST = Decimal(28)

#: The order rule of the framework agreement: one hour for each whole tranche beyond a trigger.
TRANCHE, TRIGGER = Decimal(1200), Decimal(400_000)
#: Hours of work expected on the « grand chantier », and the share its charter reserves.
_CHARTER = Source("Charte d’insertion du grand chantier (document fictif)", Certainty.STATED)
_CHARTER_RATE = Decimal("0.05")


def lot_amount(purchase: Purchase, lot: LotPlan) -> Euros:
    """Estimated amount of one lot."""
    return euros(Decimal(purchase.amount) * 1000 * Decimal(lot.share))


def inputs_for(purchase: Purchase, lot: LotPlan) -> tuple[dict[Method, Inputs], Method]:
    """Every method the facilitator fills in for a lot, and the one they keep."""
    amount = lot_amount(purchase, lot)
    labour = _labour(lot, amount)
    if purchase.framework:
        per_euro = HoursPerEuroInputs(
            amount=amount,
            basis=AmountBasis.ORDERED,
            hours_per_tranche=Decimal(1),
            tranche=TRANCHE,
            counting=TrancheCounting.COMPLETE,
            trigger=TRIGGER,
        )
        return {Method.LABOUR_SHARE: labour, Method.HOURS_PER_EURO: per_euro}, Method.HOURS_PER_EURO
    if lot.trade == "cleaning":
        return {Method.LABOUR_SHARE: labour, Method.PACT_CLEANING: _pact(purchase, lot, amount)}, Method.PACT_CLEANING
    if purchase.operation == "berges_vrd":
        return {Method.LABOUR_SHARE: labour, Method.CHARTER_SHARE: _charter(labour)}, Method.CHARTER_SHARE
    return {Method.LABOUR_SHARE: labour, Method.TOTAL_HOURS: labour}, Method.LABOUR_SHARE


def _labour(lot: LotPlan, amount: Euros) -> LabourShareInputs:
    picked = _BY_CODE.get(_SHARES.get(lot.trade, ""))
    return LabourShareInputs(
        amount=amount,
        labour_share=picked.low if picked else Decimal("0.60"),
        labour_share_source=picked.source if picked else _INVENTED,
        insertion_rate=Decimal(lot.rate),
        hourly_cost=_COST,
        hourly_cost_source=_INVENTED,
    )


def _pact(purchase: Purchase, lot: LotPlan, amount: Euros) -> PactInputs:
    """Three posts in ten are to be renewed; the rest of the staff is taken over."""
    per_hour = PactInputs(
        turnover=amount, months=purchase.months, staff_hours_month=Decimal(0), insertion_rate=Decimal(lot.rate)
    )
    monthly = amount / purchase.months * per_hour.labour_share / per_hour.hourly_cost
    return PactInputs(
        turnover=amount,
        months=purchase.months,
        staff_hours_month=(monthly * Decimal("0.7")).quantize(Decimal(1)),
        insertion_rate=Decimal("0.12"),
    )


def _charter(labour: LabourShareInputs) -> CharterInputs:
    worked = (labour.amount * labour.labour_share / labour.hourly_cost).quantize(Decimal(1))
    return CharterInputs(worked_hours=worked, insertion_rate=_CHARTER_RATE, charter_source=_CHARTER)
