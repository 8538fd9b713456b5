"""Read the hours: the ledger as of any moment, and what each obligation owes, declared, had validated.

Every total of the application comes from here, so that they agree to the hundredth of an hour.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet

from levier.domain.obligations import Forecast, Progress, forecast, progress
from levier.domain.quantities import ZERO, Hours
from levier.exact import CentSum

from ..enums import DECLARED_STATES, LineState
from ..models import HoursLine, LedgerEntry, Obligation


@dataclass(frozen=True, slots=True)
class Sums:
    """The same net hours seen five ways; each sums to ``total``."""

    total: Hours = ZERO
    by_obligation: dict[int, Hours] = field(default_factory=dict)
    by_month: dict[date, Hours] = field(default_factory=dict)
    by_person: dict[int, Hours] = field(default_factory=dict)
    by_employment: dict[int, Hours] = field(default_factory=dict)
    #: Obligation → month → hours.
    months_of: dict[int, dict[date, Hours]] = field(default_factory=dict)


def sums(obligation_ids: Iterable[int], *, as_of: datetime | None = None) -> Sums:
    """Net hours of these obligations, as the ledger stood at ``as_of`` (now when ``None``). One grouped query."""
    entries = LedgerEntry.objects.filter(obligation_id__in=list(obligation_ids))
    if as_of is not None:
        entries = entries.filter(recorded_at__lte=as_of)
    rows = (
        entries.order_by()
        .values_list("obligation_id", "month", "employment_id", "employment__person_id")
        .annotate(net=CentSum("hours"))
    )
    found = Sums()
    total = ZERO
    for obligation, month, employment, person, net in rows:
        total += net
        for column, key in (
            (found.by_obligation, obligation),
            (found.by_month, month),
            (found.by_person, person),
            (found.by_employment, employment),
            (found.months_of.setdefault(obligation, {}), month),
        ):
            column[key] = column.get(key, ZERO) + net
    return Sums(total, found.by_obligation, found.by_month, found.by_person, found.by_employment, found.months_of)


def declared(obligation_ids: Iterable[int]) -> dict[int, dict[date, Hours]]:
    """Hours sent and not refused, by obligation and month; accepted lines count for what was kept. One query."""
    rows = (
        HoursLine.objects.filter(
            statement__obligation_id__in=list(obligation_ids),
            state=LineState.PENDING,
            statement__state__in=DECLARED_STATES,
        )
        .order_by()
        .values_list("statement__obligation_id", "statement__month")
        .annotate(total=CentSum("hours"))
    )
    found: dict[int, dict[date, Hours]] = {}
    for obligation, month, total in rows:
        found.setdefault(obligation, {})[month] = total
    return found


def sent(obligation_ids: Iterable[int]) -> dict[int, dict[date, Hours]]:
    """Hours as the statements sent say them, by obligation and month, whatever was decided of them since. One query."""
    rows = (
        HoursLine.objects.filter(
            statement__obligation_id__in=list(obligation_ids), statement__state__in=DECLARED_STATES
        )
        .order_by()
        .values_list("statement__obligation_id", "statement__month")
        .annotate(total=CentSum("hours"))
    )
    found: dict[int, dict[date, Hours]] = {}
    for obligation, month, total in rows:
        found.setdefault(obligation, {})[month] = total
    return found


@dataclass(frozen=True, slots=True)
class ObligationHours:
    """One obligation's figures. ``progress.declared`` includes what is validated."""

    obligation: Obligation
    due: Hours
    validated_by_month: dict[date, Hours]
    awaiting_by_month: dict[date, Hours]
    progress: Progress
    forecast: Forecast


def hours_of(found: QuerySet[Obligation], *, today: date, as_of: datetime | None = None) -> list[ObligationHours]:
    """Due, declared, validated and forecast hours of each obligation: three queries whatever their number.

    ``found`` comes from ``selectors.obligations``, which carries ``due``.
    """
    rows = list(found)
    ids = [row.pk for row in rows]
    net, waiting = sums(ids, as_of=as_of), declared(ids)
    return [_figures(row, net, waiting.get(row.pk, {}), today) for row in rows]


def _figures(row: Obligation, net: Sums, waiting: dict[date, Hours], today: date) -> ObligationHours:
    due: Hours = row.due or ZERO  # type: ignore[attr-defined]
    by_month = net.months_of.get(row.pk, {})
    validated = max(net.by_obligation.get(row.pk, ZERO), ZERO)
    return ObligationHours(
        row,
        due,
        by_month,
        waiting,
        progress(due=due, declared=validated + sum(waiting.values(), ZERO), validated=validated),
        forecast(due=due, starts_on=row.starts_on, ends_on=row.ends_on, entries_by_month=by_month, on=today),
    )
