"""What is owed, where it stands, where it is heading (domain.md §3.4, §6)."""

from __future__ import annotations

from decimal import Decimal

from ..markdown import cite, table
from ..quantities import format_euros, format_hours, format_rate
from .orders import EXAMPLE, Due, Order, OrderBasis, OrderRule, hours_for_amount, hours_for_orders
from .progress import (
    PACE_MONTHS,
    WATCH_FROM,
    Forecast,
    Pace,
    Progress,
    forecast,
    months_left,
    progress,
    shortfall,
)
from .terms import CarryOver, ObligationTerms, Period, PeriodBalance, carry_over, hours_due, periods_of

__all__ = [
    "PACE_MONTHS",
    "WATCH_FROM",
    "CarryOver",
    "Due",
    "Forecast",
    "ObligationTerms",
    "Order",
    "OrderBasis",
    "OrderRule",
    "Pace",
    "Period",
    "PeriodBalance",
    "Progress",
    "carry_over",
    "forecast",
    "hours_due",
    "hours_for_amount",
    "hours_for_orders",
    "months_left",
    "page",
    "periods_of",
    "progress",
    "shortfall",
]

_AMOUNTS = ("2699999", "2700000", "2702000", "3500001")


def page() -> tuple[str, str]:
    """Slug and Markdown of the page « Obligations et suivi »."""
    rule = OrderRule(
        euros_per_hour=Decimal(2000), trigger=Decimal(2_700_000), basis=OrderBasis.INVOICED, whole_tranches=True
    )
    amounts = [Decimal(text) for text in _AMOUNTS]
    parts = [
        "# Obligations et suivi",
        "Une obligation porte **soit** un nombre d’heures fixe, **soit** une règle par commandes ; jamais les deux.",
        "## Heures déclenchées par les commandes",
        (
            "heures = (montant cumulé − seuil) ÷ montant par heure, en tranches entières si le marché le dit. Le "
            "calcul "
            "porte sur le cumul : l’ordre des commandes n’y change rien, et un avoir se retranche."
        ),
        f"Exemple réel : {cite(EXAMPLE)}",
        table(
            ("Montant facturé", "Heures dues"),
            ((format_euros(amount), format_hours(hours_for_amount(rule, amount).hours)) for amount in amounts),
        ),
        "## Report d’une période à l’autre",
        (
            "Le marché dit si l’avance et le retard d’une période passent à la suivante ; Levier n’a pas de valeur par "
            "défaut. Ce qui n’est pas reporté est soit un manque, soit une avance perdue."
        ),
        "## Rythme et prévision",
        (
            f"Le rythme est la moyenne des {PACE_MONTHS} derniers mois complets, les mois sans heures comptant "
            "pour zéro. "
            "Prévision = heures acquises + rythme × mois restants. Une prévision d’au moins "
            f"{format_rate(WATCH_FROM)} du dû est « à surveiller », en dessous elle est « en retard » (choix de "
            "Levier, "
            "réglable)."
        ),
        table(("Code", "État"), ((f"`{pace.value}`", pace.label) for pace in Pace)),
    ]
    return "obligations", "\n\n".join(parts) + "\n"
