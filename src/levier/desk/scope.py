"""What concerns an actor, as bare querysets: the scope itself is decided by the rooms."""

from __future__ import annotations

from django.db.models import QuerySet

from levier.accounts.actor import Actor
from levier.delivery.models import Obligation
from levier.delivery.selectors import obligations as owed
from levier.procurement import selectors as procurement
from levier.procurement.models import Contract


def contracts(*, actor: Actor, only: int | None = None) -> QuerySet[Contract]:
    """Contracts the actor may open, to filter other rows with (``contract__in``); ``only`` one of them."""
    found = procurement.contracts(actor=actor).select_related(None).order_by()
    return found if only is None else found.filter(pk=only)


def obligations(*, actor: Actor, only: int | None = None) -> QuerySet[Obligation]:
    """Obligations the actor may follow, to filter other rows with; ``only`` those of one contract."""
    found = owed.obligations(actor=actor).select_related(None).order_by()
    return found if only is None else found.filter(award__lot__contract_id=only)
