"""Social facts as an OCDS release (profile of OCDS for eForms), and back.

OCDS has one code for sheltered workshops and for insertion (``shelteredWorkshop``): the object ``levier`` of a lot, a local
field, keeps them apart and cites the article.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from .facts import LotFacts, Reserved, SocialCriterion, SocialFacts

#: BT-775 code to ``sustainabilityGoal``.
GOALS: Mapping[str, str] = {
    "acc-all": "social.accessibility",
    "et-eq": "social.ethnicEquality",
    "gen-eq": "social.genderEquality",
    "hum-right": "social.humanRightsInSupplyChains",
    "opp": "social.disadvantagedEmploymentOpportunities",
    "work-cond": "social.laborRightsPromotion",
    "other": "social",
}
_CODES = {goal: code for code, goal in GOALS.items()}
_UNITS = {"%": "percentageExact", "points": "pointsExact", "rang": "order"}
_UNIT_OF = {weight: unit for unit, weight in _UNITS.items()}
WHOLE = "1"


def ocds_release(facts: SocialFacts, *, ocid: str = "", release_id: str = "", date: str = "") -> dict[str, Any]:
    """The release, with only what the facts say. ``date`` is ISO 8601; a purchase without lots has one, « 1 »."""
    tender = {"id": facts.procedure_id, "title": facts.title, "lots": [_lot(lot) for lot in facts.lots]}
    release = {"ocid": ocid, "id": release_id, "date": date, "tag": ["tender"], "language": "fr"}
    return {name: value for name, value in release.items() if value} | {
        "tender": {name: value for name, value in tender.items() if value}
    }


def _lot(facts: LotFacts) -> dict[str, Any]:
    lot: dict[str, Any] = {"id": facts.lot or WHOLE, "hasSustainability": facts.is_social}
    if not facts.is_social:
        return lot
    strategies = _strategies(facts)
    lot["sustainability"] = [
        {"goal": GOALS.get(code, "social")} | ({"strategies": strategies} if strategies else {})
        for code in facts.objectives
    ]
    if facts.reserved:
        code = "publicServiceMissionOrganization" if facts.reserved is Reserved.ESS else "shelteredWorkshop"
        lot["otherRequirements"] = {"reservedParticipation": [code]}
    terms: dict[str, Any] = {"reservedExecution": True} if facts.reserved_execution else {}
    if facts.condition_text:
        terms["performanceTerms"] = facts.condition_text
    if terms:
        lot["contractTerms"] = terms
    if facts.criteria:
        lot["awardCriteria"] = {"criteria": [_criterion(one) for one in facts.criteria]}
    local = _local(facts)
    return lot | ({"levier": local} if local else {})


def _strategies(facts: LotFacts) -> list[str]:
    found = {
        "awardCriteria": bool(facts.criteria),
        "contractPerformanceConditions": facts.condition or facts.reserved_execution,
        "reservedParticipation": facts.reserved is not None,
    }
    return [name for name, is_there in found.items() if is_there]


def _criterion(one: SocialCriterion) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "quality", "name": one.name}
    if one.description:
        found["description"] = one.description
    if one.weight is not None:
        number: dict[str, Any] = {"number": plain_number(one.weight)}
        if one.unit in _UNITS:
            number["weight"] = _UNITS[one.unit]
        found["numbers"] = [number]
    return found


def plain_number(value: Decimal) -> int | float:
    """The number as JSON writes it: without decimals when it has none."""
    return int(value) if value == value.to_integral_value() else float(value)


def _local(facts: LotFacts) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if facts.reserved:
        found |= {"reserved": facts.reserved.value, "article": facts.reserved.article}
    if facts.insertion_object:
        found["insertionObject"] = True
    return found


def facts_of_release(release: Mapping[str, Any]) -> SocialFacts:
    """The facts of a release written by :func:`ocds_release`, or by anybody with the same fields."""
    tender = release.get("tender", {})
    return SocialFacts(
        lots=tuple(_facts(lot) for lot in tender.get("lots", [])),
        title=tender.get("title", ""),
        procedure_id=tender.get("id", ""),
    )


def _facts(lot: Mapping[str, Any]) -> LotFacts:
    goals, terms, local = lot.get("sustainability", []), lot.get("contractTerms", {}), lot.get("levier", {})
    strategies = {name for goal in goals for name in goal.get("strategies", [])}
    execution = terms.get("reservedExecution") is True
    criteria = lot.get("awardCriteria", {}).get("criteria", []) if "awardCriteria" in strategies else []
    return LotFacts(
        lot=lot.get("id", ""),
        condition="contractPerformanceConditions" in strategies and (not execution or "performanceTerms" in terms),
        condition_text=terms.get("performanceTerms", ""),
        criteria=tuple(_criterion_of(one) for one in criteria),
        reserved=_reserved(lot, local),
        reserved_execution=execution,
        insertion_object=local.get("insertionObject") is True,
        objectives=tuple(_CODES.get(goal.get("goal", ""), "other") for goal in goals) or ("opp",),
    )


def _reserved(lot: Mapping[str, Any], local: Mapping[str, Any]) -> Reserved | None:
    if local.get("reserved") in set(Reserved):
        return Reserved(local["reserved"])
    codes = lot.get("otherRequirements", {}).get("reservedParticipation", [])
    if "shelteredWorkshop" in codes:
        return Reserved.BOTH
    return Reserved.ESS if "publicServiceMissionOrganization" in codes else None


def _criterion_of(one: Mapping[str, Any]) -> SocialCriterion:
    number: Mapping[str, Any] = next(iter(one.get("numbers", [])), {})
    return SocialCriterion(
        name=one.get("name", ""),
        description=one.get("description", ""),
        weight=Decimal(str(number["number"])) if "number" in number else None,
        unit=_UNIT_OF.get(number.get("weight", ""), ""),
    )
