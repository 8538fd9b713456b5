"""Tranches of an amount or of a volume: of which amounts, how many, by what the contract says of the last one."""

from __future__ import annotations

from fractions import Fraction

from .quantities import Euros, Hours, format_euros, format_hours
from .vocabulary import Labelled


class TrancheCounting(Labelled):
    """What a tranche not yet full is worth; the contract must say it."""

    COMPLETE = "complete", "Tranches complètes seulement"
    STARTED = "started", "Toute tranche entamée compte"
    PROPORTIONAL = "proportional", "Au prorata, sans tranche"

    @property
    def adjective(self) -> str:
        """« entières », « entamées », or nothing in proportion."""
        return _ADJECTIVES[self]


_ADJECTIVES = {
    TrancheCounting.COMPLETE: "entières",
    TrancheCounting.STARTED: "entamées",
    TrancheCounting.PROPORTIONAL: "",
}


class AmountBasis(Labelled):
    """Which amounts of a contract trigger hours; the contract must say it."""

    ORDERED = "ordered", "Montants commandés"
    INVOICED = "invoiced", "Montants facturés"

    @property
    def adjective(self) -> str:
        """« commandés », « facturés »."""
        return self.label.removeprefix("Montants ")


def count_tranches(above: Euros, tranche: Euros, counting: TrancheCounting) -> Fraction:
    """Number of tranches in what exceeds the trigger (euros, not negative), exactly; never fewer for more euros.

    Started ≥ in proportion ≥ complete. Nothing above the trigger is no tranche, even started.
    """
    ratio = Fraction(above) / Fraction(tranche)
    if counting is TrancheCounting.COMPLETE:
        return Fraction(ratio.numerator // ratio.denominator)
    if counting is TrancheCounting.STARTED:
        return Fraction(-(-ratio.numerator // ratio.denominator))
    return ratio


def tranche_phrase(hours_per_tranche: Hours, tranche: Euros) -> str:
    """« 1 h par tranche de 2 000 € »."""
    return f"{format_hours(hours_per_tranche)} par tranche de {format_euros(tranche)}"
