"""What waits around the monthly statements and the pace of the hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.perms import TEAM
from levier.delivery.enums import StatementState
from levier.delivery.models import HoursStatement
from levier.delivery.selectors.ledger import hours_of
from levier.delivery.selectors.statements import OPEN, statements
from levier.domain.dates import format_month
from levier.domain.obligations import Pace
from levier.domain.steps import Step
from levier.domain.vocabulary import Role

from .. import addresses, scope
from ..wording import of
from .item import TodoItem, Urgency, provider, urgency_of

_TO_SEND = (StatementState.REQUESTED, StatementState.DRAFT)
_DECLARANTS = (Role.CONTRACTOR, Role.STRUCTURE)


def _statements(actor: Actor, only: int | None, condition: Q) -> QuerySet[HoursStatement]:
    found = statements(actor=actor).filter(condition)
    if only is not None:
        found = found.filter(obligation__award__lot__contract_id=only)
    return found.select_related("declarant", "obligation__award__lot__contract").order_by("due_on", "pk")


def _item(actor: Actor, statement: HoursStatement, **values: object) -> TodoItem:
    contract = statement.obligation.award.lot.contract
    base: dict[str, object] = {
        "url": addresses.statement(statement.pk),
        "contract_id": contract.pk,
        "contract": contract.title,
        "facilitator_id": contract.facilitator_id,
    }
    return TodoItem(**{**base, **values})  # type: ignore[arg-type]


def _progress(statement: HoursStatement) -> str:
    return addresses.step(statement.obligation.award.lot.contract_id, Step.MISE_EN_OEUVRE)


@provider("declare", "Relevés à envoyer", _DECLARANTS)
def to_declare(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    for one in _statements(actor, only, Q(state__in=_TO_SEND)):
        yield _item(
            actor,
            one,
            kind="declare",
            title=f"Déclarer les heures {of(format_month(one.month))}",
            url=addresses.fill_statement(one.pk),
            why="Le relevé mensuel est attendu, même si personne n’a travaillé.",
            since=timezone.localdate(one.requested_at) if one.requested_at else None,
            due=one.due_on,
            urgency=urgency_of(one.due_on, today),
            button="Déclarer",
        )


@provider("returned", "Relevés à compléter", _DECLARANTS)
def returned(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    for one in _statements(actor, only, Q(state=StatementState.RETURNED)):
        yield _item(
            actor,
            one,
            kind="returned",
            title=f"Compléter le relevé {of(format_month(one.month))}",
            url=addresses.fill_statement(one.pk),
            why=one.return_reason or "Le facilitateur vous a renvoyé ce relevé.",
            since=timezone.localdate(one.submitted_at) if one.submitted_at else None,
            due=one.due_on,
            urgency=Urgency.LATE if one.due_on < today else Urgency.SOON,
            button="Compléter",
        )


@provider("late_statement", "Relevés en retard", (*TEAM, Role.COORDINATOR))
def late(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    for one in _statements(actor, only, Q(state__in=OPEN, obligation__closed_on=None, due_on__lt=today)):
        reminded = f" Relancé {one.reminders} fois." if one.reminders else ""
        yield _item(
            actor,
            one,
            kind="late_statement",
            title=f"Relevé {of(format_month(one.month))} en retard : {one.declarant.name}",
            why=f"{one.get_state_display()}, pas encore reçu.{reminded}",
            since=one.due_on,
            due=None,
            urgency=Urgency.LATE,
            url=addresses.statement(one.pk) if actor.role in TEAM else _progress(one),  # the page names people
            button="Relancer" if actor.role in TEAM else "Voir",
        )


@provider("validate", "Relevés à valider", TEAM)
def to_validate(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    for one in _statements(actor, only, Q(state=StatementState.SUBMITTED)):
        sent = timezone.localdate(one.submitted_at) if one.submitted_at else None
        yield _item(
            actor,
            one,
            kind="validate",
            title=f"Valider le relevé {of(format_month(one.month))} : {one.declarant.name}",
            why="Les heures n’entrent au compte de l’entreprise qu’une fois validées, ligne par ligne.",
            since=sent,
            due=None,
            urgency=Urgency.SOON if sent and (today - sent).days > 7 else Urgency.CALM,
            button="Valider",
        )


@provider("pace", "Heures en retard", (*TEAM, Role.COORDINATOR, Role.CONTRACTOR))
def pace(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """Obligations that will not be met at the present pace (``levier.domain.obligations.forecast``)."""
    found = (
        scope.obligations(actor=actor, only=only)
        .filter(closed_on=None, starts_on__lte=today, shortfall=None)
        .select_related("contractor", "award__lot__contract")
        .order_by("ends_on", "pk")
    )
    if actor.role is Role.CONTRACTOR:
        found = found.filter(contractor_id=actor.organisation_id)
    elif actor.role in TEAM:
        found = found.filter(ends_on__gte=today)  # once over, the balance is what waits
    for row in hours_of(found, today=today):
        one, forecast = row.obligation, row.forecast
        if forecast.status not in (Pace.LATE, Pace.MISSED):
            continue
        contract = one.award.lot.contract
        own = actor.role is Role.CONTRACTOR
        yield TodoItem(
            kind="pace",
            title="Vos heures sont en retard" if own else f"Heures en retard : {one.contractor.name}",
            why=forecast.explanation.conclusion,
            since=None,
            due=one.ends_on,
            urgency=Urgency.LATE if forecast.status is Pace.MISSED else Urgency.SOON,
            url=addresses.step(contract.pk, Step.MISE_EN_OEUVRE),
            button="Faire le point",
            contract_id=contract.pk,
            contract=contract.title,
            facilitator_id=contract.facilitator_id,
        )
