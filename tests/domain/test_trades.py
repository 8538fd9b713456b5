from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from levier.domain.trades import TRADES, TRADES_BY_CODE, Sector, page, trades_for_cpv, trades_for_rome

SHARED = Path(os.environ.get("LEVIER_SHARED", Path(__file__).parents[2].parent / "shared"))
LISTS = SHARED / "data" / "codelists"


@pytest.mark.parametrize(
    ("cpv", "code"),
    [
        ("45442110", "painting"),
        ("45442110-1", "painting"),
        ("45432220", "painting"),
        ("45432111", "flooring"),
        ("45112711", "green_spaces"),
        ("45112000", "civil_works"),
        ("45262660", "demolition"),
        ("45233229", "greenways"),
        ("77312100", "greenways"),
        ("77314100", "greenways"),
        ("90911200", "cleaning"),
        ("90610000", "urban_cleaning"),
        ("90511000", "waste_reuse"),
        ("50720000", "plumbing_hvac"),
        ("55523100", "catering"),
        ("85312110", "social_action"),
        ("71000000", "intellectual"),
    ],
)
def test_the_longest_prefix_gives_the_best_trade(cpv: str, code: str) -> None:
    assert trades_for_cpv(cpv)[0].code == code


def test_less_precise_trades_follow_the_best_one() -> None:
    assert [trade.code for trade in trades_for_cpv("45262660")] == ["demolition", "structure"]


def test_a_general_code_gives_every_trade_below_it() -> None:
    found = trades_for_cpv("45000000")
    assert {"structure", "painting", "civil_works"} <= {trade.code for trade in found}
    assert "cleaning" not in {trade.code for trade in found}


@pytest.mark.parametrize("cpv", ["", "abc", "4", "123456789", "45-", "33600000"])
def test_unreadable_or_foreign_codes_give_nothing(cpv: str) -> None:
    assert trades_for_cpv(cpv) == ()


def test_an_occupation_gives_its_trades() -> None:
    assert [trade.code for trade in trades_for_rome("k2204")] == ["cleaning"]


def test_codes_are_unique_and_every_sector_has_a_trade() -> None:
    assert len(TRADES_BY_CODE) == len(TRADES) >= 25
    assert {trade.sector for trade in TRADES} == set(Sector)


def test_no_cpv_prefix_is_claimed_twice() -> None:
    prefixes = [prefix for trade in TRADES for prefix in trade.cpv]
    assert len(prefixes) == len(set(prefixes))
    assert all(prefix == prefix[:2] + prefix[2:].rstrip("0") for prefix in prefixes)


def test_the_page_lists_every_trade() -> None:
    text = page()[1]
    assert all(trade.label in text for trade in TRADES)


@pytest.mark.skipif(not LISTS.is_dir(), reason="official code lists are not beside the repository")
def test_every_code_is_in_the_official_lists() -> None:
    with (LISTS / "cpv_2008_fr.csv").open(encoding="utf-8") as rows:
        cpv = {row["code"] for row in csv.DictReader(rows)}
    with (LISTS / "rome_public.csv").open(encoding="utf-8") as rows:
        rome = {row["code_rome"] for row in csv.DictReader(rows, delimiter=";")}
    for trade in TRADES:
        assert {prefix.ljust(8, "0") for prefix in trade.cpv} <= cpv, trade.code
        assert set(trade.rome) <= rome, trade.code
