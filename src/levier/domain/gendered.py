"""Words of a job offer that speak to one sex only, pronouns and agreements included, each with a wording that speaks to both.

Our own short table for the trades where clauses are common: a help to write, not a rule of law. A term is left alone
when its other form is already beside it (« maçon ou maçonne », « maçon/maçonne », « maçon·ne », « maçon (H/F) »).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .agreements import agreements

#: Masculine form → feminine form. Words alike for both (peintre, cariste, plaquiste) need no line.
_TRADES: dict[str, str] = {
    "agent": "agente",
    "aide-maçon": "aide-maçonne",
    "ambassadeur": "ambassadrice",
    "assistant": "assistante",
    "aménageur": "aménageuse",
    "animateur": "animatrice",
    "apprenti": "apprentie",
    "bûcheron": "bûcheronne",
    "candidat": "candidate",
    "canalisateur": "canalisatrice",
    "carreleur": "carreleuse",
    "charpentier": "charpentière",
    "chauffeur": "chauffeuse",
    "coffreur": "coffreuse",
    "coffreur-bancheur": "coffreuse-bancheuse",
    "collaborateur": "collaboratrice",
    "conducteur": "conductrice",
    "couvreur": "couvreuse",
    "cuisinier": "cuisinière",
    "déménageur": "déménageuse",
    "électricien": "électricienne",
    "employé": "employée",
    "étancheur": "étancheuse",
    "façadier": "façadière",
    "ferrailleur": "ferrailleuse",
    "finisseur": "finisseuse",
    "gardien": "gardienne",
    "grutier": "grutière",
    "jardinier": "jardinière",
    "livreur": "livreuse",
    "maçon": "maçonne",
    "magasinier": "magasinière",
    "mécanicien": "mécanicienne",
    "menuisier": "menuisière",
    "métallier": "métallière",
    "monteur": "monteuse",
    "nettoyeur": "nettoyeuse",
    "opérateur": "opératrice",
    "ouvrier": "ouvrière",
    "paveur": "paveuse",
    "plâtrier": "plâtrière",
    "plombier": "plombière",
    "préparateur": "préparatrice",
    "ripeur": "ripeuse",
    "salarié": "salariée",
    "serrurier": "serrurière",
    "serveur": "serveuse",
    "solier": "solière",
    "soudeur": "soudeuse",
    "surveillant": "surveillante",
    "technicien": "technicienne",
    "travailleur": "travailleuse",
    "trieur": "trieuse",
    "vendeur": "vendeuse",
}

#: Whole phrases → what to write instead.
_PHRASES: dict[str, str] = {
    "homme d’entretien": "agent ou agente d’entretien",
    "femme de ménage": "agent ou agente d’entretien",
    "femme de chambre": "employé ou employée d’étage",
    "homme à tout faire": "agent ou agente polyvalente",
    "homme de peine": "manœuvre",
    "homme toutes mains": "agent ou agente polyvalente",
    "hôtesse d’accueil": "hôte ou hôtesse d’accueil",
    "hôtesse de caisse": "hôte ou hôtesse de caisse",
    "débutant accepté": "sans expérience, c’est possible",
    "débutants acceptés": "sans expérience, c’est possible",
    "jeune homme": "personne",
    "jeune femme": "personne",
    "jeune fille": "personne",
    "secrétaire femme": "secrétaire",
}

_SUFFIXES = r"(?:[·.\-/(]\s?\(?(?:e|ne|rice|euse|trice|ière|ienne|se)s?\b)"
_BOTH_SEXES = re.compile(r"\(?\b[HF]\s?/\s?[HF]\b\)?", re.IGNORECASE)
_BLANKS = re.compile(r"[\s\u00a0\u202f]+")


@dataclass(frozen=True, slots=True)
class Remark:
    """A term found, as it was written, and what may take its place."""

    term: str
    suggestion: str


def remarks(*, title: str, text: str = "") -> tuple[Remark, ...]:
    """What to change in the title and the text of an offer, each term once, in the order of reading.

    « H/F » in the title covers the trades of the title; in the text, both forms are better: they are read aloud.
    """
    found: dict[str, Remark] = {}
    for part, covered in ((title, bool(_BOTH_SEXES.search(title))), (text, False)):
        plain = _BLANKS.sub(" ", part.replace("'", "’"))
        for term, suggestion in _terms(plain, trades=not covered):
            found.setdefault(suggestion, Remark(term, suggestion))
    return tuple(found.values())


def _terms(text: str, *, trades: bool) -> list[tuple[str, str]]:
    sentences = agreements(text, nouns=_TRADES)
    hits = [
        (match.start(), match[0], other)
        for phrase, other in _PHRASES.items()
        for match in re.finditer(rf"\b{re.escape(phrase)}s?\b", text, re.IGNORECASE)
    ]
    if trades:
        # what a whole sentence gets another wording for needs none of its own
        hits += [hit for hit in _single_forms(text) if not any(one.start <= hit[0] < one.end for one in sentences)]
    hits += [(one.start, one.term, one.suggestion) for one in sentences]
    return [(term, suggestion) for _, term, suggestion in sorted(hits)]


def _single_forms(text: str) -> list[tuple[int, str, str]]:
    """Trades written in one form only, the feminine alone included."""
    hits = []
    for masculine, feminine in _TRADES.items():
        him, her = _occurrence(masculine, text), _occurrence(feminine, text)
        if him and not her and not re.match(_SUFFIXES, text[him.end() :]):
            hits.append((him.start(), him[0], f"{masculine} ou {feminine}"))
        elif her and not him:
            hits.append((her.start(), her[0], f"{masculine} ou {feminine}"))
    return hits


def _occurrence(word: str, text: str) -> re.Match[str] | None:
    """The word, singular or plural, not inside a longer compound."""
    return re.search(rf"(?<![\w-]){re.escape(word)}s?(?![\w-]\w)(?!\w)", text, re.IGNORECASE)
