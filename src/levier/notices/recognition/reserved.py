"""Whom a reserved contract is reserved to, and by which article."""

from __future__ import annotations

import re

from .model import ReservedFor
from .rules.model import VOCABULARY, expand

_ADAPTED = re.compile(expand(VOCABULARY["ADAPTED"]) + r"|personnes handicapees")
_SIAE = re.compile(expand(VOCABULARY["SIAE"]))
_ESS = re.compile(expand(VOCABULARY["ESS"]))
_PRISON = re.compile(r"detenu|penitentiaire")
_SERVICE = re.compile(r"mission de service public")
_ARTICLE = re.compile(r"\bl? ?21 ?13-(1[2-6](?:-1)?)\b|(?<=l)21 ?13-(1[2-6])\b|(?:et|a|,) (?:l ?)?21 ?13-(1[2-6])\b")
_OLD = re.compile(r"article 36 ?-? ?(ii|i)\b")
_BY_ARTICLE = {
    "L2113-12": ReservedFor.DISABILITY,
    "L2113-13": ReservedFor.IAE,
    "L2113-13-1": ReservedFor.PRISON,
    "L2113-14": ReservedFor.BOTH,
    "L2113-15": ReservedFor.ESS,
    "L2113-16": ReservedFor.ESS,
}


def articles_in(folded: str) -> tuple[str, ...]:
    """Articles on reserved contracts that a folded passage cites."""
    return tuple(dict.fromkeys(f"L2113-{found[1] or found[2] or found[3]}" for found in _ARTICLE.finditer(folded)))


def reserved_for(folded: str) -> ReservedFor | None:
    """Whom the passage names, else whom its articles point to."""
    adapted, siae = bool(_ADAPTED.search(folded)), bool(_SIAE.search(folded))
    if adapted and siae:
        return ReservedFor.BOTH
    if adapted or siae:
        return ReservedFor.DISABILITY if adapted else ReservedFor.IAE
    for kind, pattern in (
        (ReservedFor.PRISON, _PRISON),
        (ReservedFor.ESS, _ESS),
        (ReservedFor.PUBLIC_SERVICE, _SERVICE),
    ):
        if pattern.search(folded):
            return kind
    cited = {_BY_ARTICLE[article] for article in articles_in(folded) if article in _BY_ARTICLE}
    if not cited:
        cited = {ReservedFor.IAE if found[1] == "ii" else ReservedFor.DISABILITY for found in _OLD.finditer(folded)}
    if {ReservedFor.DISABILITY, ReservedFor.IAE} <= cited:
        return ReservedFor.BOTH
    return next(iter(sorted(cited)), None)
