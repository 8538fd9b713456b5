"""Hours due by each company of an award: the clause's terms and the orders, given to ``levier.domain.obligations``.

Plain functions shared by the services of this room. One rule of ours is here: when several companies of a group owe
hours triggered by orders, the threshold is counted **once**, on the orders of the whole award, and the hours are then
shared by what was ordered from each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from levier.clauses.enums import ClauseState, HoursBasis
from levier.clauses.models import Clause
from levier.clauses.wording import order_rule
from levier.domain.errors import RuleError
from levier.domain.explanation import Certainty, Explanation, Source, Step, Warning  # noqa: A004 - the word of the field
from levier.domain.french import of
from levier.domain.obligations import Due, OrderRule, hours_for_amount
from levier.domain.quantities import (
    CENT,
    ZERO,
    Euros,
    Hours,
    check_hours,
    format_euros,
    format_hours,
    format_rate,
)
from levier.domain.vocabulary import Lever
from levier.procurement.enums import AwardRole
from levier.procurement.models import Award, AwardMember, CallOff

CONTRACT = Source("Pièces du marché", Certainty.STATED)
_SHARED = Source("Choix de Levier : le seuil du marché n’est compté qu’une fois", Certainty.STATED)


#: Above this a number of hours is a mistake (about 60 000 full-time years).
MAX_HOURS: Hours = Decimal("99999999")


def check_due(hours: Decimal, *, field: str = "hours") -> Hours:
    """Return the hours if a contract may ask for them.

    Raises:
        RuleError: negative, absurd, or with more than two decimals.
    """
    hours = check_hours(hours, field=field)
    if hours > MAX_HOURS:
        raise RuleError("Ce nombre d’heures est trop grand : vérifiez la saisie.", field=field)
    return hours


@dataclass(frozen=True, slots=True)
class CompanyDue:
    """Hours due by one company, and how they were reached."""

    organisation_id: int
    hours: Hours
    explanation: Explanation


def check_clause(clause: Clause | None) -> Clause:
    """Return the clause if it carries hours a company can owe.

    Raises:
        RuleError: no clause, no lever, a clause the buyer refused, or the figure its basis needs is missing.
    """
    if clause is None or clause.lever == Lever.NONE or clause.state == ClauseState.REFUSED:
        raise RuleError("Ce lot ne porte pas de clause : il n’y a pas d’heures à devoir.")
    if clause.hours_basis == HoursBasis.FIXED and not clause.hours:
        raise RuleError("Les heures de la clause ne sont pas fixées : terminez le calibrage à l’étape « Montage ».")
    if clause.hours_basis == HoursBasis.PER_EURO and not clause.tranche:
        raise RuleError("Le montant d’une tranche manque : complétez la clause à l’étape « Montage ».")
    if clause.hours_basis == HoursBasis.SHARE_OF_HOURS and not clause.hours_share:
        raise RuleError("La part des heures travaillées manque : complétez la clause à l’étape « Montage ».")
    return clause


def owing_members(award: Award, *, shared: bool) -> list[AwardMember]:
    """Who owes: the holder alone, or the holder and joint bidders when the hours are shared by amount.

    A subcontractor owes nothing to the buyer; its hours count for the company it works for.

    Raises:
        RuleError: nobody holds the award, or a share is asked and an amount is missing.
    """
    members = list(award.members.select_related("organisation"))
    holders = [one for one in members if one.role == AwardRole.HOLDER]
    if not holders:
        raise RuleError("Enregistrez d’abord le titulaire du lot, à l’étape « Lancement ».")
    if not shared:
        return holders
    owing = [*holders, *(one for one in members if one.role == AwardRole.JOINT)]
    missing = [str(one.organisation) for one in owing if not one.amount]
    if missing and len(owing) > 1:
        raise RuleError(f"Pour partager les heures, indiquez la part en euros de : {', '.join(missing)}.")
    return owing


def share_exactly(total: Hours, weights: Sequence[Decimal]) -> list[Hours]:
    """Split hours by weight, to the hundredth; what rounding leaves goes to the first (the holder).

    The parts always sum to ``total``. Without any weight, the first takes all.
    """
    whole = sum(weights, ZERO)
    if whole <= 0:
        return [total, *([ZERO] * (len(weights) - 1))]
    parts = [(total * weight / whole).quantize(CENT, rounding=ROUND_DOWN) for weight in weights]
    parts[0] += total - sum(parts, ZERO)
    return parts


def initial_dues(clause: Clause, members: Sequence[AwardMember]) -> list[CompanyDue]:
    """Hours due on the day of the award, before any order. One per member, in order."""
    if clause.hours_basis == HoursBasis.FIXED:
        return _fixed(clause, members)
    if clause.hours_basis == HoursBasis.PER_EURO:
        due = hours_for_amount(rule_of(clause), ZERO)
        return [CompanyDue(one.organisation_id, due.hours, due.explanation) for one in members]
    return _share_of_hours(clause, members)


def _fixed(clause: Clause, members: Sequence[AwardMember]) -> list[CompanyDue]:
    assert clause.hours is not None  # noqa: S101 - check_clause
    parts = share_exactly(clause.hours, [one.amount or ZERO for one in members])
    group = sum((one.amount or ZERO for one in members), ZERO)
    dues = []
    for member, hours in zip(members, parts, strict=True):
        steps = [Step("Heures fixées par le marché", "", format_hours(clause.hours), CONTRACT)]
        if len(members) > 1:
            amount = member.amount or ZERO
            formula = f"{format_hours(clause.hours)} × {format_euros(amount)} ÷ {format_euros(group)}"
            steps.append(Step(f"Part {of(member.organisation)}", formula, format_hours(hours), CONTRACT))
        conclusion = f"Le marché fixe {format_hours(hours)} d’insertion pour {member.organisation}."
        dues.append(CompanyDue(member.organisation_id, hours, Explanation(conclusion, tuple(steps))))
    return dues


def _share_of_hours(clause: Clause, members: Sequence[AwardMember]) -> list[CompanyDue]:
    assert clause.hours_share is not None  # noqa: S101 - check_clause
    parts = share_exactly(clause.hours or ZERO, [one.amount or ZERO for one in members])
    share = format_rate(clause.hours_share)
    warning = Warning(
        "worked_hours_unknown",
        "Le nombre d’heures dépend des heures réellement travaillées : saisissez leur total dès qu’il est connu.",
    )
    dues = []
    for member, hours in zip(members, parts, strict=True):
        conclusion = f"Le marché réserve {share} des heures travaillées, soit {format_hours(hours)} estimées."
        steps = (
            Step("Part des heures travaillées", "", share, CONTRACT),
            Step("Estimation retenue au calibrage", "", format_hours(hours)),
        )
        dues.append(CompanyDue(member.organisation_id, hours, Explanation(conclusion, steps, (warning,))))
    return dues


def rule_of(clause: Clause) -> OrderRule:
    """The clause's rule by amounts (``check_clause`` refuses one without its tranche)."""
    assert clause.tranche is not None  # noqa: S101 - check_clause
    return order_rule(clause, clause.tranche)


