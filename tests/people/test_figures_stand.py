"""People are erased, and records of one person become one: no hour moves, and what was published stands."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from levier.delivery.checks import violations
from levier.delivery.models import LedgerEntry, Obligation
from levier.delivery.selectors.ledger import Sums, sums
from levier.domain.steps import Step
from levier.insights.dashboard import Dashboard, Scope, dashboard
from levier.insights.period import period_of
from levier.insights.signals import data as signals_data
from levier.people.cohorts import followed_from
from levier.people.enums import Sex, StepKind, StepOutcome
from levier.people.models import PathwayStep, Person
from levier.people.services.erasure import erase_person
from levier.people.services.twins import merge_people
from tests.cast import Cast, make_cast
from tests.desk import world
from tests.people import statuses

TODAY = date(2026, 10, 20)
MONTHS = (date(2025, 12, 1), date(2026, 1, 1), date(2026, 5, 1))
PERSON = st.fixed_dictionaries(
    {
        "sex": st.sampled_from(Sex.values),
        "in_qpv": st.sampled_from([True, False, None]),
        "criteria": st.lists(
            st.tuples(
                st.sampled_from(["rsa", "aah", "disabled_worker", "recognised_by_structure", "under_26"]),
                st.dates(date(2025, 1, 1), date(2026, 9, 1)),
                st.none() | st.integers(0, 400),
            ),
            max_size=3,
            unique_by=lambda one: one[:2],
        ),
        "hours": st.lists(st.integers(1, 15000), max_size=3),
    }
)
#: No shrinking: each example costs a database, and the first failure is short enough to read.
SOME = settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])


def _figures(cast: Cast) -> list[Dashboard | object]:
    """Everything that is published of a workspace: dashboards, cohorts, signals."""
    cohorts = [
        followed_from(
            actor=cast.actor("coordinator"), kind=StepKind.TRAINING, since=date(2025, 1, 1), until=TODAY,
            within_days=within, today=TODAY,
        )
        for within in (90, 365)
    ]  # fmt: skip
    return [
        *_dashboards(cast),
        *cohorts,
        signals_data.works(cast.workspace.pk),
        signals_data.declarations(cast.workspace.pk, 2026),
    ]


def _dashboards(cast: Cast) -> list[Dashboard]:
    return [
        dashboard(
            workspace=cast.workspace,
            scope=Scope(cast.workspace.pk, period_of(code, first=date(2025, 1, 1), today=TODAY)),
            external=external,
        )
        for code in ("2025", "2026", "cumul")
        for external in (False, True)
    ]


def _hours(cast: Cast) -> list[object]:
    """The figures that are hours, which a merge leaves alone: two records that become one are one person less."""
    inside = [one for one in _dashboards(cast) if not one.external]
    told = [{code: one.figures[code].value for code in ("due", "declared", "validated", "fte")} for one in inside]
    months = [{month: (row.declared, row.validated) for month, row in one.months.items()} for one in inside]
    return [told, months]


def _obligations(cast: Cast) -> list[Obligation]:
    return [
        world.obligation(
            cast, world.contract(cast, title, Step.MISE_EN_OEUVRE), cast.contractor, starts_on=date(2025, 10, 1)
        )
        for title in ("Halle", "Quais")
    ]


def _record(cast: Cast, owed: Obligation, rank: int, facts: dict[str, Any]) -> Person:
    who = world.person(cast, f"Numéro{rank}", sex=facts["sex"], in_qpv=facts["in_qpv"])
    for criterion, first, days in facts["criteria"]:
        until = None if days is None else first + timedelta(days=days)
        statuses.status(who, criterion, valid_from=first, valid_until=until)
    PathwayStep.objects.create(person=who, kind=StepKind.TRAINING, starts_on=date(2025, 9, 1), outcome=StepOutcome.DONE)
    job = world.employment(who, cast.contractor, starts_on=date(2025, 10, 6), ends_on=date(2026, 9, 30))
    for month, cents in zip(MONTHS, facts["hours"], strict=False):
        world.hours(owed, job, month, str(Decimal(cents) / 100))
    return who


def _sums(owed: list[Obligation]) -> Sums:
    """The ledger seen five ways, each adding up to its total."""
    found = sums([one.pk for one in owed])
    assert found.total == sum((entry.hours for entry in LedgerEntry.objects.all()), Decimal(0))
    for way in (found.by_month, found.by_person, found.by_employment, found.by_obligation):
        assert sum(way.values(), Decimal(0)) == found.total
    assert {pk: sum(months.values(), Decimal(0)) for pk, months in found.months_of.items()} == found.by_obligation
    assert list(violations()) == []
    return found


class WhatWasPublishedStands(TestCase):
    @SOME
    @given(people=st.lists(PERSON, min_size=1, max_size=7), gone=st.sets(st.integers(0, 6), min_size=1))
    def test_erasure_leaves_every_published_figure_unchanged(self, people: list[dict], gone: set[int]) -> None:
        cast = make_cast()
        owed = _obligations(cast)
        made = [_record(cast, owed[rank % 2], rank, facts) for rank, facts in enumerate(people)]
        before, ledger = _figures(cast), _sums(owed)
        for rank in gone & set(range(len(made))):
            erase_person(actor=cast.facilitator, person=made[rank], today=TODAY)
        assert _figures(cast) == before
        assert _sums(owed) == ledger

    @SOME
    @given(people=st.lists(PERSON, min_size=2, max_size=5), order=st.permutations(range(5)))
    def test_a_merge_moves_no_hour_but_to_the_person_it_keeps(self, people: list[dict], order: list[int]) -> None:
        cast = make_cast()
        owed = _obligations(cast)
        made = [_record(cast, owed[rank % 2], rank, facts) for rank, facts in enumerate(people)]
        kept, merged = [made[rank] for rank in order if rank < len(made)][:2]
        before, ledger = _hours(cast), _sums(owed)
        theirs, key = ledger.by_person.get(merged.pk, Decimal(0)), merged.pk
        merge_people(actor=cast.facilitator, kept=kept, merged=merged)
        after = _sums(owed)
        assert _hours(cast) == before
        assert (after.by_month, after.by_employment, after.by_obligation, after.months_of) == (
            ledger.by_month, ledger.by_employment, ledger.by_obligation, ledger.months_of,
        )  # fmt: skip
        moved = {**ledger.by_person, kept.pk: ledger.by_person.get(kept.pk, Decimal(0)) + theirs}
        moved.pop(key, None)
        assert {pk: hours for pk, hours in after.by_person.items() if hours} == {
            pk: hours for pk, hours in moved.items() if hours
        }

    @SOME
    @given(people=st.lists(PERSON, min_size=1, max_size=6))
    def test_merging_a_record_nobody_worked_under_changes_no_published_figure(self, people: list[dict]) -> None:
        """A candidate registered by a referrer, whom a company had already declared."""
        cast = make_cast()
        owed = _obligations(cast)
        made = [_record(cast, owed[rank % 2], rank, facts) for rank, facts in enumerate(people)]
        twin = world.person(cast, "Numero0", sex=Sex.UNSAID, in_qpv=None)  # what it knows more would be counted
        before, ledger = _figures(cast), _sums(owed)
        merge_people(actor=cast.facilitator, kept=made[0], merged=twin)
        assert _figures(cast) == before
        assert _sums(owed) == ledger

    @SOME
    @given(people=st.lists(PERSON, min_size=2, max_size=5))
    def test_who_was_merged_may_be_erased_and_the_hours_still_add_up(self, people: list[dict]) -> None:
        cast = make_cast()
        owed = _obligations(cast)
        made = [_record(cast, owed[rank % 2], rank, facts) for rank, facts in enumerate(people)]
        merge_people(actor=cast.facilitator, kept=made[0], merged=made[1])
        before, ledger = _figures(cast), _sums(owed)
        erase_person(actor=cast.facilitator, person=made[0], today=TODAY)
        assert _figures(cast) == before
        assert _sums(owed) == ledger
