"""Whatever is declared, accepted, refused, corrected, in whatever order, the invariants hold after each step."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from levier.delivery import checks
from levier.delivery.declaration import DeclaredLine
from levier.delivery.enums import EntryKind, LineState
from levier.delivery.figures import recompute
from levier.delivery.models import ClosingReport, HoursLine, HoursStatement, LedgerEntry, ObligationRevision
from levier.delivery.selectors.ledger import sums
from levier.delivery.selectors.review import review
from levier.delivery.services import declare, ledger
from levier.delivery.services.closing import make_report
from levier.domain.errors import LevierError
from levier.domain.vocabulary import HourKind
from levier.people.models import EligibilityStatus
from tests.cast import make_cast
from tests.delivery.hours_world import NOW, make_world

HOURS = st.integers(0, 20000).map(lambda cents: Decimal(cents) / 100)
ANY = st.integers(0, 10**6)


class Ledger(RuleBasedStateMachine):
    """Services only; a refusal of ours is fine, a broken invariant is not."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.world = make_world(make_cast(), people=3)
        EligibilityStatus.objects.filter(person=self.world.people[1]).update(valid_until=date(2026, 2, 17))
        self.actor = self.world.cast.facilitator
        for month in (2, 3):
            self.world.statement(month=date(2026, month, 1))
        self.now = NOW
        self.history: list[tuple[Any, Decimal]] = []
        ObligationRevision.objects.update(made_at=NOW)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def _later(self) -> Any:
        self.now += timedelta(minutes=1)
        return self.now

    def _try(self, act: Any) -> None:
        try:
            with transaction.atomic():
                act()
        except LevierError:
            pass

    @rule(which=ANY, hours=st.lists(HOURS, min_size=3, max_size=3), kind=st.sampled_from(list(HourKind)))
    def submit(self, which: int, hours: list[Decimal], kind: HourKind) -> None:
        statements = list(HoursStatement.objects.order_by("pk"))
        statement = statements[which % len(statements)]
        accepted = {(line.employment_id, line.kind): line for line in statement.lines.filter(state=LineState.ACCEPTED)}
        given = {
            (job.pk, kind.value): DeclaredLine(job, kind, value)
            for job, value in zip(self.world.jobs, hours, strict=True)
        }
        for key, line in accepted.items():
            given[key] = DeclaredLine(line.employment, HourKind(line.kind), line.hours)
        self._try(
            lambda: declare.submit_statement(
                actor=self.actor,
                statement=statement,
                version=statement.version,
                lines=list(given.values()),
                submitted_by="Camille Test",
                now=self._later(),
            )
        )

    def _a_line(self, which: int) -> HoursLine:
        lines = list(HoursLine.objects.select_related("statement").order_by("pk"))
        return lines[which % len(lines)]

    @precondition(lambda self: HoursLine.objects.exists())
    @rule(which=ANY, share=st.integers(1, 100), reason=st.sampled_from(["", "Détail reçu."]))
    def accept(self, which: int, share: int, reason: str) -> None:
        line = self._a_line(which)
        counted = (line.hours * share / 100).quantize(Decimal("0.01"))
        self._try(
            lambda: ledger.accept_line(actor=self.actor, line=line, counted=counted, reason=reason, now=self._later())
        )

    @precondition(lambda self: HoursLine.objects.exists())
    @rule(which=ANY)
    def accept_clear(self, which: int) -> None:
        statement = self._a_line(which).statement
        self._try(
            lambda: ledger.accept_clear_lines(
                actor=self.actor, statement=statement, version=statement.version, now=self._later()
            )
        )

    @precondition(lambda self: HoursLine.objects.exists())
    @rule(which=ANY)
    def refuse(self, which: int) -> None:
        line = self._a_line(which)
        self._try(lambda: ledger.refuse_line(actor=self.actor, line=line, reason="Non prévu.", now=self._later()))

    @precondition(lambda self: HoursLine.objects.exists())
    @rule(which=ANY)
    def reconsider(self, which: int) -> None:
        line = self._a_line(which)
        self._try(lambda: ledger.reconsider_line(actor=self.actor, line=line))

    @precondition(lambda self: HoursLine.objects.exists())
    @rule(which=ANY)
    def give_back(self, which: int) -> None:
        statement = self._a_line(which).statement
        self._try(
            lambda: ledger.return_statement(
                actor=self.actor, statement=statement, reason="Précisez.", now=self._later()
            )
        )

    @precondition(lambda self: LedgerEntry.objects.exists())
    @rule(which=ANY, wanted=HOURS, stale=st.booleans())
    def correct(self, which: int, wanted: Decimal, stale: bool) -> None:
        entries = list(LedgerEntry.objects.filter(kind=EntryKind.VALIDATED).order_by("pk"))
        entry = entries[which % len(entries)]
        standing = ledger.standing_on(entry) + (1 if stale else 0)
        before = LedgerEntry.objects.count()
        self._try(
            lambda: ledger.correct_entry(
                actor=self.actor, entry=entry, standing=standing, wanted=wanted, reason="Relu.", now=self._later()
            )
        )
        assert not stale or LedgerEntry.objects.count() == before

    @precondition(lambda self: len(self.history) < 5)
    @rule()
    def remember(self) -> None:
        self.history.append((self._later(), sums([self.world.obligation.pk]).total))

    @precondition(lambda self: ClosingReport.objects.count() < 4)
    @rule(minutes_ago=st.integers(0, 12))
    def draw_up(self, minutes_ago: int) -> None:
        moment = max(NOW, self._later() - timedelta(minutes=minutes_ago))
        make_report(actor=self.actor, obligation=self.world.obligation, as_of=moment)

    @invariant()
    def nothing_is_broken(self) -> None:
        assert list(checks.violations()) == []

    @invariant()
    def the_four_sums_agree(self) -> None:
        found = sums([self.world.obligation.pk])
        total = sum((entry.hours for entry in LedgerEntry.objects.all()), Decimal(0))
        for column in (found.by_month, found.by_person, found.by_employment, found.by_obligation):
            assert sum(column.values(), Decimal(0)) == total == found.total
        assert all(hours >= 0 for hours in found.by_employment.values())

    @invariant()
    def no_line_counts_more_than_the_rules_allow(self) -> None:
        for statement in HoursStatement.objects.order_by("pk"):
            for one in review(statement):
                if one.line.state == LineState.ACCEPTED:
                    assert one.line.counted is not None
                    assert one.line.counted <= one.limit <= one.declared

    @invariant()
    def a_past_total_never_changes(self) -> None:
        for moment, total in self.history:
            assert sums([self.world.obligation.pk], as_of=moment).total == total

    @invariant()
    def a_past_report_computed_again_says_the_same(self) -> None:
        for report in ClosingReport.objects.order_by("pk"):
            assert recompute(report) == report.figures


@pytest.mark.django_db
def test_the_ledger_holds_whatever_happens() -> None:
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=25,
            stateful_step_count=18,
            deadline=None,
            # No shrinking: each step costs a database, and the first failure is short enough to read.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
