"""Geometry of the charts: numbers in, coordinates out. Templates only place what is computed here.

Coordinates are in SVG user units. Quantities stay ``Decimal``; a coordinate is a ``Decimal`` rounded to a tenth,
which is finer than a pixel. Every chart carries its table of figures and a sentence that says what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import TypeAlias

from . import formats

Format: TypeAlias = Callable[[Decimal], str]

ZERO = Decimal(0)
TENTH = Decimal("0.1")

#: Drawing box of the bar and line charts.
WIDTH = Decimal(720)
HEIGHT = Decimal(300)
LEFT, RIGHT, TOP, BOTTOM = Decimal(76), Decimal(12), Decimal(14), Decimal(34)
#: Beyond this many labels under the axis they would touch each other.
MAX_X_LABELS = 12
#: Patterns and shapes the style sheet knows, so that colour is never the only difference.
STYLES = ("a", "b", "c", "d")


def _px(value: Decimal) -> Decimal:
    return value.quantize(TENTH, rounding=ROUND_HALF_UP)


# --------------------------------------------------------------------------------------------------- the gauge


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of the gauge, in percent of its width: ``kind`` is validated, declared or forecast."""

    kind: str
    x: Decimal
    width: Decimal


@dataclass(frozen=True, slots=True)
class GaugeFigure:
    """One line of the gauge's legend."""

    kind: str
    label: str
    value: str
    share: str


@dataclass(frozen=True, slots=True)
class HoursGauge:
    """Hours due against hours validated, declared and forecast. ``due_x`` is where the duty is met, in percent."""

    segments: tuple[Segment, ...]
    due_x: Decimal
    figures: tuple[GaugeFigure, ...]
    sentence: str
    status: str


