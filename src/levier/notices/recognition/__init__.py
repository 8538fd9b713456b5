"""Social considerations announced by a notice, each with the passage and the rule that says so.

``find_social_considerations(notice)`` is the door; docs/veille/reconnaissance.md tells how it reads.
"""

from __future__ import annotations

from .codes import codes_of
from .find import LEAST_CONFIDENCE, find_social_considerations, social_reading
from .model import AmountRule, Code, Consideration, Facts, Finding, ReservedFor, SocialReading

__all__ = [
    "LEAST_CONFIDENCE",
    "AmountRule",
    "Code",
    "Consideration",
    "Facts",
    "Finding",
    "ReservedFor",
    "SocialReading",
    "codes_of",
    "find_social_considerations",
    "social_reading",
]
