"""Alerts: what somebody wants to be told of, as a boolean query and structured criteria, and which notices they find."""

from .alert import Alert, Around, Buyer, Social, cpv_prefix, cpv_prefixes
from .matching import AlertSet, Matches, match
from .parser import parse
from .query import render
from .recognised import social_of
from .subject import Subject, searched_texts
from .vocabulary import Vocabulary
from .wording import describe

__all__ = [
    "Alert",
    "AlertSet",
    "Around",
    "Buyer",
    "Matches",
    "Social",
    "Subject",
    "Vocabulary",
    "cpv_prefix",
    "cpv_prefixes",
    "describe",
    "match",
    "parse",
    "render",
    "searched_texts",
    "social_of",
]
