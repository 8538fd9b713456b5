"""Geometry of the charts: numbers in, coordinates out. Templates only place what is computed here.

Coordinates are in SVG user units. Quantities stay ``Decimal``; a coordinate is a ``Decimal`` rounded to a tenth,
which is finer than a pixel. Every chart carries its table of figures and a sentence that says what it shows.
"""

from __future__ import annotations

from .bars import bar_chart
from .chart import Chart, Series
from .frame import MAX_X_LABELS, nice_step
from .gauge import HoursGauge, hours_gauge
from .lines import line_chart

__all__ = [
    "MAX_X_LABELS",
    "Chart",
    "HoursGauge",
    "Series",
    "bar_chart",
    "hours_gauge",
    "line_chart",
    "nice_step",
]
