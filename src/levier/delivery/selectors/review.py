"""What the facilitator reads before deciding: each line, what would count on the days worked, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import prefetch_related_objects

from levier.clauses.models import Clause
from levier.domain.counting import Counted, CountingTerms, Refusal, count_period, worked_in_month
from levier.domain.dates import format_date, format_month
from levier.domain.declaration import monthly_limit, same_hours_elsewhere
from levier.domain.eligibility import DEFAULT_DURATIONS, ClauseTerms, DurationRule
from levier.domain.explanation import Explanation, Step
from levier.domain.months import month_end
from levier.domain.quantities import ZERO, Hours, format_hours
from levier.domain.vocabulary import ContractKind, HourKind, Modality, accepted_modalities
from levier.people.eligibility import as_rule, lacks_proof
from levier.people.special import is_protected, statuses_to_read

from ..declaration import DeclaredLine
from ..enums import LineState
from ..models import HoursLine, HoursStatement, Obligation
from .around import elsewhere
from .sources import Source, agreeing, disagreement
from .statements import lines_of


@dataclass(frozen=True, slots=True)
class Review:
    """One line and what the rules say of it."""

    line: HoursLine
    parts: tuple[Counted, ...]
    #: Hours that count by the rules, the status of each day worked included.
    counted: Hours
    #: Hours a facilitator may still accept with a written reason: only a duration « à vérifier » stands in the way.
    confirmable: Hours
    questions: tuple[str, ...]
    #: Who else says exactly these hours.
    sources: tuple[Source, ...] = ()

    @property
    def declared(self) -> Hours:
        hours: Hours = self.line.hours
        return hours

    @property
    def limit(self) -> Hours:
        """Most hours that may be accepted."""
        return self.counted + self.confirmable

    @property
    def clear(self) -> bool:
        """Every declared hour counts, and nothing asks to be looked at."""
        return self.counted == self.declared and self.declared > 0 and not self.questions

    @property
    def agreed(self) -> bool:
        """Clear, and two sources agree."""
        return self.clear and bool(self.sources)

    @property
    def pending(self) -> bool:
        return self.line.state == LineState.PENDING

    @property
    def reason(self) -> str:
        """Why some hours do not count: the sentences of the rules, each once."""
        return " ".join(dict.fromkeys(part.reason for part in self.parts if part.code is not None))

    @property
    def company_reason(self) -> str:
        """The same for the company: the days and the contract's rule, never the person's criterion."""
        sentences = [_for_company(part) for part in self.parts if part.code is not None]
        return " ".join(dict.fromkeys(sentences))

    @property
    def needs_status(self) -> bool:
        """Only an eligibility to be recorded or checked stands in the way."""
        return not self.limit and any(part.code is Refusal.PENDING for part in self.parts)

    @property
    def to_check(self) -> int | None:
        """The status that runs in these days and only lacks a proof that holds, if any: it is checked, not added again."""
        if not self.needs_status:
            return None
        days = [(part.worked.first_day, part.worked.last_day) for part in self.parts if part.code is Refusal.PENDING]
        first, last = min(one for one, _ in days), max(one for _, one in days)
        for status in self.line.employment.person.statuses.all():
            runs = status.valid_from <= last and (status.valid_until is None or status.valid_until >= first)
            if runs and not is_protected(status) and lacks_proof(status):
                found: int = status.pk
                return found
        return None

    @property
    def uncovered(self) -> bool:
        """Statuses are recorded, and on some of these days none of them holds: they may have to be corrected."""
        return any(part.code is Refusal.NOT_ELIGIBLE for part in self.parts)

    @property
    def explanation(self) -> Explanation:
        """The parts of the month, one step each."""
        steps = tuple(
            Step(
                f"Du {format_date(part.worked.first_day)} au {format_date(part.worked.last_day)}"
                f" : {format_hours(part.worked.hours)}",
                part.reason,
                f"{format_hours(part.counted)} comptées",
                part.explanation.steps[0].source,
            )
            for part in self.parts
        )
        warnings = tuple(dict.fromkeys(warning for part in self.parts for warning in part.explanation.warnings))
        head = f"{format_hours(self.counted)} comptées sur {format_hours(self.declared)} déclarées."
        return Explanation(head, steps, warnings)


def _for_company(part: Counted) -> str:
    days = f"du {format_date(part.worked.first_day)} au {format_date(part.worked.last_day)}"
    if part.code is Refusal.PENDING:
        return f"Éligibilité à établir {days} : une preuve est attendue."
    if part.code is Refusal.NOT_ELIGIBLE:
        return f"Personne non éligible {days}."
    return part.reason


def clause_terms(clause: Clause) -> ClauseTerms:
    """The publics the clause names; none named is the common list."""
    return ClauseTerms(criteria=frozenset(clause.publics))


def counting_terms(obligation: Obligation) -> CountingTerms:
    """What the contract lets count, over the obligation's period."""
    clause = obligation.clause
    return CountingTerms(
        leave_counts=clause.leave_counts,
        pmsmp_counts=clause.pmsmp_counts,
        cdi_years_cap=clause.cdi_years_cap,
        modalities=frozenset(accepted_modalities(Modality(code) for code in clause.modalities)),
        starts_on=obligation.starts_on,
        ends_on=obligation.ends_on,
    )


