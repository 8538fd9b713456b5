"""One function for each question about a month's hours: a French sentence, or nothing. None of them forbids anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ..dates import format_date, format_month
from ..explanation import Certainty, Source
from ..months import month_end, month_start
from ..quantities import CENT, ZERO, Hours, format_hours

#: Longest legal working week, in hours. Exceptions exist: it only raises a question.
WEEKLY_LIMIT: Hours = Decimal(48)
LIMIT_SOURCE = Source("Durée maximale du travail, 48 h par semaine (C. trav., art. L3121-20)", Certainty.RECALLED)


#: Longest legal working day, in hours. Exceptions exist: it only raises a question.
DAILY_LIMIT: Hours = Decimal(10)
DAILY_SOURCE = Source("Durée maximale du travail, 10 h par jour (C. trav., art. L3121-18)", Certainty.RECALLED)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Hours of the same person and month in another statement: where, how many, the work contract's first and last day."""

    place: str
    hours: Hours
    starts_on: date
    ends_on: date | None


def monthly_limit(contracts: Iterable[tuple[date, date | None]], *, month: date) -> Hours:
    """48 h a week over the days of the month under contract (see ``LIMIT_SOURCE``); first and last day of each contract."""
    first, last = month_start(month), month_end(month)
    spans = list(contracts)
    start = max(first, min(starts for starts, _ in spans))
    end = last if any(ends is None for _, ends in spans) else min(last, max(ends or last for _, ends in spans))
    days = max((end - start).days + 1, 1)
    return (WEEKLY_LIMIT * days / 7).quantize(CENT, rounding=ROUND_HALF_UP)


def over_maximum(person: str, total: Hours, *, limit: Hours, month: date, elsewhere: Sequence[Elsewhere] = ()) -> str:
    """More hours in the month than the longest legal week allows; other sites are named when they take part in it."""
    whole = total + sum((one.hours for one in elsewhere), ZERO)
    if whole <= limit:
        return ""
    also = "".join(f", dont {format_hours(one.hours)} pour « {one.place} »" for one in elsewhere)
    return (
        f"{person} : {format_hours(whole)} en {format_month(month)}{also}, plus que {format_hours(limit)} "
        f"({format_hours(WEEKLY_LIMIT)} par semaine, durée maximale à vérifier)."
    )


def over_day(person: str, day: date, hours: Hours, *, places: Sequence[str]) -> str:
    """More hours in one day than a day of work holds; the sites are named when there are several."""
    if hours <= DAILY_LIMIT:
        return ""
    where = " et ".join(f"« {one} »" for one in places)
    sites = f" sur plusieurs sites ({where})" if len(places) > 1 else ""
    return (
        f"{person} : {format_hours(hours)} le {format_date(day)}{sites}, plus que {format_hours(DAILY_LIMIT)} par jour "
        "(durée maximale à vérifier)."
    )


def same_hours_elsewhere(person: str, total: Hours, *, elsewhere: Sequence[Elsewhere]) -> str:
    """The very same number in another statement: perhaps the same hours, which count once."""
    same = [one.place for one in elsewhere if one.hours == total and total]
    if not same:
        return ""
    return f"{person} : {format_hours(total)} sont aussi déclarées pour « {same[0]} ». Une heure ne compte qu’une fois."


def status_lapsed(person: str, *, until: date | None, month: date) -> str:
    """The eligibility ended before the month did; never by which criterion: the company reads it."""
    if until is None or until >= month_end(month):
        return ""
    return (
        f"{person} : son éligibilité a pris fin le {format_date(until)}. Les heures faites après ne comptent pas sans "
        "nouveau justificatif."
    )


def month_reported(month: date, *, reported_on: date | None) -> str:
    """A balance already covers the month: it will not show these hours."""
    if reported_on is None or reported_on < month_end(month):
        return ""
    return f"Le bilan arrêté au {format_date(reported_on)} couvre déjà {format_month(month)} : il ne montre pas ces heures."


def unlike_before(total: Hours, *, previous: Sequence[Hours]) -> str:
    """A total more than double or less than half the mean of the months before."""
    known = [hours for hours in previous if hours]
    if not known:
        return ""
    mean = (sum(known, ZERO) / len(known)).quantize(CENT, rounding=ROUND_HALF_UP)
    if mean / 2 <= total <= mean * 2:
        return ""
    return f"Le total du mois ({format_hours(total)}) ne ressemble pas aux mois précédents ({format_hours(mean)} en moyenne)."


def not_over(month: date, *, today: date) -> str:
    """The month still runs: hours to come cannot have been worked."""
    if today > month_end(month):
        return ""
    name = format_month(month)
    return (
        f"Le mois {'d’' if name[0] in 'ao' else 'de '}{name} n’est pas terminé : n’y comptez que des heures déjà faites, ou attendez "
        f"le {format_date(month_end(month))}."
    )
