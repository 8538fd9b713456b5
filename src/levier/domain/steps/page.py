"""The reference page of the seven steps, written from the tables themselves."""

from __future__ import annotations

from ..markdown import table
from .table import BOOKLET, SHEETS, StepSheet
from .transitions import ABANDON_FROM, TRANSITIONS


def _sheet_lines(sheet: StepSheet) -> str:
    documents = [
        (
            document.kind.label,
            document.provider.label,
            document.when,
            "oui" if document.required else "non",
            str(document.source),
        )
        for document in sheet.documents
    ]
    note = f"\n- À savoir : {sheet.source.note}" if sheet.source is not BOOKLET else ""
    lines = [
        f"## {sheet.number}. {sheet.title}",
        f"- Donneur d’ordre : {sheet.buyer}\n- Facilitateur : {sheet.facilitator}\n- Rythme : {sheet.rhythm}.{note}",
        table(("Document", "Fourni par", "Quand", "Exigé", "Source"), documents),
    ]
    return "\n\n".join(lines)


def _transition_rows() -> list[tuple[str, ...]]:
    return [
        (
            move.origin.label,
            move.target.label,
            move.intent.label,
            ", ".join(party.label for party in move.parties),
            move.guard,
            "oui" if move.needs_reason else "non",
            "accord-cadre" if move.framework_only else "tous",
        )
        for move in TRANSITIONS
    ]


def steps_page() -> tuple[str, str]:
    """Slug and French Markdown of the page."""
    parts = [
        "# Les sept étapes",
        f"Source : {BOOKLET}.",
        *(_sheet_lines(sheet) for sheet in SHEETS.values()),
        "## Les passages permis",
        "Un accord-cadre passe par les bons de commande chaque trimestre, en parallèle de la mise en œuvre.",
        table(("De", "À", "Action", "Qui", "Condition", "Motif écrit", "Contrats"), _transition_rows()),
        "## Abandonner un dossier",
        table(
            ("Motif", "Étapes possibles"),
            [(why.label, ", ".join(step.label for step in steps)) for why, steps in ABANDON_FROM.items()],
        ),
    ]
    return "sept-etapes", "\n\n".join(parts) + "\n"
