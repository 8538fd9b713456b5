"""Hours of insertion quoted in a notice: those that are said, and silence about everything else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.notices.recognition import Consideration, Finding
from levier.notices.recognition.hours import hours_in, quoted_hours


def clause(quote: str, lot: str = "") -> Finding:
    return Finding(kind=Consideration.CLAUSE, quote=quote, rubric="Conditions d’exécution", lots=(lot,) if lot else ())


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("Le marché comporte une clause sociale d’insertion de 350 heures.", {"": {350}}),
        ("Clause d’insertion : 1 250 h de travail réservées à des personnes éloignées de l’emploi", {"": {1250}}),
        ("Clause d'insertion : lot n° 1 : 350 heures, lot n° 02 : 1\u202f200 heures", {"1": {350}, "2": {1200}}),
        ("Heures à réserver à l’insertion : 200.", {"": {200}}),
        ("nombre d’heures au titre de l’engagement d’insertion pour la 1re période : 2214", {"": {2214}}),
        ("Insertion : lot 3, 87,5 heures", {"3": {Decimal("87.5")}}),
        ("Clause sociale d’insertion : 350 heures ou 400 heures", {"": {350, 400}}),
    ],
)  # fmt: skip
def test_hours_are_read_with_the_lot_named_before_them(quote: str, expected: dict[str, set[Decimal]]) -> None:
    assert hours_in(quote) == {lot: {Decimal(one) for one in numbers} for lot, numbers in expected.items()}


@pytest.mark.parametrize(
    "quote",
    [
        "Clause d’insertion : une heure par tranche de 2 000 €",
        "Clause sociale : 35 heures par semaine pour chaque personne en insertion",
        "Les publics de l’insertion sont reçus de 12 h 30 à 14 h",
        "Offre à remettre sous 48 heures",
        "Clause d’insertion de 5 % des heures",
        "Clause d’insertion : 35 heures hebdomadaires",
        "Heures à réserver à l’insertion : 60 sur la tranche ferme et 30 sur la tranche optionnelle",
    ],
)
def test_other_hours_say_nothing(quote: str) -> None:
    assert hours_in(quote) == {}


def test_each_lot_keeps_the_words_that_say_its_hours() -> None:
    first, second = quoted_hours(
        [clause("Clause d’insertion de 350 heures", lot="1"), clause("Clause d’insertion de 120 heures", lot="2")]
    )
    assert (first.lot, first.hours, first.quote) == ("1", 350, "Clause d’insertion de 350 heures")
    assert (second.lot, second.hours) == ("2", 120)


def test_two_numbers_for_one_lot_or_a_criterion_give_nothing() -> None:
    assert quoted_hours([clause("Clause d’insertion de 350 heures"), clause("Clause d’insertion de 400 heures")]) == ()
    scored = Finding(kind=Consideration.CRITERION, quote="Insertion : 350 heures", rubric="Critères d’attribution")
    assert quoted_hours([scored]) == ()


@given(st.text(max_size=200))
def test_any_text_is_read_without_harm(text: str) -> None:
    assert all(one >= 10 for numbers in hours_in(text + " insertion").values() for one in numbers)


@given(st.integers(10, 999_999), st.integers(1, 99))
def test_a_number_written_by_the_french_rules_is_read_back(hours: int, lot: int) -> None:
    written = f"{hours:,}".replace(",", "\u202f")
    assert hours_in(f"Lot n°{lot} : clause sociale d’insertion de {written} heures") == {str(lot): {Decimal(hours)}}
