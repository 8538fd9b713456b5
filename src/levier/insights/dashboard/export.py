"""The dashboard as a sheet: each row carries its period and its definition."""

from __future__ import annotations

from collections.abc import Iterator

from levier.delivery.standing import Standing
from levier.domain.dates import format_month
from levier.domain.masking import HIDDEN

from .figures import Dashboard

HEADERS = (
    "Rubrique",
    "Indicateur",
    "Valeur",
    "Unité",
    "Personnes",
    "Du",
    "Au",
    "Type de période",
    "Diffusion",
    "Registre",
    "Définition",
)


def rows(board: Dashboard, standing: Standing) -> Iterator[tuple[object, ...]]:
    """Figures, breakdowns, months; each row says which state of the ledger it reflects."""
    period = board.period
    audience = "externe (moins de 5 personnes masqué)" if board.external else "interne à l’espace"
    tail = (period.starts_on, period.ends_on, period.report_type.label, audience, standing.sentence)
    for figure in board.figures.values():
        value = figure.value if figure.value is not None else figure.shown
        yield "Chiffres", figure.definition.title, value, figure.unit, None, *tail, figure.definition.definition
    for breakdown in board.breakdowns:
        for cell in breakdown.cells:
            hours: object = HIDDEN if cell.masked else cell.hours
            people: object = HIDDEN if cell.masked else cell.people
            yield breakdown.title, cell.label, hours, "h", people, *tail, breakdown.note
    for month, one in board.months.items():
        yield "Heures déclarées par mois", format_month(month), one.declared, "h", None, *tail, ""
        yield "Heures validées par mois", format_month(month), one.validated, "h", None, *tail, ""
