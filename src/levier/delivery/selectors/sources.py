"""A second source for a line of hours: another organisation's statement, or a payroll or time sheet it was compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from levier.domain.quantities import format_hours

from ..enums import LineState, StatementState
from ..models import HoursLine, HoursStatement

SHEET = "la feuille comparée"


@dataclass(frozen=True, slots=True)
class Source:
    """Who says the same hours."""

    name: str
    #: The other organisation's own line, which is set aside when this one counts: an hour counts once.
    line: HoursLine | None = None

    @property
    def sentence(self) -> str:
        """What the facilitator reads."""
        if self.line is None:
            return f"Mêmes heures dans {self.name}."
        return f"{self.name} déclare les mêmes heures : sa ligne sera écartée, une heure ne compte qu’une fois."


def agreeing(statement: HoursStatement, lines: Sequence[HoursLine]) -> Mapping[int, tuple[Source, ...]]:
    """By line, the sources that say exactly the same: person, employer, kind and number of hours. One query.

    A line of theirs agrees with one of ours: who declares the same hours twice is matched twice.
    """
    others = (
        HoursLine.objects.filter(
            statement__obligation_id=statement.obligation_id,
            statement__month=statement.month,
            statement__state=StatementState.SUBMITTED,
            employment__person_id__in={line.employment.person_id for line in lines},
            state=LineState.PENDING,
            hours__gt=0,
        )
        .exclude(statement_id=statement.pk)
        .select_related("statement__declarant", "employment")
        .order_by("pk")
    )
    by_key: dict[tuple[object, ...], list[Source]] = {}
    for one in others:
        by_key.setdefault(_key(one), []).append(Source(one.statement.declarant.name, one))
    found: dict[int, tuple[Source, ...]] = {}
    for line in lines:
        if line.state != LineState.PENDING or not line.hours:
            continue
        sheet = (Source(SHEET),) if line.compared_hours == line.hours else ()
        if agreed := (*_taken(by_key.get(_key(line), [])), *sheet):
            found[line.pk] = agreed
    return found


def _taken(waiting: list[Source]) -> tuple[Source, ...]:
    """The first line of each organisation, which then agrees with no other."""
    first: dict[int, Source] = {}
    for source in list(waiting):
        if source.line is not None and source.line.statement_id not in first:
            first[source.line.statement_id] = source
            waiting.remove(source)
    return tuple(first.values())


def _key(line: HoursLine) -> tuple[object, ...]:
    return line.employment.person_id, line.employment.employer_id, line.kind, line.hours


def disagreement(line: HoursLine) -> str:
    """What the sheet it was compared with says, when it says something else."""
    if line.compared_hours is None or line.compared_hours == line.hours:
        return ""
    return f"La feuille comparée dit {format_hours(line.compared_hours)} pour cette personne."
