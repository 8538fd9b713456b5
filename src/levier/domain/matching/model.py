"""What the matching reads and what it answers.

There is no field for sex, age, origin or a reason of health, here or anywhere the score looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..eligibility import Answer
from ..errors import RuleError
from ..quantities import Hours, check_hours
from ..vocabulary import Labelled
from .places import Place
from .weights import OUT_OF, Criterion


class Barrier(Labelled):
    """What may keep somebody from a job and can be lifted; never why, and it never costs a point.

    All but the last are also the code of a kind of local service (``directory.enums.ServiceKind``).
    """

    MOBILITY = "mobility", "Mobilité"
    HOUSING = "housing", "Logement"
    CHILDCARE = "childcare", "Garde d’enfants"
    LANGUAGE = "language", "Langue"
    ADJUSTMENT = "adjustment", "Besoin d’un aménagement"


#: What lifts each barrier, as the page says it beside the services of the workspace.
LIFTED_BY: dict[Barrier, str] = {
    Barrier.MOBILITY: "un service de mobilité (prêt de véhicule, transport à la demande, aide au permis)",
    Barrier.HOUSING: "un service de logement",
    Barrier.CHILDCARE: "un mode de garde",
    Barrier.LANGUAGE: "une formation linguistique",
    Barrier.ADJUSTMENT: "un échange avec l’employeur sur le poste, avant l’entretien",
}


@dataclass(frozen=True, slots=True)
class Recognition:
    """From when to when a person holds a criterion of eligibility; ``proven`` once its proof was checked."""

    criterion: str
    valid_from: date
    valid_until: date | None = None
    proven: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What a person can and wants to do. ``None`` is « not asked yet », never a reproach."""

    #: ROME codes.
    occupations: tuple[str, ...] = ()
    #: Codes of certificates and of what else a condition may ask for.
    holds: frozenset[str] = frozenset()
    available_from: date | None = None
    weekly_hours: Hours | None = None
    place: Place | None = None
    radius_km: int = 0
    licence: bool = False
    vehicle: bool = False
    public_transport: bool = False
    barriers: tuple[Barrier, ...] = ()
    recognitions: tuple[Recognition, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.radius_km <= 1000:
            raise RuleError("Indiquez un rayon de 0 à 1 000 km.", field="radius_km")
        if self.weekly_hours is not None:
            check_hours(self.weekly_hours, field="weekly_hours")


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing an offer asks for, with the label people read."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A job to fill in a clause."""

    rome: str
    starts_on: date
    weekly_hours: Hours
    #: Criteria of eligibility the clause accepts.
    criteria: frozenset[str]
    ends_on: date | None = None
    place: Place | None = None
    #: Begins or ends when public transport does not run.
    odd_hours: bool = False
    indispensable: tuple[Condition, ...] = ()
    wished: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise RuleError("Le poste finit avant d’avoir commencé.", field="ends_on")
        check_hours(self.weekly_hours, field="weekly_hours")


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of the score: its points and why, in one sentence."""

    criterion: Criterion
    points: int
    why: str

    @property
    def out_of(self) -> int:
        return OUT_OF[self.criterion]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A hard condition, kept apart from the score: met, not met, or to establish."""

    label: str
    answer: Answer
    why: str


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A barrier and what lifts it."""

    barrier: Barrier
    lifted_by: str


@dataclass(frozen=True, slots=True)
class Match:
    """How one person and one offer fit: the score is the sum of its lines, nothing else."""

    lines: tuple[Line, ...]
    requirements: tuple[Requirement, ...]
    obstacles: tuple[Obstacle, ...]

    @property
    def score(self) -> int:
        return sum(line.points for line in self.lines)

    @property
    def possible(self) -> bool:
        """No hard condition is refused; one may remain to establish."""
        return all(requirement.answer is not Answer.NO for requirement in self.requirements)
