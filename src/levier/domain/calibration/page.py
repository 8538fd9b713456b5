"""The rules page of calibration, written from the same tables and functions as the screens."""

from __future__ import annotations

from decimal import Decimal

from ..explanation import Certainty, Source
from ..quantities import Rounding, format_hours, format_rate
from ..tranches import AmountBasis, TrancheCounting
from .inputs import (
    CCAP_SOURCE,
    FIELDS,
    FORMULA_SOURCE,
    PACT_SOURCE,
    TOTAL_HOURS_SOURCE,
    HoursPerEuroInputs,
    Inputs,
    LabourShareInputs,
    Method,
    PactInputs,
)
from .methods import DEFAULT_SETTINGS, calibrate

_FORMULAS: dict[Method, tuple[str, Source]] = {
    Method.LABOUR_SHARE: (
        "heures = montant HT × part de main-d’œuvre × taux d’insertion ÷ coût horaire chargé",
        FORMULA_SOURCE,
    ),
    Method.TOTAL_HOURS: (
        "heures = (montant HT × part de main-d’œuvre ÷ coût horaire chargé) × taux d’insertion",
        TOTAL_HOURS_SOURCE,
    ),
    Method.PACT_CLEANING: (
        "C = coût horaire ÷ part de main-d’œuvre ; P = 1 − (S × C) ÷ (A ÷ N) ; I = P × (A ÷ C) × T",
        PACT_SOURCE,
    ),
    Method.HOURS_PER_EURO: (
        "heures = nombre de tranches au-delà du seuil × heures par tranche (complètes, entamées ou au prorata)",
        CCAP_SOURCE,
    ),
    Method.CHARTER_SHARE: (
        "heures = (heures travaillées + heures d’ingénierie comptées par la charte) × taux de la charte",
        Source("Chartes ANRU, SOLIDEO, Grand Paris Express", Certainty.VERIFIED),
    ),
}


def _examples() -> tuple[tuple[Method, Inputs], ...]:
    shared = LabourShareInputs(
        amount=Decimal(1_000_000),
        labour_share=Decimal("0.5"),
        labour_share_source=FORMULA_SOURCE,
        insertion_rate=Decimal("0.05"),
        hourly_cost=Decimal(30),
    )
    return (
        (Method.LABOUR_SHARE, shared),
        (Method.TOTAL_HOURS, shared),
        (
            Method.PACT_CLEANING,
            PactInputs(
                turnover=Decimal(120_000), months=12, staff_hours_month=Decimal(300), insertion_rate=Decimal("0.05")
            ),
        ),
        (
            Method.HOURS_PER_EURO,
            HoursPerEuroInputs(
                amount=Decimal(3_500_001),
                basis=AmountBasis.INVOICED,
                hours_per_tranche=Decimal(1),
                tranche=Decimal(2000),
                counting=TrancheCounting.COMPLETE,
                trigger=Decimal(2_700_000),
            ),
        ),
    )


def page() -> tuple[str, str]:
    """Slug and Markdown of the calibration rules."""
    examples = dict(_examples())
    lines = [
        "# Calibrer une clause",
        "",
        (
            "Chaque méthode garde toute la précision jusqu’à la fin ; l’arrondi choisi s’applique une seule "
            "fois. Aucune "
            "part de main-d’œuvre n’est proposée d’office : elle est saisie, avec sa source."
        ),
    ]
    for method in Method:
        formula, source = _FORMULAS[method]
        lines += ["", f"## {method.label} (version {method.version})", "", f"`{formula}`", "", f"Source : {source}."]
        lines += ["", "| Donnée | Unité | Obligatoire | Valeur d’office |", "|---|---|---|---|"]
        for field in FIELDS[method]:
            default = "aucune" if field.default is None else field.show(field.default)
            lines.append(f"| {field.label} | {field.unit or '–'} | {'oui' if field.required else 'non'} | {default} |")
        if method in examples:
            example = calibrate(method=method, inputs=examples[method])
            lines += ["", "Exemple :", ""]
            lines += [f"- {step.label} : {step.formula} → **{step.result}**" for step in example.explanation.steps]
            lines += ["", example.explanation.conclusion]
    settings = DEFAULT_SETTINGS
    lines += [
        "",
        "## Alertes",
        "",
        "Aucune alerte ne bloque ; chaque structure facilitatrice règle ses seuils.",
        "",
        f"- Moins de {format_hours(settings.minimum_hours)}. Source : {settings.minimum_hours_source}.",
        (
            f"- Moins d’une personne pendant trois mois : {format_hours(settings.pathway.weekly_hours)} × "
            f"{settings.pathway.weeks} semaines = {format_hours(settings.pathway.hours)}."
        ),
        (
            f"- Taux d’insertion hors de la plage {format_rate(settings.usual_rate_low)} à "
            f"{format_rate(settings.usual_rate_high)}."
        ),
        "- Part de main-d’œuvre sans source, coût horaire sans date, très petit marché.",
        (
            f"- Écart de plus de {format_rate(settings.spread_alert)} entre deux méthodes (réglage de "
            "l’outil, sans source "
            "nationale)."
        ),
        "",
        "## Arrondis",
        "",
        "Aucune règle nationale écrite n’a été trouvée : la structure choisit.",
        "",
        *(f"- {policy.label}" for policy in Rounding),
        "",
    ]
    return "calibrage", "\n".join(lines)
