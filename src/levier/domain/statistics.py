"""The small arithmetic of reports: shares, growth, ratios, and the traps of published figures (domain.md §9).

Published figures are rounded or truncated, restated, cumulated over years: each function says which policy it uses,
so that a figure can be compared with the one printed elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from .dates import format_date
from .errors import RuleError
from .explanation import Explanation, Step, Warning  # noqa: A004 - the word of the field
from .markdown import table
from .quantities import ZERO, Hours, check_hours, format_hours, format_number, format_rate
from .vocabulary import Labelled


class ShownAs(Labelled):
    """How a percentage is cut for display. Both are found in published reports."""

    NEAREST = "nearest", "arrondi au plus proche"
    TRUNCATED = "truncated", "tronqué"


@dataclass(frozen=True, slots=True)
class Percent:
    """An exact ratio and the percentage shown (« 51 » for 51 %)."""

    exact: Decimal
    shown: Decimal
    policy: ShownAs


def percent(ratio: Decimal, *, places: int = 1, policy: ShownAs = ShownAs.NEAREST) -> Percent:
    """The percentage to show for a ratio, by a named policy."""
    rounding = ROUND_HALF_UP if policy is ShownAs.NEAREST else ROUND_DOWN
    shown = (ratio * 100).quantize(Decimal(1).scaleb(-places), rounding=rounding)
    return Percent(ratio, shown, policy)


def share(part: Decimal | int, whole: Decimal | int, *, places: int = 1, policy: ShownAs = ShownAs.NEAREST) -> Percent:
    """Part of a whole, in percent. May exceed 100 (a target exceeded).

    Raises:
        RuleError: negative part, or a whole that is not positive.
    """
    _check_pair(part, whole)
    return percent(Decimal(part) / Decimal(whole), places=places, policy=policy)


def growth(
    before: Decimal | int, after: Decimal | int, *, places: int = 1, policy: ShownAs = ShownAs.NEAREST
) -> Percent:
    """Change from one value to the next, in percent. Give the **unrounded** values."""
    _check_pair(after, before)
    return percent(Decimal(after) / Decimal(before) - 1, places=places, policy=policy)


def growth_bounds(before: Decimal | int, after: Decimal | int, *, step: Decimal | int) -> tuple[Decimal, Decimal]:
    """Least and greatest true growth when both values were rounded to the nearest ``step``.

    19 000 → 21 000, both to the nearest thousand, may be anything from 5.1 % to 16.2 %: the rounded numbers do not
    give the growth (national figures 2013–2014).
    """
    half = Decimal(step) / 2
    if half < 0 or Decimal(before) <= half:
        raise RuleError("Le pas d’arrondi est trop grand pour comparer ces valeurs.", field="step")
    low = max(ZERO, Decimal(after) - half) / (Decimal(before) + half) - 1
    high = (Decimal(after) + half) / (Decimal(before) - half) - 1
    return low, high


def per(total: Decimal, count: int, *, places: int = 2) -> Decimal | None:
    """Mean per unit (hours per person, contracts per person), rounded to nearest; None without any unit."""
    if count < 0:
        raise RuleError("Un effectif ne peut pas être négatif.", field="count")
    if count == 0:
        return None
    return (total / count).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class RatioCheck:
    """Whether a printed percentage agrees with the two numbers it is said to come from."""

    computed: Decimal
    printed: Decimal | None
    #: True when the printed figure is the computed one, rounded or truncated at its own precision.
    consistent: bool
    #: True when the computed ratio stays under the ceiling.
    plausible: bool
    explanation: Explanation


def check_ratio(
    result: Decimal | int,
    target: Decimal | int,
    *,
    printed_percent: Decimal | None = None,
    ceiling: Decimal = Decimal("1.5"),
) -> RatioCheck:
    """Compare a result with its target and with the percentage printed beside them.

    ``ceiling``: ratio above which one of the two numbers is probably a misprint (choice of Levier, adjustable).
    """
    _check_pair(result, target)
    ratio = Decimal(result) / Decimal(target)
    consistent = printed_percent is None or _agrees(ratio * 100, printed_percent)
    plausible = ratio <= ceiling
    shown = format_rate(ratio, places=1)
    warnings = []
    if not consistent and printed_percent is not None:
        message = f"Le pourcentage imprimé ({format_number(printed_percent)} %) ne découle pas des chiffres ({shown})."
        warnings.append(Warning("inconsistent_ratio", message))
    if not plausible:
        message = f"{shown} de la cible est peu vraisemblable : vérifiez la cible et le résultat."
        warnings.append(Warning("implausible_ratio", message))
    formula = f"{format_number(Decimal(result))} ÷ {format_number(Decimal(target))}"
    explanation = Explanation(
        f"Le résultat atteint {shown} de la cible.", (Step("Rapport", formula, shown),), tuple(warnings)
    )
    return RatioCheck(ratio, printed_percent, consistent, plausible, explanation)


def _agrees(computed: Decimal, printed: Decimal) -> bool:
    exponent = printed.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return printed in (
        computed.quantize(step, rounding=ROUND_HALF_UP),
        computed.quantize(step, rounding=ROUND_DOWN),
    )


@dataclass(frozen=True, slots=True)
class PercentColumn:
    """A published column of percentages, **kept as it was printed**, with what its total says."""

    values: Mapping[str, Decimal]
    total: Decimal
    #: True when rounding each value alone explains the gap to 100.
    explained_by_rounding: bool
    explanation: Explanation


def percent_column(values: Mapping[str, Decimal], *, places: int = 1) -> PercentColumn:
    """Keep a column whose total may not be 100; never spread the difference over the rows."""
    total = sum(values.values(), ZERO)
    half_step = Decimal(1).scaleb(-places) / 2
    explained = abs(total - 100) <= half_step * len(values)
    shown = f"{format_number(total)} %"
    if total == 100:
        conclusion = "La colonne totalise 100 %."
    elif explained:
        conclusion = f"La colonne totalise {shown} : l’arrondi de chaque ligne l’explique. Les valeurs sont gardées."
    else:
        conclusion = (
            f"La colonne totalise {shown} : des catégories se recouvrent ou manquent. Les valeurs sont gardées."
        )
    return PercentColumn(dict(values), total, explained, Explanation(conclusion))


class ReportType(Labelled):
    """What period a figure covers. It must be explicit: a headline may cumulate fifteen years."""

    ANNUAL = "annual", "sur l’année"
    CUMULATIVE = "cumulative", "cumulé depuis le début"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A number of hours, the period it covers and the day it was published."""

    hours: Hours
    report_type: ReportType
    starts_on: date
    ends_on: date
    published_on: date | None = None

    def __post_init__(self) -> None:
        check_hours(self.hours, field="hours")
        if self.ends_on < self.starts_on:
            raise RuleError("La période finit avant d’avoir commencé.", field="ends_on")
        if self.report_type is ReportType.ANNUAL and (self.ends_on - self.starts_on).days > 365:
            raise RuleError(
                "Un chiffre annuel couvre douze mois au plus : déclarez-le « cumulé depuis le début ».",
                field="report_type",
            )

    @property
    def label(self) -> str:
        """« 2 300 000 h, cumulé depuis le début, du … au … »."""
        dates = f"du {format_date(self.starts_on)} au {format_date(self.ends_on)}"
        return f"{format_hours(self.hours)}, {self.report_type.label}, {dates}"


