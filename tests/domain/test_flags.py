"""The clause-washing flags, on small worked cases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.errors import RuleError
from levier.domain.explanation import Certainty, Source
from levier.domain.flags import (
    FLAGS,
    MIN_PEOPLE,
    Declaration,
    DirectHire,
    EndedContract,
    Placement,
    Threshold,
    already_employed,
    page,
    recounted_people,
    short_against_territory,
    short_contracts,
    year_end_bunching,
)


def contract(person: int, hours: int, days: int = 30) -> EndedContract:
    start = date(2025, 1, 1)
    return EndedContract(f"p{person}", Decimal(hours), start, date.fromordinal(start.toordinal() + days - 1))


def test_short_contracts_follow_the_documented_example() -> None:
    result = short_contracts([contract(n, 20 if n < 5 else 200) for n in range(12)])
    assert result.value == Decimal("0.4167")
    assert result.raised
    assert result.shown_outside
    assert "41,7" in result.explanation.conclusion


def test_a_contract_of_exactly_the_minimum_is_not_short() -> None:
    assert short_contracts([contract(1, 35)]).value == 0


def test_nothing_to_compute_raises_nothing() -> None:
    for result in (
        short_contracts([]),
        recounted_people([]),
        already_employed([]),
        year_end_bunching([], year=2025),
        short_against_territory([], territory_mean_days=Decimal(75)),
    ):
        assert result.value is None
        assert not result.raised
        assert not result.shown_outside


def test_few_people_are_never_shown_outside() -> None:
    assert not short_contracts([contract(n, 10) for n in range(MIN_PEOPLE - 1)]).shown_outside
    assert short_contracts([contract(n, 10) for n in range(MIN_PEOPLE)]).shown_outside
    assert not short_contracts([contract(1, 10)] * 12).shown_outside


def placed(person: str, obligation: str, start: date, end: date | None = None, agreement: str = "") -> Placement:
    agreements = frozenset({agreement} if agreement else ())
    return Placement(person, "entreprise", obligation, start, end, agreements)


def test_the_same_person_on_two_obligations_is_recounted() -> None:
    follow = [
        placed("a", "marché 1", date(2025, 1, 1), date(2025, 3, 31)),
        placed("a", "marché 2", date(2025, 4, 7), date(2025, 6, 30)),
    ]
    others = [placed(name, "marché 1", date(2025, 1, 1), date(2025, 3, 31)) for name in "bcd"]
    result = recounted_people([*follow, *others])
    assert result.value == Decimal("0.25")
    assert result.raised


@pytest.mark.parametrize(
    "placements",
    [
        # the same obligation, twice
        [placed("a", "1", date(2025, 1, 1), date(2025, 1, 31)), placed("a", "1", date(2025, 2, 3))],
        # a real break between the two
        [placed("a", "1", date(2025, 1, 1), date(2025, 1, 31)), placed("a", "2", date(2025, 3, 2))],
        # a globalisation agreement names both
        [placed("a", "1", date(2025, 1, 1), None, "conv"), placed("a", "2", date(2025, 2, 3), None, "conv")],
        # two companies
        [placed("a", "1", date(2025, 1, 1)), Placement("a", "autre", "2", date(2025, 2, 1))],
    ],
)
def test_a_true_pathway_is_not_recounted(placements: list[Placement]) -> None:
    assert recounted_people(placements).value == 0


def test_an_earlier_contract_still_open_overlaps() -> None:
    assert recounted_people([placed("a", "1", date(2025, 1, 1)), placed("a", "2", date(2025, 9, 1))]).value == 1


def test_people_hired_before_the_clause_are_counted_once_and_excused_by_an_earlier_clause() -> None:
    start = date(2025, 6, 1)
    hires = [
        DirectHire("a", date(2025, 5, 31), start),
        DirectHire("b", start, start),
        DirectHire("c", date(2024, 1, 1), start, earlier_clause=True),
        DirectHire("a", date(2025, 5, 31), start),
    ]
    assert already_employed(hires).value == Decimal("0.3333")


def declared(hours: int, month: date, on: date) -> Declaration:
    return Declaration("a", month, on, Decimal(hours))


def test_hours_of_the_year_declared_in_december_are_bunched() -> None:
    lines = [
        declared(1400, date(2025, 3, 1), date(2025, 4, 5)),
        declared(2600, date(2025, 5, 1), date(2025, 12, 1)),
        declared(900, date(2025, 11, 1), date(2025, 12, 3)),
        declared(900, date(2024, 5, 1), date(2025, 12, 3)),
    ]
    result = year_end_bunching(lines, year=2025)
    assert result.value == Decimal("0.65")
    assert result.raised


def test_the_mean_length_is_raised_below_its_threshold() -> None:
    lengths = [contract(n, 100, days=24) for n in range(6)]
    short = short_against_territory(lengths, territory_mean_days=Decimal(75))
    assert (short.value, short.raised) == (Decimal("0.32"), True)
    assert not short_against_territory(lengths, territory_mean_days=Decimal(30)).raised
    with pytest.raises(RuleError):
        short_against_territory(lengths, territory_mean_days=Decimal(0))


def test_a_body_sets_its_own_threshold() -> None:
    ours = Threshold(Decimal("0.5"), Source("Comité de pilotage", Certainty.STATED))
    result = short_contracts([contract(n, 20 if n < 5 else 200) for n in range(12)], threshold=ours)
    assert not result.raised
    assert result.threshold is ours


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 100)), max_size=20), st.integers(0, 100))
def test_a_share_stays_between_zero_and_one(drawn: list[tuple[int, int]], minimum: int) -> None:
    result = short_contracts([contract(person, hours) for person, hours in drawn], minimum=Decimal(minimum))
    assert result.value is None or 0 <= result.value <= 1
    assert result.people == len({person for person, _ in drawn})


def test_no_result_names_a_person() -> None:
    result = recounted_people(
        [placed("Prénom Fictif", "1", date(2025, 1, 1)), placed("Prénom Fictif", "2", date(2025, 2, 1))]
    )
    assert "Fictif" not in str(result.explanation.as_dict())


def test_every_flag_is_documented_with_its_limits() -> None:
    _, text = page()
    for flag in FLAGS:
        assert flag.title in text
        assert flag.caveats
        assert flag.threshold.source.certainty.to_check
    assert len({flag.code for flag in FLAGS}) == len(FLAGS) == 5
