"""Which hours count towards an obligation, and why the others do not (domain.md §2.2, §4)."""

from __future__ import annotations

from ..markdown import cite, table
from . import terms as _terms
from .periods import WorkedHours, split, split_at, split_by_month, worked_in_month
from .rules import Counted, contract_cuts, count, count_period
from .terms import CountingTerms, Refusal

__all__ = [
    "Counted",
    "CountingTerms",
    "Refusal",
    "WorkedHours",
    "contract_cuts",
    "count",
    "count_period",
    "page",
    "split",
    "split_at",
    "split_by_month",
    "worked_in_month",
]


def page() -> tuple[str, str]:
    """Slug and Markdown of the page « Heures comptées »."""
    default = CountingTerms()
    rows = (
        ("Travail sur le marché", True, _terms.WORK),
        ("Formation d’un contrat en alternance", default.training_counts_for_work_study, _terms.WORK_STUDY),
        ("Autre formation", default.training_counts_otherwise, _terms.TRAINING),
        ("Congés et absences", default.leave_counts, _terms.LEAVE),
        ("Immersions (PMSMP) et stages", default.pmsmp_counts, _terms.PMSMP),
    )
    parts = [
        "# Heures comptées",
        (
            "Les heures déclarées se répartissent en heures **comptées**, **refusées** (avec le motif) et **en "
            "attente** "
            "(éligibilité à établir) ; leur somme est toujours le total déclaré. Chaque ligne ci-dessous est un "
            "réglage "
            "du marché."
        ),
        table(
            ("Nature de l’heure", "Comptée par défaut", "Source"),
            ((label, "oui" if counts else "non", cite(source)) for label, counts, source in rows),
        ),
        "## CDI",
        (
            "Les heures d’un CDI comptent de l’embauche à la fin du marché, dans la limite d’un nombre d’années que le "
            f"marché fixe, s’il en fixe un. Exemple : {cite(_terms.CDI_CAP)}"
        ),
        "## Motifs de refus",
        table(("Code", "Motif"), ((f"`{refusal.value}`", refusal.label) for refusal in Refusal)),
        "## Changement en cours de mois",
        (
            "Quand un statut, la clause ou le marché commence ou finit au milieu d’une période déclarée, la "
            "période est "
            "coupée ce jour-là. Faute de détail donné par l’entreprise, les heures sont réparties sur les jours "
            "du lundi "
            "au vendredi et la ligne est marquée « estimée ». La somme des parties est exacte au centième d’heure."
        ),
    ]
    return "heures-comptees", "\n\n".join(parts) + "\n"
