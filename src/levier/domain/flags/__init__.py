"""Clause-washing flags: questions to ask a company, each documented with its limits."""

from __future__ import annotations

from ..markdown import cite
from ..quantities import format_number, format_rate
from .compute import (
    Declaration,
    DirectHire,
    EndedContract,
    FlagResult,
    Placement,
    already_employed,
    recounted_people,
    short_against_territory,
    short_contracts,
    year_end_bunching,
)
from .definitions import (
    ALREADY_EMPLOYED,
    FLAGS,
    MIN_PEOPLE,
    RECOUNT_GAP_DAYS,
    RECOUNTED_PEOPLE,
    SHORT_AGAINST_TERRITORY,
    SHORT_CONTRACTS,
    SHORT_HOURS,
    YEAR_END_BUNCHING,
    Flag,
    Threshold,
)

__all__ = [
    "ALREADY_EMPLOYED",
    "FLAGS",
    "MIN_PEOPLE",
    "RECOUNTED_PEOPLE",
    "RECOUNT_GAP_DAYS",
    "SHORT_AGAINST_TERRITORY",
    "SHORT_CONTRACTS",
    "SHORT_HOURS",
    "YEAR_END_BUNCHING",
    "Declaration",
    "DirectHire",
    "EndedContract",
    "Flag",
    "FlagResult",
    "Placement",
    "Threshold",
    "already_employed",
    "page",
    "recounted_people",
    "short_against_territory",
    "short_contracts",
    "year_end_bunching",
]


def page() -> tuple[str, str]:
    """Slug and Markdown of the page « Signaux d’alerte »."""
    parts = [
        "# Signaux d’alerte",
        (
            "Un signal est une question à poser, jamais une accusation. L’entreprise peut y répondre et sa "
            "réponse reste "
            f"à côté du signal. En dessous de {MIN_PEOPLE} personnes, le chiffre n’est montré à personne hors de "
            "l’espace "
            "de travail."
        ),
        *(_section(flag) for flag in FLAGS),
    ]
    return "signaux", "\n\n".join(parts) + "\n"


def _section(flag: Flag) -> str:
    value = flag.threshold.value
    limit = format_number(value) if flag is SHORT_AGAINST_TERRITORY else format_rate(value)
    caveats = "\n".join(f"- {caveat}" for caveat in flag.caveats)
    return (
        f"## {flag.title}\n\n`{flag.code}`, version {flag.version}\n\n{flag.definition}\n\n"
        f"**Formule** : {flag.formula}.\n\n**Exemple** : {flag.example}\n\n"
        f"**Seuil par défaut** : {limit}. {cite(flag.threshold.source)}\n\n**Limites**\n\n{caveats}"
    )
