"""The ledger's invariants, by hand and by a state machine that writes it at random."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from levier.domain.ledger import (
    EntryKind,
    LedgerEntry,
    Totals,
    as_of,
    balance,
    check,
    check_report,
    net_of,
    page,
    totals,
)

MARCH = date(2025, 3, 1)


def line(
    number: str,
    kind: EntryKind,
    hours: str,
    *,
    obligation: str = "A",
    day: int = 1,
    target: str | None = None,
    transfer: str | None = None,
    agreement: str | None = None,
) -> LedgerEntry:
    return LedgerEntry(
        id=number,
        kind=kind,
        obligation=obligation,
        person="p1",
        contract="c1",
        month=MARCH,
        hours=Decimal(hours),
        recorded_on=date(2025, 4, day),
        target=target,
        transfer=transfer,
        agreement=agreement,
    )


VALIDATED = line("1", EntryKind.VALIDATED, "151.67")
CORRECTION = line("2", EntryKind.CORRECTION, "-11.67", day=2, target="1")
OUT = line("3", EntryKind.TRANSFER_OUT, "-40", day=3, target="1", transfer="t1", agreement="conv")
IN = line("4", EntryKind.TRANSFER_IN, "40", day=3, obligation="B", transfer="t1", agreement="conv")
SOUND = (VALIDATED, CORRECTION, OUT, IN)


def codes(*entries: LedgerEntry) -> set[str]:
    return {violation.code for violation in check(entries)}


def test_a_sound_ledger_has_no_violation() -> None:
    assert check(SOUND) == ()


def test_the_balance_says_where_hours_come_from() -> None:
    here = balance(SOUND, obligation="A")
    assert (here.validated, here.corrections, here.transferred) == (Decimal("151.67"), Decimal("-11.67"), -40)
    assert (here.own, here.net) == (140, 100)
    assert balance(SOUND, obligation="B").net == 40
    assert balance(SOUND).net == 140


def test_a_past_report_is_the_ledger_of_its_day() -> None:
    assert balance(as_of(SOUND, date(2025, 4, 1))).net == Decimal("151.67")
    assert balance(as_of(SOUND, date(2025, 4, 2))).net == 140
    assert as_of(SOUND, date(2025, 3, 31)) == ()


def test_the_net_of_a_line_counts_what_points_at_it() -> None:
    assert net_of(SOUND, "1") == 100


def test_taking_more_hours_than_a_line_holds_is_a_violation() -> None:
    assert codes(VALIDATED, replace(CORRECTION, hours=Decimal("-151.68"))) == {"negative"}
    too_much = (replace(OUT, hours=Decimal(-141)), replace(IN, hours=Decimal(141)))
    assert codes(VALIDATED, CORRECTION, *too_much) == {"negative"}


def test_hours_restored_later_do_not_excuse_a_day_below_zero() -> None:
    below = replace(CORRECTION, hours=Decimal("-160"))
    restored = line("5", EntryKind.CORRECTION, "20", day=9, target="1")
    assert codes(VALIDATED, below, restored) == {"negative"}


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (replace(CORRECTION, target="9"), "missing_target"),
        (replace(CORRECTION, target=None), "target"),
        (replace(CORRECTION, target="2"), "wrong_target"),
        (replace(CORRECTION, person="p2"), "other_line"),
        (replace(CORRECTION, obligation="B"), "other_line"),
        (replace(CORRECTION, recorded_on=date(2025, 3, 31)), "target_later"),
        (replace(CORRECTION, hours=Decimal(0)), "sign"),
        (replace(CORRECTION, hours=Decimal("-0.005")), "cents"),
        (replace(CORRECTION, transfer="t9"), "transfer_key"),
        (replace(CORRECTION, contract=""), "keys"),
        (replace(VALIDATED, id="2", month=date(2025, 3, 2)), "month"),
        (replace(VALIDATED, id="2", month=date(2025, 5, 1)), "future"),
        (replace(VALIDATED, id="2", hours=Decimal(-5)), "sign"),
        (replace(VALIDATED, id="2", target="1"), "target"),
        (VALIDATED, "duplicate"),
    ],
)
def test_each_broken_line_is_named(entry: LedgerEntry, code: str) -> None:
    assert code in codes(VALIDATED, entry)


@pytest.mark.parametrize(
    "entry",
    [
        replace(IN, hours=Decimal(39)),
        replace(IN, obligation="A"),
        replace(IN, person="p2"),
        replace(IN, recorded_on=date(2025, 4, 4)),
        replace(IN, agreement="autre"),
        replace(IN, transfer="t2"),
    ],
)
def test_the_two_lines_of_a_transfer_match(entry: LedgerEntry) -> None:
    assert "pair" in codes(VALIDATED, OUT, entry)


def test_a_transfer_without_agreement_is_refused() -> None:
    assert "pair" in codes(VALIDATED, replace(OUT, agreement=None), replace(IN, agreement=None))


def test_transferred_hours_may_come_back() -> None:
    back = (
        line("5", EntryKind.TRANSFER_OUT, "-40", day=5, obligation="B", target="4", transfer="t2", agreement="conv"),
        line("6", EntryKind.TRANSFER_IN, "40", day=5, obligation="A", transfer="t2", agreement="conv"),
    )
    assert check((*SOUND, *back)) == ()
    assert balance((*SOUND, *back), obligation="A").net == 140


def test_a_report_that_drifts_from_the_ledger_is_caught() -> None:
    report = totals(SOUND)
    assert check_report(SOUND, report) == ()
    wrong = Totals(report.total + 1, report.by_month, report.by_person, report.by_contract, report.by_obligation)
    assert {violation.code for violation in check_report(SOUND, wrong)} == {"sums", "total"}
    moved = replace(report, by_person={"p2": report.total})
    assert [violation.code for violation in check_report(SOUND, moved)] == ["column"]


class LedgerMachine(RuleBasedStateMachine):
    """Writes validated lines, corrections and transfers; every sum must agree after each."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[LedgerEntry] = []
        self.day = date(2025, 6, 1)
        self.frozen: list[tuple[date, Decimal]] = []

    def number(self) -> str:
        return str(len(self.entries) + 1)

    def sources(self) -> list[LedgerEntry]:
        return [entry for entry in self.entries if entry.kind.credits and net_of(self.entries, entry.id) > 0]

    @initialize()
    def start(self) -> None:
        self.validate("A", "p1", "c1", 1, Decimal(10))

    @rule(
        obligation=st.sampled_from("ABC"),
        person=st.sampled_from(["p1", "p2"]),
        contract=st.sampled_from(["c1", "c2"]),
        month=st.integers(1, 5),
        hours=st.decimals("0.01", 200, places=2),
    )
    def validate(self, obligation: str, person: str, contract: str, month: int, hours: Decimal) -> None:
        self.entries.append(
            LedgerEntry(
                id=self.number(),
                kind=EntryKind.VALIDATED,
                obligation=obligation,
                person=person,
                contract=contract,
                month=date(2025, month, 1),
                hours=hours,
                recorded_on=self.day,
            )
        )

    @precondition(lambda self: self.sources())
    @rule(data=st.data(), part=st.decimals("-1", "1", places=2).filter(bool))
    def correct(self, data: st.DataObject, part: Decimal) -> None:
        source = data.draw(st.sampled_from(self.sources()))
        hours = (net_of(self.entries, source.id) * part).quantize(Decimal("0.01"))
        if hours:
            self.entries.append(
                replace(
                    source,
                    id=self.number(),
                    kind=EntryKind.CORRECTION,
                    hours=hours,
                    recorded_on=self.day,
                    target=source.id,
                    transfer=None,
                    agreement=None,
                )
            )

    @precondition(lambda self: self.sources())
    @rule(data=st.data(), part=st.decimals("0.01", "1", places=2))
    def transfer(self, data: st.DataObject, part: Decimal) -> None:
        source = data.draw(st.sampled_from(self.sources()))
        other = data.draw(st.sampled_from([name for name in "ABC" if name != source.obligation]))
        hours = (net_of(self.entries, source.id) * part).quantize(Decimal("0.01"))
        if not hours:
            return
        pair = {"recorded_on": self.day, "transfer": f"t{len(self.entries)}", "agreement": "conv"}
        out = replace(source, id=self.number(), kind=EntryKind.TRANSFER_OUT, hours=-hours, target=source.id, **pair)
        self.entries.append(out)
        self.entries.append(
            replace(out, id=self.number(), kind=EntryKind.TRANSFER_IN, hours=hours, target=None, obligation=other)
        )

    @rule()
    def night(self) -> None:
        self.frozen.append((self.day, balance(self.entries).net))
        self.day += timedelta(days=1)

    @invariant()
    def sound(self) -> None:
        assert check(self.entries) == ()

    @invariant()
    def four_sums_agree(self) -> None:
        seen = totals(self.entries)
        for column in (seen.by_month, seen.by_person, seen.by_contract, seen.by_obligation):
            assert sum(column.values()) == seen.total
        assert check_report(self.entries, seen) == ()

    @invariant()
    def an_hour_counts_once(self) -> None:
        created = [e for e in self.entries if e.kind in (EntryKind.VALIDATED, EntryKind.CORRECTION)]
        assert sum(e.hours for e in created) == balance(self.entries).net
        assert sum(balance(self.entries, obligation=name).net for name in "ABC") == balance(self.entries).net

    @invariant()
    def the_past_does_not_move(self) -> None:
        for day, net in self.frozen:
            assert balance(as_of(self.entries, day)).net == net
            assert check(as_of(self.entries, day)) == ()


LedgerMachine.TestCase.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
TestLedgerMachine = LedgerMachine.TestCase


def test_the_page_names_every_kind_of_line() -> None:
    _, text = page()
    assert all(kind.label in text for kind in EntryKind)
