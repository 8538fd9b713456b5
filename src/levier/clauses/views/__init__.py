"""The pages of step 2, the facilitator's consent and the buyer's answer."""

from __future__ import annotations

from .answers import answer, consent, propose, resume
from .calibration import calibration, hours
from .criterion import criterion
from .lever import lever, supply, trades
from .overview import lot_overview, montage
from .terms import contact, penalties, terms
from .text import text, text_docx

__all__ = [
    "answer",
    "calibration",
    "consent",
    "contact",
    "criterion",
    "hours",
    "lever",
    "lot_overview",
    "montage",
    "penalties",
    "propose",
    "resume",
    "supply",
    "terms",
    "text",
    "text_docx",
    "trades",
]
