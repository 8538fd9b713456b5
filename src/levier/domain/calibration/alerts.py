"""What a facilitator should know before writing the hours in a contract. Nothing here blocks."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..explanation import Certainty, Severity, Source, Warning  # noqa: A004
from ..quantities import Euros, Hours, Rate, format_euros, format_hours, format_number, format_rate
from .inputs import (
    PACT_HOURLY_COST,
    PACT_LABOUR_SHARE,
    PACT_SOURCE,
    CharterInputs,
    Inputs,
    LabourShareInputs,
    PactInputs,
)
from .result import TARGET_SHARE_SOURCE, USUAL_RATES_SOURCE, Settings, Verdict

BOOKLET_SOURCE = Source("Livret du colloque de Péronne, 3 juin 2025", Certainty.STATED)


def warnings_for(
    inputs: Inputs, *, hours: Hours, verdict: Verdict, labour_hours: Decimal | None, settings: Settings
) -> tuple[Warning, ...]:
    """All warnings of one calibration; ``labour_hours`` is the whole work of the contract, when known."""
    found: list[Warning] = []
    if verdict in (Verdict.CLAUSE, Verdict.NO_CLAUSE):
        found += _volume(hours, settings)
    found += _size(_amount(inputs), labour_hours, settings)
    if isinstance(inputs, LabourShareInputs):
        found += _labour_share(inputs)
        found += _hourly_cost(inputs)
        found += _wage(inputs.hourly_cost, settings)
    if isinstance(inputs, PactInputs):
        found += _pact(inputs)
        found += _wage(inputs.hourly_cost, settings)
    if isinstance(inputs, LabourShareInputs | PactInputs | CharterInputs):
        found += _rate(inputs.insertion_rate, settings)
    if isinstance(inputs, CharterInputs) and inputs.charter_source is None:
        found.append(
            Warning("charter-unsourced", "La charte appliquée n’est pas citée : indiquez laquelle et à quelle date.")
        )
    return tuple(found)


def _amount(inputs: Inputs) -> Euros | None:
    if isinstance(inputs, PactInputs):
        return inputs.turnover
    return inputs.amount if isinstance(inputs, LabourShareInputs) else None


def _volume(hours: Hours, settings: Settings) -> Iterator[Warning]:
    if hours < settings.minimum_hours:
        yield Warning(
            "under-minimum",
            f"{format_hours(hours)} : moins que le minimum de {format_hours(settings.minimum_hours)} retenu par la "
            "structure facilitatrice.",
            source=settings.minimum_hours_source,
        )
    pathway = settings.pathway
    if hours < pathway.hours:
        yield Warning(
            "short-pathway",
            f"Moins d’une personne pendant trois mois ({format_hours(pathway.weekly_hours)} × {pathway.weeks} semaines "
            f"= {format_hours(pathway.hours)}) : regroupez avec d’autres marchés pour construire un parcours utile.",
            source=BOOKLET_SOURCE,
        )


def _size(amount: Euros | None, labour_hours: Decimal | None, settings: Settings) -> Iterator[Warning]:
    if amount is not None and settings.smallest_amount is not None and amount < settings.smallest_amount:
        yield Warning(
            "tiny-contract",
            f"{format_euros(amount)} : sous le montant de {format_euros(settings.smallest_amount)} à partir duquel la "
            "structure facilitatrice étudie une clause.",
        )
    elif labour_hours is not None and labour_hours < settings.pathway.hours:
        yield Warning(
            "tiny-contract",
            f"Très petit marché : tout son travail représente environ {format_hours(labour_hours)}, moins d’une "
            "personne pendant trois mois.",
        )


def _labour_share(inputs: LabourShareInputs) -> Iterator[Warning]:
    source = inputs.labour_share_source
    if source is None:
        yield Warning(
            "labour-share-unsourced",
            f"La part de main-d’œuvre de {format_rate(inputs.labour_share)} n’a pas de source : demandez à l’acheteur "
            "la décomposition du prix, ou citez une référence.",
        )
    elif source.certainty.to_check:
        yield Warning(
            "labour-share-to-check",
            f"La part de main-d’œuvre de {format_rate(inputs.labour_share)} repose sur une source à vérifier.",
            source=source,
        )
    if inputs.labour_share < Decimal("0.5"):
        yield Warning(
            "labour-share-low",
            "Moins de la moitié du prix paie du travail : ce n’est pas un segment que l’État visait en priorité.",
            Severity.INFO,
            TARGET_SHARE_SOURCE,
        )


def _hourly_cost(inputs: LabourShareInputs) -> Iterator[Warning]:
    if inputs.hourly_cost_date is None:
        yield Warning(
            "hourly-cost-undated",
            f"Le coût horaire de {format_euros(inputs.hourly_cost)} n’est pas daté : un coût ancien donne trop "
            "d’heures.",
        )
    if inputs.hourly_cost_source is None:
        yield Warning("hourly-cost-unsourced", "Le coût horaire chargé n’a pas de source.", Severity.INFO)


def _wage(cost: Euros, settings: Settings) -> Iterator[Warning]:
    if settings.minimum_wage is not None and cost < settings.minimum_wage:
        yield Warning(
            "hourly-cost-under-wage",
            f"Le coût horaire chargé de {format_euros(cost)} est inférieur au SMIC horaire brut "
            f"({format_euros(settings.minimum_wage)}) : il est sans doute faux.",
            Severity.DANGER,
        )


def _pact(inputs: PactInputs) -> Iterator[Warning]:
    if inputs.hourly_cost == PACT_HOURLY_COST and inputs.labour_share == PACT_LABOUR_SHARE:
        yield Warning(
            "pact-undated",
            "Le coût de 20 €/h publié par la méthode n’est pas daté : remplacez-le par un coût horaire à jour, sinon "
            f"la méthode compte {format_number(Decimal(25))} € de chiffre d’affaires par heure.",
            source=PACT_SOURCE,
        )


def _rate(rate: Rate, settings: Settings) -> Iterator[Warning]:
    if not settings.usual_rate_low <= rate <= settings.usual_rate_high:
        yield Warning(
            "rate-unusual",
            f"Le taux d’insertion de {format_rate(rate)} sort de la plage constatée, de "
            f"{format_rate(settings.usual_rate_low)} à {format_rate(settings.usual_rate_high)}.",
            source=USUAL_RATES_SOURCE,
        )
