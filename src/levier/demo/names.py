"""Names nobody bears: built from our own syllables, said fictional, with numbers no register gives."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from stdnum import luhn

from levier.directory.text import fold

WOMEN = (
    "Alba", "Anouk", "Bérénice", "Céleste", "Clarisse", "Daria", "Élodie", "Émilienne", "Fanta", "Garance", "Hawa",
    "Inès", "Jeanne", "Khadija", "Leïla", "Louison", "Maëlle", "Mariam", "Nadège", "Ophélie", "Pénélope", "Ramata",
    "Rosalie", "Salomé", "Solène", "Tiphaine", "Ursule", "Violette", "Yasmine", "Zélie",
)  # fmt: skip
MEN = (
    "Abdou", "Achille", "Baptiste", "Bilal", "Célestin", "Côme", "Demba", "Édouard", "Elias", "Ferdinand", "Gaspard",
    "Hamid", "Ismaël", "Joachim", "Kévin", "Léandre", "Lucien", "Mamadou", "Nathan", "Octave", "Paulin", "Quentin",
    "Rachid", "Samba", "Télio", "Ulysse", "Valentin", "Wassim", "Youri", "Zacharie",
)  # fmt: skip
_STARTS = (
    "Bar", "Bel", "Bru", "Cor", "Dal", "Fer", "Gar", "Hal", "Jor", "Lam", "Lor", "Mar", "Mor", "Nav", "Per", "Quer",
    "Ros", "Sal", "Tor", "Var", "Ver", "Vil",
)  # fmt: skip
_MIDDLES = ("be", "do", "fa", "li", "ma", "ne", "ra", "sa", "te", "va", "")
_ENDS = ("bert", "don", "lier", "mont", "nard", "quin", "rel", "sol", "tier", "val", "vin", "zac")

#: First digits of every SIREN of the demonstration: no company is registered under three zeros.
SIREN_RANGE = "000"


class Names:
    """Gives each name once. The order of the calls decides, so that a seed always gives the same people."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._given: set[str] = set()
        self._sirets = 0
        self._phones = 0

    def drawn_by(self, rng: Random) -> Names:
        """People named by another chance, still never twice the same; numbers are asked of these names."""
        other = Names(rng)
        other._given = self._given
        return other

    def surname(self) -> str:
        rng = self._rng
        return rng.choice(_STARTS) + rng.choice(_MIDDLES) + rng.choice(_ENDS)

    def person(self, *, woman: bool) -> tuple[str, str]:
        """First name and surname, never twice the same."""
        while True:
            first, last = self._rng.choice(WOMEN if woman else MEN), self.surname()
            if self._new(f"{first} {last}"):
                return first, last

    def brand(self, pattern: str) -> str:
        """« Toitures Belmarval (démo) » for « Toitures {} »."""
        while True:
            name = pattern.format(self.surname())
            if self._new(name):
                return f"{name} (démo)"

    def _new(self, name: str) -> bool:
        if name in self._given:
            return False
        self._given.add(name)
        return True

    def siret(self) -> str:
        """Fourteen digits whose keys are right, in a range that is clearly not used."""
        self._sirets += 1
        start = f"{SIREN_RANGE}{self._sirets:05d}"
        siren = start + luhn.calc_check_digit(start)
        return f"{siren}0001" + luhn.calc_check_digit(f"{siren}0001")

    def phone(self, *, mobile: bool = False) -> str:
        """A number of the ranges kept for fiction."""
        self._phones += 1
        low, high = divmod(self._phones, 100)
        return f"{'06 39 98' if mobile else '02 61 91'} {low:02d} {high:02d}"

    def birth_date(self, *, on: date, youngest: int, oldest: int) -> date:
        """A day that gives an age between two bounds on a day."""
        return on - timedelta(days=self._rng.randint(youngest * 365 + 10, oldest * 365))


def mailbox(who: str, place: str = "") -> str:
    """An address of a domain that leads nowhere (RFC 2606)."""
    host = "-".join(fold(place).split())[:40].strip("-")
    return f"{'.'.join(fold(who).split())}@{host + '.' if host else ''}exemple.test"