def _percent(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _share(part: Decimal, whole: Decimal) -> str:
    return formats.rate(part / whole, places=0) if whole > 0 else ""


def hours_gauge(
    *, due: Decimal, validated: Decimal, declared: Decimal | None = None, forecast: Decimal | None = None
) -> HoursGauge:
    """Lay out one gauge.

    Args:
        due: hours owed on the period.
        validated: hours the facilitator validated.
        declared: hours declared, the validated ones included; ``None`` when nothing is declared apart.
        forecast: hours expected at the end date at the present pace; ``None`` when unknown.

    The scale goes to the largest of the four, so nothing ever leaves the box. Negative values count as zero.
    """
    due, validated = max(Decimal(due), ZERO), max(Decimal(validated), ZERO)
    declared = max(declared if declared is not None else validated, validated)
    shown_forecast = max(forecast if forecast is not None else ZERO, ZERO)
    scale = max(due, declared, shown_forecast)
    ratio = Decimal(100) / scale if scale > 0 else ZERO

    def stretch(kind: str, start: Decimal, end: Decimal) -> list[Segment]:
        x, right = _percent(start * ratio), _percent(end * ratio)
        return [Segment(kind, x, right - x)] if right > x else []

    segments = (
        stretch("validated", ZERO, validated)
        + stretch("declared", validated, declared)
        + stretch("forecast", declared, max(shown_forecast, declared))
    )
    figures = [
        GaugeFigure("validated", "Validées", formats.hours(validated), _share(validated, due)),
        GaugeFigure("declared", "Déclarées", formats.hours(declared), _share(declared, due)),
    ]
    if forecast is not None:
        figures.append(
            GaugeFigure("forecast", "Prévues à l’échéance", formats.hours(shown_forecast), _share(shown_forecast, due))
        )
    figures.append(GaugeFigure("due", "Dues", formats.hours(due), ""))
    return HoursGauge(
        segments=tuple(segments),
        due_x=_percent(due * ratio),
        figures=tuple(figures),
        sentence=_gauge_sentence(due, validated, declared, forecast),
        status=_gauge_status(due, validated, forecast),
    )


def _gauge_sentence(due: Decimal, validated: Decimal, declared: Decimal, forecast: Decimal | None) -> str:
    if due == 0:
        return f"Aucune heure due ; {formats.hours(validated)} validées."
    text = f"{formats.hours(validated)} validées sur {formats.hours(due)} dues ({_share(validated, due)})"
    if declared > validated:
        text += f", {formats.hours(declared)} déclarées"
    if forecast is not None:
        text += f", {formats.hours(max(forecast, ZERO))} prévues à l’échéance"
    return f"{text}."


def _gauge_status(due: Decimal, validated: Decimal, forecast: Decimal | None) -> str:
    if validated >= due:
        return "met"
    if forecast is not None and forecast < due:
        return "short"
    return "running"


# ----------------------------------------------------------------------------------------- bar and line charts


@dataclass(frozen=True, slots=True)
class Series:
    """One named series; ``None`` is a missing figure, which is not zero."""

    name: str
    values: Sequence[Decimal | None]


@dataclass(frozen=True, slots=True)
class Tick:
    """A graduation: its place on the axis and its text."""

    at: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal
    style: str
    title: str


@dataclass(frozen=True, slots=True)
class Point:
    x: Decimal
    y: Decimal
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """One series: the runs of consecutive known points (``points`` attributes of polylines) and every point."""

    style: str
    runs: tuple[str, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Legend:
    name: str
    style: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A laid-out chart with its table of figures."""

    title: str
    description: str
    width: Decimal
    height: Decimal
    plot_left: Decimal
    plot_right: Decimal
    plot_top: Decimal
    plot_bottom: Decimal
    baseline: Decimal
    y_ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    legend: tuple[Legend, ...]
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    #: The table: first header, one header per series, then rows of texts.
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def label_y(self) -> Decimal:
        """Baseline of the texts under the axis."""
        return self.plot_bottom + Decimal(20)

    @property
    def tick_x(self) -> Decimal:
        """Right edge of the texts of the vertical axis."""
        return self.plot_left - Decimal(8)

    @property
    def empty(self) -> bool:
        """True when there is not one figure to draw."""
        return not self.bars and not any(line.points for line in self.lines)


def nice_step(span: Decimal, *, intervals: int = 5) -> Decimal:
    """The smallest of 1, 2, 2.5, 5 × 10ⁿ that covers ``span`` in at most ``intervals`` steps."""
    if span <= 0:
        return Decimal(1)
    raw = span / intervals
    power = Decimal(1).scaleb(raw.adjusted())
    for factor in (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5)):
        if factor * power >= raw:
            return factor * power
    return Decimal(10) * power


@dataclass(frozen=True, slots=True)
class _Scale:
    low: Decimal
    high: Decimal
    step: Decimal

    def y(self, value: Decimal) -> Decimal:
        return _px(HEIGHT - BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM))

    def ticks(self, show: Format) -> tuple[Tick, ...]:
        count = int((self.high - self.low) / self.step)
        values = [self.low + self.step * index for index in range(count + 1)]
        return tuple(Tick(self.y(value), show(value)) for value in values)


def _scale(series: Sequence[Series]) -> _Scale:
    """A scale that always holds zero: a bar that does not start at zero lies."""
    known = [value for one in series for value in one.values if value is not None]
    low, high = min([ZERO, *known]), max([ZERO, *known])
    if low == high:
        return _Scale(ZERO, Decimal(1), Decimal(1))
    step = nice_step(high - low)
    low = (low / step).to_integral_value(rounding=ROUND_FLOOR) * step
    high = (high / step).to_integral_value(rounding=ROUND_CEILING) * step
    return _Scale(low, high, step)


def _centres(count: int) -> list[Decimal]:
    band = (WIDTH - LEFT - RIGHT) / max(count, 1)
    return [LEFT + band * index + band / 2 for index in range(count)]


def _x_ticks(categories: Sequence[str]) -> tuple[Tick, ...]:
    every = -(-len(categories) // MAX_X_LABELS) or 1
    pairs = zip(_centres(len(categories)), categories, strict=True)
    return tuple(Tick(_px(x), text) for index, (x, text) in enumerate(pairs) if index % every == 0)


def _check(categories: Sequence[str], series: Sequence[Series]) -> None:
    if len(series) > len(STYLES):
        raise ValueError(f"au plus {len(STYLES)} séries par graphique : faites-en deux")
    for one in series:
        if len(one.values) != len(categories):
            raise ValueError(f"la série « {one.name} » n’a pas une valeur par catégorie")


def _chart(
    *,
    title: str,
    description: str,
    category_name: str,
    categories: Sequence[str],
    series: Sequence[Series],
    scale: _Scale,
    show: Format,
    bars: tuple[Bar, ...] = (),
    lines: tuple[Line, ...] = (),
) -> Chart:
    rows = tuple(
        (
            category,
            *(formats.MISSING if one.values[index] is None else show(one.values[index] or ZERO) for one in series),
        )
        for index, category in enumerate(categories)
    )
    return Chart(
        title=title,
        description=description,
        width=WIDTH,
        height=HEIGHT,
        plot_left=LEFT,
        plot_right=WIDTH - RIGHT,
        plot_top=TOP,
        plot_bottom=HEIGHT - BOTTOM,
        baseline=scale.y(ZERO),
        y_ticks=scale.ticks(show),
        x_ticks=_x_ticks(categories),
        legend=tuple(Legend(one.name, style) for one, style in zip(series, STYLES, strict=False)),
        bars=bars,
        lines=lines,
        headers=(category_name, *(one.name for one in series)),
        rows=rows,
    )


def bar_chart(
    *,
    title: str,
    description: str,
    categories: Sequence[str],
    series: Sequence[Series],
    category_name: str = "Période",
    show: Format = formats.number,
) -> Chart:
    """Grouped vertical bars, one group per category. ``show`` formats the figures (``formats.hours`` …)."""
    _check(categories, series)
    scale = _scale(series)
    band = (WIDTH - LEFT - RIGHT) / max(len(categories), 1)
    room = min(band * Decimal("0.72"), Decimal(34) * max(len(series), 1))
    thick = room / max(len(series), 1)
    zero = scale.y(ZERO)
    bars = []
    for index, centre in enumerate(_centres(len(categories))):
        for rank, (one, style) in enumerate(zip(series, STYLES, strict=False)):
            value = one.values[index]
            if value is None:
                continue
            end = scale.y(value)
            bars.append(
                Bar(
                    x=_px(centre - room / 2 + thick * rank),
                    y=min(zero, end),
                    width=_px(thick * Decimal("0.9")),
                    height=abs(zero - end),
                    style=style,
                    title=f"{categories[index]}, {one.name} : {show(value)}",
                )
            )
    return _chart(
        title=title,
        description=description,
        category_name=category_name,
        categories=categories,
        series=series,
        scale=scale,
        show=show,
        bars=tuple(bars),
    )


def _line(one: Series, style: str, categories: Sequence[str], scale: _Scale, show: Format) -> Line:
    runs: list[list[Point]] = [[]]
    for centre, category, value in zip(_centres(len(categories)), categories, one.values, strict=True):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(Point(_px(centre), scale.y(value), f"{category}, {one.name} : {show(value)}"))
    return Line(
        style=style,
        runs=tuple(" ".join(f"{point.x},{point.y}" for point in run) for run in runs if len(run) > 1),
        points=tuple(point for run in runs for point in run),
    )


def line_chart(
    *,
    title: str,
    description: str,
    categories: Sequence[str],
    series: Sequence[Series],
    category_name: str = "Période",
    show: Format = formats.number,
) -> Chart:
    """Lines over ordered categories. A missing figure leaves a gap: nothing is interpolated."""
    _check(categories, series)
    scale = _scale(series)
    lines = tuple(_line(one, style, categories, scale, show) for one, style in zip(series, STYLES, strict=False))
    return _chart(
        title=title,
        description=description,
        category_name=category_name,
        categories=categories,
        series=series,
        scale=scale,
        show=show,
        lines=lines,
    )
