"""What is owed, where it stands, where it is heading (domain.md §3.4, §6)."""

from __future__ import annotations

from decimal import Decimal

from ..markdown import cite, table
from ..quantities import format_euros, format_hours, format_rate
from ..tranches import AmountBasis
from .orders import EXAMPLE, Due, Order, OrderRule, hours_for_amount, hours_for_orders
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
from .worked import hours_for_worked

__all__ = [
    "PACE_MONTHS",
    "WATCH_FROM",
    "CarryOver",
    "Due",
    "Forecast",
    "ObligationTerms",
    "Order",
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
    "hours_for_worked",
    "months_left",
    "page",
    "periods_of",
    "progress",
    "shortfall",
]

_AMOUNTS = ("2699999", "2700000", "2702000", "3500001")


def page() -> tuple[str, str]:
    """Slug and Markdown of the page « Obligations et suivi »."""
    rule = OrderRule(tranche=Decimal(2000), trigger=Decimal(2_700_000), basis=AmountBasis.INVOICED)
    amounts = [Decimal(text) for text in _AMOUNTS]
    parts = [
        "# Obligations et suivi",
        (
            "Une obligation porte **soit** un nombre d’heures fixe, **soit** une règle par commandes, **soit** une part "
            "des heures travaillées ; une seule des trois."
        ),
        "## Heures déclenchées par les commandes",
        (
            "heures = nombre de tranches dans (montant cumulé − seuil) × heures par tranche. Le marché dit ce que vaut "
            "une tranche incomplète : rien (tranches entières), une tranche (tranche entamée), ou sa part (prorata). "
            "Le calcul porte sur le cumul : l’ordre des commandes n’y change rien, et un avoir se retranche."
        ),
        f"Exemple réel : {cite(EXAMPLE)}",
        table(
            ("Montant facturé", "Heures dues"),
            ((format_euros(amount), format_hours(hours_for_amount(rule, amount).hours)) for amount in amounts),
        ),
        "## Part des heures travaillées",
        (
            "heures = total des heures travaillées depuis le début × part écrite au marché, au centième d’heure. "
            f"Pour {format_hours(Decimal(12_400))} et {format_rate(Decimal('0.05'))} : "
            f"{format_hours(hours_for_worked(share=Decimal('0.05'), worked=Decimal(12_400)).hours)}. Tant qu’aucun "
            "total n’est saisi, l’estimation du calibrage tient lieu de dû ; ensuite le total du jour le plus récent "
            "l’emporte, quel que soit l’ordre des saisies."
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
