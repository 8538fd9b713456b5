"""What waits around the lever of a lot: to complete, to consent to, to answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Max, OuterRef, Q, Subquery
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.perms import TEAM
from levier.clauses.enums import ClauseState, ConsentAnswer
from levier.clauses.models import Clause, FacilitatorConsent
from levier.domain.steps import Step
from levier.domain.vocabulary import Role
from levier.procurement.enums import ContractState
from levier.procurement.models import Lot, StepChange

from .. import addresses, scope
from .item import TodoItem, about, provider, urgency_of


@provider("consent", "Accords demandés", TEAM)
def consents(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Only the facilitator who would be named can answer."""
    found = (
        FacilitatorConsent.objects.filter(
            facilitator_id=actor.user_id,
            answer=ConsentAnswer.PENDING,
            clause__lot__contract__in=scope.contracts(actor=actor, only=only),
        )
        .select_related("clause__lot__contract", "asked_by")
        .order_by("asked_at", "pk")
    )
    for consent in found:
        contract = consent.clause.lot.contract
        asker = consent.asked_by.full_name if consent.asked_by else "Un collègue"
        yield TodoItem(
            kind="consent",
            title="Donner ou refuser votre accord pour être nommé",
            why=f"{asker} veut vous nommer dans la clause du lot {consent.clause.lot.number} : sans votre accord, "
            "la rédaction reste bloquée.",
            since=timezone.localdate(consent.asked_at),
            due=contract.consultation_on,
            urgency=urgency_of(contract.consultation_on, today),
            url=addresses.consent(consent.pk),
            button="Répondre",
            contract_id=contract.pk,
            contract=contract.title,
            facilitator_id=actor.user_id,
        )


@provider("lever", "Leviers à compléter", TEAM)
def unfinished(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Lots of contracts being set up whose lever is missing or still a draft."""
    reached = (
        StepChange.objects.filter(contract=OuterRef("contract"), to_step=Step.MONTAGE)
        .order_by()
        .values("contract")
        .annotate(at=Max("at"))
    )
    found = (
        Lot.objects.filter(
            Q(clause=None) | Q(clause__state=ClauseState.DRAFT),
            contract__in=scope.contracts(actor=actor, only=only),
            contract__state=ContractState.ACTIVE,
            contract__step=Step.MONTAGE,
        )
        .select_related("contract", "clause")
        .annotate(reached_at=Subquery(reached.values("at")[:1]))
        .order_by("contract__consultation_on", "pk")
    )
    for lot in found:
        contract = lot.contract
        started = hasattr(lot, "clause")
        reached_at = lot.reached_at or contract.created_at
        yield TodoItem(
            kind="lever",
            title=f"{'Compléter' if started else 'Choisir'} le levier du lot {lot.number}",
            why="Le marché est en montage : heures, publics et rédaction doivent être prêts avant la publication.",
            since=timezone.localdate(reached_at),
            due=contract.consultation_on,
            urgency=urgency_of(contract.consultation_on, today),
            url=addresses.lot(contract.pk, lot.pk),
            button="Compléter" if started else "Choisir",
            **about(contract),
        )


@provider("proposal", "Propositions sans réponse", (*TEAM, Role.BUYER))
def proposals(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """The buyer keeps the decision: the clause waits for its answer."""
    found = (
        Clause.objects.filter(
            state=ClauseState.PROPOSED,
            lot__contract__in=scope.contracts(actor=actor, only=only),
            lot__contract__state=ContractState.ACTIVE,
        )
        .select_related("lot__contract__buyer")
        .order_by("proposed_on", "pk")
    )
    buyer = actor.role is Role.BUYER
    for clause in found:
        contract = clause.lot.contract
        yield TodoItem(
            kind="proposal",
            title=f"{'Répondre à la proposition' if buyer else 'Proposition sans réponse'} : lot {clause.lot.number}, "
            f"{clause.get_lever_display().lower()}",
            why="Le facilitateur propose ce levier : dites s’il est retenu dans le marché."
            if buyer
            else f"{contract.buyer.name} n’a pas encore dit si le levier est retenu.",
            since=clause.proposed_on,
            due=contract.consultation_on,
            urgency=urgency_of(contract.consultation_on, today),
            url=addresses.answer(clause.pk) if buyer else addresses.lot(contract.pk, clause.lot_id),
            button="Répondre" if buyer else "Voir la proposition",
            **about(contract),
        )
