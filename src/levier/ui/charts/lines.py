"""Lines over ordered categories."""

from __future__ import annotations

from collections.abc import Sequence

from .. import formats
from .chart import Chart, Format, Line, Point, Series
from .frame import STYLES, Scale, centres, check, framed, px, scale_of


def _line(one: Series, style: str, categories: Sequence[str], scale: Scale, show: Format) -> Line:
    runs: list[list[Point]] = [[]]
    for centre, category, value in zip(centres(len(categories)), categories, one.values, strict=True):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(Point(px(centre), scale.y(value), f"{category}, {one.name} : {show(value)}"))
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
    check(categories, series)
    scale = scale_of(series)
    lines = tuple(_line(one, style, categories, scale, show) for one, style in zip(series, STYLES, strict=False))
    return framed(
        title=title,
        description=description,
        category_name=category_name,
        categories=categories,
        series=series,
        scale=scale,
        show=show,
        lines=lines,
    )
