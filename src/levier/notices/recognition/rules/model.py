"""The shape of a rule and of a trap, and the small language their patterns are written in.

Patterns are read by RE2 on folded text (``..fold``): lower case, no accents, ASCII. In a pattern

- a space is any blank, or none: words run together are met every day (« clausesvisant ») ;
- ``<40>`` is at most 40 characters of the same sentence, ``<w3>`` at most three words ;
- ``{PUBLIC}`` and the other names in braces are the vocabularies below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ..model import Consideration


class Where(StrEnum):
    """The families of rubrics, as far as the rules care."""

    OBJECT = "object"
    DESCRIPTION = "description"
    EXECUTION = "execution"
    CRITERIA = "criteria"
    SELECTION = "selection"
    OTHER = "other"


ANYWHERE = frozenset(Where)
NOT_SCORED = ANYWHERE - {Where.CRITERIA}
#: Rubrics where a performance condition is announced.
TERMS = frozenset({Where.EXECUTION, Where.OTHER, Where.DESCRIPTION, Where.SELECTION})

FAMILIES = {
    "Objet": Where.OBJECT,
    "Description": Where.DESCRIPTION,
    "Conditions d’exécution": Where.EXECUTION,
    "Objectif stratégique": Where.EXECUTION,
    "Critères d’attribution": Where.CRITERIA,
    "Conditions de participation": Where.SELECTION,
    "Profession réservée": Where.SELECTION,
}

_ADJECTIVE = r"(?:sociales?|professionnelles?|socio-? ?(?:professionnelle|economique)s?|durable dans l'emploi)"
_HANDICAP = r"(?:handicape|en situation de handicap|reconnue?s? handicape)"
VOCABULARY = {
    #: Insertion of people, never of buildings.
    "INSERTION": (
        rf"(?:re-?)?insertion (?:{_ADJECTIVE}|et (?:de )?(?:la )?(?:promotion|formation|qualification|l'emploi)|"
        r"par (?:l')?(?:activite|economi|emploi|insertion|travail)|"
        r"(?:de|des|du) (?:publics?|personn|jeunes|demandeurs|beneficiaires|chomeurs|salaries))"
    ),
    #: People a clause is for.
    "PUBLIC": (
        r"(?:(?:personne|public|personnel|jeune|salarie|demandeur|travailleur|candidat)\(?s?\)? <w4>(?:eloigne|"
        r"en (?:grande )?(?:difficulte|insertion|recherche d'emploi|parcours d'insertion|situation de chomage)|"
        r"rencontrant|sans emploi|defavorise|prioritaire|a la recherche|relevant d|depourvu|exclue?s?\b|fragile|"
        r"cibles?\b)|"
        r"chomeurs?\b|demandeurs? d'emploi|beneficiaires (?:du rsa|du revenu de solidarite|de minima|de l'insertion)|"
        rf"eloignee?\(?s?\)? (?:durablement )?(?:de l'emploi|du marche d)|(?:personne|travailleur|"
        rf"salarie)s? {_HANDICAP})"
    ),
    #: Structures of the disability sector.
    "ADAPTED": (
        r"(?:\besat\b|e\.s\.a\.t|(?:reserve|aux|des|une|les|et|ou|[(/,-]) ea\b|ea ?(?:/|et|ou) ?esat|\beatt\b|entreprises? adaptee?s?|"
        r"secteurs? (?:du travail )?(?:adapte|protege|du handicap)|"
        r"(?:etablissements?|structures?|services?) <w5>d'(?:aide|accompagnement) par le travail|ateliers? proteges?|"
        r"centres? d'aide par le travail|emplois? proteges?|travailleurs? (?:handicap|en situation de handicap)|"
        r"(?:emploient|employant|occupant|embauchant) <60>handicap|l 5213-13|l 344-2|l 323-31)"
    ),
    #: Structures of insertion through economic activity.
    "SIAE": (
        r"(?:\bsiae\b|s\.i\.a\.e|\betti\b|(?:structure|entreprise|association|organisme|operateur|acteur)s? "
        r"<w4>(?:d'|de l')insertion|secteur de l'insertion|regies? de quartier|"
        r"insertion par l'(?:activite )?econom|chantiers? d'insertion|associations? intermediaires?|"
        r"(?:travailleurs?|(?:emploient|employant|occupant) <60>) defavorise|l 5132-4)"
    ),
    #: Social and solidarity economy.
    "ESS": r"(?:economie sociale et solidaire|\bess\b|entreprises? solidaires? d'utilite)",
}


def expand(pattern: str) -> str:
    """A rule's pattern in RE2's own language."""
    for name, words in VOCABULARY.items():
        pattern = pattern.replace(f"{{{name}}}", words)
    pattern = pattern.replace(" ", r"\s*")
    pattern = re.sub(r"<w(\d)>", r"(?:[a-z'(),/-]+\\s+){0,\1}?", pattern)
    return re.sub(r"<(\d+)>", r"[^.;\\n]{0,\1}?", pattern)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A way French buyers announce a social consideration."""

    id: str
    kind: Consideration
    pattern: str
    #: Percent: how sure the words make us, alone.
    weight: int
    #: What it reads, in French, for who checks.
    label: str
    where: frozenset[Where]
    #: Invented or customary sentences it must find, and must leave.
    matches: tuple[str, ...]
    spares: tuple[str, ...]
    source: str
    #: Says nothing when the purchase is insertion itself.
    unless_object: bool = False
    #: Counts only for a lot whose code says it is reserved: the text confirms the code.
    with_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """Words that take back what a rule has read."""

    id: str
    #: Kinds of findings it takes back.
    kinds: frozenset[Consideration]
    pattern: str
    label: str
    matches: tuple[str, ...]
    spares: tuple[str, ...]
    source: str
    #: True: takes back every finding of the sentence. False: those whose words it touches.
    whole_sentence: bool = False
    where: frozenset[Where] = ANYWHERE
    #: Only these rules, when not empty.
    rules: frozenset[str] = frozenset()
