"""Who is eligible, on which proof, for how long (domain.md §2.1, §4, §4.1)."""

from __future__ import annotations

from ..markdown import cite, table
from .answer import Answer, ClauseTerms, EligibilityAnswer, Status, is_eligible
from .criteria import COMMON_CODES, CRITERIA, PROTECTED, Criterion, Family, Proof, Sensitivity, by_code, with_proofs
from .durations import DEFAULT_DURATIONS, DurationRule, StatusEnd, pick_rule, status_end

__all__ = [
    "COMMON_CODES",
    "CRITERIA",
    "DEFAULT_DURATIONS",
    "PROTECTED",
    "Answer",
    "ClauseTerms",
    "Criterion",
    "DurationRule",
    "EligibilityAnswer",
    "Family",
    "Proof",
    "Sensitivity",
    "Status",
    "StatusEnd",
    "by_code",
    "is_eligible",
    "page",
    "pick_rule",
    "status_end",
    "with_proofs",
]


def page() -> tuple[str, str]:
    """Slug and Markdown of the page « Éligibilité des publics »."""
    parts = [
        "# Éligibilité des publics",
        (
            "Un seul critère suffit. L’éligibilité se lit **au jour travaillé**, jamais au jour de la consultation. "
            "Une preuve absente, non contrôlée ou trop ancienne à l’entrée ne donne pas « non » mais « à "
            "établir », avec "
            "ce qui manque. Les pièces et leur fraîcheur viennent des règles de l’IAE : ce sont des valeurs par "
            "défaut, "
            "que chaque structure facilitatrice peut remplacer."
        ),
    ]
    for family in Family:
        members = [criterion for criterion in CRITERIA if criterion.family is family]
        parts += [f"## Famille {family.value} : {family.label}", _criteria_table(members)]
    parts += [
        "## Durées",
        (
            "La règle la plus précise l’emporte : critère et contrat, puis critère, puis contrat, puis règle générale. "
            "Aucune heure n’est refusée sur la seule foi d’une durée « à vérifier »."
        ),
        table(
            ("Critère", "Contrat de travail", "Durée", "Source"), (_duration_row(rule) for rule in DEFAULT_DURATIONS)
        ),
    ]
    return "eligibilite", "\n\n".join(parts) + "\n"


def _criteria_table(criteria: list[Criterion]) -> str:
    return table(
        ("Public", "Liste commune du CCAG", "Niveau IAE", "Preuves (fraîcheur à l’entrée)", "Protection", "Source"),
        (
            (
                criterion.label,
                "oui" if criterion.common else "si la clause le nomme",
                str(criterion.level or "—"),
                " ; ".join(_proof(proof) for proof in criterion.proofs),
                criterion.sensitivity.label,
                cite(criterion.source),
            )
            for criterion in criteria
        ),
    )


def _proof(proof: Proof) -> str:
    age = f" (moins de {proof.freshness_months} mois)" if proof.freshness_months else ""
    return f"{proof.label}{age}"


def _duration_row(rule: DurationRule) -> tuple[str, ...]:
    criterion = by_code(rule.criterion).label if rule.criterion else "tous"
    kind = rule.contract_kind.label if rule.contract_kind else "tous"
    return criterion, kind, rule.sentence, cite(rule.source)
