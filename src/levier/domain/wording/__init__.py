"""The text of a clause: what the contract's documents must say, lever by lever, and what is missing to say it."""

from __future__ import annotations

from .ccag import CcagClause, ccag_clause
from .facts import (
    Counting,
    FacilitatorContact,
    FixedHours,
    HoursTerms,
    PenaltyText,
    ShareOfHours,
    WordingFacts,
)
from .text import Paragraph, Part, Section, Wording
from .write import missing_items, write

__all__ = [
    "CcagClause",
    "Counting",
    "FacilitatorContact",
    "FixedHours",
    "HoursTerms",
    "Paragraph",
    "Part",
    "PenaltyText",
    "Section",
    "ShareOfHours",
    "Wording",
    "WordingFacts",
    "ccag_clause",
    "missing_items",
    "write",
]
