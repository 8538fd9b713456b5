"""One function per method: hours from inputs, with every step. Exact fractions inside, one rounding at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from ..errors import RuleError
from ..explanation import Explanation, Step
from ..quantities import (
    ZERO,
    Rounding,
    as_decimal,
    format_euros,
    format_hours,
    format_number,
    format_rate,
    fte,
    round_hours,
)
from ..tranches import count_tranches
from .alerts import warnings_for
from .inputs import (
    CCAP_SOURCE,
    FORMULA_SOURCE,
    INPUTS,
    PACT_SOURCE,
    TOTAL_HOURS_SOURCE,
    CharterInputs,
    HoursPerEuroInputs,
    Inputs,
    LabourShareInputs,
    Method,
    PactInputs,
)
from .result import Calibration, Settings, Verdict

DEFAULT_SETTINGS = Settings()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reached:
    """Hours before rounding, and what was found on the way."""

    hours: Fraction
    steps: tuple[Step, ...]
    verdict: Verdict = Verdict.CLAUSE
    #: All the hours of work of the contract, when the method knows them.
    labour_hours: Fraction | None = None
    conclusion: str = ""


def labour_share_hours(*, inputs: LabourShareInputs, settings: Settings = DEFAULT_SETTINGS) -> Calibration:
    """Hours = amount × labour share × insertion rate ÷ loaded hourly cost.

    Units: euros excl. VAT, fractions, euros per hour; gives hours.
    Source: domain.md §3.1 [V] mefsud77.fr, laser-emploi.fr.
    """
    labour = Fraction(inputs.amount) * Fraction(inputs.labour_share)
    effort = labour * Fraction(inputs.insertion_rate)
    hours = effort / Fraction(inputs.hourly_cost)
    steps = (
        Step(
            "Travail contenu dans le prix",
            f"{format_euros(inputs.amount)} × {format_rate(inputs.labour_share)}",
            format_euros(as_decimal(labour)),
            inputs.labour_share_source,
        ),
        Step(
            "Part réservée à l’insertion",
            f"{format_euros(as_decimal(labour))} × {format_rate(inputs.insertion_rate)}",
            format_euros(as_decimal(effort)),
        ),
        Step(
            "Heures d’insertion",
            f"{format_euros(as_decimal(effort))} ÷ {format_euros(inputs.hourly_cost)}/h",
            format_hours(as_decimal(hours)),
            inputs.hourly_cost_source or FORMULA_SOURCE,
        ),
    )
    reached = _Reached(hours=hours, steps=steps, labour_hours=labour / Fraction(inputs.hourly_cost))
    return _finish(Method.LABOUR_SHARE, inputs, reached, settings)


def total_hours_first(*, inputs: LabourShareInputs, settings: Settings = DEFAULT_SETTINGS) -> Calibration:
    """All the labour hours first, then the rate; the same result before rounding.

    Source: domain.md §3.1 [V] mde-alescevennes. Nothing is rounded on the way, since rounding the total first
    would move the result.
    """
    labour = Fraction(inputs.amount) * Fraction(inputs.labour_share)
    total = labour / Fraction(inputs.hourly_cost)
    hours = total * Fraction(inputs.insertion_rate)
    steps = (
        Step(
            "Travail contenu dans le prix",
            f"{format_euros(inputs.amount)} × {format_rate(inputs.labour_share)}",
            format_euros(as_decimal(labour)),
            inputs.labour_share_source,
        ),
        Step(
            "Volume total d’heures du marché",
            f"{format_euros(as_decimal(labour))} ÷ {format_euros(inputs.hourly_cost)}/h",
            format_hours(as_decimal(total)),
            inputs.hourly_cost_source or TOTAL_HOURS_SOURCE,
        ),
        Step(
            "Heures d’insertion",
            f"{format_hours(as_decimal(total))} × {format_rate(inputs.insertion_rate)}",
            format_hours(as_decimal(hours)),
            TOTAL_HOURS_SOURCE,
        ),
    )
    return _finish(Method.TOTAL_HOURS, inputs, _Reached(hours=hours, steps=steps, labour_hours=total), settings)


def pact_cleaning_hours(*, inputs: PactInputs, settings: Settings = DEFAULT_SETTINGS) -> Calibration:
    """PACT Propreté: only the posts to renew can host insertion.

    C = hourly cost ÷ labour share; P = 1 − (S × C) ÷ (A ÷ N); I = P × (A ÷ C) × T.
    P ≤ 0: no potential (0 h). I under the floor (150 h): no clause. Source: domain.md §3.2 [V] inserpropre.fr.
    """
    turnover, months = Fraction(inputs.turnover), Fraction(inputs.months)
    per_hour = Fraction(inputs.hourly_cost) / Fraction(inputs.labour_share)
    monthly = turnover / months
    potential = 1 - Fraction(inputs.staff_hours_month) * per_hour / monthly
    total = turnover / per_hour
    steps = (
        Step(
            "Chiffre d’affaires par heure (C)",
            f"{format_euros(inputs.hourly_cost)} ÷ {format_rate(inputs.labour_share)}",
            f"{format_euros(as_decimal(per_hour))}/h",
            PACT_SOURCE,
        ),
        Step(
            "Chiffre d’affaires mensuel (A ÷ N)",
            f"{format_euros(inputs.turnover)} ÷ {inputs.months} mois",
            format_euros(as_decimal(monthly)),
        ),
        Step(
            "Part des postes à renouveler (P)",
            f"1 − ({format_hours(inputs.staff_hours_month)} × {format_euros(as_decimal(per_hour))}/h) ÷ "
            f"{format_euros(as_decimal(monthly))}",
            format_rate(as_decimal(potential)),
            PACT_SOURCE,
        ),
    )
    if potential <= 0:
        reached = _Reached(
            hours=Fraction(0),
            steps=steps,
            verdict=Verdict.NO_POTENTIAL,
            labour_hours=total,
            conclusion="Pas de potentiel d’insertion : le personnel à reprendre dépasse ou occupe tout le marché.",
        )
        return _finish(Method.PACT_CLEANING, inputs, reached, settings)
    hours = potential * total * Fraction(inputs.insertion_rate)
    last = Step(
        "Heures d’insertion (I = P × (A ÷ C) × T)",
        f"{format_rate(as_decimal(potential))} × ({format_euros(inputs.turnover)} ÷ "
        f"{format_euros(as_decimal(per_hour))}/h) × {format_rate(inputs.insertion_rate)}",
        format_hours(as_decimal(hours)),
        PACT_SOURCE,
    )
    under = hours < Fraction(inputs.floor_hours)
    conclusion = (
        f"{format_hours(as_decimal(hours))}, sous le plancher de {format_hours(inputs.floor_hours)} de la méthode : "
        "mieux vaut ne pas mettre de clause."
        if under
        else ""
    )
    reached = _Reached(
        hours=hours,
        steps=(*steps, last),
        verdict=Verdict.NO_CLAUSE if under else Verdict.CLAUSE,
        labour_hours=total,
        conclusion=conclusion,
    )
    return _finish(Method.PACT_CLEANING, inputs, reached, settings)


def hours_per_euro(*, inputs: HoursPerEuroInputs, settings: Settings = DEFAULT_SETTINGS) -> Calibration:
    """Hours due for each tranche ordered or invoiced beyond a trigger.

    The real case: 1 h per complete tranche of 2 000 € beyond 2 700 000 €. Below or at the trigger nothing is due.
    Source: domain.md §2.2 and §3.4 [V].
    """
    above = max(Fraction(0), Fraction(inputs.amount) - Fraction(inputs.trigger))
    tranches = count_tranches(as_decimal(above), inputs.tranche, inputs.counting)
    hours = tranches * Fraction(inputs.hours_per_tranche)
    steps = (
        Step(
            "Montant au-delà du seuil de déclenchement",
            f"{format_euros(inputs.amount)} − {format_euros(inputs.trigger)}",
            format_euros(as_decimal(above)) if above else f"{format_euros(ZERO)} (le seuil n’est pas dépassé)",
        ),
        Step(
            f"Nombre de tranches ({inputs.counting.label[:1].lower()}{inputs.counting.label[1:]})",
            f"{format_euros(as_decimal(above))} ÷ {format_euros(inputs.tranche)}",
            format_number(as_decimal(tranches), places=4),
        ),
        Step(
            "Heures d’insertion",
            f"{format_number(as_decimal(tranches), places=4)} × {format_hours(inputs.hours_per_tranche)}",
            format_hours(as_decimal(hours)),
            CCAP_SOURCE,
        ),
    )
    conclusion = ""
    if not hours:
        conclusion = f"Aucune heure n’est due pour {format_euros(inputs.amount)} {inputs.basis.adjective}."
    verdict = Verdict.CLAUSE if hours else Verdict.BELOW_TRIGGER
    reached = _Reached(hours=hours, steps=steps, verdict=verdict, conclusion=conclusion)
    return _finish(Method.HOURS_PER_EURO, inputs, reached, settings)


def charter_hours(*, inputs: CharterInputs, settings: Settings = DEFAULT_SETTINGS) -> Calibration:
    """A share of the hours worked, with the engineering hours when the charter counts them.

    Source: domain.md §3.3 (ANRU, SOLIDEO, Grand Paris Express); the charter applied is cited by the user.
    """
    total = Fraction(inputs.worked_hours) + Fraction(inputs.engineering_hours)
    hours = total * Fraction(inputs.insertion_rate)
    steps = (
        Step(
            "Heures de travail retenues",
            f"{format_hours(inputs.worked_hours)} + {format_hours(inputs.engineering_hours)}",
            format_hours(as_decimal(total)),
        ),
        Step(
            "Heures d’insertion",
            f"{format_hours(as_decimal(total))} × {format_rate(inputs.insertion_rate)}",
            format_hours(as_decimal(hours)),
            inputs.charter_source,
        ),
    )
    return _finish(Method.CHARTER_SHARE, inputs, _Reached(hours=hours, steps=steps, labour_hours=total), settings)


_RULES: Mapping[Method, Callable[..., Calibration]] = {
    Method.LABOUR_SHARE: labour_share_hours,
    Method.TOTAL_HOURS: total_hours_first,
    Method.PACT_CLEANING: pact_cleaning_hours,
    Method.HOURS_PER_EURO: hours_per_euro,
    Method.CHARTER_SHARE: charter_hours,
}


def calibrate(*, method: Method, inputs: Inputs, settings: Settings = DEFAULT_SETTINGS) -> Calibration:
    """Compute the hours by one method.

    Raises:
        RuleError: when the inputs are those of another method.
    """
    if not isinstance(inputs, INPUTS[method]):
        raise RuleError(f"Ces données ne sont pas celles de la méthode « {method.label} ».")
    arguments: dict[str, Any] = {"inputs": inputs, "settings": settings}
    return _RULES[method](**arguments)


def _finish(method: Method, inputs: Inputs, reached: _Reached, settings: Settings) -> Calibration:
    exact = as_decimal(reached.hours)
    hours = round_hours(exact, settings.rounding)
    pathway = settings.pathway
    people = (hours / pathway.hours).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    full_time = fte(hours, settings.fte_basis)
    plural = "s" if people >= 2 else ""
    closing = (
        Step("Arrondi", settings.rounding.label, format_hours(hours)),
        Step(
            f"Équivalent en personnes pendant {pathway.weeks} semaines",
            f"{format_hours(hours)} ÷ ({format_hours(pathway.weekly_hours)} × {pathway.weeks} semaines)",
            f"{format_number(people, places=1)} personne{plural}",
        ),
        Step(
            "Équivalent temps plein sur un an",
            f"{format_hours(hours)} ÷ {format_hours(settings.fte_basis.hours)}",
            f"{format_number(full_time, places=1)} ETP (base {format_hours(settings.fte_basis.hours)} par an)",
        ),
    )
    conclusion = reached.conclusion or (
        f"{format_hours(hours)} d’insertion par la méthode « {method.label} », soit {format_number(people, places=1)} "
        f"personne{plural} pendant {pathway.weeks} semaines à {format_hours(pathway.weekly_hours)} par semaine."
    )
    warnings = warnings_for(
        inputs,
        hours=hours,
        verdict=reached.verdict,
        labour_hours=None if reached.labour_hours is None else as_decimal(reached.labour_hours),
        settings=settings,
    )
    return Calibration(
        method=method,
        version=method.version,
        inputs=inputs,
        exact=exact,
        hours=hours,
        rounding=Rounding(settings.rounding),
        verdict=reached.verdict,
        people_equivalent=people,
        pathway=pathway,
        fte=full_time,
        fte_basis=settings.fte_basis,
        explanation=Explanation(conclusion, (*reached.steps, *closing), warnings),
    )
