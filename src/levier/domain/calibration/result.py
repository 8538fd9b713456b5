"""What a calibration gives back, and the settings a facilitating body chooses for itself."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import Enum

from ..errors import RuleError
from ..explanation import Certainty, Explanation, Source
from ..quantities import ZERO, Euros, FteBasis, Hours, Rate, Rounding
from ..vocabulary import Labelled
from .inputs import PACT_FLOOR, Inputs, Method

FLOOR_SOURCE = Source(
    "Plancher de 150 h de PACT Propreté (inserpropre.fr)",
    Certainty.VERIFIED,
    "publié pour la propreté ; réglable par chaque structure facilitatrice, aucun plancher national trouvé",
)
USUAL_RATES_SOURCE = Source(
    "Taux constatés de 5 à 20 % (weka.fr, Grand Tarbes, Saint-Brieuc, Alès)", Certainty.VERIFIED
)
TARGET_SHARE_SOURCE = Source(
    "Règle de l’État de 2009 : segments d’achat d’au moins 50 % de main-d’œuvre", Certainty.VERIFIED
)


class Verdict(Labelled):
    """What the computed hours allow."""

    CLAUSE = "clause", "Une clause est possible"
    NO_CLAUSE = "no_clause", "Pas de clause : trop peu d’heures"
    NO_POTENTIAL = "no_potential", "Pas de potentiel : le personnel à reprendre occupe tout le marché"
    BELOW_TRIGGER = "below_trigger", "Pas d’heures dues à ce montant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway:
    """The shortest useful pathway: one person for three months, from a weekly duration."""

    weekly_hours: Hours = Decimal(35)
    weeks: int = 13

    def __post_init__(self) -> None:
        if not self.weekly_hours.is_finite() or not 0 < self.weekly_hours <= 48:
            raise RuleError("La durée hebdomadaire doit être comprise entre 0 et 48 h.", field="weekly_hours")
        if not 1 <= self.weeks <= 52:
            raise RuleError("Le parcours doit durer de 1 à 52 semaines.", field="weeks")

    @property
    def hours(self) -> Hours:
        """35 h × 13 weeks = 455 h."""
        return self.weekly_hours * self.weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Choices of a facilitating body. Every threshold warns; none of them blocks."""

    rounding: Rounding = Rounding.UNIT
    fte_basis: FteBasis = FteBasis.AVE
    minimum_hours: Hours = PACT_FLOOR
    minimum_hours_source: Source = FLOOR_SOURCE
    pathway: Pathway = Pathway()
    #: Amount under which this body does not work on a clause; no national floor exists, hence no default.
    smallest_amount: Euros | None = None
    usual_rate_low: Rate = Decimal("0.05")
    usual_rate_high: Rate = Decimal("0.20")
    #: Gross hourly SMIC on the day, to catch an hourly cost that cannot be; given by the caller.
    minimum_wage: Euros | None = None
    #: Relative gap between two methods above which the comparison warns.
    spread_alert: Rate = Decimal("0.25")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A number of hours, how it was reached, and what it is worth in people."""

    method: Method
    version: int
    inputs: Inputs
    #: Before rounding, to 28 significant digits.
    exact: Decimal
    #: Rounded by ``rounding``.
    hours: Hours
    rounding: Rounding
    verdict: Verdict
    #: People for three months, to one decimal, on the basis of ``pathway``.
    people_equivalent: Decimal
    pathway: Pathway
    fte: Decimal
    fte_basis: FteBasis
    explanation: Explanation

    @property
    def proposed_hours(self) -> Hours:
        """Hours to write in the contract: none when the method advises against a clause."""
        return self.hours if self.verdict is Verdict.CLAUSE else ZERO

    def as_dict(self) -> dict[str, object]:
        """Plain data for storage and for the API."""
        return {
            "method": self.method.value,
            "version": self.version,
            "inputs": {field.name: _plain(getattr(self.inputs, field.name)) for field in fields(self.inputs)},
            "exact": str(self.exact),
            "hours": str(self.hours),
            "proposed_hours": str(self.proposed_hours),
            "rounding": self.rounding.value,
            "verdict": self.verdict.value,
            "people_equivalent": str(self.people_equivalent),
            "pathway_hours": str(self.pathway.hours),
            "fte": str(self.fte),
            "fte_basis": self.fte_basis.value,
            "explanation": self.explanation.as_dict(),
        }


def _plain(value: object) -> object:
    if isinstance(value, Source):
        return {"reference": value.reference, "certainty": value.certainty.value, "note": value.note}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value
