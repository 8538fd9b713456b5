"""The reference page of the parameters, written from the tables themselves."""

from __future__ import annotations

from collections.abc import Iterable

from ..dates import format_date
from ..explanation import Source
from ..markdown import table
from .model import LegalDate, Parameter, format_value
from .sourced import _HOURLY_COSTS, _RATES, LABOUR_SHARES, SourcedValue
from .targets import TARGETS
from .thresholds import LEGAL_DATES, THRESHOLDS

_INTRO = (
    "Chaque valeur porte sa période et sa source. « À vérifier » signale une valeur rappelée de mémoire ou dont la "
    "source n’a pas été retrouvée : contrôlez-la avant de vous en servir."
)


def _cite(source: Source) -> str:
    return f"{source}. {source.note}" if source.note else str(source)


def _parameter_rows(parameters: Iterable[Parameter]) -> list[tuple[str, ...]]:
    return [
        (param.label_fr, format_value(dated.value, param.unit), dated.period, _cite(dated.source))
        for param in parameters
        for dated in param.values
    ]


def _date_rows(dates: Iterable[LegalDate]) -> list[tuple[str, ...]]:
    return [(legal.label_fr, format_date(legal.on), _cite(legal.source)) for legal in dates]


def _sourced_rows(values: Iterable[SourcedValue]) -> list[tuple[str, ...]]:
    return [
        (value.kind.label, value.label, value.display, _cite(value.source), " ".join(w.message for w in value.warnings))
        for value in values
    ]


def parameters_page() -> tuple[str, str]:
    """Slug and French Markdown of the page."""
    head = ("Paramètre", "Valeur", "Période", "Source")
    parts = [
        "# Les paramètres datés",
        _INTRO,
        "## Dates d’entrée en vigueur",
        table(("Règle", "Depuis le", "Source"), _date_rows(LEGAL_DATES)),
        "## Seuils et conditions du code",
        table(head, _parameter_rows(THRESHOLDS)),
        "## Objectifs, chartes, SMIC et propreté",
        "Les objectifs d’un plan ou d’une charte n’obligent que ceux qui les ont signés.",
        table(head, _parameter_rows(TARGETS)),
        "## Valeurs relevées pour le calibrage",
        "Aucune de ces valeurs n’est une règle de droit. Elles sont proposées, jamais imposées.",
        table(
            ("Donnée", "Métier ou usage", "Valeur", "Source", "À savoir"),
            _sourced_rows((*LABOUR_SHARES, *_HOURLY_COSTS, *_RATES)),
        ),
    ]
    return "parametres", "\n\n".join(parts) + "\n"
