"""What a contract lets its buyer claim for missing hours: the clause's terms given to ``levier.domain.penalties``.

Plain functions shared by the services and the pages of this room.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from levier.clauses.models import Clause
from levier.domain.explanation import Explanation, Step
from levier.domain.parameters import SMIC_HOURLY, dated_value_on
from levier.domain.penalties import (
    Cap,
    LumpSum,
    LumpSumFor,
    PenaltyAssessment,
    PenaltyRule,
    PenaltyTerms,
    PerLateDay,
    PerMissingHour,
    SmicPerMissingHour,
    assess,
)
from levier.domain.quantities import Euros, Hours, euros, format_euros
from levier.procurement.models import Award

from .models import Obligation, Shortfall
from .selectors.obligations import hours_due, hours_validated

NO_PENALTY = "Le contrat ne prévoit pas de pénalité pour les heures manquantes."


def penalty_terms(clause: Clause, award: Award) -> PenaltyTerms:
    """The penalties as the clause writes them: no rule when it writes none. Two caps: the lower one holds."""
    rules: list[PenaltyRule] = []
    if clause.penalty_per_hour:
        rules.append(PerMissingHour(clause.penalty_per_hour))
    if clause.penalty_smic_multiple:
        rules.append(SmicPerMissingHour(clause.penalty_smic_multiple))
    if clause.penalty_per_day:
        rules.append(PerLateDay(clause.penalty_per_day))
    if clause.penalty_lump_sum:
        rules.append(LumpSum(clause.penalty_lump_sum, LumpSumFor.MISSING_HOURS))
    return PenaltyTerms(
        rules=tuple(rules),
        cap=_cap(clause, award),
        ccag_cap=clause.ccag_cap_applies,
        ccag_exemption=clause.ccag_exemption_applies,
    )


def _cap(clause: Clause, award: Award) -> Cap | None:
    if clause.penalty_cap is None and clause.penalty_cap_share is None:
        return None
    if clause.penalty_cap_share is None:
        return Cap(amount=clause.penalty_cap)
    if clause.penalty_cap is None or award.amount is None:
        return Cap(rate=clause.penalty_cap_share)
    return Cap(amount=min(clause.penalty_cap, euros(award.amount * clause.penalty_cap_share)))


def assess_missing(obligation: Obligation, missing: Hours, *, late_days: int, on: date) -> PenaltyAssessment:
    """What the contract allows the buyer to claim for these hours, unfolded; zero when it writes nothing.

    Raises:
        RuleError: a figure the terms need is unknown (amount of the award, SMIC of that day).
    """
    clause = obligation.clause
    smic = dated_value_on(SMIC_HOURLY, on) if clause.penalty_smic_multiple else None
    found = assess(
        terms=penalty_terms(clause, obligation.award),
        shortfall=missing,
        late_days=late_days,
        contract_amount=obligation.award.amount,
        smic=smic.value if smic else None,
    )
    if not found.lines:
        return PenaltyAssessment((), found.gross, found.total, Explanation(NO_PENALTY))
    if smic:
        step = Step(SMIC_HOURLY.label_fr, smic.period, f"{format_euros(smic.value)} par heure", smic.source)
        shown = found.explanation
        shown = Explanation(shown.conclusion, (step, *shown.steps), shown.warnings)
        found = PenaltyAssessment(found.lines, found.gross, found.total, shown)
    return found


def as_kept(obligation: Obligation, found: PenaltyAssessment, late_days: int) -> dict[str, Any]:
    """What the constat keeps of the assessment, as computed on its day (€ and hours as text)."""
    return {
        "due": str(hours_due(obligation)),
        "validated": str(hours_validated(obligation)),
        "late_days": late_days,
        "planned": bool(found.lines),
        "lines": [{"label": line.label, "formula": line.formula, "amount": str(line.amount)} for line in found.lines],
        "gross": str(found.gross),
        "total": str(found.total),
        "explanation": found.explanation.as_dict(),
    }


def assessed(shortfall: Shortfall) -> Euros:
    """€ the contract allows, as computed on the day of the constat."""
    return Decimal(shortfall.assessment["total"])
