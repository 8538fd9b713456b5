"""Questions about a month's hours: each alone, at its edge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from levier.domain.declaration import (
    Elsewhere,
    month_reported,
    monthly_limit,
    not_over,
    over_day,
    over_maximum,
    same_hours_elsewhere,
    status_lapsed,
    unlike_before,
)

MARCH = date(2026, 3, 1)
LIMIT = Decimal("212.57")


def _school(hours: str) -> Elsewhere:
    return Elsewhere("École", Decimal(hours), date(2026, 1, 5), None)


def test_the_limit_follows_the_days_under_contract() -> None:
    assert monthly_limit([(date(2026, 1, 5), None)], month=MARCH) == LIMIT
    assert monthly_limit([(date(2026, 3, 25), None)], month=MARCH) == Decimal(48)
    spans = [(date(2026, 3, 1), date(2026, 3, 7)), (date(2026, 3, 8), date(2026, 3, 14))]
    assert monthly_limit(spans, month=MARCH) == Decimal(96)


def test_more_than_the_legal_maximum_is_asked_about_and_says_it_is_to_be_checked() -> None:
    assert over_maximum("Ada", LIMIT, limit=LIMIT, month=MARCH) == ""
    sentence = over_maximum("Ada", LIMIT + Decimal("0.01"), limit=LIMIT, month=MARCH)
    assert sentence.startswith("Ada")
    assert "à vérifier" in sentence


def test_two_sites_that_together_pass_the_maximum_are_named() -> None:
    assert over_maximum("Ada", Decimal(100), limit=LIMIT, month=MARCH, elsewhere=[_school("112.57")]) == ""
    assert "« École »" in over_maximum("Ada", Decimal(100), limit=LIMIT, month=MARCH, elsewhere=[_school("112.58")])


def test_a_day_longer_than_ten_hours_is_asked_about_and_names_its_sites() -> None:
    day = date(2026, 3, 2)
    assert over_day("Alix Inventé", day, Decimal(10), places=["École"]) == ""
    asked = over_day("Alix Inventé", day, Decimal("12.5"), places=["École", "Mairie"])
    assert "12,5" in asked
    assert "2 mars 2026" in asked
    assert "« École » et « Mairie »" in asked.replace("\u00a0", " ")
    assert "à vérifier" in asked


@pytest.mark.parametrize(("there", "asked"), [("100", True), ("100.01", False), ("99", False)])
def test_the_very_same_hours_for_another_contract_are_asked_about(there: str, asked: bool) -> None:
    assert bool(same_hours_elsewhere("Ada", Decimal(100), elsewhere=[_school(there)])) is asked


@pytest.mark.parametrize(
    ("until", "asked"), [(None, False), (date(2026, 3, 31), False), (date(2026, 3, 30), True), (date(2026, 1, 2), True)]
)
def test_a_status_that_ended_before_the_month_is_said_without_its_criterion(until: date | None, asked: bool) -> None:
    assert bool(status_lapsed("Ada", until=until, month=MARCH)) is asked


@pytest.mark.parametrize(
    ("reported", "asked"),
    [(None, False), (date(2026, 3, 30), False), (date(2026, 3, 31), True), (date(2026, 5, 2), True)],
)
def test_a_month_a_balance_already_covers_is_said(reported: date | None, asked: bool) -> None:
    assert bool(month_reported(MARCH, reported_on=reported)) is asked


@pytest.mark.parametrize(("total", "asked"), [("50", False), ("200", False), ("49.99", True), ("200.01", True)])
def test_a_total_beyond_double_or_half_the_mean_is_asked_about(total: str, asked: bool) -> None:
    assert bool(unlike_before(Decimal(total), previous=[Decimal(100), Decimal(0)])) is asked


def test_a_first_month_is_like_nothing_and_asks_nothing() -> None:
    assert unlike_before(Decimal(500), previous=[]) == ""


@pytest.mark.parametrize(
    ("month", "today", "said"),
    [
        (date(2026, 11, 1), date(2026, 11, 23), "Le mois de novembre 2026 n’est pas terminé"),
        (date(2026, 10, 1), date(2026, 10, 31), "Le mois d’octobre 2026 n’est pas terminé"),
        (date(2026, 10, 1), date(2026, 11, 1), ""),
    ],
)
def test_a_month_that_still_runs_is_asked_about(month: date, today: date, said: str) -> None:
    assert not_over(month, today=today).startswith(said)
    assert bool(not_over(month, today=today)) is bool(said)
