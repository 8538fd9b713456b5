"""Write procurement: one intent, one transaction, one journal line each."""

from __future__ import annotations

from .awards import expect_document, receive_document, record_award, remind_documents, update_award
from .contracts import abandon, advance, create_contract, resume, update_contract
from .great_works import create_operation, create_programme, update_operation, update_programme
from .orders import (
    answer_nothing_ordered,
    answer_orders,
    correct_call_off,
    record_call_off,
    remind_orders,
    request_orders,
)
from .programme import (
    Imported,
    answer_review,
    clean_imports,
    discard_import,
    import_programme,
    prepare_import,
    send_answers,
)

__all__ = [
    "Imported",
    "abandon",
    "advance",
    "answer_nothing_ordered",
    "answer_orders",
    "answer_review",
    "clean_imports",
    "correct_call_off",
    "create_contract",
    "create_operation",
    "create_programme",
    "discard_import",
    "expect_document",
    "import_programme",
    "prepare_import",
    "receive_document",
    "record_award",
    "record_call_off",
    "remind_documents",
    "remind_orders",
    "request_orders",
    "resume",
    "send_answers",
    "update_award",
    "update_contract",
    "update_operation",
    "update_programme",
]
