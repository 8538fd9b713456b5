"""What the charts with two axes share: the box, the scale, the graduations, the table of figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from .. import formats
from .chart import Bar, Chart, Format, Legend, Line, Series, Tick

ZERO = Decimal(0)
TENTH = Decimal("0.1")

#: Drawing box of every chart with axes.
WIDTH = Decimal(720)
HEIGHT = Decimal(300)
LEFT, RIGHT, TOP, BOTTOM = Decimal(76), Decimal(12), Decimal(14), Decimal(34)
#: Beyond this many labels under the axis they would touch each other.
MAX_X_LABELS = 12
#: Patterns and shapes the style sheet knows, so that colour is never the only difference.
STYLES = ("a", "b", "c", "d")


def px(value: Decimal) -> Decimal:
    """A coordinate, rounded to a tenth of a unit."""
    return value.quantize(TENTH, rounding=ROUND_HALF_UP)


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
class Scale:
    low: Decimal
    high: Decimal
    step: Decimal

    def y(self, value: Decimal) -> Decimal:
        return px(HEIGHT - BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM))

    def ticks(self, show: Format) -> tuple[Tick, ...]:
        count = int((self.high - self.low) / self.step)
        values = [self.low + self.step * index for index in range(count + 1)]
        return tuple(Tick(self.y(value), show(value)) for value in values)


def scale_of(series: Sequence[Series]) -> Scale:
    """A scale that always holds zero: a bar that does not start at zero lies."""
    known = [value for one in series for value in one.values if value is not None]
    low, high = min([ZERO, *known]), max([ZERO, *known])
    if low == high:
        return Scale(ZERO, Decimal(1), Decimal(1))
    step = nice_step(high - low)
    low = (low / step).to_integral_value(rounding=ROUND_FLOOR) * step
    high = (high / step).to_integral_value(rounding=ROUND_CEILING) * step
    return Scale(low, high, step)


def centres(count: int) -> list[Decimal]:
    band = (WIDTH - LEFT - RIGHT) / max(count, 1)
    return [LEFT + band * index + band / 2 for index in range(count)]


def x_ticks(categories: Sequence[str]) -> tuple[Tick, ...]:
    every = -(-len(categories) // MAX_X_LABELS) or 1
    pairs = zip(centres(len(categories)), categories, strict=True)
    return tuple(Tick(px(x), text) for index, (x, text) in enumerate(pairs) if index % every == 0)


def check(categories: Sequence[str], series: Sequence[Series]) -> None:
    if len(series) > len(STYLES):
        raise ValueError(f"au plus {len(STYLES)} séries par graphique : faites-en deux")
    for one in series:
        if len(one.values) != len(categories):
            raise ValueError(f"la série « {one.name} » n’a pas une valeur par catégorie")


def framed(
    *,
    title: str,
    description: str,
    category_name: str,
    categories: Sequence[str],
    series: Sequence[Series],
    scale: Scale,
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
        x_ticks=x_ticks(categories),
        legend=tuple(Legend(one.name, style) for one, style in zip(series, STYLES, strict=False)),
        bars=bars,
        lines=lines,
        headers=(category_name, *(one.name for one in series)),
        rows=rows,
    )
