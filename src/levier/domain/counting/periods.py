"""Hours worked over a period, and how they are cut when something changes inside it.

A company declares a month; a status may end on the 12th. The true split is the company's to give; failing that, the
hours are spread over weekdays and marked as estimated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from ..dates import format_date
from ..errors import RuleError
from ..months import month_end, month_start, next_day
from ..quantities import CENT, ZERO, Hours, check_hours
from ..vocabulary import ContractKind, HourKind, Modality

_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedHours:
    """Hours of one person, one kind, one work contract, from ``first_day`` to ``last_day`` inclusive."""

    hours: Hours
    kind: HourKind
    contract_kind: ContractKind
    modality: Modality
    first_day: date
    last_day: date
    #: First day of the work contract; None when not known.
    hired_on: date | None = None
    #: True when the hours come from a split by weekdays, not from the company.
    estimated: bool = False

    def __post_init__(self) -> None:
        check_hours(self.hours, field="hours")
        if self.last_day < self.first_day:
            raise RuleError("La période travaillée finit avant d’avoir commencé.", field="last_day")

    @property
    def days(self) -> int:
        """Calendar days of the period."""
        return (self.last_day - self.first_day).days + 1


def worked_in_month(
    *,
    month: date,
    hours: Hours,
    kind: HourKind,
    contract_kind: ContractKind,
    modality: Modality,
    hired_on: date | None = None,
) -> WorkedHours:
    """The hours declared for a month; they start on the hiring day when it falls in that month."""
    first = month_start(month)
    if hired_on is not None and first < hired_on <= month_end(month):
        first = hired_on
    return WorkedHours(
        hours=hours,
        kind=kind,
        contract_kind=contract_kind,
        modality=modality,
        first_day=first,
        last_day=month_end(month),
        hired_on=hired_on,
    )


def split(worked: WorkedHours, cuts: Iterable[date]) -> tuple[WorkedHours, ...]:
    """Cut a period before each day of ``cuts``, spreading the hours over weekdays (else over calendar days).

    The parts add up to the hours exactly; cents left over go to the earliest parts with the largest remainders.
    Cuts outside the period are ignored.
    """
    bounds = sorted({cut for cut in cuts if worked.first_day < cut <= worked.last_day})
    if not bounds:
        return (worked,)
    starts = (worked.first_day, *bounds)
    ends = (*(bound - timedelta(days=1) for bound in bounds), worked.last_day)
    weights = [_weekdays(start, end) for start, end in zip(starts, ends, strict=True)]
    if not any(weights):
        weights = [(end - start).days + 1 for start, end in zip(starts, ends, strict=True)]
    shares = _apportion(worked.hours, weights)
    return tuple(
        replace(worked, hours=share, first_day=start, last_day=end, estimated=True)
        for start, end, share in zip(starts, ends, shares, strict=True)
    )


def split_at(worked: WorkedHours, day: date, *, hours_before: Hours | None = None) -> tuple[WorkedHours, ...]:
    """Cut a period before ``day``, with the hours the company gives for the first part, else by weekdays.

    Raises:
        RuleError: more hours before the cut than in the whole period, or a cut outside the period.
    """
    if not worked.first_day < day <= worked.last_day:
        raise RuleError(f"Le {format_date(day)} n’est pas à l’intérieur de la période travaillée.", field="day")
    if hours_before is None:
        return split(worked, (day,))
    before = check_hours(hours_before, field="hours_before")
    if before > worked.hours:
        raise RuleError("Il y a plus d’heures avant la coupure que dans toute la période.", field="hours_before")
    return (
        replace(worked, hours=before, last_day=day - timedelta(days=1)),
        replace(worked, hours=worked.hours - before, first_day=day),
    )


def split_by_month(worked: WorkedHours) -> tuple[WorkedHours, ...]:
    """One part for each calendar month of the period."""
    cuts = []
    day = next_day(month_end(worked.first_day))
    while day <= worked.last_day:
        cuts.append(day)
        day = next_day(month_end(day))
    return split(worked, cuts)


def _weekdays(start: date, end: date) -> int:
    """Days from Monday to Friday between two dates, inclusive. Public holidays are not removed."""
    weeks, rest = divmod((end - start).days + 1, 7)
    extra = sum(1 for offset in range(rest) if (start + timedelta(days=offset)).weekday() < _SATURDAY)
    return weeks * _SATURDAY + extra


def _apportion(hours: Hours, weights: Sequence[int]) -> list[Hours]:
    """Share hours by weights, in cents, by largest remainder."""
    total = sum(weights)
    exact = [hours * weight / Decimal(total) for weight in weights]
    floors = [value.quantize(CENT, rounding=ROUND_DOWN) for value in exact]
    left = int((hours - sum(floors, ZERO)) / CENT)
    order = sorted(range(len(weights)), key=lambda index: exact[index] - floors[index], reverse=True)
    for index in order[:left]:
        floors[index] += CENT
    return floors
