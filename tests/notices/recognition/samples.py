"""Small invented notices for the recognition."""

from __future__ import annotations

from levier.notices.model import Lot, Notice, Source, Text
from levier.notices.recognition import Consideration, Finding, find_social_considerations

TERMS, CRITERIA, TITLE = "Conditions d’exécution", "Critères d’attribution", "Objet"


def notice(*texts: Text, lots: tuple[Lot, ...] = (), source: Source = Source.BOAMP_MAPA) -> Notice:
    return Notice(source=source, texts=texts, lots=lots or (Lot(id="1"),))


def found(words: str, *, rubric: str = TERMS, lots: int = 1, lot: str = "") -> list[Finding]:
    """Findings of one text in a notice of so many lots."""
    all_lots = tuple(Lot(id=f"LOT-{rank:04}") for rank in range(1, lots + 1))
    return find_social_considerations(notice(Text(rubric=rubric, text=words, lot=lot), lots=all_lots))


def only(words: str, kind: Consideration = Consideration.CLAUSE, **more: object) -> Finding:
    (finding,) = [one for one in found(words, **more) if one.kind is kind]  # type: ignore[arg-type]
    return finding
