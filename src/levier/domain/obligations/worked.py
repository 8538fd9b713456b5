"""Hours owed as a share of all the hours worked on the contract (charters: domain.md §3.3)."""

from __future__ import annotations

from ..explanation import Explanation, Step
from ..quantities import Hours, Rate, Rounding, check_hours, check_rate, format_hours, format_rate, round_hours
from .orders import CONTRACT, Due


def hours_for_worked(*, share: Rate, worked: Hours) -> Due:
    """Hours due once ``worked`` hours were worked on the contract, from its start. Monotone in ``worked``.

    Raises:
        RuleError: a share out of bounds, or negative or absurd hours.
    """
    check_rate(share, what="La part des heures travaillées", field="share")
    check_hours(worked, what="Le total des heures travaillées", field="total")
    hours = round_hours(worked * share, Rounding.NONE)
    steps = (
        Step("Heures travaillées depuis le début", "", format_hours(worked)),
        Step("Part réservée à l’insertion", "", format_rate(share), CONTRACT),
        Step("Heures d’insertion", f"{format_hours(worked)} × {format_rate(share)}", format_hours(hours), CONTRACT),
    )
    conclusion = f"Pour {format_hours(worked)} travaillées, {format_rate(share)} sont dues, soit {format_hours(hours)} d’insertion."
    return Due(hours, None, Explanation(conclusion, steps))
