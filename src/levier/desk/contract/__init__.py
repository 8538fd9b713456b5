"""The page of a contract: one record, seen by each role as far as it concerns them."""

from __future__ import annotations

from .event import Event
from .page import ContractPage, contract_page
from .timeline import shown_events, views_for

__all__ = ["ContractPage", "Event", "contract_page", "shown_events", "views_for"]
