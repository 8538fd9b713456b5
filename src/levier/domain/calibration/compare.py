"""Several methods side by side: which one to keep, why, and how far apart they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..errors import RuleError
from ..explanation import Explanation, Severity, Step, Warning  # noqa: A004
from ..quantities import ZERO, Rate, format_hours, format_rate
from .inputs import CharterInputs, Inputs, LabourShareInputs, Method, PactInputs
from .methods import DEFAULT_SETTINGS, calibrate
from .result import Calibration, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Calibrations in the order of ``Method``, and the one to keep."""

    calibrations: tuple[Calibration, ...]
    recommended: Calibration
    reasons: tuple[str, ...]
    #: Lowest and highest hours before rounding.
    lowest: Decimal
    highest: Decimal
    #: (highest − lowest) ÷ highest, 0 when all are null.
    spread: Rate
    explanation: Explanation

    @property
    def warnings(self) -> tuple[Warning, ...]:
        return self.explanation.warnings


def compare(
    inputs: Mapping[Method, Inputs], *, framework: bool = False, settings: Settings = DEFAULT_SETTINGS
) -> Comparison:
    """Calibrate by every method given and recommend one.

    Args:
        inputs: the inputs of each method to compare; the order does not matter.
        framework: the contract lives by orders, so that its amount is not guaranteed.

    Raises:
        RuleError: when no method is given, or inputs are those of another method.
    """
    if not inputs:
        raise RuleError("Renseignez au moins une méthode de calibrage.")
    found = {
        method: calibrate(method=method, inputs=inputs[method], settings=settings)
        for method in Method
        if method in inputs
    }
    chosen, reasons = _recommend(found, framework=framework)
    hours = [calibration.exact for calibration in found.values()]
    lowest, highest = min(hours), max(hours)
    spread = (highest - lowest) / highest if highest else ZERO
    warnings = (*_spread_warning(lowest, highest, spread, settings), *chosen.explanation.warnings)
    steps = tuple(
        Step(
            calibration.method.label,
            calibration.verdict.label,
            format_hours(calibration.hours),
        )
        for calibration in found.values()
    )
    conclusion = (
        f"Méthode conseillée : « {chosen.method.label} », {format_hours(chosen.proposed_hours)} à inscrire au contrat. "
        f"{reasons[0]}"
    )
    return Comparison(
        calibrations=tuple(found.values()),
        recommended=chosen,
        reasons=reasons,
        lowest=lowest,
        highest=highest,
        spread=spread,
        explanation=Explanation(conclusion, steps, warnings),
    )


def _recommend(found: Mapping[Method, Calibration], *, framework: bool) -> tuple[Calibration, tuple[str, ...]]:
    pact = found.get(Method.PACT_CLEANING)
    if pact is not None and isinstance(pact.inputs, PactInputs) and pact.inputs.staff_hours_month > 0:
        return pact, (
            "Du personnel est à reprendre : seuls les postes à renouveler peuvent accueillir de l’insertion.",
        )
    if framework and Method.HOURS_PER_EURO in found:
        return found[Method.HOURS_PER_EURO], (
            (
                "Le marché vit par commandes : le montant n’est pas garanti, les heures doivent suivre ce qui est "
                "réellement commandé ou facturé."
            ),
        )
    base, reasons = _base(found)
    charter = found.get(Method.CHARTER_SHARE)
    if charter is None or base is charter:
        return base, reasons
    if isinstance(charter.inputs, CharterInputs) and charter.inputs.charter_source and charter.exact > base.exact:
        return charter, (
            (
                f"La charte citée fixe un minimum plus élevé ({format_hours(charter.hours)}) que la méthode "
                f"« {base.method.label} » ({format_hours(base.hours)})."
            ),
        )
    return base, (*reasons, f"La part des heures travaillées donne {format_hours(charter.hours)} à titre de repère.")


def _base(found: Mapping[Method, Calibration]) -> tuple[Calibration, tuple[str, ...]]:
    shares = [found[method] for method in (Method.LABOUR_SHARE, Method.TOTAL_HOURS) if method in found]
    sourced = [calibration for calibration in shares if _has_source(calibration)]
    if sourced:
        return sourced[0], ("La part de main-d’œuvre est sourcée et chaque étape peut être montrée à l’acheteur.",)
    for method, reason in (
        (Method.PACT_CLEANING, "La méthode du secteur de la propreté est publiée, avec ses constantes."),
        (
            Method.CHARTER_SHARE,
            "Le volume d’heures travaillées est connu : il n’y a pas de part de main-d’œuvre à estimer.",
        ),
    ):
        if method in found:
            return found[method], (reason,)
    if shares:
        return shares[0], (
            (
                "C’est la méthode courante, mais la part de main-d’œuvre n’a pas de source : à confirmer avant "
                "publication."
            ),
        )
    return found[Method.HOURS_PER_EURO], ("C’est la seule méthode renseignée.",)


def _has_source(calibration: Calibration) -> bool:
    inputs = calibration.inputs
    return isinstance(inputs, LabourShareInputs) and inputs.labour_share_source is not None


def _spread_warning(lowest: Decimal, highest: Decimal, spread: Rate, settings: Settings) -> tuple[Warning, ...]:
    if spread <= settings.spread_alert:
        return ()
    return (
        Warning(
            "methods-disagree",
            f"Les méthodes donnent de {format_hours(lowest)} à {format_hours(highest)} (écart de "
            f"{format_rate(spread, places=0)}) : vérifiez les données avant de choisir.",
            Severity.WARNING,
        ),
    )