def compare(before: Reported, after: Reported, *, places: int = 1) -> Percent:
    """Growth between two figures of the same kind.

    Raises:
        RuleError: an annual figure beside a cumulated one, or cumulated ones that do not start on the same day.
    """
    if before.report_type is not after.report_type:
        raise RuleError("Un chiffre annuel ne se compare pas à un chiffre cumulé.", field="report_type")
    if before.report_type is ReportType.CUMULATIVE and before.starts_on != after.starts_on:
        raise RuleError("Deux cumuls ne se comparent que s’ils partent du même jour.", field="starts_on")
    return growth(before.hours, after.hours, places=places)


def restatement(first: Reported, final: Reported) -> Percent:
    """By how much a figure was restated for the same period (2014: +9 % between the first and final figures).

    Raises:
        RuleError: the two figures do not cover the same period.
    """
    same = (first.starts_on, first.ends_on, first.report_type) == (final.starts_on, final.ends_on, final.report_type)
    if not same:
        raise RuleError("Une révision compare deux publications de la même période.", field="starts_on")
    return growth(first.hours, final.hours)


def _check_pair(part: Decimal | int, whole: Decimal | int) -> None:
    if not Decimal(part).is_finite() or part < 0:
        raise RuleError("La valeur ne peut pas être négative.", field="part")
    if not Decimal(whole).is_finite() or whole <= 0:
        raise RuleError("Le total de référence doit être positif.", field="whole")


def page() -> tuple[str, str]:
    """Slug and Markdown of the page « Lecture des chiffres »."""
    parts = [
        "# Lecture des chiffres",
        "## Arrondis affichés",
        table(
            ("Règle", "337 contrats durables sur 651 personnes"),
            (
                (policy.label, f"{format_number(share(337, 651, places=0, policy=policy).shown)} %")
                for policy in ShownAs
            ),
        ),
        "## Ce que Levier refuse ou signale",
        (
            "- Une évolution se calcule sur les valeurs non arrondies.\n"
            "- Un pourcentage imprimé qui ne découle pas de ses deux nombres est signalé.\n"
            "- Une colonne de pourcentages qui ne totalise pas 100 est gardée telle quelle.\n"
            "- Un chiffre annuel et un chiffre cumulé ne se comparent pas.\n"
            "- Un chiffre révisé garde ses publications datées."
        ),
        "## Types de rapport",
        table(("Code", "Période"), ((f"`{kind.value}`", kind.label) for kind in ReportType)),
    ]
    return "lecture-des-chiffres", "\n\n".join(parts) + "\n"
