"""Propose a person for a job with their agreement; write down what the company answers; chase it when it does not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse

from levier.accounts.actor import Actor
from levier.accounts.letters import Letter, compose
from levier.accounts.links import absolute
from levier.directory.models import Organisation
from levier.directory.selectors import link_addresses, link_contact
from levier.domain.answers import BETWEEN, Chase, chase
from levier.domain.dates import format_date
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.journal.services import note, service
from levier.post.messages import queue_message

from .. import perms
from ..candidacies import candidacies, follower_address, is_reachable, late, may_become, waiting_for
from ..ending import end_candidacy
from ..enums import CHOSEN_REASONS, CandidacyState, OfferState, RefusalReason
from ..letters import TO_BUYER, TOLD, TONES
from ..matching import pool
from ..models import Candidacy, JobOffer, Person
from ..offers import offers
from ..ranking import fit_of
from ..screening import screen_for_company
from ..telling import company_page, hold_offers, take_out, tell_company
from ..wording import answer_message, people_proposed, waiting_line
from ..writing import WorkContract, check_day, employ


@service("people.candidacy.propose", perms.PROPOSE)
def propose(*, actor: Actor, job: JobOffer, person: Person, agreed: bool, today: date) -> Candidacy:
    """Propose a person to the company, who agreed to it; the company has the workspace's delay to answer.

    It is written to once a day for an offer, about everybody proposed to it (``telling``).

    Raises:
        NotAllowed: an offer or a person the actor may not see.
        RuleError: without their agreement, or somebody whom a condition of the offer refuses.
        Conflict: the offer is not published, is filled, or the person is a candidate already.
    """
    held = offers(actor=actor).select_for_update(of=("self",)).filter(pk=job.pk).first()
    known = pool(actor=actor).filter(pk=person.pk).first()
    if held is None or known is None:
        raise NotAllowed("Cette offre ou cette personne n’est pas dans votre espace.")
    if not agreed:
        raise RuleError("Demandez d’abord son accord à la personne.", field="agreed")
    if held.state != OfferState.PUBLISHED:
        raise Conflict("Cette offre n’est pas diffusée : personne ne peut y être proposé.")
    if held.candidacies.filter(state=CandidacyState.HIRED).count() >= held.seats:
        raise Conflict("Tous les postes de cette offre sont pourvus.")
    if refusals := fit_of(actor=actor, person=known, job=held).refusals:
        raise RuleError(f"Cette personne est écartée de l’offre. {' '.join(refusals)}")
    due = today + timedelta(days=actor.workspace.candidacy_answer_days)
    try:
        with transaction.atomic():  # the constraint decides between two who propose at the same time
            candidacy = Candidacy.objects.create(
                offer=held, person=known, proposed_on=today, proposed_by_id=actor.user_id, due_on=due
            )
    except IntegrityError as error:
        raise Conflict("Cette personne est déjà proposée pour cette offre.") from error
    note(candidacy, offer=held.pk, told=tell_company(candidacy, today=today))
    return candidacy


@service("people.candidacy.interview", perms.ANSWER_CANDIDACY)
def plan_interview(*, actor: Actor, candidacy: Candidacy, on: date, meeting: str, today: date) -> Candidacy:
    """The company meets the person on a day; said again, it moves to another.

    Raises:
        RuleError: a day before the proposal, or a text that must not be written.
        Conflict, NotAllowed: see ``_held``.
    """
    held = _held(actor, candidacy, CandidacyState.INTERVIEW)
    check_day(on, field="on")
    if on < held.proposed_on:
        raise RuleError("L’entretien ne peut pas précéder la proposition.", field="on")
    held.meeting = screen_for_company(meeting, field="meeting")
    held.interview_on, held.state = on, CandidacyState.INTERVIEW
    _answered(held, today)
    _tell_follower(held, "un entretien est prévu")
    note(held, on=on)
    return held


@service("people.candidacy.hire", perms.ANSWER_CANDIDACY)
def hire_candidate(*, actor: Actor, candidacy: Candidacy, contract: WorkContract, today: date) -> Candidacy:
    """The company hires: the work contract is recorded, or the one recorded meanwhile is linked.

    Raises:
        RuleError: impossible dates or hours, or a first day before the proposal.
        Conflict: every seat is taken; or see ``_held``.
    """
    held = _held(actor, candidacy, CandidacyState.HIRED)
    job = held.offer
    if job.candidacies.filter(state=CandidacyState.HIRED).count() >= job.seats:
        raise Conflict("Tous les postes de cette offre sont pourvus : faites-en augmenter le nombre, ou dites non.")
    if contract.starts_on < held.proposed_on:
        raise RuleError(
            f"Cette personne vous a été proposée le {format_date(held.proposed_on)} : le contrat ne peut pas commencer avant.",
            field="starts_on",
        )
    employment, made = employ(held.person, held.offer.company, contract)
    held.employment, held.state, held.ended_on = employment, CandidacyState.HIRED, today
    _answered(held, today)
    _tell_follower(held, "une embauche")
    note(held, employment=employment.pk, created=made)
    return held


@service("people.candidacy.refuse", perms.ANSWER_CANDIDACY)
def refuse_candidate(
    *, actor: Actor, candidacy: Candidacy, reason: RefusalReason, comment: str, today: date
) -> Candidacy:
    """The company says no, with a reason that is about the job.

    Raises:
        RuleError: no reason of the list, « autre » without a word, or a text that must not be written.
        Conflict, NotAllowed: see ``_held``.
    """
    held = _held(actor, candidacy, CandidacyState.REFUSED)
    if reason not in CHOSEN_REASONS:
        raise RuleError("Choisissez un motif de la liste.", field="reason")
    clean = screen_for_company(comment, field="comment")
    if reason is RefusalReason.OTHER and not clean:
        raise RuleError("Dites ce motif en quelques mots.", field="comment")
    held.state, held.reason, held.comment, held.ended_on = CandidacyState.REFUSED, reason, clean, today
    _answered(held, today)
    _tell_follower(held, "la personne n’est pas retenue")
    note(held, reason=reason.value)
    return held


@service("people.candidacy.withdraw", perms.WITHDRAW_CANDIDACY)
def withdraw_candidacy(*, actor: Actor, candidacy: Candidacy, today: date) -> Candidacy:
    """The person does not want the job any more: said by them, or by those who follow them; the company is told.

    Raises:
        Conflict, NotAllowed: see ``_held``.
    """
    held = _held(actor, candidacy, CandidacyState.WITHDRAWN)
    note(held, told=end_candidacy(held, today=today))
    return held


@service("people.candidacy.remind", perms.CHASE_CANDIDACIES)
def remind_company(*, actor: Actor, company: Organisation, today: date, only_due: bool = False) -> list[Candidacy]:
    """One message to a company for all the people it has not answered on in time; never two on the same day.

    ``only_due``: those whose turn has come (the schedule); else all that are late.

    Raises:
        NotAllowed: a company of another workspace.
        Conflict: nothing is late, or a reminder left today already.
        RuleError: no address to write to.
    """
    locked = Organisation.objects.select_for_update().filter(pk=company.pk, workspace=actor.workspace).first()
    if locked is None:
        raise NotAllowed("Cette entreprise n’est pas dans votre espace.")
    behind = list(late(workspace_id=actor.workspace_id, today=today).filter(offer__company=locked))
    if any(one.reminded_on == today for one in behind):
        raise Conflict("Un rappel est déjà parti aujourd’hui à cette entreprise : attendez demain.")
    if only_due:
        behind = [one for one in behind if chase(waiting_for(one), today=today, reachable=True) is Chase.REMIND]
    if not behind:
        raise Conflict("Aucune réponse de cette entreprise n’est en retard.")
    to = link_contact(locked)
    if not to:
        raise RuleError("Cette entreprise n’a pas d’adresse électronique : appelez-la, ou complétez l’annuaire.")
    by_offer: dict[int, list[Candidacy]] = {}
    for one in behind:
        by_offer.setdefault(one.offer_id, []).append(one)
    lines = [
        waiting_line(
            found[0].offer,
            count=len(found),
            due=min(one.due_on for one in found),
            page=company_page(found[0].offer),
            told=max((one.escalated_on for one in found if one.escalated_on), default=None),
        )
        for found in by_offer.values()
    ]
    tone = _tone(behind)
    values = {"liste": "\n".join(lines), "entreprise": locked.name, "limite": format_date(today + BETWEEN)}
    subject, body = compose(actor.workspace, tone, values)
    written = queue_message(
        workspace_id=actor.workspace_id, target=behind[0].offer, to=to, subject=subject, body=body, reminder_on=today
    )
    if written is None:
        raise Conflict("Un rappel est déjà parti aujourd’hui à cette adresse : attendez demain.")
    for one in behind:
        one.reminders, one.reminded_on = one.reminders + 1, today
    Candidacy.objects.bulk_update(behind, ["reminders", "reminded_on"])
    note(locked, candidacies=len(behind), offers=len(by_offer))
    return behind


@service("people.candidacy.escalate", perms.CHASE_CANDIDACIES)
def tell_buyer(*, actor: Actor, job: JobOffer, today: date) -> list[Candidacy]:
    """Tell the buyer that the company does not answer in spite of the reminders; once for each candidacy.

    Raises:
        NotAllowed: an offer of another workspace.
        Conflict: it is not time, or the buyer knows already.
        RuleError: the buyer has no address.
    """
    held = JobOffer.objects.select_for_update().filter(pk=job.pk, workspace=actor.workspace).first()
    if held is None:
        raise NotAllowed("Cette offre n’est pas dans votre espace.")
    behind = [
        one
        for one in late(workspace_id=actor.workspace_id, today=today).filter(offer=held)
        if chase(waiting_for(one), today=today, reachable=is_reachable(held.company)) is Chase.TELL_BUYER
    ]
    if not behind:
        raise Conflict("L’acheteur est déjà prévenu, ou il est trop tôt pour le prévenir.")
    contract = held.lot.contract
    addresses = link_addresses(contract.buyer)
    if not addresses:
        raise RuleError("L’acheteur n’a pas d’adresse électronique : appelez-le, ou complétez l’annuaire.")
    values = {
        "marche": contract.title,
        "offre": held.title,
        "personnes": people_proposed(len(behind)),
        "entreprise": held.company.name,
        "depuis": format_date(min(one.due_on for one in behind)),
        "lien": absolute(reverse("desk:contract", args=[contract.pk])),
    }
    subject, body = compose(actor.workspace, TO_BUYER, values)
    for rank, to in enumerate(addresses):
        key = f"silence:candidacies:{held.pk}:{today}:{rank}"
        queue_message(workspace_id=actor.workspace_id, target=held, to=to, subject=subject, body=body, dedupe_key=key)
    Candidacy.objects.filter(pk__in=[one.pk for one in behind]).update(escalated_on=today)
    note(held, candidacies=len(behind))
    return behind


def _tone(behind: Sequence[Candidacy]) -> Letter:
    """The words of a reminder: nobody is warned of what is done already."""
    if any(one.escalated_on for one in behind):
        return TOLD
    return TONES[min(max(one.reminders for one in behind), len(TONES) - 1)]


def _held(actor: Actor, candidacy: Candidacy, to: CandidacyState) -> Candidacy:
    """The candidacy as it stands now, held with its offer until the end of the transaction, if it may become ``to``.

    Raises:
        NotAllowed: it is not one of those the actor may know.
        Conflict: it has ended, or somebody answered meanwhile.
    """
    hold_offers([candidacy.offer_id])
    held = candidacies(actor=actor).select_for_update(of=("self",)).filter(pk=candidacy.pk).first()
    if held is None:
        raise NotAllowed("Cette candidature n’est pas, ou n’est plus, de celles que vous suivez.")
    if not may_become(held, to):
        raise Conflict(f"Cette candidature n’est plus ouverte : « {held.get_state_display().lower()} ».")
    return held


def _answered(candidacy: Candidacy, today: date) -> None:
    candidacy.answered_on = candidacy.answered_on or today
    candidacy.save()
    take_out(candidacy)


def _tell_follower(candidacy: Candidacy, said: str) -> None:
    """Write to the referrer of the person, else to the facilitator of the contract."""
    to = follower_address(candidacy.person, candidacy.offer)
    if not to:
        return
    page = absolute(reverse("people:offer", args=[candidacy.offer_id]))
    subject, body = answer_message(candidacy.offer, said=said, page=page)
    queue_message(workspace_id=candidacy.offer.workspace_id, target=candidacy.offer, to=to, subject=subject, body=body)
