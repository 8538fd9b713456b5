"""A laid-out chart: what the template places, and the table of its figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

Format: TypeAlias = Callable[[Decimal], str]


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
