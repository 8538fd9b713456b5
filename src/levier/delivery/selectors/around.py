"""What surrounds a statement: the same people elsewhere, their eligibility, the balances and the months before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from levier.domain.declaration import Elsewhere, month_reported, not_over, unlike_before
from levier.domain.eligibility import Answer
from levier.domain.months import month_end
from levier.domain.quantities import ZERO, Hours
from levier.people.eligibility import answer_on
from levier.people.models import Person
from levier.people.special import statuses_to_read

from ..declaration import DeclaredLine, questions
from ..enums import LineState
from ..models import ClosingReport, HoursLine, HoursStatement
from .statements import previous_totals


def asked(statement: HoursStatement, lines: Sequence[DeclaredLine], *, today: date) -> tuple[str, ...]:
    """Every question the company confirms before it sends these hours."""
    month, people = statement.month, {line.employment.person_id for line in lines}
    early = not_over(month, today=today)
    return (
        *((early,) if early else ()),
        *questions(
            lines,
            month=month,
            elsewhere=elsewhere(statement, people, same_declarant=True),
            lapsed=lapsed(people, month=month),
        ),
        *around_month(statement).questions(sum((line.hours for line in lines), ZERO), month=month),
    )


def elsewhere(
    statement: HoursStatement, people: Iterable[int], *, same_declarant: bool
) -> Mapping[int, tuple[Elsewhere, ...]]:
    """Hours of these people for the month on other obligations; a company is only told of what it declared itself."""
    rows = (
        HoursLine.objects.filter(
            employment__person_id__in=list(people),
            statement__month=statement.month,
            statement__obligation__workspace_id=statement.obligation.workspace_id,
            hours__gt=0,
        )
        .exclude(statement__obligation_id=statement.obligation_id)
        .exclude(state=LineState.REFUSED)
        .select_related("employment", "statement__obligation__clause__lot__contract")
        .order_by("pk")
    )
    if same_declarant:
        rows = rows.filter(statement__declarant_id=statement.declarant_id)
    found: dict[int, dict[int, Elsewhere]] = {}
    for line in rows:
        job, own = line.employment, found.setdefault(line.employment.person_id, {})
        known = own.get(line.statement_id)
        hours = line.hours + (known.hours if known else 0)
        place = line.statement.obligation.clause.lot.contract.title
        own[line.statement_id] = Elsewhere(place, hours, job.starts_on, job.ends_on)
    return {person: tuple(own.values()) for person, own in found.items()}


def lapsed(people: Iterable[int], *, month: date) -> Mapping[int, date]:
    """Last day of eligibility of those who had one and have none on the last day of the month."""
    last = month_end(month)
    found = {}
    for person in Person.objects.filter(pk__in=list(people)).prefetch_related(statuses_to_read()):
        ends = [one.valid_until for one in person.statuses.all() if one.valid_until and one.valid_until < last]
        if ends and answer_on(person, on=last).answer is not Answer.YES:
            found[person.pk] = max(ends)
    return found


@dataclass(frozen=True, slots=True)
class Month:
    """The month as a whole, against what is known of the obligation."""

    previous: tuple[Hours, ...]
    reported_on: date | None

    def questions(self, total: Hours, *, month: date) -> tuple[str, ...]:
        """What looks unusual in the total of the month."""
        asked = (month_reported(month, reported_on=self.reported_on), unlike_before(total, previous=self.previous))
        return tuple(sentence for sentence in asked if sentence)


def around_month(statement: HoursStatement) -> Month:
    """The months before, and the last balance drawn up for the obligation."""
    last = ClosingReport.objects.filter(obligation_id=statement.obligation_id).order_by("-as_of").first()
    return Month(tuple(previous_totals(statement)), timezone.localtime(last.as_of).date() if last else None)
