"""What this room keeps: one module for each part of a person's record.

No NIR, no medical detail, no judicial reason: there is no field for them, and none may be added.
"""

from .distinct import DistinctPeople
from .exit import Exit
from .former import FormerName
from .handover import HandOver
from .offer import Candidacy, JobOffer
from .person import EligibilityStatus, Employment, Person
from .profile import Profile
from .special import SpecialFact
from .step import PathwayStep

__all__ = [
    "Candidacy",
    "DistinctPeople",
    "EligibilityStatus",
    "Employment",
    "Exit",
    "FormerName",
    "HandOver",
    "JobOffer",
    "PathwayStep",
    "Person",
    "Profile",
    "SpecialFact",
]
