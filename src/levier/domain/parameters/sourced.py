"""Values seen in practice for the inputs of a calibration (domain.md §3.3): offered, never imposed.

No labour share, hourly cost or insertion rate is a rule of law. Each line says where it was read; what is recalled or
undated carries a warning, and none of those may be filled in by default.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..explanation import Certainty, Severity, Source, Warning  # noqa: A004 - the word of the field
from ..quantities import format_euros, format_rate
from ..vocabulary import Labelled
from .model import dated_value_on
from .targets import CHARTER_PRESETS, SMIC_HOURLY

_V, _R = Certainty.VERIFIED, Certainty.RECALLED


class SourcedKind(Labelled):
    """Which input of the calibration a value is for."""

    LABOUR_SHARE = "labour_share", "Part de main-d’œuvre"
    HOURLY_COST = "hourly_cost", "Coût horaire chargé"
    INSERTION_RATE = "insertion_rate", "Taux d’insertion"


@dataclass(frozen=True, slots=True)
class SourcedValue:
    """A value (``low == high``) or a range read somewhere. Rates are fractions, costs are euros an hour."""

    code: str
    kind: SourcedKind
    label: str
    low: Decimal
    high: Decimal
    source: Source
    #: True when the page read bears no date.
    undated: bool = False
    #: A further caution, one French sentence.
    caution: str = ""

    @property
    def value(self) -> Decimal | None:
        """The value when there is exactly one; ``None`` for a range, in which the person chooses."""
        return self.low if self.low == self.high else None

    @property
    def certainty(self) -> Certainty:
        return self.source.certainty

    @property
    def may_be_default(self) -> bool:
        """False for what is recalled, undated, cautioned or a range: it must be picked on purpose."""
        return self.value is not None and not (self.certainty.to_check or self.undated or self.caution)

    @property
    def display(self) -> str:
        """« 50 % », « de 25 € à 30 € par heure », with « (à vérifier) » when due."""
        show, suffix = (format_euros, " par heure") if self.kind is SourcedKind.HOURLY_COST else (format_rate, "")
        text = show(self.low) if self.low == self.high else f"de {show(self.low)} à {show(self.high)}"
        return f"{text}{suffix}{' (à vérifier)' if self.certainty.to_check else ''}"

    @property
    def warnings(self) -> tuple[Warning, ...]:
        """What to tell the person who picks this value."""
        found = []
        if self.certainty.to_check:
            message = f"« {self.label} » : ordre de grandeur à vérifier auprès d’une source locale avant usage."
            found.append(Warning("value_to_check", message, Severity.WARNING, self.source))
        if self.undated:
            message = f"« {self.label} » : la page d’où vient cette valeur n’est pas datée."
            found.append(Warning("value_undated", message, Severity.WARNING, self.source))
        if self.caution:
            found.append(Warning("value_caution", self.caution, Severity.WARNING, self.source))
        return tuple(found)


_BUILDING = Source("Guides de facilitateurs (mefsud77.fr, laser-emploi.fr)", _V)
_CLEANING = Source("PACT Propreté (inserpropre.fr)", _V)
_ORDER = Source("Ordre de grandeur d’usage, sans source publiée", _R)


def _share(
    code: str, label: str, low: str, high: str, source: Source, *, undated: bool = False, caution: str = ""
) -> SourcedValue:
    return SourcedValue(code, SourcedKind.LABOUR_SHARE, label, Decimal(low), Decimal(high), source, undated, caution)


LABOUR_SHARES = (
    _share("painting", "Peinture intérieure", "0.70", "0.70", _BUILDING, undated=True),
    _share("masonry", "Maçonnerie", "0.50", "0.50", _BUILDING, undated=True),
    _share("steel_frames", "Charpente métallique", "0.20", "0.20", _BUILDING, undated=True),
    _share("building", "Bâtiment, moyenne", "0.50", "0.50", _BUILDING, undated=True),
    _share("cleaning", "Nettoyage", "0.80", "0.80", _CLEANING, undated=True),
    _share("structural_work", "Gros œuvre", "0.40", "0.50", _ORDER),
    _share("roads_networks", "Voirie et réseaux divers (VRD)", "0.25", "0.35", _ORDER),
    _share("technical_trades", "Électricité, plomberie, chauffage", "0.35", "0.45", _ORDER),
    _share("plastering", "Plâtrerie, cloisons", "0.50", "0.60", _ORDER),
    _share("green_upkeep", "Espaces verts, entretien", "0.70", "0.80", _ORDER),
    _share("green_works", "Espaces verts, aménagement", "0.40", "0.50", _ORDER),
    _share("security", "Sécurité, gardiennage", "0.85", "0.90", _ORDER),
    _share("intellectual", "Prestations intellectuelles", "0.80", "1", _ORDER),
)

_HOURLY_COSTS = (
    SourcedValue(
        "building_cost",
        SourcedKind.HOURLY_COST,
        "Bâtiment",
        Decimal("25"),
        Decimal("30"),
        Source("Guide de facilitateur (mefsud77.fr)", _V),
        undated=True,
        caution="Cette valeur cite un code abrogé en 2016 : elle est sans doute dépassée.",
    ),
    SourcedValue(
        "cleaning_cost",
        SourcedKind.HOURLY_COST,
        "Nettoyage",
        Decimal("20"),
        Decimal("20"),
        _CLEANING,
        undated=True,
    ),
)

_RATES = (
    SourcedValue(
        "usual",
        SourcedKind.INSERTION_RATE,
        "Usage courant",
        Decimal("0.05"),
        Decimal("0.10"),
        Source("Presse professionnelle et Grand Tarbes", _V),
    ),
    SourcedValue(
        "saint_brieuc",
        SourcedKind.INSERTION_RATE,
        "Saint-Brieuc",
        Decimal("0.05"),
        Decimal("0.15"),
        Source("Pratique publiée à Saint-Brieuc", _V),
    ),
    SourcedValue(
        "ales",
        SourcedKind.INSERTION_RATE,
        "Alès",
        Decimal("0.05"),
        Decimal("0.20"),
        Source("Maison de l’emploi Alès-Cévennes", _V),
    ),
)


def _smic_floor(on: date) -> tuple[SourcedValue, ...]:
    """The gross minimum wage of the day as a floor; nothing when it is not known for that day."""
    known = [dated for dated in SMIC_HOURLY.values if dated.holds_on(on)]
    return tuple(
        SourcedValue(
            "smic_hourly",
            SourcedKind.HOURLY_COST,
            "SMIC horaire brut (plancher)",
            dated.value,
            dated.value,
            dated.source,
            caution="Le SMIC est un salaire brut : un coût horaire chargé lui est supérieur.",
        )
        for dated in known
    )


def _charter_rates(on: date) -> tuple[SourcedValue, ...]:
    offered = []
    for preset in CHARTER_PRESETS:
        if any(dated.holds_on(on) for dated in preset.parameter.values):
            dated = dated_value_on(preset.parameter, on)
            offered.append(
                SourcedValue(
                    preset.code,
                    SourcedKind.INSERTION_RATE,
                    f"Charte : {preset.label}",
                    dated.value,
                    dated.value,
                    dated.source,
                    caution="Ce taux ne vaut que pour les opérations que la charte couvre.",
                )
            )
    return tuple(offered)


def sourced_values(kind: SourcedKind, *, on: date) -> tuple[SourcedValue, ...]:
    """What the calibration screen may offer for an input on a day, surest first as written."""
    match kind:
        case SourcedKind.LABOUR_SHARE:
            return LABOUR_SHARES
        case SourcedKind.HOURLY_COST:
            return (*_HOURLY_COSTS, *_smic_floor(on))
        case _:
            return (*_RATES, *_charter_rates(on))
