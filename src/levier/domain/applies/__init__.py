"""What the law says of a purchase: ``what_applies(purchase, on=day)``."""

from __future__ import annotations

from .answer import what_applies
from .exceptions import (
    ExceptionCheck,
    SocialConditionException,
    check_exception,
    exception_check,
    possible_exceptions,
)
from .model import Applicable, Duty, Opening
from .page import law_page
from .purchase import Purchase

__all__ = [
    "Applicable",
    "Duty",
    "ExceptionCheck",
    "Opening",
    "Purchase",
    "SocialConditionException",
    "check_exception",
    "exception_check",
    "law_page",
    "possible_exceptions",
    "what_applies",
]
