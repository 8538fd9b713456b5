"""Missing hours: constat, reply, advice, the buyer's decision. Who may do what and when is in ``domain.penalties``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from levier.accounts.actor import Actor
from levier.clauses.models import Clause
from levier.directory.models import Organisation
from levier.directory.selectors import link_contact
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, RuleError
from levier.domain.explanation import Certainty, Explanation, Source, Step
from levier.domain.parameters import SMIC_HOURLY, dated_value_on
from levier.domain.penalties import (
    Action,
    Cap,
    Decision,
    Exchange,
    LumpSum,
    LumpSumFor,
    PenaltyAssessment,
    PenaltyRule,
    PenaltyTerms,
    PerLateDay,
    PerMissingHour,
    SmicPerMissingHour,
    assess,
    check_action,
    check_decision,
)
from levier.domain.quantities import Euros, Hours, euros, format_euros, format_hours
from levier.domain.vocabulary import Party, Role
from levier.journal.services import note, service
from levier.post.messages import queue_message
from levier.procurement.models import Award

from .. import perms
from ..enums import ShortfallState
from ..models import Obligation, Shortfall
from ..scope import require
from ..selectors.obligations import hours_due, hours_validated

CONTRACT = Source("Pièces du marché", Certainty.STATED)
NO_PENALTY = "Le contrat ne prévoit pas de pénalité pour les heures manquantes."
_OUTCOMES = {
    Decision.APPLY: ShortfallState.APPLIED,
    Decision.REDUCE: ShortfallState.REDUCED,
    Decision.WAIVE: ShortfallState.WAIVED,
}


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


@service("delivery.shortfall.open", perms.OPEN_SHORTFALL)
def open_shortfall(
    *, actor: Actor, obligation: Obligation, today: date, reply_due_on: date, late_days: int = 0
) -> Shortfall:
    """Send the company the constat of the hours missing, with what the contract provides and its delay to answer.

    The facilitator may send it for the buyer; the journal then says so. ``late_days`` is the delay of documents since
    a formal notice, when the contract counts it.

    Raises:
        RuleError: nothing is missing, the obligation is not over, or a delay that does not fit.
        Conflict: the exchange is open already, or the obligation is closed.
    """
    require(actor, obligation)
    Obligation.objects.select_for_update(of=("self",)).get(
        pk=obligation.pk
    )  # two people send it: one waits, then reads
    if Shortfall.objects.filter(obligation=obligation).exists():
        raise Conflict("Le constat est déjà envoyé pour cette obligation.")
    if obligation.closed_on:
        raise Conflict("Cette obligation est close.")
    if obligation.ends_on > today:
        raise RuleError("L’obligation court encore : le constat se fait une fois le terme passé.")
    missing = max(Decimal(0), hours_due(obligation) - hours_validated(obligation))
    if missing == 0:
        raise RuleError("Aucune heure ne manque.")
    if reply_due_on <= today:
        raise RuleError("Laissez un délai à l’entreprise pour répondre.", field="reply_due_on")
    check_action(Exchange(), Action.SEND_NOTICE, by=Party.BUYER, on=today)
    assessment = assess_missing(obligation, missing, late_days=late_days, on=today)
    shortfall = Shortfall.objects.create(
        obligation=obligation,
        hours_missing=missing,
        assessment=_stored(obligation, assessment, late_days),
        notice_on=today,
        reply_due_on=reply_due_on,
    )
    _tell(actor, shortfall, obligation.contractor, "Heures d’insertion manquantes : votre réponse est attendue")
    note(shortfall, missing=missing, for_the_buyer=actor.role is not Role.BUYER)
    return shortfall


def _stored(obligation: Obligation, found: PenaltyAssessment, late_days: int) -> dict[str, Any]:
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


def exchange_of(shortfall: Shortfall) -> Exchange:
    """The dates of the exchange, as the rules take them. The facilitator's advice comes before the decision."""
    return Exchange(
        notice_sent_on=shortfall.notice_on,
        reply_due_on=shortfall.reply_due_on,
        replied_on=shortfall.replied_on,
        opinion_on=shortfall.advised_on,
        decided_on=shortfall.decided_on,
    )


@service("delivery.shortfall.reply", perms.REPLY_SHORTFALL)
def reply_shortfall(*, actor: Actor, shortfall: Shortfall, text: str, on: date) -> Shortfall:
    """The company's reply: written by its member, or recorded by the facilitator who received it.

    Raises:
        RuleError: an empty reply.
        Conflict: too late, or received already.
    """
    require(actor, shortfall.obligation)
    _refresh(shortfall)
    if not text.strip():
        raise RuleError("Écrivez la réponse de l’entreprise.", field="text")
    check_action(exchange_of(shortfall), Action.REPLY, by=Party.CONTRACTOR, on=on)
    shortfall.reply, shortfall.replied_on, shortfall.state = text.strip(), on, ShortfallState.REPLIED
    shortfall.save(update_fields=["reply", "replied_on", "state"])
    buyer = shortfall.obligation.clause.lot.contract.buyer
    _tell(actor, shortfall, buyer, "Heures d’insertion manquantes : l’entreprise a répondu")
    note(shortfall, recorded_for_the_company=actor.organisation_id != shortfall.obligation.contractor_id)
    return shortfall


