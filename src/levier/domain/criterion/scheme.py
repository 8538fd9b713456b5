"""An insertion award criterion: sub-criteria, formulas, weights, and the score of one bid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from ..errors import RuleError
from ..explanation import Explanation, Step
from ..quantities import MAX_AMOUNT, ZERO, Euros, Rate, check_rate, format_euros, format_number

#: Scores are on 100 points, shown with two decimals.
POINTS = Decimal(100)


@dataclass(frozen=True, slots=True)
class Proportional:
    """Marks in proportion to what is offered, full at ``cap`` and beyond."""

    cap: Decimal

    def __post_init__(self) -> None:
        if not self.cap.is_finite() or self.cap <= 0:
            raise RuleError("Le plafond de la formule proportionnelle doit être supérieur à 0.", field="cap")

    def share(self, value: Decimal) -> Rate:
        """Fraction of the marks, between 0 and 1."""
        return min(value, self.cap) / self.cap

    def describe(self, value: Decimal) -> str:
        return f"min({format_number(value)} ; {format_number(self.cap)}) ÷ {format_number(self.cap)}"

    @property
    def label(self) -> str:
        return f"proportionnelle, plafonnée à {format_number(self.cap)}"


@dataclass(frozen=True, slots=True)
class Graded:
    """Marks by steps: ``((from, share), …)``, rising; under the first step, nothing."""

    grades: tuple[tuple[Decimal, Rate], ...]

    def __post_init__(self) -> None:
        if not self.grades:
            raise RuleError("L’échelle graduée a besoin d’au moins un palier.", field="grades")
        starts = [start for start, _ in self.grades]
        shares = [check_rate(share, what="La note d’un palier", field="grades") for _, share in self.grades]
        if starts != sorted(set(starts)) or shares != sorted(shares):
            raise RuleError("Les paliers doivent être croissants, en valeur comme en note.", field="grades")

    def share(self, value: Decimal) -> Rate:
        """Fraction of the marks of the highest step reached."""
        return max((share for start, share in self.grades if value >= start), default=ZERO)

    def describe(self, value: Decimal) -> str:
        reached = [start for start, _ in self.grades if value >= start]
        if not reached:
            return f"{format_number(value)} : aucun palier atteint"
        return f"{format_number(value)} : palier « à partir de {format_number(max(reached))} »"

    @property
    def label(self) -> str:
        return f"échelle graduée à {len(self.grades)} palier{'s' if len(self.grades) > 1 else ''}"


@dataclass(frozen=True, slots=True)
class Threshold:
    """All or nothing, from a minimum."""

    minimum: Decimal

    def __post_init__(self) -> None:
        if not self.minimum.is_finite() or self.minimum <= 0:
            raise RuleError("Le seuil doit être supérieur à 0 : sinon toutes les offres l’atteignent.", field="minimum")

    def share(self, value: Decimal) -> Rate:
        """1 from the minimum, 0 under it."""
        return Decimal(1) if value >= self.minimum else ZERO

    def describe(self, value: Decimal) -> str:
        return f"{format_number(value)} {'≥' if value >= self.minimum else '<'} {format_number(self.minimum)}"

    @property
    def label(self) -> str:
        return f"seuil à {format_number(self.minimum)}"


Formula: TypeAlias = Proportional | Graded | Threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class SubCriterion:
    """One line of the criterion; its weight is a share of the insertion criterion."""

    code: str
    label: str
    weight: Rate
    formula: Formula
    #: The buyer checked that it is about the performance of this contract; ``None`` when nobody said.
    linked_to_contract: bool | None = None

    def __post_init__(self) -> None:
        check_rate(self.weight, what=f"Le poids de « {self.label} »", field="weight")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """Weights of the whole evaluation; the three add up to 1, as do the sub-criteria's."""

    insertion_weight: Rate
    price_weight: Rate
    #: Everything else (technical value, environment), noted as one share by bid.
    other_weight: Rate = ZERO
    subcriteria: tuple[SubCriterion, ...] = ()

    def __post_init__(self) -> None:
        check_rate(self.insertion_weight, what="Le poids du critère d’insertion", field="insertion_weight")
        check_rate(self.price_weight, what="Le poids du prix", field="price_weight")
        check_rate(self.other_weight, what="Le poids des autres critères", field="other_weight")
        if self.insertion_weight + self.price_weight + self.other_weight != 1:
            raise RuleError("La somme des poids (insertion, prix, autres critères) doit faire 100 %.")
        if not self.subcriteria:
            raise RuleError("Ajoutez au moins un sous-critère d’insertion.", field="subcriteria")
        if sum((sub.weight for sub in self.subcriteria), ZERO) != 1:
            raise RuleError("La somme des poids des sous-critères doit faire 100 %.", field="subcriteria")
        if len({sub.code for sub in self.subcriteria}) != len(self.subcriteria):
            raise RuleError("Deux sous-critères portent le même code.", field="subcriteria")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bid:
    """An invented bid: price in euros excl. VAT, one value per sub-criterion, a note between 0 and 1 for the rest."""

    name: str
    price: Euros
    values: Mapping[str, Decimal] = field(default_factory=dict)
    other: Rate = ZERO

    def __post_init__(self) -> None:
        if not self.price.is_finite() or not 0 < self.price <= MAX_AMOUNT:
            raise RuleError(f"Le prix de l’offre « {self.name} » doit être supérieur à 0.", field="price")
        check_rate(self.other, what=f"La note des autres critères de « {self.name} »", field="other")
        for code, value in self.values.items():
            if not value.is_finite() or value < 0:
                raise RuleError(f"L’offre « {self.name} » a une valeur négative pour « {code} ».", field="values")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Points of one bid, on 100: exact fractions for ranking, decimals for reading."""

    bid: Bid
    insertion_exact: Fraction
    price_exact: Fraction
    other_exact: Fraction
    explanation: Explanation

    @property
    def total_exact(self) -> Fraction:
        return self.insertion_exact + self.price_exact + self.other_exact

    @property
    def rest_exact(self) -> Fraction:
        """Points without the insertion criterion, not rescaled."""
        return self.price_exact + self.other_exact

    @property
    def insertion(self) -> Decimal:
        return points(self.insertion_exact)

    @property
    def price(self) -> Decimal:
        return points(self.price_exact)

    @property
    def other(self) -> Decimal:
        return points(self.other_exact)

    @property
    def total(self) -> Decimal:
        return points(self.total_exact)


def points(value: Fraction) -> Decimal:
    """A number of points, to the hundredth."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"))


