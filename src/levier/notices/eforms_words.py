"""What an eForms notice says in words: the French of each text, and the texts to be searched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from .eforms_walk import Record
from .model import Text
from .values import clean

#: ``(languageID, text)``, once for each language.
Pairs: TypeAlias = Sequence[tuple[str | None, str]]

#: Texts of the notice or of a lot by key, as they will be shown, in the order of the rubrics.
Said: TypeAlias = dict[str, str]

RUBRICS = {
    "title": "Objet",
    "description": "Description",
    "note": "Informations complémentaires",
    "place": "Lieu d’exécution",
    "options": "Options",
    "additional.terms": "Objectif stratégique",
    "process": "Procédure",
    "conditions.description": "Conditions d’exécution",
    "conditions.name": "Conditions d’exécution",
    "participation": "Conditions de participation",
    "selection": "Conditions de participation",
    "payment": "Conditions financières",
    "criteria_order": "Critères d’attribution",
    "criteria_formula": "Critères d’attribution",
    "criteria.name": "Critères d’attribution",
    "criteria.description": "Critères d’attribution",
    "change": "Modification de l’avis",
    "change_reason": "Modification de l’avis",
}
_KEYS = tuple((key, *key.partition(".")[::2]) for key in RUBRICS)


class Words:
    """Chooses the language: French if there is some, else the notice's own, else the first."""

    __slots__ = ("languages",)

    def __init__(self, language: str) -> None:
        self.languages = ("FRA", language.upper())

    def __call__(self, pairs: Pairs | None) -> str:
        """Texts of one language, joined; each is said once."""
        if not pairs:
            return ""
        if len(pairs) == 1:
            return clean(pairs[0][1])
        by_language: dict[str, list[str]] = {}
        for language, text in pairs:
            found = clean(text)
            if found:
                by_language.setdefault((language or "").upper(), []).append(found)
        for language in (*self.languages, *by_language):
            if language in by_language:
                return "\n".join(dict.fromkeys(by_language[language]))
        return ""

    def line(self, pairs: Pairs | None) -> str:
        """The same on one line."""
        return self(pairs).replace("\n", " ")


def said(record: Record, words: Words) -> Said:
    """Every text of the notice or of one lot, read once."""
    found = {}
    for key, outer, inner in _KEYS:
        if outer in record:
            value = record[outer]
            text = words([pair for one in value for pair in one.get(inner, ())] if inner else value)
            if text:
                found[key] = text
    return found


def texts_of(told: Said, lot: str = "") -> Iterable[Text]:
    """The same, under the names of their rubrics."""
    return [Text(rubric=RUBRICS[key], text=text, lot=lot) for key, text in told.items()]
