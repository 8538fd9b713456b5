"""The gauge of hours: due, validated, declared, forecast."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .. import formats

ZERO = Decimal(0)


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
    return formats.completion(part / whole) if whole > 0 else ""


def hours_gauge(
    *, due: Decimal, validated: Decimal, declared: Decimal | None = None, forecast: Decimal | None = None
) -> HoursGauge:
    """Lay out one gauge.

    Args:
        due: hours owed on the period.
        validated: hours the facilitator validated.
        declared: hours declared, the validated ones included; ``None`` when nothing is declared apart.
        forecast: hours expected at the end date at the present pace; ``None`` when unknown.

    The scale goes to what is due or declared, whichever is larger: a forecast beyond it fills the bar, and once the duty
    is met there is nothing left to forecast. Negative values count as zero.
    """
    due, validated = max(Decimal(due), ZERO), max(Decimal(validated), ZERO)
    if validated >= due:
        forecast = None
    told, declared = declared is not None, max(declared or validated, validated)
    shown_forecast = max(forecast if forecast is not None else ZERO, ZERO)
    scale = max(due, declared)
    ratio = Decimal(100) / scale if scale > 0 else ZERO

    def stretch(kind: str, start: Decimal, end: Decimal) -> list[Segment]:
        x, right = _percent(start * ratio), _percent(end * ratio)
        return [Segment(kind, x, right - x)] if right > x else []

    segments = (
        stretch("validated", ZERO, validated)
        + stretch("declared", validated, declared)
        + stretch("forecast", declared, min(max(shown_forecast, declared), scale))
    )
    figures = [
        GaugeFigure("validated", "Validées", formats.hours(validated), _share(validated, due)),
    ]
    if told:
        figures.append(GaugeFigure("declared", "Déclarées", formats.hours(declared), _share(declared, due)))
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
