"""Penalties as the contract wrote them, and the exchange that precedes any of them (domain.md §2.2, §5.2)."""

from __future__ import annotations

from ..markdown import cite, table
from .exchange import (
    MOVES,
    Action,
    Decision,
    Exchange,
    Move,
    Stage,
    allowed,
    check_action,
    check_decision,
    stage,
)
from .terms import (
    CCAG_CAP_SOURCE,
    CCAG_EXEMPTION_SOURCE,
    Cap,
    CcagDelayRules,
    LumpSum,
    LumpSumFor,
    PenaltyAssessment,
    PenaltyLine,
    PenaltyRule,
    PenaltyTerms,
    PerLateDay,
    PerMissingHour,
    SmicPerMissingHour,
    assess,
    late_days,
)

__all__ = [
    "MOVES",
    "Action",
    "Cap",
    "CcagDelayRules",
    "Decision",
    "Exchange",
    "LumpSum",
    "LumpSumFor",
    "Move",
    "PenaltyAssessment",
    "PenaltyLine",
    "PenaltyRule",
    "PenaltyTerms",
    "PerLateDay",
    "PerMissingHour",
    "SmicPerMissingHour",
    "Stage",
    "allowed",
    "assess",
    "check_action",
    "check_decision",
    "late_days",
    "page",
    "stage",
]


def page() -> tuple[str, str]:
    """Slug and Markdown of the page « Pénalités »."""
    parts = [
        "# Pénalités",
        (
            "Levier calcule ce que **le marché a écrit**, et rien d’autre : il n’existe aucun montant par défaut. "
            "L’acheteur peut toujours renoncer, et le juge peut moduler un montant manifestement excessif ou dérisoire "
            "(agora-avocats.com — vérifié)."
        ),
        "## Formes prévues",
        table(
            ("Forme", "Calcul"),
            (
                ("Euros par heure manquante", "heures manquantes × montant"),
                ("Multiple du SMIC par heure manquante", "heures manquantes × multiple × SMIC horaire brut"),
                ("Euros par jour de retard des pièces", "jours depuis la mise en demeure × montant"),
                ("Forfait", "montant unique dès le premier manquement"),
                ("Plafond", "montant, ou part du montant du marché hors taxes"),
            ),
        ),
        "## Règles de retard du CCAG",
        (
            "Elles visent les retards. Leur extension aux pénalités d’insertion se décide marché par marché ; tant que "
            "rien n’est décidé, elles ne sont pas appliquées et l’écran le dit."
        ),
        f"- {cite(CCAG_CAP_SOURCE)}\n- {cite(CCAG_EXEMPTION_SOURCE)}",
        "## Échange contradictoire",
        table(("Action", "Qui", "À quelle étape"), (_move_row(move) for move in MOVES)),
        (
            "La date limite de réponse est celle du marché. La décision (appliquer, réduire, renoncer) "
            "appartient au seul "
            "acheteur ; réduire ou renoncer demande un motif."
        ),
    ]
    return "penalites", "\n\n".join(parts) + "\n"


def _move_row(move: Move) -> tuple[str, ...]:
    stages = [stage.label for stage in Stage if stage in move.stages]
    return move.action.label, ", ".join(party.label for party in move.parties), " ; ".join(stages)
