"""Every write of the room: one intent, one transaction, one journal line."""

from __future__ import annotations

from .consent import answer_consent, request_consent
from .criterion import save_scheme
from .hours import keep_calibration, set_hours
from .lever import choose_lever
from .state import propose_clause, record_answer, resume_clause
from .supply import record_supply_check, set_trades
from .terms import set_penalties, set_terms

__all__ = [
    "answer_consent",
    "choose_lever",
    "keep_calibration",
    "propose_clause",
    "record_answer",
    "record_supply_check",
    "request_consent",
    "resume_clause",
    "save_scheme",
    "set_hours",
    "set_penalties",
    "set_terms",
    "set_trades",
]
