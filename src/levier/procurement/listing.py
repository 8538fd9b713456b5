"""The list of contracts and the reviewing list: filters, sorts, columns of their exports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from levier.accounts.actor import Actor
from levier.accounts.selectors import facilitators
from levier.accounts.web import Request
from levier.directory.selectors import buyers
from levier.domain.steps import Step
from levier.domain.vocabulary import PurchaseNature, Role
from levier.ui.lists import Filter, ListPage, Sort, choice_filter, date_filter, flag_filter, text_filter

from . import selectors
from .enums import ContractState, ReviewDecision
from .extensions import contract_filters_of
from .models import Contract
from .selectors.prediagnosis import SOCIAL_CONDITION

SORTS = (
    Sort("titre", ("title", "pk")),
    Sort("acheteur", ("buyer__name", "pk")),
    Sort("montant", ("amount", "pk")),
    Sort("publication", ("consultation_on", "pk")),
    Sort("fin", ("ends_on", "pk")),
    Sort("maj", ("updated_at", "pk")),
)
REVIEW_SORTS = (
    Sort("echeance", ("review__due_on", "pk")),
    Sort("publication", ("consultation_on", "pk")),
    Sort("acheteur", ("buyer__name", "pk")),
    Sort("montant", ("amount", "pk")),
    Sort("titre", ("title", "pk")),
)
HEADINGS = (
    "Référence",
    "Objet",
    "Acheteur",
    "Nature",
    "Étape",
    "État",
    "Accord-cadre",
    "Lots",
    "Montant estimé (€ HT)",
    "Durée (mois)",
    "Lieu",
    "Publication prévue",
    "Notifié le",
    "Fin prévue",
    "Facilitateur",
)
REVIEW_HEADINGS = (
    "Référence",
    "Objet",
    "Nature",
    "Montant estimé (€ HT)",
    "Publication prévue",
    "Ordre de service prévu",
    "Réponse",
    "Heures d’insertion (ordre de grandeur)",
    "Condition sociale obligatoire",
    "Métiers",
    "Structures pouvant répondre",
    "Commentaire",
    "Réponse attendue le",
    "Répondu le",
)


def _buyers(actor: Actor) -> list[tuple[Any, str]]:
    found = buyers(actor=actor)
    return list(found.values_list("pk", "name"))


def contract_filters(actor: Actor) -> list[Filter]:
    """Filters of ``/marches/``; an outside role has no list of buyers or facilitators."""
    found = [
        text_filter("q", "Objet ou référence", "title__icontains", "reference__icontains"),
        choice_filter("etape", "Étape", "step", Step.choices(), any_label="Toutes"),
        choice_filter("etat", "État", "state", ContractState.choices),
        choice_filter("nature", "Nature", "nature", PurchaseNature.choices(), any_label="Toutes"),
        *contract_filters_of(actor),
        flag_filter("accord_cadre", "Accords-cadres", Q(is_framework=True)),
        date_filter("publie_apres", "Publié à partir du", "consultation_on__gte"),
        date_filter("publie_avant", "Publié jusqu’au", "consultation_on__lte"),
    ]
    if actor.sees_whole_workspace:
        people = [(one.pk, one.full_name) for one in facilitators(actor=actor)]
        found.insert(2, choice_filter("acheteur", "Acheteur", "buyer_id", _buyers(actor)))
        found.insert(5, choice_filter("facilitateur", "Facilitateur", "facilitator_id", people))
    return found


def read_contracts(request: Request) -> ListPage[Contract]:
    """The list of contracts as asked for."""
    return ListPage(
        request,
        selectors.contracts_for_list(actor=request.actor),
        filters=contract_filters(request.actor),
        sorts=SORTS,
        default_sort="-maj",
    )


def sheet_rows(contracts: QuerySet[Contract]) -> Iterator[Sequence[object]]:
    """Rows of the export."""
    for one in contracts:
        yield (
            one.reference,
            one.title,
            one.buyer.name,
            PurchaseNature(one.nature),
            Step(one.step),
            one.get_state_display(),
            one.is_framework,
            one.lot_count,  # type: ignore[attr-defined]
            one.amount,
            one.duration_months,
            " ".join(filter(None, (one.postcode, one.place))),
            one.consultation_on,
            one.notified_on,
            one.ends_on,
            one.facilitator.full_name if one.facilitator else "",
        )


def review_filters(actor: Actor) -> list[Filter]:
    """Filters of ``/programmation/``."""
    found = [
        text_filter("q", "Objet ou référence", "title__icontains", "reference__icontains"),
        choice_filter("reponse", "Réponse", "review__decision", ReviewDecision.choices, any_label="Toutes"),
        choice_filter("nature", "Nature", "nature", PurchaseNature.choices(), any_label="Toutes"),
        date_filter("publie_avant", "Publié jusqu’au", "consultation_on__lte"),
    ]
    if actor.role is not Role.BUYER:
        found.insert(1, choice_filter("acheteur", "Acheteur", "buyer_id", _buyers(actor)))
    return found


def read_programme(request: Request) -> ListPage[Contract]:
    """The reviewing list: contracts still in the programme, the most urgent answer first."""
    found = (
        selectors.contracts(actor=request.actor)
        .filter(step=Step.PROGRAMMATION.value, state=ContractState.ACTIVE)
        .select_related("buyer__buyer", "review", "workspace")
        .prefetch_related("lots")
    )
    return ListPage(
        request,
        found,
        filters=review_filters(request.actor),
        sorts=REVIEW_SORTS,
        default_sort="echeance",
    )


def review_rows(actor: Actor, contracts: QuerySet[Contract], today: date) -> Iterator[Sequence[object]]:
    """Rows of the sheet sent back to the buyer."""
    for found in selectors.prediagnose_many(actor=actor, contracts=contracts, today=today):
        one = found.contract
        review = getattr(one, "review", None)
        decision = ReviewDecision(review.decision) if review else ReviewDecision.PENDING
        social = found.law.duty(SOCIAL_CONDITION).binds
        hours: object = review.hours_estimate if review else None
        if hours is None:
            hours = "à calibrer" if decision == ReviewDecision.CLAUSE else ""
        yield (
            one.reference,
            one.title,
            PurchaseNature(one.nature),
            one.amount,
            one.consultation_on,
            one.start_order_on,
            decision,
            hours,
            "à vérifier" if social is None else social,
            ", ".join(trade.label for trade in found.trades),
            found.able if found.place_known else "lieu à préciser",
            review.comment if review else "",
            review.due_on if review else None,
            review.answered_on if review else None,
        )
