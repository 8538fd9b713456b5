"""The clause between the facilitator and the buyer: proposed, kept, not kept, taken up again."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from levier.accounts.actor import Actor
from levier.accounts.links import absolute
from levier.directory.selectors import link_contact
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.quantities import format_hours
from levier.domain.vocabulary import Lever, Role
from levier.domain.wording import missing_items
from levier.journal.services import note, service
from levier.post.messages import queue_message

from .. import perms
from ..enums import ClauseState
from ..facts import applicable
from ..models import Clause
from ..wording import consent_problem, facts_of
from .common import check_draft, check_workspace


def _locked(actor: Actor, clause: Clause) -> Clause:
    check_workspace(actor, clause.lot.contract.workspace_id)
    fresh = Clause.objects.select_for_update().get(pk=clause.pk)
    fresh.lot = clause.lot
    return fresh


@service("clauses.clause.propose", perms.PROPOSE)
def propose_clause(*, actor: Actor, clause: Clause, today: date) -> Clause:
    """Send the clause to the buyer, complete. « No lever » may be proposed too, with its exception if one is due.

    A message asks the buyer's contact for the answer; a buyer without an address is told by other means.

    Raises:
        RuleError: something mandatory is missing, or the named facilitator has not agreed.
        Conflict: it is not a draft.
    """
    fresh = _locked(actor, clause)
    check_draft(fresh)
    if not fresh.lever:
        raise RuleError("Choisissez d’abord le levier du lot.", field="lever")
    if fresh.lever != Lever.NONE:
        missing = missing_items(facts_of(fresh, today=today))
        if missing:
            raise RuleError(f"La clause n’est pas complète, il manque : {' ; '.join(missing)}.")
        problem = consent_problem(fresh)
        if problem:
            raise RuleError(problem)
    _check_duty(fresh, today=today)
    fresh.state, fresh.proposed_on = ClauseState.PROPOSED, today
    fresh.agreed_on = fresh.refused_on = None
    fresh.answer_comment = ""
    fresh.save()
    _ask_the_buyer(actor, fresh, today=today)
    note(fresh, lever=fresh.lever, hours=str(fresh.hours) if fresh.hours is not None else None)
    return fresh


def _ask_the_buyer(actor: Actor, clause: Clause, *, today: date) -> None:
    """One message for each thing proposed: the lot, the lever, the hours, where to answer and whom to ask."""
    contract, workspace = clause.lot.contract, actor.workspace
    to = link_contact(contract.buyer)
    if not to:
        return
    hours = f" : {format_hours(clause.hours)}" if clause.hours else ""
    body = (
        f"Bonjour,\n\nMarché « {contract.title} », lot {clause.lot.number} : votre facilitateur vous propose\n"
        f"{clause.get_lever_display()}{hours}.\n\n"
        "Votre réponse est attendue avant la publication du marché : retenez-vous cette proposition ?\n"
        f"Avec un compte Levier, lisez-la et répondez ici :\n{absolute(reverse('clauses:answer', args=[clause.pk]))}\n"
        "Sans compte, répondez à votre facilitateur : il enregistrera votre réponse.\n\n"
        f"{workspace.name}\n{workspace.contact}"
    )
    queue_message(
        workspace_id=actor.workspace_id,
        target=clause,
        to=to,
        subject="Clauses sociales : une proposition attend votre réponse",
        body=body.rstrip() + "\n",
        dedupe_key=f"proposal:{clause.pk}:{today}:{clause.lever}:{clause.hours}",
    )


def _check_duty(clause: Clause, *, today: date) -> None:
    """The facts may have changed since the lever was chosen: the duty is read again on the day of the proposal."""
    if clause.lever not in (Lever.NONE, Lever.AWARD_CRITERION) or clause.exception_code:
        return
    duty = applicable(clause.lot.contract, today=today).duty("social_condition")
    if duty.binds:
        raise RuleError(
            f"Une condition sociale d’exécution est obligatoire (art. {duty.article}). {duty.why} Revenez au levier : "
            "invoquez une exception et son motif, ou prévoyez une condition d’exécution."
        )


@service("clauses.clause.answer", perms.ANSWER)
def record_answer(*, actor: Actor, clause: Clause, agreed: bool, on: date, comment: str = "", today: date) -> Clause:
    """The buyer's answer, given by the buyer, or recorded by the team as received on a day.

    Raises:
        NotAllowed: a buyer answering for another buyer.
        RuleError: a date in the future, or before the proposal; a refusal without a word of explanation.
        Conflict: nothing is waiting for an answer.
    """
    fresh = _locked(actor, clause)
    if actor.role is Role.BUYER and actor.organisation_id != fresh.lot.contract.buyer_id:
        raise NotAllowed("Cette proposition est adressée à un autre acheteur.")
    if fresh.state != ClauseState.PROPOSED:
        raise Conflict("Cette clause n’attend pas de réponse de l’acheteur.")
    if on > today or (fresh.proposed_on is not None and on < fresh.proposed_on):
        raise RuleError("La date de réponse va du jour de la proposition à aujourd’hui.", field="on")
    if not agreed and not comment.strip():
        raise RuleError("Dites en une phrase pourquoi la clause n’est pas retenue.", field="comment")
    fresh.state = ClauseState.AGREED if agreed else ClauseState.REFUSED
    fresh.agreed_on, fresh.refused_on = (on, None) if agreed else (None, on)
    fresh.answer_comment = comment.strip()
    fresh.save()
    note(fresh, agreed=agreed, on=on)
    return fresh


@service("clauses.clause.resume", perms.EDIT)
def resume_clause(*, actor: Actor, clause: Clause, reason: str) -> Clause:
    """Take a proposed or answered clause up again, with the reason.

    Raises:
        RuleError: no reason.
        Conflict: it is a draft already, or the lot was awarded: the contract is signed.
    """
    fresh = _locked(actor, clause)
    if fresh.state == ClauseState.DRAFT:
        raise Conflict("Cette clause est déjà en préparation.")
    if fresh.lot.awards.exists():
        raise Conflict("Le lot est attribué : la clause fait partie du contrat signé et ne se reprend plus.")
    if not reason.strip():
        raise RuleError("Dites pourquoi la clause est reprise.", field="reason")
    before = fresh.state
    fresh.state = ClauseState.DRAFT
    fresh.proposed_on = fresh.agreed_on = fresh.refused_on = None
    fresh.save()
    note(fresh, reason=reason.strip(), before=before)
    return fresh
