"""What the recogniser finds in a notice, as rows."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any

from levier.notices.alerts import Social, social_of
from levier.notices.model import Notice
from levier.notices.recognition import Facts, Finding, find_social_considerations

from ..models import StoredFinding

_LOT, _RUBRIC, _RULE, _UNIT, _ARTICLE = 80, 120, 80, 12, 32
_CENT = Decimal("0.01")


def found_in(notice: Notice) -> tuple[list[StoredFinding], list[str]]:
    """Rows without their notice, in its order, and what searches and alerts ask for (« clause », « reserved-iae »)."""
    findings = find_social_considerations(notice)
    said = social_of(findings)
    return [_row(one) for one in findings], [one.value for one in Social if one in said]


def _row(found: Finding) -> StoredFinding:
    return StoredFinding(
        lots=[lot[:_LOT] for lot in found.lots],
        kind=found.kind.value,
        reserved_for=found.reserved_for.value if found.reserved_for else "",
        article=found.article[:_ARTICLE],
        hours=_number(found.facts.hours, 12),
        percentage=_number(found.facts.percentage, 7),
        weight=_number(found.weight, 7),
        weight_unit=found.weight_unit[:_UNIT],
        rubric=found.rubric[:_RUBRIC],
        quote=found.quote.replace("\0", ""),
        text_index=found.text,
        start=found.start,
        end=found.end,
        rule=found.rule[:_RULE],
        confidence=found.confidence,
        details={"mark": list(found.mark), **_details(found.facts)},
    )


def _number(value: Decimal | None, digits: int) -> Decimal | None:
    """Two places; nothing when it is too large to be one."""
    if value is None or not value.is_finite() or abs(value) >= Decimal(10) ** digits:
        return None
    return value.quantize(_CENT)


def _details(facts: Facts) -> dict[str, Any]:
    """What has no column, where it says something."""
    said: dict[str, Any] = {}
    for one in fields(facts):
        value = getattr(facts, one.name)
        if one.name in ("hours", "percentage") or not value:
            continue
        if one.name == "amount_rule":
            said[one.name] = {"hours": str(value.hours), "per": str(value.per)}
        else:
            said[one.name] = list(value) if isinstance(value, tuple) else str(value)
    return said
