"""The dated facts of delivery: meeting, hours due, orders, statements, months of hours, the end."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Max

from levier.accounts.actor import Actor
from levier.delivery.enums import ChaseKind
from levier.delivery.models import (
    Certificate,
    ClosingReport,
    LaunchMeeting,
    LedgerEntry,
    ObligationRevision,
    Shortfall,
    StatementChase,
)
from levier.delivery.selectors.silence import chase_title
from levier.delivery.selectors.statements import statements
from levier.domain.dates import format_month
from levier.domain.months import month_end
from levier.domain.quantities import format_euros, format_hours
from levier.domain.steps import Step
from levier.domain.vocabulary import Role
from levier.procurement import selectors as procurement

from .. import addresses
from ..wording import of
from .event import Event
from .page import ContractPage


def events(actor: Actor, page: ContractPage) -> Iterator[Event]:
    """Eight queries whatever the rows."""
    yield from _meeting(page)
    yield from _due(page)
    yield from _orders(actor, page)
    yield from _statements(actor, page)
    yield from _chases(actor, page)
    yield from _months(page)
    yield from _shortfalls(page)
    yield from _reports(page)


def _companies(page: ContractPage) -> dict[int, str]:
    return {row.obligation.pk: row.obligation.contractor.name for row in page.rows}


def _meeting(page: ContractPage) -> Iterator[Event]:
    meeting: LaunchMeeting | None = getattr(page.contract, "launch_meeting", None)
    if meeting is None:
        return
    url = addresses.step(page.contract.pk, Step.SUIVI)
    if meeting.invited_at:
        yield Event(meeting.invited_at, "Invitations envoyées à la réunion de lancement", url=url, tone="neutral")
    if meeting.held_on:
        yield Event(meeting.held_on, "Réunion de lancement tenue", meeting.place, url=url, tone="success")


def _due(page: ContractPage) -> Iterator[Event]:
    names = _companies(page)
    for revision in ObligationRevision.objects.filter(obligation__in=names).defer("explanation").order_by("pk"):
        title = f"{names[revision.obligation_id]} : {format_hours(revision.hours_due)} dues"
        yield Event(revision.made_at, title, revision.get_cause_display())


def _orders(actor: Actor, page: ContractPage) -> Iterator[Event]:
    for order in procurement.call_offs(actor=actor).filter(award__lot__contract=page.contract).order_by("pk"):
        title = f"Commande {order.number} : {format_euros(order.amount)}"
        yield Event(order.ordered_on, title, order.organisation.name, tone="neutral", recorded=order.created_at)


def _statements(actor: Actor, page: ContractPage) -> Iterator[Event]:
    found = statements(actor=actor).filter(obligation__in=_companies(page)).exclude(submitted_at=None).order_by("pk")
    for one in found:
        if one.submitted_at:
            title = f"Relevé {of(format_month(one.month))} envoyé"
            yield Event(one.submitted_at, title, one.declarant.name, url=addresses.statement(one.pk), tone="neutral")


def _chases(actor: Actor, page: ContractPage) -> Iterator[Event]:
    """What was written about a silence: all of it to those who follow, its own to a company, what it was told to the buyer."""
    found = StatementChase.objects.filter(statement__obligation__in=_companies(page))
    if actor.role is Role.BUYER:
        found = found.filter(kind=ChaseKind.BUYER)
    elif not actor.sees_whole_workspace:
        found = found.filter(kind=ChaseKind.REMINDER, statement__declarant_id=actor.organisation_id)
    for one in found.select_related("statement__declarant"):
        title = f"{chase_title(one)} : relevé {of(format_month(one.statement.month))}"
        told = one.kind == ChaseKind.BUYER
        url = addresses.statement(one.statement_id) if actor.role is not Role.BUYER else ""
        yield Event(one.at, title, one.statement.declarant.name, url=url, tone="warning" if told else "neutral")


def _months(page: ContractPage) -> Iterator[Event]:
    """One fact for each month and company, dated on the day its last hours were validated."""
    decided = {
        (entry["obligation_id"], entry["month"]): entry["last"]
        for entry in LedgerEntry.objects.filter(obligation__in=_companies(page))
        .values("obligation_id", "month")
        .annotate(last=Max("recorded_at"))
        .order_by()
    }
    for row in page.rows:
        for month, hours in row.validated_by_month.items():
            if hours:
                title = f"{format_hours(hours)} validées au titre {of(format_month(month))}"
                moment = decided.get((row.obligation.pk, month), month_end(month))
                yield Event(moment, title, row.obligation.contractor.name, tone="success")


def _shortfalls(page: ContractPage) -> Iterator[Event]:
    names, url = _companies(page), addresses.step(page.contract.pk, Step.FIN)
    for one in Shortfall.objects.filter(obligation__in=names).order_by("pk"):
        who, missing = names[one.obligation_id], format_hours(one.hours_missing)
        yield Event(one.notice_on, f"Constat : {missing} manquantes", who, url=url, tone="warning")
        if one.replied_on:
            yield Event(one.replied_on, "Réponse de l’entreprise au constat", who, url=url)
        if one.advised_on:
            yield Event(one.advised_on, "Avis du facilitateur rendu à l’acheteur", who, url=url)
        if one.decided_on:
            yield Event(one.decided_on, f"Décision de l’acheteur : {one.get_state_display().lower()}", who, url=url)


def _reports(page: ContractPage) -> Iterator[Event]:
    names, url = _companies(page), addresses.step(page.contract.pk, Step.FIN)
    for report in ClosingReport.objects.filter(obligation__in=names).defer("figures").order_by("pk"):
        yield Event(report.made_at, "Bilan établi", names[report.obligation_id], url=url, tone="success")
    issued = Certificate.objects.filter(report__obligation__in=names).select_related("report").defer("pdf")
    for one in issued.defer("pdf", "report__figures").order_by("pk"):
        who = names[one.report.obligation_id]
        yield Event(one.issued_on, f"Attestation {one.number} remise", who, url=url, tone="success")
        if one.revoked_on:
            title = f"Attestation {one.number} retirée"
            yield Event(one.revoked_on, title, one.revoked_reason, url=url, tone="danger")
