"""What a company declares for one month, and the checks made on it: one sentence each.

Errors stop the sending; questions only ask for a confirmation. Nothing here reads the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.domain.dates import format_date, format_month
from levier.domain.declaration import Elsewhere, monthly_limit, over_maximum, same_hours_elsewhere, status_lapsed
from levier.domain.errors import LevierError, RuleError
from levier.domain.french import of
from levier.domain.months import month_end, month_start
from levier.domain.quantities import ZERO, Hours, check_hours, format_hours, parse_number
from levier.domain.vocabulary import HourKind
from levier.people.models import Employment

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
            found[field] = f"Le contrat {of(name)} a pris fin le {format_date(job.ends_on)} : aucune heure possible."
    return found


def questions(
    lines: Sequence[DeclaredLine],
    *,
    month: date,
    elsewhere: Mapping[int, Sequence[Elsewhere]],
    lapsed: Mapping[int, date],
) -> tuple[str, ...]:
    """What looks unusual for each person; ``elsewhere`` and ``lapsed`` by person."""
    found = []
    by_person: dict[int, list[DeclaredLine]] = {}
    for line in lines:
        if line.hours:
            by_person.setdefault(line.employment.person_id, []).append(line)
    for person, own in by_person.items():
        name, total, others = (
            str(own[0].employment.person),
            sum((line.hours for line in own), ZERO),
            elsewhere.get(person, ()),
        )
        spans = [(line.employment.starts_on, line.employment.ends_on) for line in own]
        limit = monthly_limit([*spans, *((one.starts_on, one.ends_on) for one in others)], month=month)
        found += [
            over_maximum(name, total, limit=limit, month=month, elsewhere=others),
            same_hours_elsewhere(name, total, elsewhere=others),
            status_lapsed(name, until=lapsed.get(person), month=month),
        ]
    return tuple(sentence for sentence in found if sentence)


def confirmation(asked: Sequence[str]) -> str:
    """What a confirmation must repeat: it holds for these questions and no others."""
    return hashlib.sha256("\n".join(asked).encode()).hexdigest()[:16]
