"""Where an obligation stands, and where it is heading."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from ..dates import format_date
from ..errors import RuleError
from ..explanation import Certainty, Explanation, Source, Step
from ..months import add_months, month_end, month_start
from ..quantities import CENT, ZERO, Hours, Rate, check_hours, check_rate, format_hours, format_number, format_rate
from ..vocabulary import Labelled

#: How much of what is due a forecast must reach to be « à surveiller » rather than « en retard ».
WATCH_FROM: Rate = Decimal("0.9")
#: Complete months whose average gives the pace.
PACE_MONTHS = 3
_CHOICE = Source("Choix de Levier, réglable", Certainty.STATED)


def shortfall(*, due: Hours, credited: Hours) -> Hours:
    """Hours missing (never negative)."""
    return max(ZERO, due - credited)


@dataclass(frozen=True, slots=True)
class Progress:
    """Hours due against hours credited (validated here, plus net transfers)."""

    due: Hours
    declared: Hours
    validated: Hours
    transferred: Hours
    credited: Hours
    awaiting: Hours
    missing: Hours
    surplus: Hours
    #: Credited over due, None when nothing is due; may exceed 1 or be negative after transfers out.
    rate: Decimal | None
    explanation: Explanation


def progress(*, due: Hours, declared: Hours, validated: Hours, transferred: Hours = ZERO) -> Progress:
    """Where the obligation stands.

    ``declared``: hours declared and not refused, validated ones included. ``transferred``: net hours received under
    signed globalisation agreements (negative when this obligation gave more than it received).
    """
    check_hours(due, what="Le nombre d’heures dues", field="due")
    check_hours(declared, what="Le nombre d’heures déclarées", field="declared")
    check_hours(validated, what="Le nombre d’heures validées", field="validated")
    credited = validated + transferred
    missing = shortfall(due=due, credited=credited)
    surplus = max(ZERO, credited - due)
    rate = credited / due if due else None
    steps = [Step("Heures validées", "", format_hours(validated))]
    if transferred:
        steps.append(Step("Heures transférées (globalisation)", "", format_hours(transferred)))
    steps.append(
        Step("Reste à faire", f"{format_hours(due)} − {format_hours(credited)}", format_hours(missing)),
    )
    if not due:
        conclusion = "Aucune heure n’est due à ce jour."
    elif missing:
        share = format_rate(rate or ZERO, places=1)
        conclusion = (
            f"{format_hours(credited)} acquises sur {format_hours(due)} dues ({share}) : il manque "
            f"{format_hours(missing)}."
        )
    else:
        conclusion = f"L’obligation est remplie : {format_hours(credited)} acquises pour {format_hours(due)} dues."
    return Progress(
        due,
        declared,
        validated,
        transferred,
        credited,
        max(ZERO, declared - validated),
        missing,
        surplus,
        rate,
        Explanation(conclusion, tuple(steps)),
    )


class Pace(Labelled):
    """How the obligation is heading."""

    NOTHING_DUE = "nothing_due", "Rien n’est dû"
    NOT_STARTED = "not_started", "Pas encore commencée"
    REACHED = "reached", "Remplie"
    ON_TRACK = "on_track", "En bonne voie"
    WATCH = "watch", "À surveiller"
    LATE = "late", "En retard"
    MISSED = "missed", "Terminée, non remplie"


@dataclass(frozen=True, slots=True)
class Forecast:
    """Hours expected on the last day, and what each remaining month must bring."""

    credited: Hours
    pace_per_month: Hours
    months_left: Decimal
    expected_at_end: Hours
    #: None when the obligation is over; zero when it is filled.
    required_per_month: Hours | None
    missing_at_end: Hours
    status: Pace
    explanation: Explanation


def months_left(on: date, ends_on: date) -> Decimal:
    """Months from the day after ``on`` to ``ends_on`` inclusive, a part of a month counting by its days."""
    total = ZERO
    day = on + timedelta(days=1) if on < ends_on else ends_on
    if on >= ends_on:
        return total
    while day <= ends_on:
        last = min(month_end(day), ends_on)
        total += Decimal((last - day).days + 1) / monthrange(day.year, day.month)[1]
        if last == date.max:
            break
        day = last + timedelta(days=1)
    return total


def forecast(
    *,
    due: Hours,
    starts_on: date,
    ends_on: date,
    entries_by_month: Mapping[date, Hours],
    on: date,
    transferred: Hours = ZERO,
    pace_months: int = PACE_MONTHS,
    watch_from: Rate = WATCH_FROM,
) -> Forecast:
    """Carry the recent pace to the end date.

    ``entries_by_month``: net validated hours, keyed by any day of the month worked; months after ``on`` are ignored.
    The pace is the mean of the last ``pace_months`` complete months since the start (months without hours count as
    zero). Before one month is complete, the pace is what the current one has brought so far.
    """
    check_hours(due, what="Le nombre d’heures dues", field="due")
    check_rate(watch_from, field="watch_from")
    if ends_on < starts_on:
        raise RuleError("L’obligation finit avant d’avoir commencé.", field="ends_on")
    if pace_months <= 0:
        raise RuleError("Le rythme se mesure sur au moins un mois.", field="pace_months")
    by_month = _by_month(entries_by_month, until=on)
    credited = sum(by_month.values(), ZERO) + transferred
    pace, sample = _pace(by_month, starts_on=starts_on, ends_on=ends_on, on=on, pace_months=pace_months)
    left = months_left(max(on, starts_on - timedelta(days=1)), ends_on)
    expected = (credited + pace * left).quantize(CENT, rounding=ROUND_HALF_UP)
    missing_now = shortfall(due=due, credited=credited)
    required = (missing_now / left).quantize(CENT, rounding=ROUND_HALF_UP) if left else None
    missing = shortfall(due=due, credited=expected)
    status = _status(
        due=due, credited=credited, expected=expected, started=on >= starts_on, left=left, watch_from=watch_from
    )
    steps = (
        Step("Heures acquises", "", format_hours(credited)),
        Step("Rythme", f"moyenne de {sample} mois", f"{format_hours(pace)} par mois", _CHOICE),
        Step("Temps restant", f"jusqu’au {format_date(ends_on)}", f"{format_number(left, places=1)} mois"),
        Step(
            "Prévision à la fin",
            f"{format_hours(credited)} + {format_hours(pace)} × {format_number(left, places=1)}",
            format_hours(expected),
        ),
    )
    conclusion = _conclusion(status, due, credited, expected, missing, required, ends_on)
    return Forecast(credited, pace, left, expected, required, missing, status, Explanation(conclusion, steps))


def _by_month(entries: Mapping[date, Hours], *, until: date) -> dict[date, Hours]:
    totals: dict[date, Hours] = {}
    for day, hours in entries.items():
        month = month_start(day)
        if month <= until:
            totals[month] = totals.get(month, ZERO) + hours
    return totals


def _pace(
    by_month: Mapping[date, Hours], *, starts_on: date, ends_on: date, on: date, pace_months: int
) -> tuple[Hours, int]:
    """Mean of the last complete months since the start, never negative, and how many months it rests on."""
    reference = min(on, ends_on)
    last_complete = reference if reference == month_end(reference) else month_start(reference) - timedelta(days=1)
    months: list[date] = []
    month = month_start(last_complete)
    while month >= month_start(starts_on) and len(months) < pace_months:
        months.append(month)
        month = add_months(month, -1)
    if not months:
        return max(ZERO, by_month.get(month_start(reference), ZERO)), 1
    mean = sum((by_month.get(month, ZERO) for month in months), ZERO) / len(months)
    return max(ZERO, mean).quantize(CENT, rounding=ROUND_HALF_UP), len(months)


def _status(*, due: Hours, credited: Hours, expected: Hours, started: bool, left: Decimal, watch_from: Rate) -> Pace:
    if not due:
        return Pace.NOTHING_DUE
    if credited >= due:
        return Pace.REACHED
    if not left:
        return Pace.MISSED
    if not started:
        return Pace.NOT_STARTED
    if expected >= due:
        return Pace.ON_TRACK
    return Pace.WATCH if expected >= due * watch_from else Pace.LATE


def _conclusion(
    status: Pace,
    due: Hours,
    credited: Hours,
    expected: Hours,
    missing: Hours,
    required: Hours | None,
    ends_on: date,
) -> str:
    end = format_date(ends_on)
    if status is Pace.NOTHING_DUE:
        return "Aucune heure n’est due à ce jour."
    if status is Pace.REACHED:
        return f"L’obligation est remplie : {format_hours(credited)} acquises pour {format_hours(due)} dues."
    if status is Pace.MISSED:
        return f"L’obligation a pris fin le {end} : il manque {format_hours(due - credited)}."
    needed = f"il faut {format_hours(required or ZERO)} par mois jusqu’au {end}"
    if status is Pace.NOT_STARTED:
        return f"L’obligation n’a pas commencé : {needed}."
    if status is Pace.ON_TRACK:
        return f"À ce rythme, {format_hours(expected)} seront faites le {end} pour {format_hours(due)} dues."
    return f"À ce rythme, il manquera {format_hours(missing)} le {end} : {needed}."
