"""Plain data for what is kept as JSON: supply checks, advice, award schemes; and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from levier.domain.criterion import Formula, Graded, Proportional, Scheme, SubCriterion, Threshold
from levier.domain.levers import LeverChoice, LotNeed, SupplyCheck

JSON = dict[str, Any]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def supply_data(check: SupplyCheck, need: LotNeed) -> JSON:
    """A supply check as it stood on its day. Turnovers stay out: they are business secrets."""
    return {
        "trades": sorted(need.trades),
        "able": check.able,
        "to_ask": check.to_ask,
        "counted": check.counted,
        "examined": len(check.structures),
        "capacity_month": str(check.capacity_month),
        "need_month": _text(check.need_month),
        "coverage": _text(check.coverage),
        "dependency": _text(check.dependency),
        "uncovered_trades": list(check.uncovered_trades),
        "structures": [
            {
                "id": answer.offer.id,
                "name": answer.offer.name,
                "kind": answer.offer.kind.value,
                "ability": answer.ability.value,
                "distance_km": _text(answer.offer.distance_km),
                "reasons": list(answer.reasons),
            }
            for answer in check.structures
        ],
        "reservations": [
            {
                "article": option.article.value,
                "structures": option.structures,
                "possible": option.possible,
                "reason": option.reason,
            }
            for option in check.reservations
        ],
        "explanation": check.explanation.as_dict(),
    }


def advice_data(choice: LeverChoice) -> JSON:
    """The levers ranked, with what speaks for and against each."""
    return {
        "recommended": choice.recommended.value,
        "article": choice.article.value if choice.article else "",
        "options": [
            {
                "lever": option.lever.value,
                "recommended": option.recommended,
                "for": list(option.reasons_for),
                "against": list(option.reasons_against),
                "risk": option.risk.value,
                "risk_sentence": option.risk_sentence,
            }
            for option in choice.options
        ],
        "explanation": choice.explanation.as_dict(),
    }


def _formula_data(formula: Formula) -> JSON:
    if isinstance(formula, Proportional):
        return {"kind": "proportional", "cap": str(formula.cap)}
    if isinstance(formula, Graded):
        return {"kind": "graded", "grades": [[str(start), str(share)] for start, share in formula.grades]}
    return {"kind": "threshold", "minimum": str(formula.minimum)}


def _formula(data: Mapping[str, Any]) -> Formula:
    if data["kind"] == "proportional":
        return Proportional(Decimal(data["cap"]))
    if data["kind"] == "graded":
        return Graded(tuple((Decimal(start), Decimal(share)) for start, share in data["grades"]))
    return Threshold(Decimal(data["minimum"]))


def scheme_data(scheme: Scheme) -> JSON:
    """An award scheme, weights as text."""
    return {
        "insertion_weight": str(scheme.insertion_weight),
        "price_weight": str(scheme.price_weight),
        "other_weight": str(scheme.other_weight),
        "subcriteria": [
            {
                "code": sub.code,
                "label": sub.label,
                "weight": str(sub.weight),
                "formula": _formula_data(sub.formula),
                "linked": sub.linked_to_contract,
            }
            for sub in scheme.subcriteria
        ],
    }


def scheme_from(data: Mapping[str, Any]) -> Scheme | None:
    """The award scheme kept, ``None`` when there is none yet."""
    if not data:
        return None
    subs: Sequence[Mapping[str, Any]] = data["subcriteria"]
    return Scheme(
        insertion_weight=Decimal(data["insertion_weight"]),
        price_weight=Decimal(data["price_weight"]),
        other_weight=Decimal(data["other_weight"]),
        subcriteria=tuple(
            SubCriterion(
                code=sub["code"],
                label=sub["label"],
                weight=Decimal(sub["weight"]),
                formula=_formula(sub["formula"]),
                linked_to_contract=sub["linked"],
            )
            for sub in subs
        ),
    )
