"""From the record to the figures, the breakdowns and the charts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from levier.accounts.models import Workspace
from levier.domain.eligibility import CRITERIA
from levier.domain.explanation import Explanation, Step
from levier.domain.masking import HIDDEN, Cell, masked, small
from levier.domain.quantities import (
    ZERO,
    FteBasis,
    Hours,
    format_fte,
    format_hours,
    format_number,
    format_rate,
    fte,
)
from levier.domain.statistics import per
from levier.domain.vocabulary import ContractKind, Labelled, Modality
from levier.people.enums import Sex

from ..period import Period
from . import record
from .definitions import BY_CODE, Definition
from .record import Month, Scope, Work


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: the value for a spreadsheet, the text for a reader, and how it was reached."""

    definition: Definition
    value: Decimal | None
    shown: str
    unit: str
    explanation: Explanation

    @property
    def code(self) -> str:
        return self.definition.code


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Hours and people by modality, kind of work contract or public."""

    code: str
    title: str
    note: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything the page and the exports show. ``external`` says that small cells were masked."""

    period: Period
    figures: dict[str, Figure]
    breakdowns: tuple[Breakdown, ...]
    months: dict[date, Month]
    external: bool


def dashboard(*, workspace: Workspace, scope: Scope, external: bool = False) -> Dashboard:
    """Compute everything in seven queries. ``external``: for readers outside the workspace (five people at least)."""
    works = record.works(scope)
    months = record.by_month(scope)
    due, obligations = record.hours_due(scope)
    criteria = record.criteria(scope)
    levers = record.contracts_with_lever(scope)
    basis = FteBasis(workspace.fte_basis)
    declared = sum((one.declared for one in months.values()), ZERO)
    validated = sum((one.validated for one in months.values()), ZERO)
    hide = external and small(len({one.person for one in works}))
    figures = {
        one.code: one
        for one in (
            _hours("due", due, f"{format_number(obligations)} obligations"),
            _hours("declared", declared, "lignes envoyées et non refusées", hide=hide),
            *_from_works(works, validated, basis, external=external),
            _count("levers", levers, "marchés"),
        )
    }
    breakdowns: tuple[Breakdown, ...] = (
        _breakdown("modality", "Modalités", "", _group(works, Modality, lambda one: one.modality)),
        _breakdown("kind", "Contrats de travail", "", _group(works, ContractKind, lambda one: one.contract_kind)),
        _publics(works, criteria),
    )
    if external:
        breakdowns = tuple(Breakdown(one.code, one.title, one.note, tuple(masked(one.cells))) for one in breakdowns)
        months = {month: one for month, one in months.items() if not small(one.people)}
    return Dashboard(scope.period, figures, breakdowns, months, external)


def _figure(code: str, value: Decimal | None, shown: str, unit: str, formula: str) -> Figure:
    definition = BY_CODE[code]
    steps = (
        Step(f"Définition : {definition.definition}"),
        Step(f"Formule : {definition.formula}", formula, shown, definition.source),
    )
    return Figure(definition, value, shown, unit, Explanation(f"{definition.title} : {shown}.", steps))


def _hours(code: str, value: Hours, formula: str, *, hide: bool = False) -> Figure:
    if hide:
        return _figure(code, None, HIDDEN, "h", "")
    return _figure(code, value, format_hours(value), "h", formula)


def _count(code: str, value: int, unit: str, *, hide: bool = False) -> Figure:
    if hide:
        return _figure(code, None, HIDDEN, unit, "")
    return _figure(code, Decimal(value), format_number(value), unit, "")


def _from_works(works: Sequence[Work], validated: Hours, basis: FteBasis, *, external: bool) -> Iterable[Figure]:
    people = {one.person: one for one in works}
    jobs, contracts = len({one.employment for one in works}), len({one.contract for one in works})
    hide = external and small(len(people))
    full_time = fte(validated, basis)
    yield _hours("validated", validated, "écritures du compte", hide=hide)
    formula = f"{format_hours(validated)} ÷ {format_hours(basis.hours)}"
    shown = f"{format_fte(full_time)} (base {format_hours(basis.hours)} par an)"
    yield _figure("fte", None, HIDDEN, "ETP", "") if hide else _figure("fte", full_time, shown, "ETP", formula)
    yield _count("people", len(people), "personnes", hide=hide)
    yield _count("jobs", jobs, "contrats de travail", hide=hide)
    yield _count("contracts", contracts, "marchés")
    yield _mean("hours_per_person", validated, len(people), "personnes", hide=hide)
    yield _mean("hours_per_job", validated, jobs, "contrats de travail", hide=hide)
    women = [one.sex == Sex.WOMAN for one in people.values() if one.sex != Sex.UNSAID]
    yield _share("women", women, external=external)
    yield _share("qpv", [one.in_qpv for one in people.values() if one.in_qpv is not None], external=external)


def _mean(code: str, total: Hours, count: int, unit: str, *, hide: bool) -> Figure:
    value = None if hide else per(total, count)
    if value is None:
        return _figure(code, None, HIDDEN if hide else "—", "h", "")
    return _figure(code, value, format_hours(value), "h", f"{format_hours(total)} ÷ {format_number(count)} {unit}")


def _share(code: str, answers: Sequence[bool], *, external: bool) -> Figure:
    """A share of people; masked outside when either side of it is small, since one gives the other."""
    yes, known = sum(answers), len(answers)
    if not known:
        return _figure(code, None, "—", "part", "aucune réponse connue")
    if external and (small(yes) or small(known - yes)):
        return _figure(code, None, HIDDEN, "part", "")
    value = Decimal(yes) / known
    return _figure(code, value, format_rate(value, places=1), "part", f"{format_number(yes)} ÷ {format_number(known)}")


def _group(works: Sequence[Work], kinds: type[Labelled], key: Callable[[Work], str]) -> list[Cell]:
    cells = []
    for kind in kinds:
        own = [one for one in works if key(one) == kind.value]
        if own:
            hours = sum((one.hours for one in own), ZERO)
            cells.append(Cell(kind.label, hours, len({one.person for one in own})))
    return sorted(cells, key=lambda cell: -(cell.hours or ZERO))


def _breakdown(code: str, title: str, note: str, cells: Sequence[Cell]) -> Breakdown:
    return Breakdown(code, title, note, tuple(cells))


def _publics(works: Sequence[Work], criteria: dict[str, set[int]]) -> Breakdown:
    hours: dict[int, Hours] = {}
    for one in works:
        hours[one.person] = hours.get(one.person, ZERO) + one.hours
    cells = []
    labels = {criterion.code: criterion.public_label for criterion in CRITERIA}
    for code, holders in sorted(criteria.items()):
        own = holders & set(hours)
        if own:
            cells.append(Cell(labels.get(code, code), sum((hours[person] for person in own), ZERO), len(own)))
    note = "Une personne peut répondre à plusieurs critères : le total des lignes dépasse le nombre de personnes."
    return Breakdown("public", "Publics", note, tuple(sorted(cells, key=lambda cell: -(cell.people or 0))))
