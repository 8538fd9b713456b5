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
from levier.delivery.selectors.silence import written_to_today
from levier.delivery.selectors.statements import LIVE, OPEN, statements
from levier.directory.selectors import reminded_today
from levier.domain.dates import format_date, format_month
from levier.domain.obligations import Pace
from levier.domain.steps import Step
from levier.domain.vocabulary import Role

from .. import addresses, scope
from ..wording import of
from .item import TodoItem, Urgency, about, provider, urgency_of

_TO_SEND = (StatementState.REQUESTED, StatementState.DRAFT)
_DECLARANTS = (Role.CONTRACTOR, Role.STRUCTURE)


def _statements(actor: Actor, only: int | None, condition: Q) -> QuerySet[HoursStatement]:
    """Those the actor may open; a company still has nothing to send for a contract dropped."""
    found = statements(actor=actor).filter(condition, LIVE | ~Q(state__in=OPEN))
    if only is not None:
        found = found.filter(obligation__award__lot__contract_id=only)
    return found.select_related("declarant", "obligation__award__lot__contract").order_by("due_on", "pk")


def _item(actor: Actor, statement: HoursStatement, **values: object) -> TodoItem:
    contract = statement.obligation.award.lot.contract
    base = {"url": addresses.statement(statement.pk), **about(contract)}
    return TodoItem(**{**base, **values})


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
    """Not for the team the day a reminder left: nothing more can be done before the next."""
    reminded = reminded_today(workspace_id=actor.workspace_id, today=today) if actor.role in TEAM else set()
    for one in _statements(actor, only, Q(state__in=OPEN, obligation__closed_on=None, due_on__lt=today)):
        to_chase = actor.role in TEAM and not one.escalated_at
        if to_chase and (one.declarant_id in reminded or written_to_today(one, today=today)):
            continue
        past = f" Relancé {one.reminders} fois." if one.reminders else ""
        if one.escalated_at:
            past += f" Acheteur prévenu le {format_date(timezone.localdate(one.escalated_at))}."
        yield _item(
            actor,
            one,
            kind="late_statement",
            title=f"Relevé {of(format_month(one.month))} en retard : {one.declarant.name}",
            why=f"{one.get_state_display()}, pas encore reçu.{past}",
            since=one.due_on,
            due=None,
            urgency=Urgency.LATE,
            url=addresses.statement(one.pk) if actor.role in TEAM else _progress(one),  # the page names people
            button="Relancer" if to_chase else "Voir",
        )


@provider("silent", "Entreprises sans réponse", (Role.BUYER,))
def silent(actor: Actor, today: date, only: int | None) -> Iterator[TodoItem]:
    """What the buyer was told of, until it comes."""
    found = HoursStatement.objects.filter(
        LIVE,
        obligation__award__lot__contract__in=scope.contracts(actor=actor, only=only),
        obligation__closed_on=None,
        state__in=OPEN,
    ).exclude(escalated_at=None)
    for one in found.select_related("declarant", "obligation__award__lot__contract").order_by("due_on", "pk"):
        told = timezone.localdate(one.escalated_at) if one.escalated_at else None
        yield _item(
            actor,
            one,
            kind="silent",
            title=f"{one.declarant.name} ne déclare pas ses heures {of(format_month(one.month))}",
            why="Nos rappels sont restés sans réponse. Un mot de votre part suffit souvent.",
            since=told,
            due=None,
            urgency=Urgency.SOON,
            url=_progress(one),
            button="Voir",
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
        .filter(closed_on=None, starts_on__lte=today, shortfalls=None)
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
            **about(contract),
        )
