"""Missing hours: constat, reply, advice, the buyer's decision. Who may do what and when is in ``domain.penalties``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.urls import reverse

from levier.accounts.actor import Actor, ActorKind
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import absolute, make_link
from levier.directory.models import Organisation
from levier.directory.selectors import link_addresses
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.penalties import (
    Action,
    Decision,
    Exchange,
    check_action,
    check_decision,
)
from levier.domain.quantities import format_hours
from levier.domain.vocabulary import Party, Role
from levier.journal.services import note, service
from levier.post.messages import queue_message

from .. import perms
from ..enums import ShortfallState
from ..models import Obligation, Shortfall
from ..penalties import NO_PENALTY, as_kept, assess_missing, assessed
from ..scope import require
from ..selectors.closing import opened_by
from ..selectors.obligations import hours_due, hours_validated
from ..wording import shortfall_message
from .obligations import hold

#: A personal link to the constat opens this many days; what it may do ends with the delay to answer.
LINK_DAYS = 60

_OUTCOMES = {
    Decision.APPLY: ShortfallState.APPLIED,
    Decision.REDUCE: ShortfallState.REDUCED,
    Decision.WAIVE: ShortfallState.WAIVED,
}


@service("delivery.shortfall.open", perms.OPEN_SHORTFALL)
def open_shortfall(
    *, actor: Actor, obligation: Obligation, today: date, reply_due_on: date, late_days: int = 0
) -> Shortfall:
    """Send the company the constat of the hours missing, with what the contract provides and its delay to answer.

    It is about all the hours missing, those of an exchange already decided included; its documents then say so. The
    facilitator may send it for the buyer; the journal then says so. ``late_days`` is the delay of documents since
    a formal notice, when the contract counts it.

    Raises:
        RuleError: nothing is missing, the obligation is not over, or a delay that does not fit.
        Conflict: an exchange is open already, the last one was about as many hours, or the obligation is closed.
    """
    require(actor, obligation)
    # Two people send it: one waits, then reads.
    hold(obligation)
    last = Shortfall.objects.filter(obligation=obligation).first()
    if last is not None and last.decided_on is None:
        raise Conflict("Le constat est déjà envoyé pour cette obligation.")
    if obligation.closed_on:
        raise Conflict("Cette obligation est close.")
    if obligation.ends_on > today:
        raise RuleError("L’obligation court encore : le constat se fait une fois le terme passé.")
    missing = max(Decimal(0), hours_due(obligation) - hours_validated(obligation))
    if missing == 0:
        raise RuleError("Aucune heure ne manque.")
    if last is not None and missing <= last.hours_missing:
        raise Conflict(
            f"L’acheteur a déjà décidé pour {format_hours(last.hours_missing)} manquantes : il n’en manque pas plus."
        )
    if reply_due_on <= today:
        raise RuleError("Laissez un délai à l’entreprise pour répondre.", field="reply_due_on")
    check_action(Exchange(), Action.SEND_NOTICE, by=Party.BUYER, on=today)
    assessment = assess_missing(obligation, missing, late_days=late_days, on=today)
    shortfall = Shortfall.objects.create(
        obligation=obligation,
        hours_missing=missing,
        assessment=as_kept(obligation, assessment, late_days),
        notice_on=today,
        reply_due_on=reply_due_on,
    )
    _tell(
        actor, shortfall, obligation.contractor, "Heures d’insertion manquantes : votre réponse est attendue", link=True
    )
    note(shortfall, missing=missing, for_the_buyer=actor.role is not Role.BUYER)
    return shortfall


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
    """The company's reply: written by its member or by its personal link, or recorded by the facilitator who received it.

    Raises:
        RuleError: an empty reply.
        Conflict: too late, or received already.
        NotAllowed: a link made for something else.
    """
    if actor.kind is ActorKind.LINK and (
        opened_by(actor) != shortfall.pk or actor.organisation_id != shortfall.obligation.contractor_id
    ):
        raise NotAllowed("Ce lien n’ouvre pas cet échange.")
    said = _said(actor, shortfall, text, empty="Écrivez la réponse de l’entreprise.")
    check_action(exchange_of(shortfall), Action.REPLY, by=Party.CONTRACTOR, on=on)
    shortfall.reply, shortfall.replied_on, shortfall.state = said, on, ShortfallState.REPLIED
    shortfall.save(update_fields=["reply", "replied_on", "state"])
    _tell_the_buyer(actor, shortfall, "Heures d’insertion manquantes : l’entreprise a répondu")
    note(shortfall, recorded_for_the_company=actor.organisation_id != shortfall.obligation.contractor_id)
    return shortfall


@service("delivery.shortfall.advise", perms.ADVISE_SHORTFALL)
def advise_shortfall(*, actor: Actor, shortfall: Shortfall, text: str, on: date) -> Shortfall:
    """The facilitator's advice to the buyer, after the reply or once its delay is over.

    Raises:
        RuleError: an empty advice.
        Conflict: too early, or given already.
    """
    said = _said(actor, shortfall, text, empty="Écrivez votre avis.")
    check_action(exchange_of(shortfall), Action.GIVE_OPINION, by=Party.FACILITATOR, on=on)
    shortfall.advice, shortfall.advised_on, shortfall.state = said, on, ShortfallState.ADVISED
    shortfall.save(update_fields=["advice", "advised_on", "state"])
    _tell_the_buyer(actor, shortfall, "Heures d’insertion manquantes : votre décision est attendue")
    note(shortfall)
    return shortfall


def _said(actor: Actor, shortfall: Shortfall, text: str, *, empty: str) -> str:
    """What is added to the exchange, which is held from now on."""
    require(actor, shortfall.obligation)
    _refresh(shortfall)
    if not text.strip():
        raise RuleError(empty, field="text")
    return text.strip()


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


def _tell(actor: Actor, shortfall: Shortfall, to: Organisation, subject: str, *, link: bool = False) -> None:
    """A message to each contact, that names no person, with the page to read or answer on; ``link`` adds a personal one."""
    for address in link_addresses(to):
        personal = ""
        if link:
            _, token = make_link(
                workspace=actor.workspace,
                purpose=LinkPurpose.SHORTFALL,
                days=LINK_DAYS,
                organisation_id=to.pk,
                target=shortfall,
            )
            personal = absolute(reverse("delivery:shortfall_link", args=[token]))
        queue_message(
            workspace_id=actor.workspace_id,
            target=shortfall,
            to=address,
            subject=subject,
            body=shortfall_message(shortfall, workspace=actor.workspace, personal=personal),
        )


def _tell_the_buyer(actor: Actor, shortfall: Shortfall, subject: str) -> None:
    _tell(actor, shortfall, shortfall.obligation.clause.lot.contract.buyer, subject)
