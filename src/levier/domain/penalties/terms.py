"""Penalties as the contract wrote them, and their amount. There is no default amount anywhere.

Penalties must be in the contract, the buyer may waive them, and a judge may adjust them (agora-avocats.com [V]).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from ..errors import RuleError
from ..explanation import Certainty, Explanation, Source, Step, Warning  # noqa: A004 - the word of the field
from ..quantities import (
    ZERO,
    Euros,
    Hours,
    Rate,
    check_amount,
    check_hours,
    check_rate,
    euros,
    format_euros,
    format_hours,
    format_number,
    format_rate,
)
from ..vocabulary import Labelled

CONTRACT = Source("Pièces du marché", Certainty.STATED)
#: General CCAG rules on *delay* penalties: recalled, and whether they reach insertion penalties is for each contract.
CCAG_CAP_SOURCE = Source("CCAG 2021, pénalités de retard : plafond de 10 %", Certainty.RECALLED)
CCAG_EXEMPTION_SOURCE = Source("CCAG 2021, pénalités de retard : exonération jusqu’à 1 000 €", Certainty.RECALLED)


class LumpSumFor(Labelled):
    """What a lump sum punishes."""

    MISSING_HOURS = "missing_hours", "heures non réalisées"
    LATE_DOCUMENTS = "late_documents", "pièces non transmises"


@dataclass(frozen=True, slots=True)
class PerMissingHour:
    """Euros for each missing hour."""

    amount: Euros

    def __post_init__(self) -> None:
        _positive(self.amount, "La pénalité par heure")


@dataclass(frozen=True, slots=True)
class SmicPerMissingHour:
    """A multiple of the gross hourly SMIC for each missing hour."""

    multiple: Decimal

    def __post_init__(self) -> None:
        if not self.multiple.is_finite() or self.multiple <= 0:
            raise RuleError("Le multiple du SMIC doit être positif.", field="multiple")


@dataclass(frozen=True, slots=True)
class PerLateDay:
    """Euros for each day of delay of the documents, counted from the formal notice."""

    amount: Euros

    def __post_init__(self) -> None:
        _positive(self.amount, "La pénalité par jour")


@dataclass(frozen=True, slots=True)
class LumpSum:
    """A single amount as soon as one hour is missing, or one document is late."""

    amount: Euros
    reason: LumpSumFor

    def __post_init__(self) -> None:
        _positive(self.amount, "Le forfait")


PenaltyRule: TypeAlias = PerMissingHour | SmicPerMissingHour | PerLateDay | LumpSum


@dataclass(frozen=True, slots=True)
class Cap:
    """Most the penalties may reach: euros, or a fraction of the contract amount. Exactly one."""

    amount: Euros | None = None
    rate: Rate | None = None

    def __post_init__(self) -> None:
        if (self.amount is None) == (self.rate is None):
            raise RuleError("Le plafond est soit un montant, soit une part du marché.", field="cap")
        if self.amount is not None:
            check_amount(self.amount, what="Le plafond", field="cap")
        if self.rate is not None:
            check_rate(self.rate, what="Le plafond", field="cap")


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyTerms:
    """The penalties of one contract.

    ``ccag_cap`` and ``ccag_exemption``: do the CCAG rules on delay penalties extend to these? Undecided is None and is
    said; there is no default (domain.md §2.2).
    """

    rules: tuple[PenaltyRule, ...]
    ccag_cap: bool | None
    ccag_exemption: bool | None
    cap: Cap | None = None


@dataclass(frozen=True, slots=True)
class CcagDelayRules:
    """The figures of the CCAG delay rules, recalled: overridable, always shown « à vérifier » until confirmed."""

    cap_rate: Rate = Decimal("0.10")
    exemption: Euros = Decimal(1000)
    cap_source: Source = CCAG_CAP_SOURCE
    exemption_source: Source = CCAG_EXEMPTION_SOURCE


_RECALLED_RULES = CcagDelayRules()


@dataclass(frozen=True, slots=True)
class PenaltyLine:
    """One rule and what it gives."""

    rule: PenaltyRule
    label: str
    formula: str
    amount: Euros


@dataclass(frozen=True, slots=True)
class PenaltyAssessment:
    """What the contract would allow the buyer to claim. Only the buyer decides to claim it."""

    lines: tuple[PenaltyLine, ...]
    gross: Euros
    total: Euros
    explanation: Explanation


def late_days(*, formal_notice_on: date | None, received_on: date | None, on: date) -> int:
    """Days of delay since the formal notice; none without a notice."""
    if formal_notice_on is None:
        return 0
    return max(0, ((received_on if received_on is not None else on) - formal_notice_on).days)


def assess(
    *,
    terms: PenaltyTerms,
    shortfall: Hours,
    late_days: int,
    contract_amount: Euros | None = None,
    smic: Euros | None = None,
    ccag: CcagDelayRules = _RECALLED_RULES,
) -> PenaltyAssessment:
    """Amount of the penalties the contract wrote, to the cent.

    ``shortfall`` in hours, ``late_days`` since the formal notice, ``smic`` the gross hourly rate on the day chosen by
    the contract, ``contract_amount`` excluding VAT (needed by a cap in percent).

    Raises:
        RuleError: negative input, or the SMIC or the contract amount missing when a rule needs it.
    """
    check_hours(shortfall, what="Le nombre d’heures manquantes", field="shortfall")
    if late_days < 0:
        raise RuleError("Le nombre de jours de retard ne peut pas être négatif.", field="late_days")
    lines = tuple(_line(rule, shortfall, late_days, smic) for rule in terms.rules)
    gross = sum((line.amount for line in lines), ZERO)
    steps = [Step(line.label, line.formula, format_euros(line.amount), CONTRACT) for line in lines]
    total = gross
    for limit, label, source in _caps(terms, contract_amount, ccag) if gross else ():
        if total > limit:
            total = limit
            steps.append(Step(label, f"au plus {format_euros(limit)}", format_euros(total), source))
    if terms.ccag_exemption and 0 < total <= ccag.exemption:
        total = ZERO
        steps.append(
            Step("Exonération", f"jusqu’à {format_euros(ccag.exemption)}", format_euros(total), ccag.exemption_source)
        )
    return PenaltyAssessment(
        lines, gross, total, Explanation(_conclusion(terms, total), tuple(steps), _warnings(terms, gross, ccag))
    )


def _line(rule: PenaltyRule, missing: Hours, days: int, smic: Euros | None) -> PenaltyLine:
    hours = format_hours(missing)
    if isinstance(rule, PerMissingHour):
        formula = f"{hours} × {format_euros(rule.amount)}"
        return PenaltyLine(rule, "Heures non réalisées", formula, euros(missing * rule.amount))
    if isinstance(rule, SmicPerMissingHour):
        if smic is None:
            raise RuleError("Indiquez le SMIC horaire : la pénalité du marché en dépend.", field="smic")
        check_amount(smic, what="Le SMIC horaire", field="smic")
        formula = f"{hours} × {format_number(rule.multiple)} × {format_euros(smic)}"
        return PenaltyLine(rule, "Heures non réalisées (SMIC)", formula, euros(missing * rule.multiple * smic))
    if isinstance(rule, PerLateDay):
        formula = f"{days} j × {format_euros(rule.amount)}"
        return PenaltyLine(rule, "Pièces en retard", formula, euros(days * rule.amount))
    happened = missing > 0 if rule.reason is LumpSumFor.MISSING_HOURS else days > 0
    return PenaltyLine(rule, f"Forfait ({rule.reason.label})", "forfait", euros(rule.amount if happened else ZERO))


def _caps(terms: PenaltyTerms, amount: Euros | None, ccag: CcagDelayRules) -> list[tuple[Euros, str, Source]]:
    caps: list[tuple[Euros, str, Source]] = []
    if terms.cap is not None and terms.cap.amount is not None:
        caps.append((terms.cap.amount, "Plafond du marché", CONTRACT))
    if terms.cap is not None and terms.cap.rate is not None:
        label = f"Plafond du marché ({format_rate(terms.cap.rate)})"
        caps.append((euros(_needed(amount) * terms.cap.rate), label, CONTRACT))
    if terms.ccag_cap:
        label = f"Plafond du CCAG ({format_rate(ccag.cap_rate)})"
        caps.append((euros(_needed(amount) * ccag.cap_rate), label, ccag.cap_source))
    return caps


def _needed(amount: Euros | None) -> Euros:
    if amount is None:
        raise RuleError("Indiquez le montant du marché : le plafond des pénalités en dépend.", field="contract_amount")
    return check_amount(amount, what="Le montant du marché", field="contract_amount")


def _warnings(terms: PenaltyTerms, gross: Euros, ccag: CcagDelayRules) -> tuple[Warning, ...]:
    if not gross:
        return ()
    found = []
    for decided, code, name, source in (
        (terms.ccag_cap, "ccag_cap", "le plafond", ccag.cap_source),
        (terms.ccag_exemption, "ccag_exemption", "l’exonération", ccag.exemption_source),
    ):
        if decided is None:
            message = f"Les modalités ne disent pas si {name} des pénalités de retard du CCAG vaut ici : ce calcul n’en tient pas compte."
            found.append(Warning(f"{code}_undecided", message, source=source))
        elif decided and source.certainty.to_check:
            found.append(Warning(f"{code}_to_check", f"Le chiffre retenu pour {name} est à vérifier.", source=source))
    return tuple(found)


def _conclusion(terms: PenaltyTerms, total: Euros) -> str:
    if not terms.rules:
        return "Le marché ne prévoit aucune pénalité d’insertion."
    if not total:
        return "Aucune pénalité n’est encourue."
    return f"Le marché permet à l’acheteur d’appliquer jusqu’à {format_euros(total)} de pénalités, s’il le décide."


def _positive(amount: Euros, what: str) -> None:
    check_amount(amount, what=what, field="amount")
    if amount == 0:
        raise RuleError(
            f"{what} ne peut pas être nulle : retirez la ligne si le marché n’en prévoit pas.", field="amount"
        )
