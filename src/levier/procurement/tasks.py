"""What the schedule does for procurement: chase papers and orders, forget unconfirmed files."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.models import Workspace
from levier.domain.errors import LevierError
from levier.post.schedule import every

from . import selectors, services
from .letters import MAX_REMINDERS
from .models import PendingImport

logger = logging.getLogger(__name__)

#: A paper or an answer still missing is asked for again after this many days (our default).
REMIND_EVERY = timedelta(days=7)


@every("procurement.remind_documents", minutes=60)
def remind_documents(*, now: datetime) -> int:
    """One message a week to each buyer whose papers are late; returns the number of messages."""
    today, before, sent = timezone.localdate(now), now - REMIND_EVERY, 0
    for actor in _systems():
        late = [
            one
            for one in selectors.late_documents(actor=actor, today=today).order_by("contract__buyer_id", "pk")
            if one.reminded_at is None or one.reminded_at <= before
        ]
        for _, group in groupby(late, key=lambda one: one.contract.buyer_id):
            documents = list(group)
            sent += _quietly(
                lambda actor=actor, documents=documents: services.remind_documents(
                    actor=actor, buyer=documents[0].contract.buyer, documents=documents, now=now
                )
            )
    return sent


@every("procurement.request_orders", minutes=60)
def request_orders(*, now: datetime) -> int:
    """Ask for the orders of the quarter just ended, then again each week, three times at most; then somebody calls."""
    today, before, sent = timezone.localdate(now), now - REMIND_EVERY, 0
    for actor in _systems():
        quarter, due = selectors.quarters_to_request(actor=actor, today=today)
        for contract in due:
            sent += _quietly(
                lambda actor=actor, contract=contract, quarter=quarter: services.request_orders(
                    actor=actor, contract=contract, quarter=quarter, now=now, link_path=orders_link
                )
            )
        told: set[int] = set()  # one message speaks of all a buyer is late with
        for request in selectors.unanswered_requests(actor=actor, today=today):
            last = request.reminded_at or request.sent_at
            if request.reminders >= MAX_REMINDERS or request.contract.buyer_id in told:
                continue
            if last is None or last <= before:
                told.add(request.contract.buyer_id)
                sent += _quietly(
                    lambda actor=actor, request=request: services.remind_orders(
                        actor=actor, request=request, now=now, link_path=orders_link
                    )
                )
    return sent


@every("procurement.clean_imports", minutes=60)
def clean_imports(*, now: datetime) -> int:
    """Forget the files nobody confirmed in time."""
    expired = PendingImport.objects.filter(expires_at__lt=now).values("workspace_id")
    return sum(
        services.clean_imports(actor=Actor.system(workspace), now=now)
        for workspace in Workspace.objects.filter(pk__in=expired)
    )


def orders_link(token: str) -> str:
    """The page where a buyer without an account answers (``delivery`` keeps it; the address is in ``urls``)."""
    return reverse("delivery:orders_link", kwargs={"token": token})


def _systems() -> list[Actor]:
    return [Actor.system(workspace) for workspace in Workspace.objects.order_by("pk")]


def _quietly(send) -> int:  # type: ignore[no-untyped-def]
    """1 when the message was written. One buyer without an address must not stop the others."""
    try:
        send()
    except LevierError as error:
        logger.info("procurement reminder not sent: %s", type(error).__name__)
        return 0
    return 1
