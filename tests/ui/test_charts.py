"""Geometry: nothing leaves its box, proportions are true, missing is not zero."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.ui import charts, formats
from levier.ui.charts import Series, bar_chart, hours_gauge, line_chart


def _cents(low: int, high: int) -> st.SearchStrategy[Decimal]:
    """Decimals with two places, drawn from integers: cheaper than ``st.decimals``."""
    return st.integers(low * 100, high * 100).map(lambda cents: Decimal(cents) / 100)


HOURS = _cents(0, 10**8)
VALUES = st.lists(st.none() | _cents(-(10**6), 10**9), min_size=1, max_size=40)


@given(due=HOURS, validated=HOURS, declared=st.none() | HOURS, forecast=st.none() | HOURS)
def test_a_gauge_never_leaves_its_box(due, validated, declared, forecast):
    gauge = hours_gauge(due=due, validated=validated, declared=declared, forecast=forecast)
    assert 0 <= gauge.due_x <= 100
    edge = Decimal(0)
    for segment in gauge.segments:
        assert segment.x == edge
        assert segment.width > 0
        edge = segment.x + segment.width
    assert edge <= 100


def test_a_gauge_told_nothing_of_declared_hours_shows_no_figure_for_them():
    shown = {one.kind for one in hours_gauge(due=Decimal(10), validated=Decimal(4)).figures}
    assert shown == {"validated", "due"}
    told = hours_gauge(due=Decimal(10), validated=Decimal(4), declared=Decimal(0))
    assert {one.kind: one.value for one in told.figures}["declared"] == "4\u00a0h"


@given(due=HOURS, validated=HOURS, more=HOURS)
def test_more_validated_hours_never_shorten_the_bar(due, validated, more):
    def share(value: Decimal) -> Decimal:
        gauge = hours_gauge(due=due, validated=value)
        length = next((one.width for one in gauge.segments if one.kind == "validated"), Decimal(0))
        return length - gauge.due_x

    assert share(validated + more) >= share(validated)


def test_a_gauge_says_in_words_what_it_draws():
    gauge = hours_gauge(due=Decimal(1000), validated=Decimal(300), declared=Decimal(400), forecast=Decimal(900))
    assert [(one.kind, one.x, one.width) for one in gauge.segments] == [
        ("validated", 0, 30),
        ("declared", 30, 10),
        ("forecast", 40, 50),
    ]
    assert "300\u00a0h validées sur 1\u202f000\u00a0h dues (30\u00a0%)" in gauge.sentence
    assert gauge.status == "short"


def test_a_forecast_beyond_the_duty_fills_the_bar_and_keeps_its_figure():
    gauge = hours_gauge(due=Decimal(100), validated=Decimal(50), forecast=Decimal(1945))
    assert [(one.kind, one.x, one.width) for one in gauge.segments] == [("validated", 0, 50), ("forecast", 50, 50)]
    assert "1\u202f945\u00a0h prévues à l’échéance" in gauge.sentence


def test_nothing_is_forecast_once_the_duty_is_met():
    gauge = hours_gauge(due=Decimal(100), validated=Decimal(120), declared=Decimal(120), forecast=Decimal(1945))
    assert [one.kind for one in gauge.figures] == ["validated", "declared", "due"]
    assert "prévues" not in gauge.sentence


def test_a_gauge_with_nothing_due_divides_by_nothing():
    gauge = hours_gauge(due=Decimal(0), validated=Decimal(0))
    assert gauge.segments == ()
    assert gauge.sentence.startswith("Aucune heure due")


def test_the_duty_is_met_at_the_exact_hour():
    assert hours_gauge(due=Decimal(10), validated=Decimal("9.99")).status == "running"
    assert hours_gauge(due=Decimal(10), validated=Decimal(10)).status == "met"


def _chart(make, values):
    names = [f"m{index}" for index in range(len(values))]
    return make(title="t", description="d", categories=names, series=[Series("s", values)])


@given(VALUES)
def test_bars_stay_in_the_plot_and_stand_on_the_zero_line(values):
    chart = _chart(bar_chart, values)
    assert len(chart.bars) == sum(value is not None for value in values)
    for bar in chart.bars:
        assert chart.plot_left <= bar.x
        assert bar.x + bar.width <= chart.plot_right
        assert chart.plot_top <= bar.y
        assert bar.y + bar.height <= chart.plot_bottom
        assert chart.baseline in (bar.y, bar.y + bar.height)


@given(VALUES)
def test_heights_are_proportional_to_values(values):
    chart = _chart(bar_chart, values)
    known = [value for value in values if value is not None]
    scale = max((abs(value) for value in known), default=Decimal(0))
    if not scale:
        return
    tallest = max(bar.height for bar in chart.bars)
    for bar, value in zip(chart.bars, known, strict=True):
        assert abs(bar.height - abs(value) / scale * tallest) <= Decimal("0.3")


@given(VALUES)
def test_ticks_cover_the_values_and_hold_zero(values):
    chart = _chart(bar_chart, values)
    assert 2 <= len(chart.y_ticks) <= 8
    assert chart.baseline in [tick.at for tick in chart.y_ticks]
    assert len(chart.x_ticks) <= charts.MAX_X_LABELS


@given(VALUES)
def test_a_missing_figure_leaves_a_gap_and_a_dash(values):
    chart = _chart(line_chart, values)
    assert len(chart.lines[0].points) == sum(value is not None for value in values)
    drawn = sum(len(run.split()) for run in chart.lines[0].runs)
    assert drawn <= len(chart.lines[0].points)
    assert [row[1] == "—" for row in chart.rows] == [value is None for value in values]


def test_a_gap_cuts_the_line_in_two():
    chart = _chart(line_chart, [Decimal(1), Decimal(2), None, Decimal(3), Decimal(4)])
    assert len(chart.lines[0].runs) == 2


@given(st.decimals(min_value="0.0001", max_value=10**12, places=4))
def test_a_nice_step_is_the_smallest_that_fits(span):
    step = charts.nice_step(span)
    assert step * 5 >= span
    assert step * 5 <= span * 3


def test_too_many_series_or_a_short_one_are_refused():
    with pytest.raises(ValueError, match="au plus 4"):
        bar_chart(title="t", description="d", categories=["a"], series=[Series(str(n), [Decimal(1)]) for n in range(5)])
    with pytest.raises(ValueError, match="par catégorie"):
        bar_chart(title="t", description="d", categories=["a", "b"], series=[Series("s", [Decimal(1)])])


def test_an_empty_chart_says_so():
    assert bar_chart(title="t", description="d", categories=[], series=[]).empty
    assert not _chart(bar_chart, [Decimal(0)]).empty


def test_a_completion_reads_the_same_in_the_gauge_as_elsewhere():
    gauge = hours_gauge(due=Decimal(1500), validated=Decimal("1562.50"))
    assert formats.completion(Decimal("1562.50") / 1500) == "104,2\u00a0%"
    assert "104,2\u00a0%" in {one.share for one in gauge.figures}


def test_less_than_one_full_time_equivalent_is_not_shown_as_none():
    assert formats.fte(Decimal("62.5") / Decimal(1607)) == "0,04\u00a0ETP"
    assert formats.fte(Decimal("12.46")) == "12,5\u00a0ETP"
