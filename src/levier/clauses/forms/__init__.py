"""What the facilitator and the buyer fill in."""

from __future__ import annotations

from .answers import AnswerForm, ConsentAnswerForm, ContactForm, ReasonForm
from .calibration import GROUPS, MethodForm, method_forms
from .criterion import BidFormSet, SchemeForm, SubCriterionFormSet, read_bids, read_scheme, scheme_initial
from .lever import LeverForm, TradesForm
from .terms import HoursForm, PenaltyForm, TermsForm

__all__ = [
    "GROUPS",
    "AnswerForm",
    "BidFormSet",
    "ConsentAnswerForm",
    "ContactForm",
    "HoursForm",
    "LeverForm",
    "MethodForm",
    "PenaltyForm",
    "ReasonForm",
    "SchemeForm",
    "SubCriterionFormSet",
    "TermsForm",
    "TradesForm",
    "method_forms",
    "read_bids",
    "read_scheme",
    "scheme_initial",
]
