"""May this facilitator be named in the contract's documents? Asked, answered, with dates."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.links import absolute
from levier.accounts.models import User
from levier.accounts.selectors import facilitators
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.journal.services import note, service
from levier.post.messages import queue_message
from levier.procurement.models import Lot

from .. import perms
from ..enums import ConsentAnswer
from ..models import Clause, FacilitatorConsent
from .common import check_workspace, draft_of

#: No personal datum: a subject travels in clear.
SUBJECT = "Votre accord pour être nommé dans une clause sociale"


@service("clauses.consent.request", perms.ASK_CONSENT)
def request_consent(*, actor: Actor, lot: Lot, facilitator: User) -> FacilitatorConsent:
    """Name a facilitator in the clause and ask for their agreement. A refusal may be followed by a new request.

    Who names themself agrees by that very act: nothing is sent, and the agreement bears the date.

    Raises:
        RuleError: this person is no facilitator of the workspace.
        Conflict: a request is already waiting, or they already agreed; the clause is no longer a draft.
    """
    clause = draft_of(actor, lot)
    if not facilitators(actor=actor).filter(pk=facilitator.pk).exists():
        raise RuleError("Cette personne n’est pas facilitatrice dans cet espace.", field="facilitator")
    if clause.named_facilitator_id != facilitator.pk:
        clause.named_facilitator = facilitator
        clause.save()
    last = clause.consents.filter(facilitator=facilitator).first()
    if last is not None and last.answer == ConsentAnswer.GIVEN:
        raise Conflict("Cette personne a déjà donné son accord pour cette clause.")
    if facilitator.pk == actor.user_id:
        consent = _own_consent(clause, facilitator)
        note(clause, consent=consent.pk, answer=consent.answer)
        return consent
    try:
        with transaction.atomic():
            consent = FacilitatorConsent.objects.create(clause=clause, facilitator=facilitator, asked_by=actor.user)
    except IntegrityError:
        raise Conflict("Une demande est déjà en attente de réponse pour cette personne.") from None
    queue_message(
        workspace_id=actor.workspace_id, target=consent, to=facilitator.email, subject=SUBJECT, body=_body(consent, lot)
    )
    note(clause, consent=consent.pk)
    return consent


def _own_consent(clause: Clause, user: User) -> FacilitatorConsent:
    given = {"answer": ConsentAnswer.GIVEN, "answered_at": timezone.now()}
    consent, _ = FacilitatorConsent.objects.update_or_create(
        clause=clause,
        facilitator=user,
        answer=ConsentAnswer.PENDING,
        defaults=given,
        create_defaults={**given, "asked_by": user},
    )
    return consent


def _body(consent: FacilitatorConsent, lot: Lot) -> str:
    address = absolute(reverse("clauses:consent", kwargs={"pk": consent.pk}))
    return (
        "Bonjour,\n\n"
        f"Une clause sociale est en préparation pour le marché « {lot.contract.title} », passé par {lot.contract.buyer}. "
        "Elle prévoit de vous nommer comme facilitateur dans les documents du marché, avec vos coordonnées "
        "professionnelles.\n\n"
        f"Donnez ou refusez votre accord ici :\n{address}\n\n"
        "Tant que vous n’avez pas répondu, le texte de la clause ne peut pas être produit.\n"
    )


@service("clauses.consent.answer", perms.ANSWER_CONSENT)
def answer_consent(*, actor: Actor, consent: FacilitatorConsent, agreed: bool, comment: str = "") -> FacilitatorConsent:
    """Answer for oneself: nobody agrees in another's place.

    Raises:
        NotAllowed: the request is for somebody else.
        Conflict: it was answered already.
    """
    check_workspace(actor, consent.clause.lot.contract.workspace_id)
    if actor.user_id != consent.facilitator_id:
        raise NotAllowed("Seule la personne nommée peut donner ou refuser son accord.")
    answer = ConsentAnswer.GIVEN if agreed else ConsentAnswer.REFUSED
    updated = FacilitatorConsent.objects.filter(pk=consent.pk, answer=ConsentAnswer.PENDING).update(
        answer=answer, answered_at=timezone.now(), comment=comment.strip()
    )
    if not updated:
        raise Conflict("Vous avez déjà répondu à cette demande.")
    consent.refresh_from_db()
    note(consent, answer=answer.value)
    return consent


@service("clauses.consent.withdraw", perms.ASK_CONSENT)
def withdraw_facilitator(*, actor: Actor, lot: Lot) -> Clause:
    """Name nobody any more: the contact is only given « if any ».

    Raises:
        Conflict: the clause is no longer a draft.
    """
    clause = draft_of(actor, lot)
    clause.named_facilitator = None
    clause.save()
    note(clause)
    return clause
