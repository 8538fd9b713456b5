"""Award criterion: score bids on insertion and see whether the criterion changes anything."""

from __future__ import annotations

from .scheme import Bid, Formula, Graded, Proportional, Scheme, Score, SubCriterion, Threshold, lowest_price, score
from .simulate import EXAMPLE_SCHEME, Place, Ranking, page, simulate, wording_warnings

__all__ = [
    "EXAMPLE_SCHEME",
    "Bid",
    "Formula",
    "Graded",
    "Place",
    "Proportional",
    "Ranking",
    "Scheme",
    "Score",
    "SubCriterion",
    "Threshold",
    "lowest_price",
    "page",
    "score",
    "simulate",
    "wording_warnings",
]
