"""The computation of each flag, from plain values. ``person`` is any stable key; it never leaves the function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ..dates import format_date
from ..errors import RuleError
from ..explanation import Explanation, Step
from ..quantities import ZERO, Hours, check_hours, format_hours, format_number, format_rate
from .definitions import (
    ALREADY_EMPLOYED,
    MIN_PEOPLE,
    RECOUNT_GAP_DAYS,
    RECOUNTED_PEOPLE,
    SHORT_AGAINST_TERRITORY,
    SHORT_CONTRACTS,
    SHORT_HOURS,
    YEAR_END_BUNCHING,
    Flag,
    Threshold,
)

_DECEMBER, _OCTOBER = 12, 10
_PRECISION = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class FlagResult:
    """What a flag says. ``value`` is None when there is nothing to compute it on."""

    flag: Flag
    raised: bool
    value: Decimal | None
    threshold: Threshold
    people: int
    explanation: Explanation

    @property
    def shown_outside(self) -> bool:
        """False when fewer than five people are behind the figure."""
        return self.people >= MIN_PEOPLE


@dataclass(frozen=True, slots=True)
class EndedContract:
    """A work contract that is over."""

    person: str
    hours: Hours
    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        check_hours(self.hours, field="hours")
        if self.ends_on < self.starts_on:
            raise RuleError("Le contrat de travail finit avant d’avoir commencé.", field="ends_on")

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1


@dataclass(frozen=True, slots=True)
class Placement:
    """A person counted on one obligation of one company. ``agreements``: signed globalisations that cover it."""

    person: str
    company: str
    obligation: str
    starts_on: date
    ends_on: date | None = None
    agreements: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DirectHire:
    """A direct hire counted for a clause; ``earlier_clause``: already a beneficiary of a previous one there."""

    person: str
    hired_on: date
    clause_started_on: date
    earlier_clause: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """Hours of one person worked in one month, and the day they were declared."""

    person: str
    month: date
    declared_on: date
    hours: Hours


def short_contracts(
    contracts: Sequence[EndedContract], *, minimum: Hours = SHORT_HOURS, threshold: Threshold | None = None
) -> FlagResult:
    """Share of ended contracts under ``minimum`` hours."""
    short = sum(1 for contract in contracts if contract.hours < minimum)
    people = len({contract.person for contract in contracts})
    formula = f"{short} contrats sous {format_hours(minimum)} ÷ {len(contracts)} contrats terminés"
    return _share(SHORT_CONTRACTS, Decimal(short), Decimal(len(contracts)), people, formula, threshold)


def recounted_people(
    placements: Sequence[Placement], *, gap_days: int = RECOUNT_GAP_DAYS, threshold: Threshold | None = None
) -> FlagResult:
    """Share of people who follow on from one obligation to another of the same company without globalisation."""
    if gap_days < 0:
        raise RuleError("L’écart en jours ne peut pas être négatif.", field="gap_days")
    by_person: dict[tuple[str, str], list[Placement]] = {}
    for placement in placements:
        by_person.setdefault((placement.person, placement.company), []).append(placement)
    recounted = {person for (person, _), own in by_person.items() if _recounted(own, gap_days)}
    people = len({placement.person for placement in placements})
    formula = f"{len(recounted)} personnes recomptées ÷ {people} personnes placées"
    return _share(RECOUNTED_PEOPLE, Decimal(len(recounted)), Decimal(people), people, formula, threshold)


def _recounted(placements: list[Placement], gap_days: int) -> bool:
    ordered = sorted(placements, key=lambda placement: placement.starts_on)
    return any(
        _follows(before, after, gap_days) for index, before in enumerate(ordered) for after in ordered[index + 1 :]
    )


def _follows(before: Placement, after: Placement, gap_days: int) -> bool:
    if before.obligation == after.obligation or before.agreements & after.agreements:
        return False
    return before.ends_on is None or (after.starts_on - before.ends_on).days < gap_days


def already_employed(hires: Sequence[DirectHire], *, threshold: Threshold | None = None) -> FlagResult:
    """Share of direct hires made before the clause began, outside any earlier clause."""
    everyone = {hire.person for hire in hires}
    before = {hire.person for hire in hires if hire.hired_on < hire.clause_started_on and not hire.earlier_clause}
    formula = f"{len(before)} personnes déjà en poste ÷ {len(everyone)} embauches directes"
    return _share(ALREADY_EMPLOYED, Decimal(len(before)), Decimal(len(everyone)), len(everyone), formula, threshold)


def year_end_bunching(
    declarations: Sequence[Declaration], *, year: int, threshold: Threshold | None = None
) -> FlagResult:
    """Share of the hours of January to October of ``year`` declared on or after 1 December."""
    scope = [line for line in declarations if line.month.year == year and line.month.month <= _OCTOBER]
    total = sum((line.hours for line in scope), ZERO)
    late_from = date(year, _DECEMBER, 1)
    late = sum((line.hours for line in scope if line.declared_on >= late_from), ZERO)
    people = len({line.person for line in scope})
    formula = f"{format_hours(late)} déclarées à partir du {format_date(late_from)} ÷ {format_hours(total)}"
    return _share(YEAR_END_BUNCHING, late, total, people, formula, threshold)


def short_against_territory(
    contracts: Sequence[EndedContract], *, territory_mean_days: Decimal, threshold: Threshold | None = None
) -> FlagResult:
    """Mean length of ended contracts over the territory's; raised **below** the threshold."""
    if not territory_mean_days.is_finite() or territory_mean_days <= 0:
        raise RuleError("La durée moyenne du territoire doit être positive.", field="territory_mean_days")
    days = sum(contract.days for contract in contracts)
    mean = Decimal(days) / len(contracts) if contracts else ZERO
    people = len({contract.person for contract in contracts})
    formula = (
        f"{format_number(mean, places=1)} jours en moyenne ÷ {format_number(territory_mean_days, places=1)} jours sur "
        "le territoire"
    )
    value = mean / territory_mean_days if contracts else None
    return _result(
        SHORT_AGAINST_TERRITORY,
        value,
        people,
        formula,
        threshold,
        raised_when=lambda found, limit: found < limit,
        shown=format_number,
    )


def _share(
    flag: Flag, part: Decimal, whole: Decimal, people: int, formula: str, threshold: Threshold | None
) -> FlagResult:
    return _result(
        flag,
        part / whole if whole else None,
        people,
        formula,
        threshold,
        raised_when=lambda found, limit: found > limit,
        shown=lambda found: format_rate(found, places=1),
    )


def _result(
    flag: Flag,
    value: Decimal | None,
    people: int,
    formula: str,
    threshold: Threshold | None,
    *,
    raised_when: Callable[[Decimal, Decimal], bool],
    shown: Callable[[Decimal], str],
) -> FlagResult:
    limit = threshold or flag.threshold
    if value is None:
        nothing = Explanation(f"{flag.title} : aucune donnée pour calculer ce signal.")
        return FlagResult(flag, False, None, limit, people, nothing)
    raised = raised_when(value, limit.value)
    verdict = "signal levé, à examiner avec l’entreprise" if raised else "rien à signaler"
    steps = (
        Step(flag.title, formula, shown(value)),
        Step("Seuil", "", shown(limit.value), limit.source),
    )
    explanation = Explanation(f"{flag.title} : {shown(value)} pour un seuil de {shown(limit.value)}, {verdict}.", steps)
    rounded = value.quantize(_PRECISION, rounding=ROUND_HALF_UP)
    return FlagResult(flag, raised, rounded, limit, people, explanation)
