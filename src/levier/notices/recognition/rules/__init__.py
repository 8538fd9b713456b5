"""The rules and the traps, as data. Each carries sentences it must find and must leave; the tests play them all."""

from __future__ import annotations

from .conditions import CONDITIONS
from .criteria import CRITERIA
from .model import ANYWHERE, FAMILIES, Rule, Trap, Where, expand
from .objects import OBJECTS
from .reservations import RESERVATIONS
from .traps import TRAPS

RULES: tuple[Rule, ...] = (*CONDITIONS, *CRITERIA, *RESERVATIONS, *OBJECTS)

#: Stems without which no rule can fire: a text, or a sentence, that has none of them is not read further.
TOPIC = (
    r"insertion|inclusi|soci(?:a|eta|o)|emploi|reserv|handicap|esat\b|e\.s\.a\.t|(?:entreprises?|secteurs?|travail)\s*adapte|protege|"
    r"apprenti|alternant|chom|\brse\b|\br\.s\.e|\brsoe?\b|facilitat|eloigne|defavoris|difficulte|egalite|discriminat|"
    r"conditions\s*de\s*travail|rencontrant|la\s*recherche|relevant\s*d|depourvu|exclue?s?\b|fragile|cible|prioritaire|"
    r"beneficiaires\s*d|par\s*le\s*travail|associations?\s*intermediaire|regies?\s*de\s*quartier|solidaires?\s*d'util|\bess\b|"
    r"siae\b|s\.i\.a\.e|\betti\b|\beatt\b|\bea\b|'qualification|activites?\s*support|chantiers?\s*(?:ecole|d')|5132-4|5213-13|"
    r"344-2|323-31|employant|emploient|occupant|embauchant"
)

__all__ = ["ANYWHERE", "FAMILIES", "RULES", "TOPIC", "TRAPS", "Rule", "Trap", "Where", "expand"]