@service("delivery.shortfall.advise", perms.ADVISE_SHORTFALL)
def advise_shortfall(*, actor: Actor, shortfall: Shortfall, text: str, on: date) -> Shortfall:
    """The facilitator's advice to the buyer, after the reply or once its delay is over.

    Raises:
        RuleError: an empty advice.
        Conflict: too early, or given already.
    """
    require(actor, shortfall.obligation)
    _refresh(shortfall)
    if not text.strip():
        raise RuleError("Écrivez votre avis.", field="text")
    check_action(exchange_of(shortfall), Action.GIVE_OPINION, by=Party.FACILITATOR, on=on)
    shortfall.advice, shortfall.advised_on, shortfall.state = text.strip(), on, ShortfallState.ADVISED
    shortfall.save(update_fields=["advice", "advised_on", "state"])
    buyer = shortfall.obligation.clause.lot.contract.buyer
    _tell(actor, shortfall, buyer, "Heures d’insertion manquantes : votre décision est attendue")
    note(shortfall)
    return shortfall


@service("delivery.shortfall.decide", perms.DECIDE_SHORTFALL)
def decide_shortfall(
    *, actor: Actor, shortfall: Shortfall, decision: Decision, amount: Decimal | None, reason: str, on: date
) -> Shortfall:
    """The buyer's decision: apply what the contract gives, reduce it or waive it with a reason (€; final).

    ``amount`` is only read to reduce.

    Raises:
        RuleError: an amount or a reason that does not fit the decision.
        Conflict: too early, or decided already.
    """
    require(actor, shortfall.obligation)
    _refresh(shortfall)
    total = assessed(shortfall)
    retained = {Decision.APPLY: total, Decision.WAIVE: Decimal(0)}.get(decision, amount)
    if retained is None:
        raise RuleError("Indiquez le montant retenu.", field="amount")
    if decision is Decision.APPLY and not shortfall.assessment["planned"]:
        raise RuleError(f"{NO_PENALTY} Il n’y a rien à appliquer.", field="decision")
    check_decision(
        exchange_of(shortfall),
        by=Party.BUYER,
        decision=decision,
        amount=retained,
        assessed=total,
        reason=reason,
        on=on,
    )
    shortfall.decision_amount, shortfall.decision_reason, shortfall.decided_on = retained, reason.strip(), on
    shortfall.decided_by_id, shortfall.state = actor.user_id, _OUTCOMES[decision]
    shortfall.save(update_fields=["decision_amount", "decision_reason", "decided_on", "decided_by", "state"])
    _tell(actor, shortfall, shortfall.obligation.contractor, "Heures d’insertion manquantes : décision de l’acheteur")
    note(shortfall, reason=reason.strip(), decision=decision.value, amount=retained, assessed=total)
    return shortfall


def _refresh(shortfall: Shortfall) -> None:
    """The exchange as it stands now, held until the end: two replies or two decisions cannot cross."""
    Shortfall.objects.select_for_update(of=("self",)).get(pk=shortfall.pk)
    shortfall.refresh_from_db(fields=["reply", "replied_on", "advised_on", "decided_on", "state"])


def _tell(actor: Actor, shortfall: Shortfall, to: Organisation, subject: str) -> None:
    """A short message that names no person; the exchange itself is read in Levier or in the letter."""
    address = link_contact(to)
    if not address:
        return
    obligation = shortfall.obligation
    queue_message(
        workspace_id=actor.workspace_id,
        target=shortfall,
        to=address,
        subject=subject,
        body=(
            f"Bonjour,\n\nMarché « {obligation.clause.lot.contract.title} », {obligation.contractor} : "
            f"il manque {format_hours(shortfall.hours_missing)}.\n{_where(shortfall)}\n\n{actor.workspace.name}"
        ),
    )


def _where(shortfall: Shortfall) -> str:
    if shortfall.decided_on and shortfall.decision_amount is not None:
        text = f"{shortfall.get_state_display()}. Montant retenu : {format_euros(shortfall.decision_amount)}."
        return f"{text}\nMotif : {shortfall.decision_reason}" if shortfall.decision_reason else text
    if shortfall.advised_on:
        return f"Avis du facilitateur :\n{shortfall.advice}"
    if shortfall.replied_on:
        return f"Réponse de l’entreprise :\n{shortfall.reply}"
    provided = shortfall.assessment["explanation"]["conclusion"]
    return f"{provided}\nVous pouvez présenter vos observations jusqu’au {format_date(shortfall.reply_due_on)}."
