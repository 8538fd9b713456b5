"""Who fits which job: hard conditions first, then a score out of 100 that explains itself line by line.

``batch`` gives the same scores for whole pools; it is imported where it is used, because it loads numpy.
"""

from __future__ import annotations

from .explain import match_one
from .model import (
    LIFTED_BY,
    Barrier,
    Candidate,
    Condition,
    Line,
    Match,
    Obstacle,
    Offer,
    Recognition,
    Requirement,
)
from .page import page
from .places import Place
from .realism import Realism, Removal, realism
from .weights import Closeness, Criterion

__all__ = [
    "LIFTED_BY",
    "Barrier",
    "Candidate",
    "Closeness",
    "Condition",
    "Criterion",
    "Line",
    "Match",
    "Obstacle",
    "Offer",
    "Place",
    "Realism",
    "Recognition",
    "Removal",
    "Requirement",
    "match_one",
    "page",
    "realism",
]
