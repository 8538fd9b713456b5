"""Grouped vertical bars."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .. import formats
from .chart import Bar, Chart, Format, Series
from .frame import LEFT, RIGHT, STYLES, WIDTH, ZERO, centres, check, framed, px, scale_of


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
    check(categories, series)
    scale = scale_of(series)
    band = (WIDTH - LEFT - RIGHT) / max(len(categories), 1)
    room = min(band * Decimal("0.72"), Decimal(34) * max(len(series), 1))
    thick = room / max(len(series), 1)
    zero = scale.y(ZERO)
    bars = []
    for index, centre in enumerate(centres(len(categories))):
        for rank, (one, style) in enumerate(zip(series, STYLES, strict=False)):
            value = one.values[index]
            if value is None:
                continue
            end = scale.y(value)
            bars.append(
                Bar(
                    x=px(centre - room / 2 + thick * rank),
                    y=min(zero, end),
                    width=px(thick * Decimal("0.9")),
                    height=abs(zero - end),
                    style=style,
                    title=f"{categories[index]}, {one.name} : {show(value)}",
                )
            )
    return framed(
        title=title,
        description=description,
        category_name=category_name,
        categories=categories,
        series=series,
        scale=scale,
        show=show,
        bars=tuple(bars),
    )
