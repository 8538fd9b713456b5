"""Which lots a structure could answer: hard conditions apart, a score out of 100 that explains itself, and joint bids."""

from __future__ import annotations

from .conditions import reservation
from .explain import fit
from .joint import JointPlan, Need, Neighbour, Partner, Team, joint_plan, needs_of
from .model import Fit, Line, Lot, Requirement, Structure
from .page import page
from .weights import Closeness, Criterion

__all__ = [
    "Closeness",
    "Criterion",
    "Fit",
    "JointPlan",
    "Line",
    "Lot",
    "Need",
    "Neighbour",
    "Partner",
    "Requirement",
    "Structure",
    "Team",
    "fit",
    "joint_plan",
    "needs_of",
    "page",
    "reservation",
]
