"""An hour counts by the status of the day worked: whatever changes in the month cuts the line where it changes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from levier.delivery.selectors.review import review
from levier.domain.counting import Refusal
from levier.domain.eligibility import Answer, ClauseTerms, Status, by_code, is_eligible
from levier.domain.vocabulary import ContractKind
from tests.cast import make_cast
from tests.delivery.hours_world import MARCH, make_world
from tests.people import statuses

LAST = date(2026, 3, 31)
CRITERIA = ("rsa", "iae", "aah", "disabled_worker", "recognised_by_structure")
STATUS = st.tuples(
    st.sampled_from(CRITERIA),
    st.dates(date(2025, 11, 1), date(2026, 4, 10)),
    st.none() | st.integers(0, 120),
    st.booleans(),
    st.integers(0, 150),
)
#: What a part of the month is told, by the answer for each of its days.
CODES = {Answer.YES: None, Answer.UNKNOWN: Refusal.PENDING, Answer.NO: Refusal.NOT_ELIGIBLE}


def _as_rule(drawn: tuple[str, date, int | None, bool, int]) -> Status:
    criterion, first, length, checked, age = drawn
    proof = by_code(criterion).proofs[0].kind
    until = None if length is None else first + timedelta(days=length)
    return Status(criterion, first, until, proof, first - timedelta(days=age), checked=checked)


def _keep(person: Any, rule: Status) -> None:
    statuses.status(
        person, rule.criterion, valid_from=rule.valid_from, valid_until=rule.valid_until, proof_kind=rule.proof_kind,
        proof_on=rule.proof_on, checked_on=rule.valid_from if rule.checked else None,
    )  # fmt: skip


class EachDayByItsOwnStatus(TestCase):
    @settings(max_examples=30, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
    @given(
        drawn=st.lists(STATUS, max_size=4, unique_by=lambda one: one[:2]),
        publics=st.lists(st.sampled_from(CRITERIA), max_size=2, unique=True),
        cents=st.integers(1, 20000),
    )
    def test_a_month_is_cut_where_a_status_changes_and_nowhere_counted_for_another_day(
        self, drawn: list[tuple[str, date, int | None, bool, int]], publics: list[str], cents: int
    ) -> None:
        """The oracle asks the rule day by day, of statuses in clear; the record keeps the protected ones sealed."""
        world = make_world(make_cast(), people=1, eligible=False)
        world.obligation.clause.publics = publics
        rules = [_as_rule(one) for one in drawn]
        for rule in rules:
            _keep(world.people[0], rule)
        (found,) = review(world.sent(str(Decimal(cents) / 100)))
        terms = ClauseTerms(criteria=frozenset(publics))
        days = []
        for part in found.parts:
            day = part.worked.first_day
            while day <= part.worked.last_day:
                answer = is_eligible(rules, terms, on=day, contract_kind=ContractKind.CDD, entered_on=MARCH)
                assert part.code == CODES[answer.answer], day
                days.append(day)
                day += timedelta(days=1)
        assert days == [MARCH + timedelta(days=rank) for rank in range(31)]
        assert days[-1] == LAST
        assert sum(part.worked.hours for part in found.parts) == Decimal(cents) / 100
        assert found.counted == sum(part.worked.hours for part in found.parts if part.code is None)
