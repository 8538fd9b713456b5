"""The seven steps of a clause: sheets, allowed moves, calendar."""

from __future__ import annotations

from .calendar import (
    ORDER_ANSWER_DAYS,
    OrderRequest,
    Quarter,
    next_order_request,
    next_review,
    order_request,
    quarter_of,
)
from .page import steps_page
from .table import (
    BOOKLET,
    SHEETS,
    DocumentKind,
    ExpectedDocument,
    Step,
    StepSheet,
    active_steps,
    line_of,
    sheet,
)
from .transitions import (
    ABANDON_FROM,
    TRANSITIONS,
    AbandonReason,
    Intent,
    Transition,
    allowed,
    check_abandon,
    check_resume,
    check_transition,
    documents_due,
    is_forward,
    next_transitions,
)

__all__ = [
    "ABANDON_FROM",
    "BOOKLET",
    "ORDER_ANSWER_DAYS",
    "SHEETS",
    "TRANSITIONS",
    "AbandonReason",
    "DocumentKind",
    "ExpectedDocument",
    "Intent",
    "OrderRequest",
    "Quarter",
    "Step",
    "StepSheet",
    "Transition",
    "active_steps",
    "allowed",
    "check_abandon",
    "check_resume",
    "check_transition",
    "documents_due",
    "is_forward",
    "line_of",
    "next_order_request",
    "next_review",
    "next_transitions",
    "order_request",
    "quarter_of",
    "sheet",
    "steps_page",
]
