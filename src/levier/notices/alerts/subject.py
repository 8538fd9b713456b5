"""What of a notice is matched, read once and numbered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import numpy as np

from levier.domain.matching.places import Place as Point

from ..model import Notice, Place
from ..nuts import DEPARTMENT_OF_NUTS
from ..text import stem, words
from ..values import PARIS
from .alert import Social
from .vocabulary import Numbers, Vocabulary

#: Where a place is, when it is known well enough: a commune, never a département.
Locate = Callable[[Place], Point | None]

#: Beyond, an amount is a slip of the keyboard; kept comparable all the same. In cents.
HIGHEST_CENTS = 10**17


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Subject:
    """A notice as alerts see it."""

    vocabulary: Vocabulary = field(repr=False)
    #: Every word in order, as numbers; 0 after each text.
    words: Numbers = field(repr=False)
    #: Facts, as written in the vocabulary: « cpv:90910000 », « dep:38 », « social:clause »…
    facts: frozenset[str]
    #: Different words and facts, as numbers.
    tokens: Numbers = field(repr=False)
    points: tuple[Point, ...] = ()
    #: Cents: from the smallest lot to the whole; ``None`` when no amount in euros is given.
    lowest: int | None = None
    highest: int | None = None
    deadline: date | None = None
    #: Brings together, once sorted, notices of the same places, then of the same trades.
    neighbourhood: tuple[str, str] = ("", "")

    @classmethod
    def of(
        cls,
        notice: Notice,
        *,
        vocabulary: Vocabulary,
        social: Iterable[Social] = (),
        locate: Locate | None = None,
    ) -> Subject:
        """Number one notice. ``social`` is what was recognised in it, ``locate`` knows communes."""
        numbers: list[int] = []
        for text in searched_texts(notice):
            numbers += vocabulary.numbers(words(text))
            numbers.append(0)
        sequence = np.array(numbers, dtype=np.int32)
        facts = frozenset(_facts(notice, social))
        places = _places(notice)
        amounts = [_cents(amount) for amount in _amounts(notice)]
        return cls(
            vocabulary=vocabulary,
            words=sequence,
            facts=facts,
            tokens=_distinct(sequence, vocabulary.numbers(sorted(facts))),
            points=tuple(dict.fromkeys(_located(places, locate))) if locate else (),
            lowest=min(amounts, default=None),
            highest=max(amounts, default=None),
            deadline=_day(notice.deadline),
            neighbourhood=(_first(facts, "dep:"), _first(facts, "cpv:")),
        )


def _first(facts: frozenset[str], name: str) -> str:
    return min((fact for fact in facts if fact.startswith(name)), default="")


def _distinct(sequence: Numbers, facts: list[int]) -> Numbers:
    found = np.unique(sequence)
    return np.concatenate([found[found > 0], np.array(facts, dtype=np.int32)])


def searched_texts(notice: Notice) -> list[str]:
    """The texts in which words are looked for, each once: a phrase never runs from one into the next."""
    said = [notice.title, notice.description, notice.reference]
    for lot in notice.lots:
        said += [lot.title, lot.description, lot.performance_terms]
        for criterion in lot.criteria:
            said += [criterion.name, criterion.description]
    said += [text.text for text in notice.texts]
    said += [buyer.name for buyer in notice.buyers]
    return [text for text in dict.fromkeys(said) if text.strip()]


def _facts(notice: Notice, social: Iterable[Social]) -> Iterator[str]:
    codes = {notice.cpv_main, *notice.cpv_additional}
    for lot in notice.lots:
        codes |= {lot.cpv, *lot.cpv_additional}
    yield from (f"cpv:{code}" for code in codes if code)
    yield from (f"dep:{code}" for code in departments(notice))
    yield from (f"social:{one.value}" for one in _implied(social))
    natures = {notice.nature, *(lot.nature for lot in notice.lots)}
    yield from (f"nature:{nature.value}" for nature in natures if nature is not None)
    yield f"kind:{notice.kind.value}"
    for buyer in notice.buyers:
        yield from (f"buyer:{number}" for number in (buyer.siren, buyer.siret, (buyer.siret or "")[:9]) if number)
        yield from (f"name:{stem(word)}" for word in words(buyer.name))


def _implied(social: Iterable[Social]) -> set[Social]:
    """A contract reserved to somebody is reserved."""
    found = set(social)
    return found | {Social.RESERVED for one in found if one.value.startswith("reserved-")}


def _places(notice: Notice) -> list[Place]:
    return [*notice.places, *(place for lot in notice.lots for place in lot.places)]


def _located(places: list[Place], locate: Locate) -> Iterator[Point]:
    for place in dict.fromkeys(places):
        point = locate(place)
        if point is not None:
            yield point


def departments(notice: Notice) -> set[str]:
    """Where the contract is performed; a region stands for its départements, and the buyer's place for one not said."""
    found: set[str] = set()
    for place in _places(notice):
        found |= {place.department} if place.department else _of_region(place.nuts)
    return found or {buyer.place.department for buyer in notice.buyers if buyer.place.department}


def _of_region(nuts: str) -> set[str]:
    """Départements of a NUTS code of level 1 or 2; none for a whole country."""
    code = nuts.strip().upper()
    return {one for key, one in DEPARTMENT_OF_NUTS.items() if key.startswith(code)} if len(code) > 2 else set()


def _amounts(notice: Notice) -> Iterator[Decimal]:
    """Amounts in euros that make sense: 0 and 1 are what forms are filled with when nothing is said."""
    given = [(lot.amount, lot.currency) for lot in notice.lots]
    if notice.best_amount is not None:
        given.append((notice.best_amount[0], notice.currency))
    yield from (amount for amount, currency in given if amount is not None and currency == "EUR" and amount > 1)


def _cents(amount: Decimal) -> int:
    return min(int(amount * 100), HIGHEST_CENTS)


def _day(deadline: datetime | date | None) -> date | None:
    """Last day to answer, in Paris."""
    if not isinstance(deadline, datetime):
        return deadline
    return (deadline.astimezone(PARIS) if deadline.tzinfo else deadline).date()