def count_line(
    line: HoursLine,
    *,
    obligation: Obligation,
    entered_on: date | None,
    rules: tuple[DurationRule, ...] = DEFAULT_DURATIONS,
) -> tuple[Counted, ...]:
    """The month of one line, cut wherever a status, the clause or the work contract changes."""
    job = line.employment
    month = line.statement.month
    worked = worked_in_month(
        month=month,
        hours=line.hours,
        kind=HourKind(line.kind),
        contract_kind=ContractKind(job.contract_kind),
        modality=Modality(job.modality),
        hired_on=job.starts_on,
    )
    if job.ends_on is not None and worked.first_day <= job.ends_on < month_end(month):
        worked = replace(worked, last_day=job.ends_on)
    return count_period(
        worked,
        counting_terms(obligation),
        tuple(as_rule(status) for status in job.person.statuses.all()),
        clause_terms(obligation.clause),
        contract_end=job.ends_on,
        entered_on=entered_on,
        rules=rules,
    )


def first_claused_days(person_ids: Iterable[int]) -> dict[int, date]:
    """Day of the first claused hour of each person: first month declared, or the hiring if later. One query."""
    rows = (
        HoursLine.objects.filter(employment__person_id__in=list(person_ids), hours__gt=0)
        .exclude(state=LineState.REFUSED)
        .order_by()
        .values_list("employment__person_id", "statement__month", "employment__starts_on")
        .distinct()
    )
    found: dict[int, date] = {}
    for person, month, hired in rows:
        day = max(month, hired)
        found[person] = min(found.get(person, day), day)
    return found


def review(statement: HoursStatement) -> list[Review]:
    """Every line of the statement with what the rules say. The number of queries does not depend on the lines."""
    lines = lines_of(statement)
    prefetch_related_objects(lines, statuses_to_read("employment__person__statuses"))
    for line in lines:
        line.statement = statement
    entered = first_claused_days({line.employment.person_id for line in lines})
    sources = agreeing(statement, lines)
    twins = {one.line.pk for found in sources.values() for one in found if one.line is not None}
    shared = _declared_elsewhere(statement, lines, twins)
    same = _same_hours(statement, lines)
    over = _over_limit(statement, lines, twins)
    return [
        review_line(
            line,
            entered_on=entered.get(line.employment.person_id),
            questions=tuple(
                sentence for found in (shared, same, over) for sentence in found.get(line.employment.person_id, ())
            ),
            sources=sources.get(line.pk, ()),
        )
        for line in lines
    ]


