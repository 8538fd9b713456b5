"""What the fit reads and what it answers. ``None`` is « not known », never a reproach."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ..eligibility import Answer
from ..errors import RuleError
from ..quantities import ZERO, Euros, Hours
from ..vocabulary import ReservedArticle, StructureKind
from .weights import OUT_OF, Criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """An inclusive structure that may answer."""

    #: What it is first, then its other agreements.
    kinds: tuple[StructureKind, ...]
    #: Codes of ``domain.trades``.
    trades: frozenset[str] = frozenset()
    #: Leading digits of CPV codes it adds to its trades (two at least).
    cpv: frozenset[str] = frozenset()
    department: str = ""
    radius_km: Decimal | None = None
    capacity_hours_month: Hours | None = None
    load_hours_month: Hours = ZERO
    annual_turnover: Euros | None = None
    #: What it sells one hour of work for, excl. VAT: turns an amount into hours.
    euros_per_hour: Euros | None = None
    preparation_days: int | None = None
    #: It belongs to the ESS and pursues a public-service mission in health, social or cultural services (L2113-15).
    ess_mission: bool | None = None

    def __post_init__(self) -> None:
        if not self.kinds:
            raise RuleError("Indiquez le type de la structure.", field="kinds")
        for name in ("radius_km", "capacity_hours_month", "load_hours_month", "annual_turnover", "euros_per_hour"):
            value: Decimal | None = getattr(self, name)
            if value is not None and (not value.is_finite() or value < 0):
                raise RuleError("Cette valeur ne peut pas être négative.", field=name)
        if self.preparation_days is not None and not 1 <= self.preparation_days <= 365:
            raise RuleError("Indiquez de 1 à 365 jours de préparation.", field="preparation_days")

    @property
    def hours_left(self) -> Hours | None:
        """Hours a month still free, never negative; ``None`` when the capacity is unknown."""
        if self.capacity_hours_month is None:
            return None
        return max(ZERO, self.capacity_hours_month - self.load_hours_month)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """What one lot asks for, as far as its notice says."""

    cpv: str = ""
    cpv_additional: tuple[str, ...] = ()
    #: Euros excl. VAT, for the whole duration.
    amount: Euros | None = None
    months: int | None = None
    #: Hours of insertion the clause asks for, all months together.
    clause_hours: Hours | None = None
    #: Articles the lot is reserved under: one of them is enough to answer.
    reserved: frozenset[ReservedArticle] = frozenset()
    #: The notice says « réservé » and names no article.
    reserved_unnamed: bool = False
    distance_km: Decimal | None = None
    #: The distance is counted from the chef-lieu, since the notice names only the département.
    by_department: bool = False
    department: str = ""
    days_left: int | None = None

    def __post_init__(self) -> None:
        if self.months is not None and self.months < 1:
            raise RuleError("La durée est d’un mois au moins.", field="months")
        for name in ("amount", "clause_hours", "distance_km"):
            value: Decimal | None = getattr(self, name)
            if value is not None and (not value.is_finite() or value < 0):
                raise RuleError("Cette valeur ne peut pas être négative.", field=name)

    @property
    def is_reserved(self) -> bool:
        return bool(self.reserved) or self.reserved_unnamed

    @property
    def year_amount(self) -> Euros | None:
        """Amount of one year: the whole when the lot lasts a year or less; ``None`` when either is unknown."""
        if self.amount is None or self.months is None:
            return None
        return self.amount if self.months <= 12 else self.amount * 12 / self.months

    def hours_month(self, euros_per_hour: Euros | None) -> Hours | None:
        """Hours of work each month, from the amount and what an hour is sold for; ``None`` when one is missing."""
        if self.amount is None or self.months is None or not euros_per_hour:
            return None
        return self.amount / euros_per_hour / self.months


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of the score: its points and why, in one sentence. ``known`` is false for a half given by default."""

    criterion: Criterion
    points: int
    why: str
    known: bool

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
class Fit:
    """How a structure and a lot fit: the score is the sum of its lines, nothing else."""

    lines: tuple[Line, ...]
    requirements: tuple[Requirement, ...]

    @property
    def score(self) -> int:
        return sum(line.points for line in self.lines)

    @property
    def supposed(self) -> int:
        """Points given by default, for want of knowing."""
        return sum(line.points for line in self.lines if not line.known)

    @property
    def possible(self) -> bool:
        """No hard condition is refused; one may remain to establish."""
        return all(requirement.answer is not Answer.NO for requirement in self.requirements)
