"""Hours, share, penalties, facilitator and publics that a passage gives beside its clause."""

from __future__ import annotations

import re
from decimal import Decimal

from .fold import Folded, fold_with_places
from .model import AmountRule, Facts

_AMOUNT = r"(\d{1,3}(?: \d{3})+(?:,\d{1,2})?|\d{1,3}(?:,\d{3})+|\d+(?:,\d{1,2})?)"
_PERCENTAGE = re.compile(
    r"(\d{1,2}(?:,\d{1,2})?) ?% [^.;%]{0,60}?\b(?:heures?|temps|main d'oeuvre|travail|effectif|insertion|"
    r"masse salariale)|"
    r"\b(?:part|taux|pourcentage|insertion)[^.;%\d]{0,50}?(\d{1,2}(?:,\d{1,2})?) ?%"
)
_RULE = re.compile(
    rf"(\d{{1,3}}|une) (?:h\b|heures?)[^.;\d]{{0,50}}?(?:par|pour|tous les|"
    rf"toutes les)(?: chaque)?(?: tranches?)?(?: de| d')? "
    rf"?{_AMOUNT} ?(?:E|euros?)"
)
_PENALTY = re.compile(r"[^.;\n]*\bpenalite[^.;\n]*")
_PER_HOUR = re.compile(rf"{_AMOUNT} ?(?:E|euros?)(?: ht| ttc)? (?:par|pour (?:chaque|une)|/) ?(?:h\b|heures?)")
_FACILITATOR = re.compile(
    r"\bfacilitat(?:eur|rice)s?(?: (?:des?|la|les|clauses?|sociales?|d'insertion|l'insertion|du|marche|"
    r"est))* ?(?: est)? ?[:,(]? ?([^.;\n()]{3,90})|"
    r"\b((?:maison de l'emploi|plie|mission locale|gip|direccte|dreets|maison de la formation|"
    r"associations?)\b[^.;\n(,]{0,60})"
)
_HELP = re.compile(r"\b(?:facilitat|accompagne|assist|guichet|interlocut|contact|referent|mission)")
#: What a public is called, and how it is written. Words of the notices, not the rules of eligibility.
PUBLICS = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("demandeurs d’emploi de longue durée", r"longue duree|\bdeld\b|plus de (?:12|douze|24) mois"),
        ("demandeurs d’emploi", r"demandeurs? d'emploi|chomeu|recherche d'emploi|recherche d'un emploi"),
        ("bénéficiaires du RSA", r"\brsa\b|revenu de solidarite"),
        ("allocataires de minima sociaux", r"minima sociaux|allocation (?:de solidarite|specifique)|\bass\b"),
        ("personnes handicapées", r"handicap|\brqth\b|\bboeth\b"),
        ("jeunes", r"\bjeunes?\b|moins de 26 ans"),
        ("seniors", r"\bseniors?\b|(?:50|55) ans et plus|plus de (?:50|55) ans"),
        ("habitants des quartiers prioritaires", r"quartiers? prioritaires?|\bqpv\b|politique de la ville"),
        ("apprentis et alternants", r"apprenti|alternan|contrat de professionnalisation"),
        ("personnes sous main de justice", r"main de justice|detenu|sortant de prison"),
        ("réfugiés", r"refugie|protection internationale"),
        ("personnes suivies par une structure d’insertion", r"activite economique|\bsiae\b|structures? d'insertion"),
        ("personnes éloignées de l’emploi", r"eloigne|difficultes? (?:sociale|particulier|d'insertion)|en difficulte"),
    )
)


def facts_in(passage: str) -> Facts:
    """Facts of a passage as it stands in the notice."""
    original = " ".join(passage.split())
    places = fold_with_places(original)
    folded = places.text
    share = _PERCENTAGE.search(folded)
    rule = _RULE.search(folded)
    penalty = _PENALTY.search(folded)
    per_hour = _PER_HOUR.search(penalty[0]) if penalty else None
    return Facts(
        percentage=_decimal(share[1] or share[2]) if share else None,
        amount_rule=_amount_rule(rule),
        penalty=original[places.origin(penalty.start()) : places.origin(penalty.end())].strip() if penalty else "",
        penalty_per_hour=_decimal(per_hour[1]) if per_hour else None,
        facilitator=_facilitator(places, original),
        publics=tuple(name for name, pattern in PUBLICS if pattern.search(folded)),
    )


def _amount_rule(found: re.Match[str] | None) -> AmountRule | None:
    if found is None:
        return None
    hours, per = Decimal(1) if found[1] == "une" else Decimal(found[1]), _decimal(found[2])
    return AmountRule(hours=hours, per=per) if per and per >= 100 and hours else None


def _facilitator(places: Folded, original: str) -> str:
    if not _HELP.search(places.text):
        return ""
    found = _FACILITATOR.search(places.text)
    if found is None:
        return ""
    group = 1 if found[1] else 2
    return original[places.origin(found.start(group)) : places.origin(found.end(group))].strip()


def _decimal(digits: str) -> Decimal | None:
    """« 2 000 », « 2,000 » (a full stop folded), « 7,5 »."""
    plain = digits.replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", plain):
        plain = plain.replace(",", "")
    return Decimal(plain.replace(",", "."))
