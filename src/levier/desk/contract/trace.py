"""Messages that left and journal lines, about the contract and everything it holds. For the workspace only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from levier.accounts.actor import Actor
from levier.accounts.perms import REGISTRY
from levier.delivery.models import HoursStatement, Shortfall, StatementChase
from levier.journal.models import JournalEntry
from levier.people.models import JobOffer
from levier.post.models import OutgoingMessage

from .event import Event
from .page import ContractPage


def messages(actor: Actor, page: ContractPage) -> Iterator[Event]:
    """Subject and state; never the body nor the address."""
    wanted = _about(page) | Q(pk__in=_reminders(page))
    found = OutgoingMessage.objects.filter(wanted, workspace=actor.workspace).defer("body", "calendar")
    for message in found.order_by("pk"):
        tone = "success" if message.sent_at else "warning" if message.error else "neutral"
        yield Event(message.sent_at or message.queued_at, message.subject, message.get_state_display(), tone=tone)


def _reminders(page: ContractPage) -> QuerySet[StatementChase, Any]:
    """Messages that spoke of a statement of this contract among others."""
    obligations = [row.obligation.pk for row in page.rows]
    found = StatementChase.objects.filter(statement__obligation__in=obligations, message__isnull=False)
    return found.order_by().values("message_id")


def journal(actor: Actor, page: ContractPage) -> Iterator[Event]:
    found = JournalEntry.objects.filter(_about(page), workspace=actor.workspace).defer("payload")
    for line in found.select_related("user").order_by("sequence"):
        who = str(line.user) if line.user else "automatique"
        yield Event(line.at, action_label(line.action), line.reason, who=who, tone="neutral")


def action_label(action: str) -> str:
    """What a journal line did: the label of the permission of the same code, else the code."""
    permission = REGISTRY.get(action)
    return permission.label if permission else action


def _about(page: ContractPage) -> Q:
    """Rows about the contract, its lots, clauses, awards, documents, obligations, statements, offers. Five queries."""
    contract, obligations = page.contract, [row.obligation.pk for row in page.rows]
    statements = HoursStatement.objects.filter(obligation__in=obligations).values_list("pk", flat=True)
    shortfalls = Shortfall.objects.filter(obligation__in=obligations).values_list("pk", flat=True)
    offers = JobOffer.objects.filter(lot__contract=contract).values_list("pk", flat=True)
    wanted = {
        "procurement.contract": [contract.pk],
        "procurement.review": [contract.pk],
        "delivery.launchmeeting": [contract.pk],
        "procurement.lot": [row.lot.pk for row in page.lots],
        "clauses.clause": [row.lot.clause.pk for row in page.lots if hasattr(row.lot, "clause")],
        "procurement.award": [award.pk for award in page.awards],
        "procurement.orderrequest": list(contract.order_requests.values_list("pk", flat=True)),
        "procurement.expecteddocument": list(contract.documents.values_list("pk", flat=True)),
        "delivery.obligation": obligations,
        "delivery.hoursstatement": list(statements),
        "delivery.shortfall": list(shortfalls),
        "people.joboffer": list(offers),
    }
    condition = Q(pk__in=[])
    for kind, keys in wanted.items():
        if keys:
            condition |= Q(target_type=kind, target_id__in=[str(key) for key in keys])
    return condition
