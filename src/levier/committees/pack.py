"""What a committee has in hand: the state of every clause in its scope, computed once, then kept as it was shown.

Hours come from ``delivery.selectors.ledger``, as everywhere. No person is named or numbered; ``sections`` masks the
groups under five people and leaves the signals out of what leaves the workspace.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from levier.accounts.actor import Actor
from levier.clauses.models import Clause
from levier.clauses.readiness import hours_sentence
from levier.delivery.enums import ShortfallState
from levier.delivery.models import LedgerEntry, Shortfall
from levier.delivery.selectors.ledger import ObligationHours, hours_of
from levier.delivery.selectors.obligations import obligations
from levier.delivery.selectors.statements import late_statements
from levier.delivery.standing import Standing, workspace_ledger
from levier.domain.dates import format_date, format_month
from levier.domain.masking import HIDDEN, NOTE, Cell, masked, small
from levier.domain.obligations import Pace
from levier.domain.quantities import ZERO, format_hours
from levier.domain.vocabulary import Lever
from levier.exact import CentSum
from levier.insights.signals import signals

from .enums import DecisionState
from .models import Committee, Decision, Pack
from .selectors import contracts_in, decided_before

_EXCHANGE = (ShortfallState.NOTICE_SENT, ShortfallState.REPLIED, ShortfallState.ADVISED)
_TO_WATCH = (Pace.LATE, Pace.WATCH, Pace.MISSED)


def compute(meeting: Committee, *, actor: Actor, now: datetime, today: date) -> dict[str, Any]:
    """Everything the pack says, as plain data: hours as text with two decimals, days as ISO dates.

    The same number of queries whatever the number of contracts.
    """
    found = {one.pk: one for one in contracts_in(meeting, actor=actor)}
    owed = (
        obligations(actor=actor).filter(award__lot__contract__in=found).order_by("clause__lot__contract__title", "pk")
    )
    rows = hours_of(owed, today=today)
    ids = [row.obligation.pk for row in rows]
    people = _people(ids)
    state = workspace_ledger(actor.workspace_id, as_of=now)
    return {
        "through": state.through,
        "rank": state.rank,
        "contracts": len(found),
        "people": len(set().union(*people.values())) if people else 0,
        "clauses": [_clause(row, len(people.get(row.obligation.pk, ()))) for row in rows],
        "waiting": _waiting(found),
        "late": _late(actor, ids, today),
        "shortfalls": _shortfalls(ids),
        "signals": _signals(actor, found, today),
        "decisions": [decision_facts(one) for one in decided_before(meeting)],
    }


def _people(ids: list[int]) -> dict[int, set[int]]:
    """Obligation → people with hours that stand."""
    net = (
        LedgerEntry.objects.filter(obligation__in=ids)
        .order_by()
        .values_list("obligation", "employment__person")
        .annotate(net=CentSum("hours"))
    )
    found: dict[int, set[int]] = defaultdict(set)
    for obligation, person, hours in net:
        if hours:
            found[obligation].add(person)
    return found


def _clause(row: ObligationHours, people: int) -> dict[str, Any]:
    one = row.obligation
    watched = row.forecast.status in _TO_WATCH and one.closed_on is None
    return {
        "contract": one.clause.lot.contract.title,
        "lot": one.clause.lot.number,
        "company": one.contractor.name,
        "due": str(row.due),
        "declared": str(row.progress.declared),
        "validated": str(row.progress.validated),
        "expected": str(row.forecast.expected_at_end),
        "status": "Close" if one.closed_on else row.forecast.status.label,
        "watch": row.forecast.explanation.conclusion if watched else "",
        "ends_on": one.ends_on.isoformat(),
        "people": people,
    }


def _waiting(contracts: Iterable[int]) -> list[dict[str, str]]:
    """Lots that have a lever and owe nothing yet: not awarded, or awarded without hours."""
    found = (
        Clause.objects.filter(lot__contract__in=list(contracts), obligations=None)
        .exclude(lever__in=["", Lever.NONE.value])
        .select_related("lot__contract")
        .order_by("lot__contract__title", "lot__number", "pk")
    )
    return [
        {
            "contract": one.lot.contract.title,
            "lot": one.lot.number,
            "lever": Lever(one.lever).label,
            "step": one.lot.contract.get_step_display(),
            "hours": hours_sentence(one),
        }
        for one in found
    ]


def _late(actor: Actor, ids: list[int], today: date) -> list[dict[str, Any]]:
    """Late statements by company and contract, with their months."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in late_statements(workspace=actor.workspace, today=today).filter(obligation__in=ids):
        key = (one.declarant.name, one.obligation.clause.lot.contract.title)
        found.setdefault(key, []).append(one.month.isoformat())
    return [{"company": who, "contract": what, "months": sorted(months)} for (who, what), months in found.items()]


def _shortfalls(ids: list[int]) -> list[dict[str, str]]:
    found = Shortfall.objects.filter(obligation__in=ids, state__in=_EXCHANGE).select_related(
        "obligation__contractor", "obligation__clause__lot__contract"
    )
    return [
        {
            "company": one.obligation.contractor.name,
            "contract": one.obligation.clause.lot.contract.title,
            "missing": str(one.hours_missing),
            "state": one.get_state_display(),
        }
        for one in found.order_by("notice_on", "pk")
    ]


def _signals(actor: Actor, contracts: dict[int, Any], today: date) -> list[dict[str, str]]:
    return [
        {"contract": one.name, "conclusion": result.explanation.conclusion}
        for one in signals(actor=actor, year=today.year, today=today, by_contract=True)
        if one.key in contracts
        for result in one.raised
    ]


