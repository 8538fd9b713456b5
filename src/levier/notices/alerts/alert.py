"""What somebody wants to be told of.

Every criterion given must hold; inside one criterion, any of its values is enough. What a notice does not say is never
held against it for its value or its deadline: a notice missed costs more than one read for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from levier.domain.errors import RuleError
from levier.domain.matching.places import Place as Point

from ..model import Kind, Nature
from ..nuts import department_code
from ..text import stem, words
from .query import Node, check

MAX_KM = 1000


class Social(StrEnum):
    """A social side that a notice may have."""

    CLAUSE = "clause"
    CRITERION = "criterion"
    #: Reserved, to whomever.
    RESERVED = "reserved"
    RESERVED_DISABILITY = "reserved-disability"
    RESERVED_IAE = "reserved-iae"
    RESERVED_PRISON = "reserved-prison"
    RESERVED_ESS = "reserved-ess"
    RESERVED_PUBLIC_SERVICE = "reserved-public-service"
    OBJECT = "object"

    @property
    def label(self) -> str:
        return _SOCIAL_LABELS[self]


_SOCIAL_LABELS = {
    Social.CLAUSE: "une clause sociale d’exécution",
    Social.CRITERION: "un critère social d’attribution",
    Social.RESERVED: "une réservation, quelle qu’elle soit",
    Social.RESERVED_DISABILITY: "une réservation au secteur adapté et protégé (EA, ESAT)",
    Social.RESERVED_IAE: "une réservation à l’insertion par l’activité économique (SIAE)",
    Social.RESERVED_PRISON: "une réservation au travail en établissement pénitentiaire",
    Social.RESERVED_ESS: "une réservation à l’économie sociale et solidaire",
    Social.RESERVED_PUBLIC_SERVICE: "une réservation aux organismes de service public",
    Social.OBJECT: "l’insertion pour objet même de l’achat",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """No farther than ``km`` kilometres, as the crow flies, from a commune."""

    commune: str
    at: Point
    km: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """A buyer, by its number or by words of its name."""

    #: Nine digits (SIREN) or fourteen (SIRET), else empty.
    number: str = ""
    #: Every word must stand in the buyer's name.
    name: str = ""

    @classmethod
    def typed(cls, text: str) -> Buyer:
        """« 200 046 977 » is a number, « Ville de Lyon » a name.

        Raises ``RuleError`` when there is neither.
        """
        digits = re.sub(r"[\s.\u00a0\u202f]", "", text)
        if digits.isascii() and digits.isdigit():
            if len(digits) not in (9, 14):
                raise RuleError(
                    f"« {text} » n’est ni un SIREN (9 chiffres) ni un SIRET (14 chiffres) : corrigez le numéro, ou "
                    "écrivez le nom de l’acheteur.",
                    field="buyers",
                )
            return cls(number=digits)
        if not words(text):
            raise RuleError("Écrivez le nom de l’acheteur ou son SIREN.", field="buyers")
        return cls(name=" ".join(text.split()))

    @property
    def stems(self) -> frozenset[str]:
        """Stems of the words of the name that mean something alone."""
        found = words(self.name)
        return frozenset(stem(word) for word in found if len(word) > 2) or frozenset(map(stem, found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A saved search. An empty criterion asks nothing; an empty alert finds every notice."""

    text: Node | None = None
    #: Two to eight digits, without the zeros that end them (``cpv_prefix``).
    cpv: frozenset[str] = frozenset()
    #: Places: any département, or any commune and its surroundings.
    departments: frozenset[str] = frozenset()
    around: frozenset[Around] = frozenset()
    #: Euros excluding VAT.
    value_from: Decimal | None = None
    value_to: Decimal | None = None
    social: frozenset[Social] = frozenset()
    #: Fewest days left to answer; passed deadlines are left out as soon as it is given.
    days_left: int | None = None
    buyers: frozenset[Buyer] = frozenset()
    natures: frozenset[Nature] = frozenset()
    kinds: frozenset[Kind] = frozenset()

    def __post_init__(self) -> None:
        if self.text is not None:
            check(self.text)
        for prefix in self.cpv:
            if prefix != cpv_prefix(prefix):
                raise RuleError(f"Écrivez « {cpv_prefix(prefix)} » au lieu de « {prefix} ».", field="cpv")
        for code in self.departments:
            if department_code(code) != code:
                raise RuleError(
                    f"« {code} » n’est pas un département : écrivez par exemple 38, 2A ou 974.", field="departments"
                )
        for circle in self.around:
            if not 0 < circle.km <= MAX_KM:
                raise RuleError(f"Choisissez une distance entre 1 et {MAX_KM} km.", field="around")
        self._check_bounds()

    def _check_bounds(self) -> None:
        for bound, field in ((self.value_from, "value_from"), (self.value_to, "value_to")):
            if bound is not None and (not bound.is_finite() or bound < 0):
                raise RuleError("Un montant ne peut pas être négatif.", field=field)
        if self.value_from is not None and self.value_to is not None and self.value_from > self.value_to:
            raise RuleError("Le montant maximal est plus petit que le minimal : échangez-les.", field="value_to")
        if self.days_left is not None and self.days_left < 0:
            raise RuleError("Le nombre de jours restants ne peut pas être négatif.", field="days_left")


def cpv_prefix(code: str) -> str:
    """The digits of a CPV code that say something: « 90900000-6 » names all that begins with 909.

    Raises ``RuleError`` when it is not two to eight digits.

    >>> cpv_prefix("90900000-6"), cpv_prefix("90000000"), cpv_prefix("9091")
    ('909', '90', '9091')
    """
    digits = re.sub(r"\s", "", code.split("-")[0])
    if not re.fullmatch(r"[0-9]{2,8}", digits):
        raise RuleError(
            f"« {code} » n’est pas un code CPV : écrivez de 2 à 8 chiffres, par exemple 77310000 ou 7731.", field="cpv"
        )
    return digits[:2] + digits[2:].rstrip("0")


def cpv_prefixes(codes: Iterable[str]) -> frozenset[str]:
    """Prefixes of several codes, without those that another one already includes."""
    found = {cpv_prefix(code) for code in codes}
    return frozenset(one for one in found if not any(one != other and one.startswith(other) for other in found))
