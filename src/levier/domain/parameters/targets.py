"""Targets of plans and charters, minimum wage, cleaning constants (domain.md §1.4, §3.2, §3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..explanation import Certainty, Source
from .model import DatedValue, Parameter, Unit

_V, _S, _NF = Certainty.VERIFIED, Certainty.STATED, Certainty.NOT_FOUND

_PNAD = Source("Plan national pour des achats durables 2022-2025", _S, "Sans portée contraignante ; suite non trouvée.")

PNAD_SOCIAL = Parameter(
    "pnad_social",
    "PNAD : part des contrats notifiés dans l’année avec une considération sociale, à atteindre fin 2025",
    Unit.RATE,
    (DatedValue(Decimal("0.30"), date(2022, 1, 1), date(2025, 12, 31), _PNAD),),
    indicative=True,
)
PNAD_ENVIRONMENT = Parameter(
    "pnad_environment",
    "PNAD : part des contrats notifiés dans l’année avec une considération environnementale, à atteindre fin 2025",
    Unit.RATE,
    (DatedValue(Decimal("1"), date(2022, 1, 1), date(2025, 12, 31), _PNAD),),
    indicative=True,
)

_ANRU_1 = Source(
    "Charte nationale d’insertion de l’ANRU, première version",
    _S,
    "Conseil d’administration de février 2005 ; le livret de Péronne dit 2004.",
)
_ANRU_2 = Source("Charte nationale d’insertion de l’ANRU 2014-2024", _V)
_ANRU_AFTER = Source(
    "Charte nationale d’insertion de l’ANRU, après 2024",
    _NF,
    "Aucune suite à la charte 2014-2024 n’a été trouvée : se reporter à la convention signée.",
)
_END_2013, _START_2014 = date(2013, 12, 31), date(2014, 1, 1)
_END_2024, _START_2025 = date(2024, 12, 31), date(2025, 1, 1)

ANRU_WORKS = Parameter(
    "anru_works",
    "ANRU : part minimale des heures travaillées, travaux et ingénierie qu’ils appellent",
    Unit.RATE,
    (
        DatedValue(Decimal("0.05"), None, _END_2013, _ANRU_1),
        DatedValue(Decimal("0.05"), _START_2014, _END_2024, _ANRU_2),
        DatedValue(Decimal("0.05"), _START_2025, None, _ANRU_AFTER),
    ),
    indicative=True,
)
# The first charter counted 10 % of the *jobs created* in GUP, not of the hours: another unit, so no value before 2014.
ANRU_GUP = Parameter(
    "anru_gup",
    "ANRU : part minimale des heures, gestion urbaine de proximité (GUP)",
    Unit.RATE,
    (
        DatedValue(
            Decimal("0.10"),
            _START_2014,
            _END_2024,
            Source(
                _ANRU_2.reference,
                _V,
                "La première charte visait 10 % des embauches créées, et non des heures : "
                "les deux ne se comparent pas.",
            ),
        ),
        DatedValue(Decimal("0.10"), _START_2025, None, _ANRU_AFTER),
    ),
    indicative=True,
)

_SOLIDEO = Source("Charte SOLIDEO en faveur de l’emploi et du développement territorial", _V, "Moyenne mutualisée.")
SOLIDEO_HOURS = Parameter(
    "solideo_hours",
    "SOLIDEO : part des heures travaillées réservée à l’insertion",
    Unit.RATE,
    (DatedValue(Decimal("0.10"), None, None, _SOLIDEO),),
    indicative=True,
)
SOLIDEO_SME = Parameter(
    "solideo_sme",
    "SOLIDEO : part des montants confiée aux TPE, PME et structures de l’ESS",
    Unit.RATE,
    (DatedValue(Decimal("0.25"), None, None, Source(_SOLIDEO.reference, _V)),),
    indicative=True,
)

_GPE = Source("Grand Paris Express, engagement d’insertion", _V, "Page publiée le 23 juin 2021.")
GRAND_PARIS = Parameter(
    "grand_paris_express",
    "Grand Paris Express : part des heures travaillées réservée à l’insertion",
    Unit.RATE,
    (
        DatedValue(Decimal("0.05"), None, date(2020, 9, 30), _GPE),
        DatedValue(Decimal("0.10"), date(2020, 10, 1), None, _GPE),
    ),
    indicative=True,
)

_SMIC = Source("SMIC horaire brut", _V, "Une revalorisation en cours d’année n’est pas reprise : vérifiez la date.")
SMIC_HOURLY = Parameter(
    "smic_hourly",
    "SMIC horaire brut",
    Unit.EUROS_PER_HOUR,
    (
        DatedValue(Decimal("11.88"), date(2025, 1, 1), date(2025, 12, 31), _SMIC),
        DatedValue(Decimal("12.02"), date(2026, 1, 1), date(2026, 12, 31), _SMIC),
    ),
)
SMIC_MONTHLY = Parameter(
    "smic_monthly",
    "SMIC mensuel brut pour 35 heures par semaine",
    Unit.EUROS_PER_MONTH,
    (DatedValue(Decimal("1823.03"), date(2026, 1, 1), date(2026, 12, 31), Source("SMIC mensuel brut", _V)),),
)

_PACT = Source("PACT Propreté (inserpropre.fr), méthode avec reprise du personnel", _V, "Page non datée.")


def _pact(code: str, label: str, unit: Unit, value: str) -> Parameter:
    return Parameter(code, label, unit, (DatedValue(Decimal(value), None, None, _PACT),), indicative=True)


PACT_HOURLY_COST = _pact("pact_hourly_cost", "Propreté : coût horaire chargé", Unit.EUROS_PER_HOUR, "20")
PACT_LABOUR_SHARE = _pact("pact_labour_share", "Propreté : part de main-d’œuvre", Unit.RATE, "0.80")
PACT_TURNOVER_PER_HOUR = _pact(
    "pact_turnover_per_hour",
    "Propreté : chiffre d’affaires par heure travaillée (C)",
    Unit.EUROS_PER_HOUR,
    "25",
)
PACT_MINIMUM_HOURS = _pact(
    "pact_minimum_hours",
    "Propreté : volume en dessous duquel ne pas poser de clause",
    Unit.HOURS,
    "150",
)

TARGETS = (
    PNAD_SOCIAL,
    PNAD_ENVIRONMENT,
    ANRU_WORKS,
    ANRU_GUP,
    SOLIDEO_HOURS,
    SOLIDEO_SME,
    GRAND_PARIS,
    SMIC_HOURLY,
    SMIC_MONTHLY,
    PACT_HOURLY_COST,
    PACT_LABOUR_SHARE,
    PACT_TURNOVER_PER_HOUR,
    PACT_MINIMUM_HOURS,
)


@dataclass(frozen=True, slots=True)
class CharterPreset:
    """A share of the hours worked that a charter asks for, offered to the calibration by its name."""

    code: str
    label: str
    parameter: Parameter


CHARTER_PRESETS = (
    CharterPreset("anru_works", "ANRU, travaux et ingénierie", ANRU_WORKS),
    CharterPreset("anru_gup", "ANRU, gestion urbaine de proximité", ANRU_GUP),
    CharterPreset("solideo", "SOLIDEO", SOLIDEO_HOURS),
    CharterPreset("grand_paris_express", "Grand Paris Express", GRAND_PARIS),
)
