"""What waits around the programme, the documents and the orders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.perms import TEAM
from levier.directory.selectors import reminded_today
from levier.domain.steps import SHEETS, Step
from levier.domain.steps.calendar import order_request, quarter_of
from levier.domain.vocabulary import Party, Role
from levier.procurement.enums import ContractState, ReviewDecision
from levier.procurement.models import Contract, ExpectedDocument, OrderRequest, Review
from levier.ui.formats import plural

from .. import addresses, scope
from .item import TodoItem, about, provider, urgency_of

_COORDINATED = (*TEAM, Role.COORDINATOR)
_RUNNING = (Step.MISE_EN_OEUVRE, Step.COMMANDES)
#: Days before its date from which a document is asked of the one who provides it.
_AHEAD = timedelta(days=30)
_BUYER_KINDS = [
    document.kind.value for sheet in SHEETS.values() for document in sheet.documents if document.provider is Party.BUYER
]


@provider("review", "Réponses à l’acheteur", _COORDINATED)
def reviews(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    found = (
        Review.objects.filter(
            contract__in=scope.contracts(actor=actor, only=only),
            contract__state=ContractState.ACTIVE,
            decision=ReviewDecision.PENDING,
        )
        .select_related("contract__buyer")
        .order_by("due_on", "pk")
    )
    if actor.role is Role.COORDINATOR:
        found = found.filter(due_on__lt=today)
    answers = actor.role is not Role.COORDINATOR
    for review in found:
        contract = review.contract
        yield TodoItem(
            kind="review",
            title=f"{'Répondre à' if answers else 'Réponse attendue par'} {contract.buyer.name}",
            why="L’acheteur attend de savoir si ce marché porte un levier d’insertion.",
            since=review.asked_on,
            due=review.due_on,
            urgency=urgency_of(review.due_on, today),
            url=addresses.step(contract.pk, Step.PROGRAMMATION),
            button="Répondre" if answers else "Voir",
            **about(contract),
        )


@provider("document", "Documents attendus", (*TEAM, Role.BUYER))
def documents(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """One line for each contract. The team chases what is late; the buyer, who provides it, sees it a month ahead."""
    found = ExpectedDocument.objects.filter(
        contract__in=scope.contracts(actor=actor, only=only), contract__state=ContractState.ACTIVE, received_on=None
    )
    ahead = Q(kind__in=_BUYER_KINDS, due_on__lte=today + _AHEAD)
    found = found.filter(ahead if actor.role is Role.BUYER else Q(due_on__lte=today))
    ordered = found.select_related("contract__buyer").order_by("contract_id", "due_on", "pk")
    reminded = reminded_today(workspace_id=actor.workspace_id, today=today) if actor.role in TEAM else set()
    for contract, expected in groupby(ordered, key=lambda one: one.contract):
        if contract.buyer_id in reminded:
            continue
        missing = list(expected)
        labels = ", ".join(dict.fromkeys(one.get_kind_display() for one in missing))
        first, reminders = missing[0].due_on, max(one.reminders for one in missing)
        if actor.role in TEAM:
            title, button = f"{plural(len(missing), 'document manquant', 'documents manquants')} : {labels}", "Relancer"
            why = "Le suivi avec l’entreprise en dépend ; une seule relance demande tout ce qui manque."
            if reminders:
                why += f" {plural(reminders, 'relance', 'relances')} déjà."
        else:
            title, button = f"Transmettre : {labels}", "Transmettre"
            why = "Sans cela, le facilitateur ne peut pas avancer."
        yield TodoItem(
            kind="document",
            title=title,
            why=why,
            since=first if first <= today else None,
            due=None if first <= today else first,
            urgency=urgency_of(first, today),
            url=addresses.step(contract.pk, Step.LANCEMENT),
            button=button,
            **about(contract),
        )


@provider("orders", "États des commandes", (*TEAM, Role.BUYER))
def orders(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """The buyer answers; the team chases a late answer."""
    found = OrderRequest.objects.filter(
        contract__in=scope.contracts(actor=actor, only=only), contract__state=ContractState.ACTIVE, answered_at=None
    ).exclude(sent_at=None)
    if actor.role in TEAM:
        found = found.filter(due_on__lt=today)
    reminded = reminded_today(workspace_id=actor.workspace_id, today=today) if actor.role in TEAM else set()
    for request in found.select_related("contract__buyer").order_by("due_on", "pk"):
        contract, quarter = request.contract, quarter_of(request.quarter).label
        team = actor.role in TEAM
        if contract.buyer_id in reminded:
            continue
        yield TodoItem(
            kind="orders",
            title=f"Commandes du {quarter}{' : relancer ' + contract.buyer.name if team else ''}",
            why="Les heures dues par chaque entreprise se calculent sur les commandes passées.",
            since=timezone.localdate(request.sent_at) if request.sent_at else None,
            due=request.due_on,
            urgency=urgency_of(request.due_on, today),
            url=addresses.step(contract.pk, Step.COMMANDES),
            button="Relancer" if team else "Donner les commandes",
            **about(contract),
        )


@provider("quarter", "Trimestres à demander", TEAM)
def missing_quarters(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Framework agreements under way whose last complete quarter was never asked about."""
    asked = order_request(quarter_of(today).previous)
    already = OrderRequest.objects.filter(contract=OuterRef("pk"), quarter=asked.quarter.start).exclude(sent_at=None)
    found = (
        Contract.objects.filter(pk__in=scope.contracts(actor=actor, only=only), state=ContractState.ACTIVE)
        .filter(is_framework=True, step__in=_RUNNING)
        .filter(Q(notified_on=None) | Q(notified_on__lte=asked.quarter.end))
        .exclude(Exists(already))
        .select_related("buyer")
        .order_by("pk")
    )
    for contract in found:
        yield TodoItem(
            kind="quarter",
            title=f"Demander à {contract.buyer.name} les commandes du {asked.quarter.label}",
            why="L’état des commandes se demande à la fin de chaque trimestre ; celui-ci n’a pas été demandé.",
            since=asked.ask_on,
            due=asked.due_on,
            urgency=urgency_of(asked.due_on, today),
            url=addresses.step(contract.pk, Step.COMMANDES),
            button="Envoyer la demande",
            **about(contract),
        )
