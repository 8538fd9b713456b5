"""What a company declares for one month, and the checks made on it: one sentence each.

Errors stop the sending; questions only ask for a confirmation. Nothing here reads the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from levier.domain.dates import format_date, format_month
from levier.domain.errors import LevierError, RuleError
from levier.domain.explanation import Certainty, Source
from levier.domain.months import month_end, month_start
from levier.domain.quantities import CENT, ZERO, Hours, check_hours, format_hours, parse_number
from levier.domain.vocabulary import HourKind
from levier.people.models import Employment

#: Longest legal working week, in hours. Exceptions exist: it only raises a question.
WEEKLY_LIMIT: Hours = Decimal(48)
LIMIT_SOURCE = Source("Durée maximale du travail, 48 h par semaine (C. trav., art. L3121-20)", Certainty.RECALLED)
#: No month holds more hours than this.
_HOURS_IN_A_MONTH: Hours = Decimal(744)


@dataclass(frozen=True, slots=True)
class DeclaredLine:
    """Hours of one work contract, of one kind, for the month."""

    employment: Employment
    kind: HourKind
    hours: Hours


class NotValid(RuleError):
    """The statement cannot be saved or sent as it is: one sentence for each fault, by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(next(iter(problems.values())))
        self.problems = dict(problems)


def cell_name(employment_id: int, kind: HourKind) -> str:
    """Name of the form field of one cell."""
    return f"h-{employment_id}-{kind.value}"


def read_hours(text: str, *, field: str) -> Hours:
    """Hours as typed (« 35 », « 35,5 »); an empty cell is zero.

    Raises:
        RuleError: not a number, negative, more than two decimals, more than a month holds.
    """
    if not text.strip():
        return ZERO
    try:
        typed = parse_number(text.strip().removesuffix("h"))
    except LevierError:
        raise RuleError(
            f"« {text.strip()[:20]} » n’est pas un nombre d’heures : écrivez par exemple 35 ou 7,5.", field=field
        ) from None
    value = check_hours(typed, field=field)
    if value > _HOURS_IN_A_MONTH:
        raise RuleError(f"Un mois ne compte pas {format_hours(value)} : vérifiez ce nombre.", field=field)
    return value


def month_problem(month: date, *, today: date) -> str:
    """Why this month cannot be sent yet, or the empty string."""
    if month_start(month) > today:
        return f"{format_month(month).capitalize()} n’a pas commencé : vous pourrez l’envoyer le moment venu."
    return ""


def problems(lines: Iterable[DeclaredLine], *, month: date) -> dict[str, str]:
    """Faults that stop the sending, by field: hours before the contract starts or after it ends."""
    found = {}
    first, last = month_start(month), month_end(month)
    for line in lines:
        job = line.employment
        name, field = str(job.person), cell_name(job.pk, line.kind)
        if not line.hours:
            continue
        if job.starts_on > last:
            found[field] = (
                f"{name} n’a commencé que le {format_date(job.starts_on)} : aucune heure possible ce mois-ci."
            )
        elif job.ends_on is not None and job.ends_on < first:
            found[field] = f"Le contrat de {name} a pris fin le {format_date(job.ends_on)} : aucune heure possible."
    return found


def questions(lines: Sequence[DeclaredLine], *, month: date, previous_totals: Sequence[Hours]) -> tuple[str, ...]:
    """What looks unusual: too many hours for one person, a total unlike the months before."""
    found = []
    by_person: dict[int, list[DeclaredLine]] = {}
    for line in lines:
        by_person.setdefault(line.employment.person_id, []).append(line)
    for own in by_person.values():
        total = sum((line.hours for line in own), ZERO)
        limit = monthly_limit([line.employment for line in own], month=month)
        if total > limit:
            found.append(
                f"{own[0].employment.person} : {format_hours(total)} en {format_month(month)}, plus que "
                f"{format_hours(limit)} ({format_hours(WEEKLY_LIMIT)} par semaine, durée maximale à vérifier)."
            )
    unusual = _unlike(sum((line.hours for line in lines), ZERO), previous_totals)
    return (*found, unusual) if unusual else tuple(found)


def confirmation(asked: Sequence[str]) -> str:
    """What a confirmation must repeat: it holds for these questions and no others."""
    return hashlib.sha256("\n".join(asked).encode()).hexdigest()[:16]


def monthly_limit(employments: Iterable[Employment], *, month: date) -> Hours:
    """48 h a week over the days of the month under contract (see ``LIMIT_SOURCE``)."""
    first, last = month_start(month), month_end(month)
    jobs = list(employments)
    start = max(first, min(job.starts_on for job in jobs))
    end = last if any(job.ends_on is None for job in jobs) else min(last, max(job.ends_on or last for job in jobs))
    days = max((end - start).days + 1, 1)
    return (WEEKLY_LIMIT * days / 7).quantize(CENT, rounding=ROUND_HALF_UP)


def _unlike(total: Hours, previous: Sequence[Hours]) -> str:
    """A total more than double or less than half the mean of the months before."""
    known = [hours for hours in previous if hours]
    if not known:
        return ""
    mean = (sum(known, ZERO) / len(known)).quantize(CENT, rounding=ROUND_HALF_UP)
    if total > mean * 2 or total < mean / 2:
        return (
            f"Le total du mois ({format_hours(total)}) ne ressemble pas aux mois précédents "
            f"({format_hours(mean)} en moyenne)."
        )
    return ""
