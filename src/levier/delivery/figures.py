"""The figures of a closing report: computed once as of a moment, then kept as they were published.

What leaves the workspace never shows a figure with fewer than five people behind it (``OUTSIDE``): small groups are
joined until five people stand behind them, and nothing is shown when that cannot be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from levier.domain.obligations import progress
from levier.domain.quantities import ZERO, FteBasis, Hours, fte
from levier.domain.vocabulary import Modality

from .models import ClosingReport, LedgerEntry, Obligation, ObligationRevision
from .standing import Standing, ledger_at, of_report, within

#: Fewest people behind a figure shown outside the workspace.
OUTSIDE = 5
GROUPED = "Autres modalités regroupées"
ALL = "Toutes modalités confondues"


@dataclass(frozen=True, slots=True)
class Cell:
    """Hours of one group, and the people behind them (identifiers, never kept)."""

    label: str
    hours: Hours
    people: frozenset[int]


def shown_outside(cells: Sequence[Cell], *, joined: str = GROUPED, together: str = ALL) -> list[Cell]:
    """The cells with at least five people; smaller ones are joined, with the next one if needed.

    A single hidden cell could be found again by subtraction from the total: so groups are joined, never dropped.
    Returns an empty list when fewer than five people stand behind all of them.
    """
    ordered = sorted(cells, key=lambda one: (len(one.people), one.hours, one.label))
    group: list[Cell] = []
    kept = list(ordered)
    while kept and (len(kept[0].people) < OUTSIDE or (group and len(_people(group)) < OUTSIDE)):
        group.append(kept.pop(0))
    if group and len(_people(group)) < OUTSIDE:
        return []
    shown = sorted(kept, key=lambda one: (-one.hours, one.label))
    if group:
        label = joined if shown else together
        shown.append(Cell(label, sum((one.hours for one in group), ZERO), _people(group)))
    return shown


def _people(cells: Iterable[Cell]) -> frozenset[int]:
    return frozenset().union(*(one.people for one in cells))


def compute(obligation: Obligation, *, as_of: datetime, fte_basis: FteBasis) -> dict[str, Any]:
    """Everything a report says of an obligation, as plain data, as known at ``as_of``.

    Hours are text with two decimals; days are ISO dates. No person is named or numbered.
    """
    state = ledger_at(LedgerEntry.objects.filter(obligation=obligation), as_of=as_of)
    last = obligation.revisions.filter(made_at__lte=as_of).order_by("pk").last()
    return _compute(obligation, state=state, revision=last.pk if last else 0, fte_basis=fte_basis)


def recompute(report: ClosingReport) -> dict[str, Any]:
    """The figures of a report again, from the ledger and the hours due as they were in the state it reflects.

    The hours come from the ledger. Their groups are those published as long as they add up to the same hours: a modality
    corrected since on a work contract, or two records of one person merged since, change nothing of what was said.
    """
    found = report.figures
    again = _compute(
        report.obligation,
        state=of_report(report),
        revision=found["revision"],
        fte_basis=FteBasis(found["fte_basis"]),
    )
    same_months = _months(again) == _months(found)
    if not same_months or sum((Hours(one["hours"]) for one in found["by_modality"]), ZERO) != Hours(again["validated"]):
        return again
    return {**again, **{name: found[name] for name in _GROUPS}}


#: What a report says of groups of people, read from their records on the day it was drawn up.
_GROUPS = ("people", "by_modality", "by_modality_outside", "by_month", "by_month_outside")


def _months(figures: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(one["label"], one["hours"]) for one in figures["by_month"]]


def _compute(obligation: Obligation, *, state: Standing, revision: int, fte_basis: FteBasis) -> dict[str, Any]:
    known = obligation.revisions.filter(made_at__lte=state.as_of, pk__lte=revision)
    revisions = list(known.order_by("made_at", "pk"))
    entries = list(LedgerEntry.objects.filter(within(state), obligation=obligation).select_related("employment"))
    due = revisions[-1].hours_due if revisions else ZERO
    net = sum((one.hours for one in entries), ZERO)
    standing = progress(due=due, declared=max(ZERO, net), validated=max(ZERO, net))
    by_modality = _cells(entries, key=lambda one: Modality(one.employment.modality).label)
    by_month = _cells(entries, key=lambda one: one.month.isoformat())
    people = {pk for cell in by_modality for pk in cell.people}
    months_outside = all(len(cell.people) >= OUTSIDE for cell in by_month)
    return {
        "due": str(due),
        "validated": str(net),
        "missing": str(standing.missing),
        "surplus": str(standing.surplus),
        "rate": None if standing.rate is None else str(standing.rate.quantize(_RATE)),
        "conclusion": standing.explanation.conclusion,
        "explanation": dict(revisions[-1].explanation) if revisions else standing.explanation.as_dict(),
        "history": [_past(one) for one in revisions],
        "people": len(people),
        "contracts": len({one.employment_id for one in entries}),
        "fte": str(fte(max(ZERO, net), fte_basis)),
        "fte_basis": fte_basis.value,
        "by_modality": _plain(by_modality),
        "by_modality_outside": _plain(shown_outside(by_modality)),
        "by_month": _plain(by_month),
        "by_month_outside": _plain(by_month) if months_outside else [],
        "starts_on": obligation.starts_on.isoformat(),
        "ends_on": obligation.ends_on.isoformat(),
        "through": state.through,
        "rank": state.rank,
        "revision": revision,
    }


_RATE = Hours("0.0001")


def _cells(entries: Sequence[LedgerEntry], *, key: Any) -> list[Cell]:
    hours: dict[str, Hours] = defaultdict(lambda: ZERO)
    by_person: dict[tuple[str, int], Hours] = defaultdict(lambda: ZERO)
    for one in entries:
        label = key(one)
        hours[label] += one.hours
        by_person[label, one.employment.person_id] += one.hours
    people: dict[str, set[int]] = defaultdict(set)
    for (label, person), total in by_person.items():
        if total:
            people[label].add(person)
    return [Cell(label, hours[label], frozenset(people[label])) for label in sorted(hours) if hours[label]]


def _plain(cells: Sequence[Cell]) -> list[dict[str, Any]]:
    return [{"label": one.label, "hours": str(one.hours), "people": len(one.people)} for one in cells]


def _past(one: ObligationRevision) -> dict[str, str]:
    return {
        "from_day": one.from_day.isoformat(),
        "hours": str(one.hours_due),
        "cause": one.get_cause_display(),
        "conclusion": str(one.explanation.get("conclusion", "")),
    }


def day(text: str) -> date:
    """The day a figure keeps as text."""
    return date.fromisoformat(text)


def people_outside(count: int) -> str:
    """The number of people as it may leave the workspace."""
    return str(count) if count >= OUTSIDE or count == 0 else "moins de 5"
