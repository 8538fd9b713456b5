"""Pronouns and agreements of an offer that speak of a man: « il devra », « le candidat sera motivé », « vous êtes sérieux ».

Only what is said of somebody is looked for: « il faut », « il est prévu », « un chantier organisé » are left alone. What can
be said of a thing as well (« il sera fini en juin ») is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

#: Masculine → feminine, said of people only.
_QUALITIES: dict[str, str] = {
    "appliqué": "appliquée",
    "assidu": "assidue",
    "attentif": "attentive",
    "consciencieux": "consciencieuse",
    "courageux": "courageuse",
    "débrouillard": "débrouillarde",
    "expérimenté": "expérimentée",
    "motivé": "motivée",
    "patient": "patiente",
    "ponctuel": "ponctuelle",
    "prudent": "prudente",
    "rigoureux": "rigoureuse",
    "sérieux": "sérieuse",
    "soigneux": "soigneuse",
    "sportif": "sportive",
}
#: The same, which may be said of things: looked for only where the sentence names or addresses somebody.
_STATES: dict[str, str] = {
    "chargé": "chargée",
    "diplômé": "diplômée",
    "embauché": "embauchée",
    "encadré": "encadrée",
    "formé": "formée",
    "habilité": "habilitée",
    "inscrit": "inscrite",
    "intéressé": "intéressée",
    "organisé": "organisée",
    "polyvalent": "polyvalente",
    "qualifié": "qualifiée",
    "recruté": "recrutée",
}
_EITHER = {**_QUALITIES, **_STATES}

_DEGREE = r"(?:très |bien |suffisamment |particulièrement )?"
_END = r"(?![\w·(/-]|\.\w)"
#: Future or present of the verbs only somebody is the subject of; a plural gives « les personnes ».
_ACTS = (
    "travaille", "travaillera", "travaillent", "travailleront", "sait", "saura", "savent", "sauront", "participera",
    "participeront", "effectuera", "effectueront", "nettoiera", "nettoieront", "conduira", "conduiront", "veillera",
    "veilleront", "maîtrise", "maîtrisera", "maîtrisent", "maîtriseront", "aidera", "aideront", "aura pour mission",
    "auront pour mission",
)  # fmt: skip
_MUST = r"(?:devra|devront|doit|doivent)"
_MAY = r"(?:pourra|pourront|peut|peuvent)"
_IS = r"(?:sera|seront|est|sont)"
#: What an « il » that stands for nobody may be followed by.
_NOBODY = (
    r"(?:être|y |se |s’|arriver|falloir|suffire|manquer|pleuvoir|avoir lieu|durer|faire (?:froid|chaud|très|trop))"
)


class Hit(NamedTuple):
    """A term in the text, from where to where, and what may take its place."""

    start: int
    end: int
    term: str
    suggestion: str


def agreements(text: str, *, nouns: Iterable[str]) -> list[Hit]:
    """What is said of a man alone; ``nouns``: masculine names of trades a sentence may be about."""
    sentences = [*_about_him(text), *_about_noun(text, nouns)]
    return [*sentences, *_to_reader(text, outside=sentences)]


def _chain(words: dict[str, str]) -> str:
    one = rf"{_DEGREE}(?:{'|'.join(map(re.escape, words))})s?{_END}"
    return rf"{one}(?:(?:, | et | ou ){one})*"


_SUBJECT = r"(?<![\w’-])(?P<subject>ils?) "
_WORK = re.compile(
    _SUBJECT + rf"(?P<rest>(?:ne )?(?:(?:{'|'.join(_ACTS)})\b|{_MUST} (?!{_NOBODY})\w+|{_MAY} (?!{_NOBODY}|avoir)\w+))",
    re.IGNORECASE,
)
_BEING = re.compile(_SUBJECT + rf"(?P<rest>(?:{_IS}|{_MUST} être) {_chain(_EITHER)})", re.IGNORECASE)


def _about_him(text: str) -> list[Hit]:
    """« Il devra porter » becomes « la personne devra porter », with its agreements."""
    return [_of_person(match) for pattern in (_WORK, _BEING) for match in pattern.finditer(text)]


def _about_noun(text: str, nouns: Iterable[str]) -> list[Hit]:
    """« Le candidat sera motivé » becomes « la personne sera motivée »."""
    named = "|".join(re.escape(one) for one in sorted(nouns, key=len, reverse=True))
    chosen = r"(?: (?:retenu|recruté|embauché|choisi|idéal)s?)?"
    subject = rf"(?<![\w’-])(?P<subject>(?:le|un|ce|tout|chaque|les|des) (?:{named})s?){chosen}"
    pattern = rf"{subject} (?P<rest>(?:{_IS}|{_MUST} être) {_chain(_EITHER)})"
    return [_of_person(match) for match in re.finditer(pattern, text, re.IGNORECASE)]


def _of_person(match: re.Match[str]) -> Hit:
    many = match["subject"].lower() == "ils" or match["subject"].lower().startswith(("les ", "des "))
    known = rf"\b(?:{'|'.join(map(re.escape, _EITHER))})(?=s?\b)"
    rest = re.sub(known, lambda one: _EITHER[one[0].lower()], match["rest"], flags=re.IGNORECASE)
    if many:
        rest = re.sub(r"(?<=use)(?!s)\b", "s", rest)
    return Hit(match.start(), match.end(), match[0], f"{'les personnes' if many else 'la personne'} {rest}")


_ADDRESSED = re.compile(
    rf"(?:\bvous (?:êtes|serez)|\bsoyez) (?P<chain>{_chain(_EITHER)})|\bêtre (?P<alone>{_chain(_QUALITIES)})",
    re.IGNORECASE,
)


def _to_reader(text: str, *, outside: list[Hit]) -> list[Hit]:
    """« Vous êtes motivé », « être ponctuel »: both forms, each word once."""
    hits = []
    for match in _ADDRESSED.finditer(text):
        if any(one.start <= match.start() < one.end for one in outside):
            continue
        group = "chain" if match["chain"] else "alone"
        for word in re.finditer(rf"\b({'|'.join(map(re.escape, _EITHER))})s?\b", match[group], re.IGNORECASE):
            him = word[1].lower()
            her = _EITHER[him]
            if not re.search(rf"\b{her}s?\b", text, re.IGNORECASE):
                start = match.start(group) + word.start()
                hits.append(Hit(start, start + len(word[0]), word[0], f"{him} ou {her}"))
    return hits