def decision_facts(one: Decision) -> dict[str, str]:
    """A decision and what became of it, as a pack keeps it."""
    return {
        "decided_on": one.meeting.on.isoformat(),
        "text": one.text,
        "owner": one.owner,
        "due_on": one.due_on.isoformat(),
        "state": one.state,
        "outcome": one.outcome,
        "settled_on": one.settled_on.isoformat() if one.settled_on else "",
    }


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a pack, the same on the page, in PDF and in Word: texts ready to be read."""

    title: str
    headers: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    #: Columns aligned to the right.
    numbers: tuple[int, ...] = ()
    items: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    #: Said when there is nothing else.
    nothing: str = ""
    note: str = ""

    @property
    def columns(self) -> list[dict[str, object]]:
        """Headers as the table of a page reads them."""
        return [{"label": label, "numeric": rank in self.numbers} for rank, label in enumerate(self.headers)]

    @property
    def empty(self) -> bool:
        return not (self.rows or self.items or self.paragraphs)


def standing_of(pack: Pack) -> Standing:
    """The state of the ledger a pack reflects."""
    return Standing(pack.as_of, int(pack.figures["through"]), int(pack.figures["rank"]))


def sections(pack: Pack, *, inside: bool) -> list[Section]:
    """What a pack says to the team, or to everybody else around the table."""
    found = pack.figures
    parts = [_hours(found, inside=inside), _not_started(found), _difficulties(found)]
    if inside:
        parts.append(_questions(found))
    return [*parts, _decided(found)]


def _h(text: str) -> str:
    return format_hours(Decimal(text))


def _hours(found: dict[str, Any], *, inside: bool) -> Section:
    counts = _counts(found, inside=inside)
    rows = [
        (
            f"{one['contract']}, lot {one['lot']}",
            one["company"],
            *(_h(one[name]) for name in ("due", "declared", "validated", "expected")),
            people,
            one["status"],
        )
        for one, people in zip(found["clauses"], counts, strict=True)
    ]
    names = ("due", "declared", "validated", "expected")
    totals = [format_hours(sum((Decimal(one[name]) for one in found["clauses"]), ZERO)) for name in names]
    everybody = found["people"]
    if len(rows) > 1:
        total = str(everybody) if inside or not small(everybody) else HIDDEN
        rows.append(("Ensemble", "", *totals, total, ""))
    return Section(
        "État des clauses",
        ("Marché", "Entreprise", "Dues", "Déclarées", "Validées", "Prévues à la fin", "Personnes", "Où cela mène"),
        tuple(rows),
        (2, 3, 4, 5, 6),
        nothing="Aucune heure n’est encore due.",
        note="" if inside or HIDDEN not in {cell for row in rows for cell in row} else NOTE,
    )


def _counts(found: dict[str, Any], *, inside: bool) -> list[str]:
    cells = [Cell("", None, one["people"]) for one in found["clauses"]]
    shown = cells if inside else masked(cells)
    if not inside and small(found["people"]):
        shown = [Cell("", None, None if cell.people else 0) for cell in cells]
    return [HIDDEN if cell.people is None else str(cell.people) for cell in shown]


def _not_started(found: dict[str, Any]) -> Section:
    rows = tuple(
        (f"{one['contract']}, lot {one['lot']}", one["lever"], one["step"], one["hours"] or "à calibrer")
        for one in found["waiting"]
    )
    return Section(
        "Clauses à venir",
        ("Marché", "Levier", "Étape", "Heures"),
        rows,
        nothing="Aucune clause n’attend d’attribution.",
    )


def _difficulties(found: dict[str, Any]) -> Section:
    said = [
        f"{one['company']}, {one['contract']}, lot {one['lot']} : {one['watch']}"
        for one in found["clauses"]
        if one["watch"]
    ]
    for one in found["late"]:
        months = ", ".join(format_month(date.fromisoformat(month)) for month in one["months"])
        said.append(f"{one['company']}, {one['contract']} : relevé attendu ({months}).")
    said += [
        f"{one['company']}, {one['contract']} : {_h(one['missing'])} manquantes. {one['state']}."
        for one in found["shortfalls"]
    ]
    return Section("Difficultés", items=tuple(said), nothing="Aucune difficulté relevée.")


def _questions(found: dict[str, Any]) -> Section:
    said = tuple(f"{one['contract']} : {one['conclusion']}" for one in found["signals"])
    return Section(
        "Signaux, pour l’équipe seulement",
        items=said,
        nothing="Aucun signal levé cette année.",
        note="Un signal est une question, pas une accusation : il ne figure pas dans le dossier à diffuser."
        if said
        else "",
    )


def _decided(found: dict[str, Any]) -> Section:
    return decisions_section(
        "Décisions des comités précédents", found["decisions"], nothing="Aucune décision à suivre."
    )


def decisions_section(title: str, decisions: list[dict[str, Any]], *, nothing: str) -> Section:
    """Decisions, their owner, their day and what became of them."""
    return Section(
        title,
        ("Décision", "Qui", "Pour le", "Où en est-on"),
        tuple(
            (one["text"], one["owner"], format_date(date.fromisoformat(one["due_on"])), became(one))
            for one in decisions
        ),
        nothing=nothing,
    )


def became(one: dict[str, str]) -> str:
    """« Faite le 3 juin 2025 : … », « À faire »."""
    state = DecisionState(one["state"])
    when = f" le {format_date(date.fromisoformat(one['settled_on']))}" if one["settled_on"] else ""
    why = f" : {one['outcome']}" if one["outcome"] else ""
    return f"{state.label}{when}{why}"
