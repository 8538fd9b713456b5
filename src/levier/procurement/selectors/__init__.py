"""Read procurement, scoped to the actor (see ``perms``)."""

from __future__ import annotations

from .contracts import (
    awards,
    call_offs,
    contracts,
    contracts_for_list,
    late_documents,
    lots,
    members,
    order_requests,
    pending_imports,
    pending_reviews,
    reviews,
    visible_documents,
)
from .great_works import Tree, operations, programmes, tree
from .header import contract_header, may_open, moves
from .orders import OrderLine, orders_by_company, quarters_to_request, unanswered_requests
from .prediagnosis import Prediagnosis, prediagnose, prediagnose_many

__all__ = [
    "OrderLine",
    "Prediagnosis",
    "Tree",
    "awards",
    "call_offs",
    "contract_header",
    "contracts",
    "contracts_for_list",
    "late_documents",
    "lots",
    "may_open",
    "members",
    "moves",
    "operations",
    "order_requests",
    "orders_by_company",
    "pending_imports",
    "pending_reviews",
    "prediagnose",
    "prediagnose_many",
    "programmes",
    "quarters_to_request",
    "reviews",
    "tree",
    "unanswered_requests",
    "visible_documents",
]
