"""One cell of a sheet of hours: what is read, and what is refused."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.delivery.sheets import values
from levier.domain.errors import RuleError
from tests.delivery.hours_world import MARCH


@pytest.mark.parametrize(
    ("written", "read"),
    [("35", "35"), ("7,5", "7.5"), ("7.25", "7.25"), ("7h30", "7.5"), ("7:30", "7.5"), ("151:40", "151.67"), ("7 h", "7"),
     ("35 heures", "35"), ("7h05", "7.08"), ("1 h 15 min", "1.25"), ("07:30:00", "7.5")],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(written: str, read: str) -> None:
    assert values.hours(written) == Decimal(read)


@pytest.mark.parametrize("written", ["abc", "-3", "7h75", "1e400", "745", "NaN", "12/03/2026"])
def test_what_is_not_hours_is_said(written: str) -> None:
    with pytest.raises(RuleError):
        values.hours(written)


@given(st.text(max_size=30))
def test_no_cell_breaks_the_reader(written: str) -> None:
    for read in (values.hours, values.birth_day, values.contract_day, values.contract_kind):
        with contextlib.suppress(RuleError):
            read(written)  # type: ignore[operator]
    with contextlib.suppress(RuleError):
        values.month(written, asked=MARCH)


@pytest.mark.parametrize(
    "written", ["mars 2026", "03/2026", "2026-03", "202603", "mars", "3", "31/03/2026", "2026-03-12", Decimal(3),
                Decimal(202603), date(2026, 3, 9), "Mars 26"],
)  # fmt: skip
def test_months_are_read_french_and_iso(written: object) -> None:
    assert values.month(written, asked=MARCH)[0] == MARCH


def test_a_month_without_a_year_is_the_nearest() -> None:
    assert values.month("décembre", asked=date(2026, 1, 1))[0] == date(2025, 12, 1)