def review_line(
    line: HoursLine, *, entered_on: date | None, questions: tuple[str, ...] = (), sources: tuple[Source, ...] = ()
) -> Review:
    """What the rules say of one line."""
    obligation = line.statement.obligation
    parts = count_line(line, obligation=obligation, entered_on=entered_on)
    counted = sum((part.counted for part in parts), ZERO)
    confirmable = ZERO
    if any(part.pending for part in parts):
        # The same month without any length « à vérifier »: what then counts was only held back by one.
        without = count_line(line, obligation=obligation, entered_on=entered_on, rules=())
        confirmable = max(sum((part.counted for part in without), ZERO) - counted, ZERO)
    own = ["Répartition du mois estimée : demandez le détail si elle compte."] if len(parts) > 1 else []
    if line.employment.employed_before:
        own.append("Cette personne travaillait déjà dans l’entreprise avant la clause.")
    if other := disagreement(line):
        own.append(other)
    return Review(line, parts, counted, confirmable, (*own, *questions), sources)


def _declared_elsewhere(
    statement: HoursStatement, lines: Iterable[HoursLine], twins: Collection[int]
) -> Mapping[int, tuple[str, ...]]:
    """The same person, month and obligation declared otherwise by somebody else: an hour counts once."""
    people = {line.employment.person_id for line in lines}
    rows = (
        HoursLine.objects.filter(
            employment__person_id__in=people,
            statement__month=statement.month,
            statement__obligation_id=statement.obligation_id,
            hours__gt=0,
        )
        .exclude(statement_id=statement.pk)
        .exclude(state=LineState.REFUSED)
        .exclude(pk__in=twins)
        .values_list("employment__person_id", "statement__declarant__name", "hours")
        .order_by("statement__declarant__name")
    )
    found: dict[int, list[str]] = {}
    for person, name, hours in rows:
        found.setdefault(person, []).append(
            f"{name} déclare aussi {format_hours(hours)} pour cette personne en {format_month(statement.month)}."
        )
    return {person: tuple(sentences) for person, sentences in found.items()}


def _same_hours(statement: HoursStatement, lines: Sequence[HoursLine]) -> Mapping[int, tuple[str, ...]]:
    """The very same number of hours for the same person on another obligation."""
    totals: dict[int, Hours] = {}
    names = {line.employment.person_id: str(line.employment.person) for line in lines}
    for line in lines:
        totals[line.employment.person_id] = totals.get(line.employment.person_id, ZERO) + line.hours
    others = elsewhere(statement, names, same_declarant=False)
    asked = {one: same_hours_elsewhere(names[one], totals[one], elsewhere=found) for one, found in others.items()}
    return {person: (sentence,) for person, sentence in asked.items() if sentence}


def _over_limit(
    statement: HoursStatement, lines: Iterable[HoursLine], twins: Collection[int]
) -> Mapping[int, tuple[str, ...]]:
    """More hours in the month than the longest legal week allows, all statements together."""
    mine = {line.employment.person_id for line in lines}
    every = (
        HoursLine.objects.filter(employment__person_id__in=mine, statement__month=statement.month)
        .exclude(state=LineState.REFUSED)
        .exclude(pk__in=twins)
        .select_related("employment")
        .order_by("pk")
    )
    by_person: dict[int, list[DeclaredLine]] = {}
    for line in every:
        by_person.setdefault(line.employment.person_id, []).append(
            DeclaredLine(line.employment, HourKind(line.kind), line.hours)
        )
    found = {}
    for person, own in by_person.items():
        total = sum((one.hours for one in own), ZERO)
        spans = [(one.employment.starts_on, one.employment.ends_on) for one in own]
        limit = monthly_limit(spans, month=statement.month)
        if total > limit:
            sentence = f"{format_hours(total)} au total ce mois-ci, au-delà de {format_hours(limit)}"
            found[person] = (f"{sentence} (48 h par semaine, à vérifier).",)
    return found
