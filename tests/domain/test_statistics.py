"""Every published figure of the field that concerns hours and full-time equivalents, and the traps in them.

The numbers of the examples are those of the domain fact sheet, section 9.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.errors import RuleError
from levier.domain.months import add_months
from levier.domain.quantities import FteBasis, check_hours, format_hours, fte
from levier.domain.statistics import (
    Reported,
    ReportType,
    ShownAs,
    check_ratio,
    compare,
    growth,
    growth_bounds,
    page,
    per,
    percent_column,
    restatement,
    share,
)

COUNTS = st.integers(0, 10**9)


def test_example_3_national_fte_rest_on_1600_hours() -> None:
    hours = Decimal(25_124_684)
    assert fte(hours, FteBasis.AVE) == Decimal("15702.9")
    # To the unit, in one rounding: 15 634.53 shown to the tenth and rounded again would give 15 634.
    whole = {basis: per(hours, int(basis.hours), places=0) for basis in FteBasis}
    assert whole == {FteBasis.AVE: 15_703, FteBasis.LEGAL_YEAR: 15_635, FteBasis.FULL_WEEKS: 13_805}


def test_example_4_pnru_fte_depend_on_the_basis() -> None:
    hours = Decimal(28_400_000)
    # 17 672.7: published as « nearly 18 000 », which only the two shorter years support.
    assert round(fte(hours, FteBasis.LEGAL_YEAR)) == 17_673
    assert fte(hours, FteBasis.AVE) == 17_750
    assert round(fte(hours, FteBasis.FULL_WEEKS)) == 15_604


def test_example_5_hours_per_participant_2015() -> None:
    assert per(Decimal(10_070_000), 25_484) == Decimal("395.15")
    assert per(Decimal(10_070_000), 25_484, places=0) == 395
    assert growth(9_160_000, 10_070_000, places=2).shown == Decimal("9.93")
    assert growth(9_160_000, 10_070_000, places=0).shown == 10
    # 62 160 h for each of the 162 structures: the published « nearly 60 000 » is loose, not computed.
    assert per(Decimal(10_070_000), 162, places=0) == 62_160


def test_example_6_growth_needs_unrounded_values() -> None:
    assert growth(9_800, 10_900).shown == Decimal("11.2")
    assert growth(19_000, 21_000).shown == Decimal("10.5")
    low, high = growth_bounds(19_000, 21_000, step=1_000)
    assert low < Decimal("0.082") < high


def test_example_7_a_target_reached_shown_truncated_and_misprinted() -> None:
    target = 2_475_000
    assert check_ratio(2_875_950, target, printed_percent=Decimal("116.2")).consistent
    rounded_result = check_ratio(2_800_000, target, printed_percent=Decimal("116.2"))
    assert not rounded_result.consistent
    assert share(2_800_000, target).shown == Decimal("113.1")
    assert share(2_488_513, target).shown == Decimal("100.5")
    misprint = check_ratio(2_488_513, 1_475_000)
    assert not misprint.plausible
    assert share(2_488_513, 1_475_000).shown == Decimal("168.7")
    assert check_ratio(2_488_513, target).plausible


def test_example_8_sme_amounts() -> None:
    assert share(693, 536).shown == Decimal("129.3")
    assert check_ratio(693, 536, printed_percent=Decimal(129)).consistent


def test_example_9_printed_shares_may_not_follow_from_their_numbers() -> None:
    assert share(2_953, 12_364).shown == Decimal("23.9")
    assert share(2_953, 12_364, places=2).shown == Decimal("23.88")
    hours = check_ratio(1_500_000, 6_300_000, printed_percent=Decimal(25))
    assert not hours.consistent
    assert share(1_500_000, 6_300_000).shown == Decimal("23.8")
    assert share(1_600_000, 6_300_000).shown == Decimal("25.4")


def test_example_10_nantes_truncates() -> None:
    assert share(337, 651, places=0, policy=ShownAs.TRUNCATED).shown == 51
    assert share(337, 651, places=0, policy=ShownAs.NEAREST).shown == 52
    assert share(337, 651, places=2).shown == Decimal("51.77")
    assert check_ratio(337, 651, printed_percent=Decimal(51)).consistent


def test_example_11_hours_keep_two_decimals() -> None:
    hours = check_hours(Decimal("193646.53"))
    assert per(hours, 480) == Decimal("403.43")
    assert format_hours(hours).startswith("193\u202f646,53")


def test_example_12_territories_differ_by_a_factor_two() -> None:
    assert per(Decimal(142_000), 175, places=0) == 811
    assert per(Decimal(121_000), 144, places=0) == 840
    assert per(Decimal(4_000_000), 10_000, places=0) == 400


@pytest.mark.parametrize(
    ("total", "rows", "explained"),
    [("100.2", 11, True), ("100.1", 7, True), ("100.3", 10, True), ("101.2", 10, False), ("100", 4, True)],
)
def test_example_13_columns_that_do_not_total_100_are_kept(total: str, rows: int, explained: bool) -> None:
    first = Decimal(total) - 5 * (rows - 1)
    printed = {"première": first, **{f"ligne {n}": Decimal(5) for n in range(1, rows)}}
    column = percent_column(printed)
    assert column.values == printed
    assert column.total == Decimal(total)
    assert column.explained_by_rounding is explained
    assert ("gardées" in column.explanation.conclusion) is (total != "100")


def test_example_14_the_national_text_of_2021() -> None:
    growth_of_contracts = Decimal("0.1779")
    assert share(growth_of_contracts, 1, places=2).shown == Decimal("17.79")
    assert share(growth_of_contracts, 1, places=0, policy=ShownAs.TRUNCATED).shown == 17
    assert share(growth_of_contracts, 1, places=0).shown == 18
    assert per(Decimal(75_194), 57_231) == Decimal("1.31")
    assert per(Decimal(25_124_684), 57_231, places=0) == 439
    assert per(Decimal(25_124_684), 75_194, places=0) == 334


def test_example_15_hauts_de_france_2024() -> None:
    assert per(Decimal(4_000_000), 7_800, places=0) == 513
    assert per(Decimal(14_800), 10_000) == Decimal("1.48")


def test_example_16_fifteen_years_are_not_one() -> None:
    years = {"starts_on": date(2008, 1, 1), "ends_on": date(2022, 12, 31)}
    with pytest.raises(RuleError, match="douze mois"):
        Reported(hours=Decimal(2_300_000), report_type=ReportType.ANNUAL, **years)
    toulon = Reported(hours=Decimal(2_300_000), report_type=ReportType.CUMULATIVE, **years)
    one_year = annual("150000", 2022)
    assert "cumulé" in toulon.label
    with pytest.raises(RuleError, match="ne se compare pas"):
        compare(one_year, toulon)


def test_example_17_melun() -> None:
    assert per(Decimal(460_000), 854, places=0) == 539
    assert per(Decimal(460_000), 2_060, places=0) == 223


def annual(hours: str, year: int, published: int | None = None) -> Reported:
    return Reported(
        hours=Decimal(hours),
        report_type=ReportType.ANNUAL,
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
        published_on=date(published, 6, 1) if published else None,
    )


def test_figures_get_restated() -> None:
    assert restatement(annual("8400000", 2014, 2015), annual("9160000", 2014, 2016)).shown == Decimal("9.0")
    with pytest.raises(RuleError):
        restatement(annual("8400000", 2013), annual("9160000", 2014))


def test_two_years_compare() -> None:
    assert compare(annual("9160000", 2014), annual("10070000", 2015)).shown == Decimal("9.9")


def test_cumulated_figures_compare_from_the_same_start() -> None:
    def since(year: int, hours: int) -> Reported:
        return Reported(
            hours=Decimal(hours),
            report_type=ReportType.CUMULATIVE,
            starts_on=date(year, 1, 1),
            ends_on=date(2025, 12, 31),
        )

    assert compare(since(2010, 100), since(2010, 150)).shown == 50
    with pytest.raises(RuleError):
        compare(since(2010, 100), since(2012, 150))


def test_a_leap_year_is_one_year() -> None:
    assert annual("1", 2024).report_type is ReportType.ANNUAL


def test_absurd_counts_are_refused() -> None:
    assert per(Decimal(10), 0) is None
    for part, whole in ((-1, 2), (1, 0), (1, -3)):
        with pytest.raises(RuleError):
            share(part, whole)
    with pytest.raises(RuleError):
        per(Decimal(10), -1)
    with pytest.raises(RuleError):
        growth_bounds(1_000, 2_000, step=2_000)


@given(COUNTS, st.integers(1, 10**9), st.integers(0, 4))
def test_truncating_never_shows_more_than_rounding(part: int, whole: int, places: int) -> None:
    truncated = share(part, whole, places=places, policy=ShownAs.TRUNCATED)
    nearest = share(part, whole, places=places, policy=ShownAs.NEAREST)
    step = Decimal(1).scaleb(-places)
    assert truncated.shown <= nearest.shown <= truncated.shown + step
    assert truncated.exact == nearest.exact
    for shown in (truncated.shown, nearest.shown):
        assert check_ratio(part, whole, printed_percent=shown).consistent


@given(st.integers(1_000, 10**8), st.integers(1_000, 10**8))
def test_the_bounds_hold_the_growth_of_the_unrounded_values(before: int, after: int) -> None:
    step = 1_000
    shown_before, shown_after = (round(Decimal(value) / step) * step for value in (before, after))
    low, high = growth_bounds(shown_before, shown_after, step=step)
    exact = growth(before, after).exact
    assert low - Decimal("1e-9") <= exact <= high + Decimal("1e-9")


@given(st.dictionaries(st.text(max_size=5), st.decimals(0, 100, places=1), max_size=8))
def test_a_column_is_never_touched(values: dict[str, Decimal]) -> None:
    assert percent_column(values).values == values


def test_the_page_shows_both_policies() -> None:
    _, text = page()
    assert "51" in text
    assert "52" in text


def test_months_before_the_first_year_stop_at_the_first_day() -> None:
    assert add_months(date(1, 1, 1), -6) == date.min
    assert add_months(date(1, 8, 15), -7) == date(1, 1, 15)


@pytest.mark.parametrize("hours", ["1e400", "1e27", "1e24"])
def test_absurd_hours_are_refused_in_a_sentence(hours: str) -> None:
    with pytest.raises(RuleError, match="démesuré"):
        check_hours(Decimal(hours))
