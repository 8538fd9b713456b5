"""Does the notice already announce a social consideration? A conservative first look, for the pre-diagnosis.

Structured codes are given with their label but prove little: of 143 real French eForms, BT-775 was filled in 11, of
which 8 had no social clause at all. The text decides, so sentences are quoted. The recogniser prefers silence to a
false alarm; it is not the full recognition of social considerations.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from .model import Notice, Text

MAX_QUOTE = 400


class Consideration(StrEnum):
    """What a sentence announces."""

    CLAUSE = "clause"
    CRITERION = "criterion"
    RESERVATION = "reservation"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Consideration.CLAUSE: "clause sociale d’exécution",
    Consideration.CRITERION: "critère social d’attribution",
    Consideration.RESERVATION: "marché ou lot réservé",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A sentence that announces a social consideration."""

    kind: Consideration
    #: The sentence as it stands in the notice (cut at 400 characters).
    quote: str
    rubric: str
    #: Identifier of the lot, empty for the whole notice.
    lot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A structured code filled by the buyer, with its label; a hint only."""

    field: str
    code: str
    label: str
    lot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialReading:
    """What the notice says of social considerations."""

    findings: tuple[Finding, ...] = ()
    codes: tuple[Code, ...] = ()

    def announces(self, kind: Consideration) -> bool:
        return any(finding.kind is kind for finding in self.findings)


#: Labels: EU code lists reserved-procurement, social-objective, strategic-procurement (in short).
_CODE_LABELS = {
    ("BT-71", "res-ws"): "Participation réservée : EA, ESAT, SIAE ou équivalents",
    ("BT-71", "res-pub-ser"): "Participation réservée : organismes de service public",
    ("BT-736", "yes"): "Exécution réservée dans le cadre d’emplois protégés",
    ("BT-06", "soc-obj"): "Achat stratégique à objectif social",
    ("BT-775", "acc-all"): "Accessibilité à tous",
    ("BT-775", "et-eq"): "Égalité ethnique",
    ("BT-775", "gen-eq"): "Égalité entre les femmes et les hommes",
    ("BT-775", "hum-right"): "Droits humains dans les chaînes d’approvisionnement",
    ("BT-775", "opp"): "Emploi de personnes éloignées de l’emploi, défavorisées ou handicapées",
    ("BT-775", "work-cond"): "Conditions de travail équitables",
    ("BT-775", "other"): "Autre objectif social",
}


def social_reading(notice: Notice) -> SocialReading:
    """Codes and quoted sentences of one notice."""
    findings = [finding for text in notice.texts for finding in find_social(text)]
    return SocialReading(findings=tuple(dict.fromkeys(findings)), codes=_codes(notice))


def _codes(notice: Notice) -> tuple[Code, ...]:
    found = []
    for lot in notice.lots:
        filled = [("BT-71", code) for code in lot.reserved_participation]
        filled += [("BT-736", code) for code in (lot.reserved_execution,)]
        filled += [("BT-06", code) for code in lot.strategic]
        filled += [("BT-775", code) for code in lot.social_objectives]
        found += [
            Code(field=field, code=code, label=_CODE_LABELS[field, code], lot=lot.id)
            for field, code in filled
            if (field, code) in _CODE_LABELS
        ]
    return tuple(found)


def find_social(text: Text) -> tuple[Finding, ...]:
    """Sentences of one text that announce a clause, a criterion or a reservation."""
    found = []
    for sentence in _SENTENCE.findall(text.text):
        kind = _kind(fold(sentence), text.rubric)
        if kind is not None:
            quote = sentence.strip()[:MAX_QUOTE]
            found.append(Finding(kind=kind, quote=quote, rubric=text.rubric, lot=text.lot))
    return tuple(dict.fromkeys(found))


#: A sentence ends at a full stop before a capital (not after « L. », « R. », « art. »), a semicolon or a line break.
_SENTENCE = re.compile(r"(?:(?<!\b[LRD])(?<!art)\.(?!\s+[A-ZÀ-Ý«])|(?:(?<=\b[LRD])|(?<=art))\.|[^.;\n])+[.;]?")


def fold(text: str) -> str:
    """Lower case without accents, apostrophes and blanks made plain."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("œ", "oe"))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"\s+", " ", re.sub("[’‘`´?]", "'", plain))


_WORK = (
    r"(?:insertion (?:sociale|professionnelle|socio|et (?:de )?(?:promotion|formation)|"
    r"par (?:l')?(?:activite|economi)))"
)
_CLAUSE = re.compile(
    r"clauses? (?:obligatoires? |incitatives? )?(?:sociales?\b|d'insertion|d'aide a l'insertion|de promotion de l'emp)"
    r"|clauses? (?:obligatoires? )?d'(?:aide a l')?insertion (?:par|sociale|pro)"
    r"|condition[s]? d'execution.{0,60}(?:social|insertion)"
    r"|(?:elements?|considerations?) a caractere social"
    r"|actions? d'insertion"
    r"|heures? (?:de travail )?d'insertion"
    r"|heures.{0,80}(?:dedie|reserve|consacre|au titre).{0,40}(?:insertion|personnes? en difficulte)"
    r"|(?:personnes?|personnels?|publics?) en difficulte.{0,60}heures"
    r"|\bvolet social\b"
    r"|aide a l'insertion par l'activite"
    r"|accessibilite au monde du travail"
    r"|(?:promouvoir|promotion de) l'emploi (?:de|des) (?:personnes|publics)"
)
_CRITERION = re.compile(
    rf"{_WORK}|\binsertion (?:des|de) (?:publics|personnes|jeunes)|insertion par\b|\bcriteres?.{{0,50}}(?:insertion "
    r"(?:sociale|pro)|a caractere social|\bsociaux\b)"
    r"|\b(?:volet|performances?|politique|qualite|valeur|demarche|engagements?|aspects?|dimension|criteres?)"
    r"[^.]{0,40}\bsocia(?:le|l|ux|les)\b"
    r"|\brse\b|societal|\bapprentis\b|\(social,"
)
_SELECTED = re.compile(
    rf"criteres?.{{0,60}}(?:{_WORK}|a caractere social|performance.{{0,20}}insertion)|critere sociale?\b"
)

_BENEFICIARIES = (
    r"(?:\besat\b|entreprises? adaptees?|secteur adapte|secteur protege|etablissements? (?:et|ou) services? d'(?:aide|"
    r"accompagnement)|structures? d'insertion|insertion par l'activite|\bsiae\b|ateliers? proteges?|"
    r"economie sociale et solidaire|travailleurs handicapes|l\.? ?2113-1[2-5])"
)
_RESERVATION = re.compile(
    rf"\breserv(?:e|er|ee|es|ees|ation)\b.{{0,140}}{_BENEFICIARIES}"
    rf"|\b(?:marche|lot|contrat)s? (?:n'?[o°] ?)?\d{{0,2}} ?(?:est |sera |est donc )?reserve\b(?! (?:a|aux) )"
    r"|attribue a une entreprise adaptee"
)
_NEGATION = re.compile(
    r"\b(?:aucune?|sans|pas (?:de|d'|soumis|reserve|concerne)|n'est pas|ne (?:sont|sera|comporte|comprend|prevoit) pas)"
    r"\b.{0,80}(?:insertion|reserve|social)|insertion ?: ?non\b|pas d'(?:heures|clause)"
)
_NOT_SOCIAL = re.compile(
    r"insertion (?:urbain|paysag|architectural|du projet|des ouvrages|dans (?:le|la|l'|son|un)|mecanique|des arts)"
    r"|raison sociale|progres social|objet social|securite sociale|action sociale|logements? socia|bailleur social"
    r"|protection sociale|cotisations? sociales?|obligations? (?:fiscales et )?sociales|l\. ?5212|siege social"
    r"|caisse|maison d'enfants|travail social|centre social|capital social|bilan social"
)
_PROFESSION = re.compile(
    r"reservee?s? a une profession|assur|profession(?:nelle)? (?:reglement|determin)|carte pro"
    r"|sous reserve"
)
#: The object of the purchase: insertion bought is not a clause (article R2123-1 of the Code de la commande publique).
_OBJECT = frozenset({"Objet"})
_SELECTION = frozenset({"Conditions de participation", "Profession réservée"})


def _kind(sentence: str, rubric: str) -> Consideration | None:
    """What one folded sentence announces, or nothing."""
    if _NEGATION.search(sentence):
        return None
    if _RESERVATION.search(sentence) and not _PROFESSION.search(sentence) and "l. 5212" not in sentence:
        return Consideration.RESERVATION
    if rubric in _SELECTION or rubric in _OBJECT:
        return None
    if rubric == "Critères d’attribution":
        found = _CRITERION.search(sentence)
        return Consideration.CRITERION if found and not _NOT_SOCIAL.search(sentence) else None
    if _SELECTED.search(sentence) and not _NOT_SOCIAL.search(sentence):
        return Consideration.CRITERION
    if _CLAUSE.search(sentence):
        return Consideration.CLAUSE
    return None