def award_total(call_offs: Sequence[CallOff]) -> Euros:
    """Cumulated amount of the orders.

    Raises:
        RuleError: corrections that exceed the orders.
    """
    total = sum((one.amount for one in call_offs), ZERO)
    if total < 0:
        raise RuleError("Les avoirs dépassent les commandes : vérifiez le montant.", field="amount")
    return total


def dues_for_orders(clause: Clause, call_offs: Sequence[CallOff], owing: Sequence[int]) -> list[CompanyDue]:
    """Hours due by each owing company (the holder first) for all the orders of the award, in any order.

    An order to a company of the award that owes nothing itself (a subcontractor, or a joint bidder when the holder
    owes for the group) counts for the holder.
    """
    due = hours_for_amount(rule_of(clause), award_total(call_offs))
    if len(owing) == 1:
        return [CompanyDue(owing[0], due.hours, due.explanation)]
    ordered = dict.fromkeys(owing, ZERO)
    for one in call_offs:
        key = one.organisation_id if one.organisation_id in ordered else owing[0]
        ordered[key] += one.amount
    weights = [max(ZERO, ordered[one]) for one in owing]
    parts = share_exactly(due.hours, weights)
    return [CompanyDue(one, hours, _shared(due, ordered[one], hours)) for one, hours in zip(owing, parts, strict=True)]


def _shared(due: Due, amount: Euros, hours: Hours) -> Explanation:
    formula = f"{format_hours(due.hours)} × {format_euros(amount)} ÷ {format_euros(due.amount or ZERO)}"
    step = Step("Part de l’entreprise dans les commandes du groupement", formula, format_hours(hours), _SHARED)
    conclusion = f"{due.explanation.conclusion} Part de l’entreprise : {format_hours(hours)}."
    return Explanation(conclusion, (*due.explanation.steps, step))


@dataclass(frozen=True, slots=True)
class Triggered:
    """What one order added, in the order of dates: hours, cumulated amount and the sentence."""

    call_off: CallOff
    cumulated: Euros
    hours: Hours
    total_hours: Hours
    explanation: Explanation


def triggered_by(clause: Clause, call_offs: Sequence[CallOff]) -> list[Triggered]:
    """Hours each order added to those of the orders before it. They sum to the hours due for all of them."""
    rule = rule_of(clause)
    found, cumulated, before = [], ZERO, ZERO
    for one in sorted(call_offs, key=lambda item: (item.ordered_on, item.pk)):
        cumulated += one.amount
        total = hours_for_amount(rule, max(ZERO, cumulated)).hours
        found.append(Triggered(one, cumulated, total - before, total, order_sentence(rule, cumulated, total, before)))
        before = total
    return found


def order_sentence(rule: OrderRule, cumulated: Euros, total: Hours, before: Hours) -> Explanation:
    """« 2 702 000 € commandés − 2 700 000 € de seuil = 2 000 € → 1 h »."""
    word = rule.basis.adjective
    above = max(ZERO, cumulated - rule.trigger)
    left = f"{format_euros(cumulated)} {word}"
    if rule.trigger:
        left += f" − {format_euros(rule.trigger)} de seuil = {format_euros(above)}"
        if cumulated < rule.trigger:
            left = f"{format_euros(cumulated)} {word}, sous le seuil de {format_euros(rule.trigger)}"
    steps = (
        Step(f"Cumul des montants {word}", "", format_euros(cumulated)),
        *rule.steps(above),
        Step("Heures déjà dues avant cette commande", "", format_hours(before)),
        Step("Heures ajoutées", f"{format_hours(total)} − {format_hours(before)}", format_hours(total - before)),
    )
    return Explanation(f"{left} → {format_hours(total)}", steps)


def stored(explanation: Explanation, *, adjustment: Hours = ZERO, **facts: Any) -> dict[str, Any]:
    """An explanation as a revision keeps it, with the correction (in hours) later recomputations must add again."""
    data: dict[str, Any] = explanation.as_dict()
    if adjustment:
        data["adjustment"] = str(adjustment)
    return {**data, **facts}


def adjustment_of(explanations: Sequence[Mapping[str, Any]]) -> Hours:
    """Sum of the corrections made by amendments, in hours."""
    return sum((Decimal(one.get("adjustment", "0")) for one in explanations), ZERO)


def period_of(award: Award) -> tuple[date, date]:
    """First and last day of the obligation: those of the award."""
    return award.starts_on, award.ends_on
