"""The methods of calibration, what each one asks for, and the constants they rest on with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from ..errors import RuleError
from ..explanation import Certainty, Source
from ..quantities import MAX_AMOUNT, Euros, Hours, Rate
from ..tranches import AmountBasis, TrancheCounting
from ..vocabulary import Labelled
from .fields import ZERO, Field, FieldKind, hourly_cost, optional_source, positive_amount, positive_rate

FORMULA_SOURCE = Source(
    "Méthode par la part de main-d’œuvre, pages publiques de facilitateurs (mefsud77.fr, laser-emploi.fr)",
    Certainty.VERIFIED,
)
TOTAL_HOURS_SOURCE = Source(
    "Variante par le volume total d’heures (maison de l’emploi Alès-Cévennes)", Certainty.VERIFIED
)
PACT_SOURCE = Source(
    "PACT Propreté (inserpropre.fr)",
    Certainty.VERIFIED,
    "formules publiées sans exemple chiffré ; le coût horaire de 20 € n’est pas daté",
)
CCAP_SOURCE = Source(
    "CCAP d’un accord-cadre de l’État de 2021, article 1.4 : 1 h par tranche de 2 000 € facturée au-delà de "
    "2 700 000 €",
    Certainty.VERIFIED,
)

PACT_HOURLY_COST: Euros = Decimal(20)
PACT_LABOUR_SHARE: Rate = Decimal("0.80")
PACT_FLOOR: Hours = Decimal(150)


class Method(Labelled):
    """How the hours of a clause are computed."""

    LABOUR_SHARE = "labour_share", "Part de main-d’œuvre"
    TOTAL_HOURS = "total_hours", "Volume total d’heures, puis taux"
    PACT_CLEANING = "pact_cleaning", "PACT Propreté, avec reprise du personnel"
    HOURS_PER_EURO = "hours_per_euro", "Heures par euro commandé ou facturé"
    CHARTER_SHARE = "charter_share", "Part des heures travaillées (charte)"

    @property
    def version(self) -> int:
        """Raised each time the computation changes, so that an old figure keeps its meaning."""
        return _VERSIONS[self]


_VERSIONS = {
    Method.LABOUR_SHARE: 1,
    Method.TOTAL_HOURS: 1,
    Method.PACT_CLEANING: 1,
    Method.HOURS_PER_EURO: 1,
    Method.CHARTER_SHARE: 1,
}


_LABOUR_FIELDS = (
    positive_amount("amount", "Montant du marché ou du lot", "Montant hors taxes de la part confiée au titulaire."),
    positive_rate(
        "labour_share",
        "Part de main-d’œuvre",
        "Part du prix qui paie du travail. Aucune valeur n’est proposée d’office : elle vient de l’acheteur, d’une "
        "décomposition du prix ou d’une référence citée.",
    ),
    optional_source("labour_share_source", "Source de la part de main-d’œuvre"),
    positive_rate("insertion_rate", "Taux d’insertion", "Part du travail réservée à l’insertion ; 5 à 20 % constatés."),
    hourly_cost("hourly_cost", "Coût horaire chargé", "Salaire et charges d’une heure de travail dans ce métier."),
    optional_source("hourly_cost_source", "Source du coût horaire"),
    Field(
        name="hourly_cost_date",
        label="Date de valeur du coût horaire",
        kind=FieldKind.DATE,
        required=False,
        help="Un coût horaire vieillit : sans date, le résultat est signalé.",
    ),
)

_PACT_FIELDS = (
    positive_amount("turnover", "Chiffre d’affaires estimé de la période (A)", "Montant hors taxes sur la durée."),
    Field(
        name="months",
        label="Durée (N)",
        kind=FieldKind.INTEGER,
        unit="mois",
        minimum=Decimal(1),
        maximum=Decimal(240),
        help="Nombre de mois de la période.",
    ),
    Field(
        name="staff_hours_month",
        label="Heures mensuelles du personnel à reprendre (S)",
        kind=FieldKind.HOURS,
        unit="h/mois",
        minimum=ZERO,
        maximum=Decimal(10_000_000),
        help="Somme des heures mensuelles des salariés transférables au nouveau titulaire ; 0 s’il n’y en a pas.",
    ),
    positive_rate("insertion_rate", "Taux d’insertion (T)", "Appliqué aux seuls postes à renouveler."),
    hourly_cost(
        "hourly_cost",
        "Coût horaire chargé",
        "20 € dans la méthode publiée.",
        default=PACT_HOURLY_COST,
        source=PACT_SOURCE,
    ),
    positive_rate(
        "labour_share",
        "Part de main-d’œuvre",
        "80 % dans la méthode publiée.",
        default=PACT_LABOUR_SHARE,
        source=PACT_SOURCE,
    ),
    Field(
        name="floor_hours",
        label="Plancher de la méthode",
        kind=FieldKind.HOURS,
        unit="h",
        minimum=ZERO,
        maximum=Decimal(100_000),
        default=PACT_FLOOR,
        default_source=PACT_SOURCE,
        help="En dessous, la méthode conseille de ne pas mettre de clause.",
    ),
)

_EURO_FIELDS = (
    Field(
        name="amount",
        label="Montant commandé ou facturé",
        kind=FieldKind.EUROS,
        unit="€ HT",
        minimum=ZERO,
        maximum=MAX_AMOUNT,
        help="Cumul depuis le début du marché, ou montant prévu pour une estimation.",
    ),
    Field(
        name="basis",
        label="Montant de référence",
        kind=FieldKind.CHOICE,
        choices=tuple(AmountBasis.choices()),
        help="Ce que le contrat retient : les commandes ou les factures.",
    ),
    Field(
        name="hours_per_tranche",
        label="Heures par tranche",
        kind=FieldKind.HOURS,
        unit="h",
        minimum=ZERO,
        above_minimum=True,
        maximum=Decimal(100_000),
        help="Heures d’insertion dues pour chaque tranche.",
    ),
    positive_amount("tranche", "Montant d’une tranche", "Exemple : 2 000 € pour « 1 h par tranche de 2 000 € »."),
    Field(
        name="counting",
        label="Tranche incomplète",
        kind=FieldKind.CHOICE,
        choices=tuple(TrancheCounting.choices()),
        help="Relisez le contrat : « toute tranche facturée » s’entend d’une tranche complète.",
    ),
    Field(
        name="trigger",
        label="Seuil de déclenchement",
        kind=FieldKind.EUROS,
        unit="€ HT",
        minimum=ZERO,
        maximum=MAX_AMOUNT,
        default=ZERO,
        help="Seul le montant au-delà du seuil donne des heures ; 0 s’il n’y en a pas.",
    ),
)

_CHARTER_FIELDS = (
    Field(
        name="worked_hours",
        label="Heures travaillées de l’opération",
        kind=FieldKind.HOURS,
        unit="h",
        minimum=ZERO,
        above_minimum=True,
        maximum=Decimal(1_000_000_000),
        help="Volume total d’heures de travail prévu.",
    ),
    Field(
        name="engineering_hours",
        label="Heures d’ingénierie associées",
        kind=FieldKind.HOURS,
        unit="h",
        minimum=ZERO,
        maximum=Decimal(1_000_000_000),
        default=ZERO,
        help="À ajouter quand la charte les compte ; 0 sinon.",
    ),
    positive_rate("insertion_rate", "Taux fixé par la charte", "Part minimale des heures travaillées."),
    optional_source("charter_source", "Charte appliquée"),
)

FIELDS: Mapping[Method, tuple[Field, ...]] = {
    Method.LABOUR_SHARE: _LABOUR_FIELDS,
    Method.TOTAL_HOURS: _LABOUR_FIELDS,
    Method.PACT_CLEANING: _PACT_FIELDS,
    Method.HOURS_PER_EURO: _EURO_FIELDS,
    Method.CHARTER_SHARE: _CHARTER_FIELDS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LabourShareInputs:
    """Inputs of both labour-share variants. No default share: it comes from the user, with or without a source."""

    amount: Euros
    labour_share: Rate
    insertion_rate: Rate
    hourly_cost: Euros
    labour_share_source: Source | None = None
    hourly_cost_source: Source | None = None
    hourly_cost_date: date | None = None

    def __post_init__(self) -> None:
        _check(self, _LABOUR_FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class PactInputs:
    """Inputs of PACT Propreté (domain.md §3.2): A, N, S, T, and what C is made of."""

    turnover: Euros
    months: int
    staff_hours_month: Hours
    insertion_rate: Rate
    hourly_cost: Euros = PACT_HOURLY_COST
    labour_share: Rate = PACT_LABOUR_SHARE
    floor_hours: Hours = PACT_FLOOR

    def __post_init__(self) -> None:
        _check(self, _PACT_FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursPerEuroInputs:
    """Inputs of the order or invoice formula. ``counting`` has no default: the contract decides."""

    amount: Euros
    basis: AmountBasis
    hours_per_tranche: Hours
    tranche: Euros
    counting: TrancheCounting
    trigger: Euros = ZERO

    def __post_init__(self) -> None:
        _check(self, _EURO_FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class CharterInputs:
    """Inputs of a charter that reserves a share of the hours worked."""

    worked_hours: Hours
    insertion_rate: Rate
    engineering_hours: Hours = ZERO
    charter_source: Source | None = None

    def __post_init__(self) -> None:
        _check(self, _CHARTER_FIELDS)


Inputs: TypeAlias = LabourShareInputs | PactInputs | HoursPerEuroInputs | CharterInputs

INPUTS: Mapping[Method, type[Inputs]] = {
    Method.LABOUR_SHARE: LabourShareInputs,
    Method.TOTAL_HOURS: LabourShareInputs,
    Method.PACT_CLEANING: PactInputs,
    Method.HOURS_PER_EURO: HoursPerEuroInputs,
    Method.CHARTER_SHARE: CharterInputs,
}


def _check(inputs: object, fields: tuple[Field, ...]) -> None:
    for field in fields:
        field.check(getattr(inputs, field.name))


def build_inputs(method: Method, values: Mapping[str, object]) -> Inputs:
    """Make the inputs of a method from cleaned form values; absent or empty ones take their default.

    Raises:
        RuleError: on an unknown name, a missing required value or a value out of bounds.
    """
    fields = FIELDS[method]
    unknown = set(values) - {field.name for field in fields}
    if unknown:
        raise RuleError(f"Donnée inconnue pour la méthode « {method.label} » : {', '.join(sorted(unknown))}.")
    given = {name: value for name, value in values.items() if value is not None and value != ""}
    for field in fields:
        if field.name not in given and field.required and field.default is None:
            raise RuleError(f"« {field.label} » est nécessaire au calcul.", field=field.name)
    for name, kind in (("basis", AmountBasis), ("counting", TrancheCounting)):
        if name in given and given[name] in {code for code, _ in kind.choices()}:
            given[name] = kind(str(given[name]))
    maker: type = INPUTS[method]
    made: Inputs = maker(**given)
    return made


def shown_inputs(method: Method, inputs: Inputs) -> tuple[tuple[str, str], ...]:
    """Each input with its French label, as a reader expects it."""
    names = {field.name for field in dataclass_fields(inputs)}
    return tuple(
        (field.label, field.show(getattr(inputs, field.name))) for field in FIELDS[method] if field.name in names
    )