def _worth(value: Fraction) -> str:
    shown = points(value)
    return f"{format_number(shown)} point{'s' if shown >= 2 else ''}"


def lowest_price(bids: Iterable[Bid]) -> Euros:
    """The price the others are compared with.

    Raises:
        RuleError: without any bid.
    """
    prices = [bid.price for bid in bids]
    if not prices:
        raise RuleError("Ajoutez au moins une offre à la simulation.", field="bids")
    return min(prices)


def score(scheme: Scheme, bid: Bid, *, lowest: Euros) -> Score:
    """Points of one bid: insertion by its formulas, price = lowest ÷ price, the rest as noted.

    Raises:
        RuleError: when the bid gives a value for a sub-criterion the scheme does not have, or ``lowest`` is above it.
    """
    unknown = set(bid.values) - {sub.code for sub in scheme.subcriteria}
    if unknown:
        raise RuleError(f"L’offre « {bid.name} » répond à un sous-critère inconnu : {min(unknown)}.", field="values")
    if not 0 < lowest <= bid.price:
        raise RuleError("Le prix le plus bas doit être celui d’une des offres.", field="lowest")
    steps, insertion = [], Fraction(0)
    for sub in scheme.subcriteria:
        value = bid.values.get(sub.code, ZERO)
        share = Fraction(_exact_share(sub.formula, value))
        best = Fraction(POINTS) * Fraction(scheme.insertion_weight) * Fraction(sub.weight)
        insertion += share * best
        steps.append(
            Step(
                f"{sub.label} ({sub.formula.label})",
                f"{sub.formula.describe(value)}, sur {format_number(points(best))} points",
                _worth(share * best),
            )
        )
    price_best = Fraction(POINTS) * Fraction(scheme.price_weight)
    price = price_best * Fraction(lowest) / Fraction(bid.price)
    other = Fraction(POINTS) * Fraction(scheme.other_weight) * Fraction(bid.other)
    steps.append(
        Step(
            "Prix",
            f"{format_euros(lowest)} ÷ {format_euros(bid.price)} × {format_number(points(price_best))} points",
            _worth(price),
        )
    )
    steps.append(Step("Autres critères", "note donnée à l’offre", _worth(other)))
    total = insertion + price + other
    conclusion = f"« {bid.name} » obtient {format_number(points(total))} points sur 100."
    return Score(
        bid=bid,
        insertion_exact=insertion,
        price_exact=price,
        other_exact=other,
        explanation=Explanation(conclusion, tuple(steps)),
    )


def _exact_share(formula: Formula, value: Decimal) -> Fraction:
    if isinstance(formula, Proportional):
        return Fraction(min(value, formula.cap)) / Fraction(formula.cap)
    return Fraction(formula.share(value))
