"""A social security number is found however it is written, and little else is taken for one."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.nir import holds_nir


@given(
    st.tuples(
        st.sampled_from("12"),
        st.integers(0, 99),
        st.integers(1, 12),
        st.sampled_from(["01", "59", "75", "2A", "2B", "97"]),
        st.integers(1, 989),
        st.integers(1, 999),
    ),
    st.sampled_from(["", " ", ".", "-", "\u00a0"]),
    st.booleans(),
)
def test_a_social_security_number_is_found_however_it_is_written(
    parts: tuple[str, int, int, str, int, int], separator: str, with_key: bool
) -> None:
    sex, year, month, department, commune, order = parts
    body = [sex, f"{year:02d}", f"{month:02d}", department, f"{commune:03d}", f"{order:03d}"]
    number = int("".join(body).replace("2A", "19").replace("2B", "18"))
    if with_key:
        body.append(f"{97 - number % 97:02d}")
    assert holds_nir(f"Son numéro : {separator.join(body)}, merci")


@pytest.mark.parametrize(
    "text",
    [
        "1 85 05 78 006 084 / 91",
        "185057800608491",
        "NIR:1850578006084",
        "1 85 05 78 006 084 clé 91",
        "1 8505 7800 6084 91",
        "1.85.05.78.006.084.91",
        "2 91 12 2a 004 117",
        "7 85 33 99 350 041 65",
        "Matricule 12\n1 85 05 78 006 084 91\nNet à payer 1 412,20",
    ],
)
def test_the_ways_pay_slips_write_it(text: str) -> None:
    assert holds_nir(text)


@pytest.mark.parametrize(
    "text",
    [
        "1 85 05 78 006 084 31",  # wrong key: something else
        "552 081 317 66522",
        "06 12 34 56 78 06 12 34 56 79",
        "FR76 3000 6000 0112 3456 7890 189",
        "ISBN 978-2-07-036822-8",
        "Code-barres 3017620422003",
        "Horodatage 1700000000000",
        "1 234 567 890 123",
        "12\n85\n05\n78\n006\n084",
        "151,67 151,67 35,00 1 200,50",
        "Marché 2024000120250003",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_nir(text)


def test_one_random_number_in_two_hundred_at_most_is_taken_for_one() -> None:
    draw = Random(5)
    fifteen = ["".join(draw.choices("0123456789", k=15)) for _ in range(20_000)]
    assert sum(map(holds_nir, fifteen)) < 100


@pytest.mark.parametrize(
    "text",
    [
        "NIR 2 94 03 69 383 123 45",
        "sécurité sociale : 294036938312345",
        "n° de SS 2-94-03-69-383-123-45",
        "sécu 2940369383123",
    ],
)
def test_a_number_that_the_text_calls_so_is_found_whatever_its_key(text: str) -> None:
    assert holds_nir(text)


@pytest.mark.parametrize(
    "text", ["294036938312345", "Réf. sécurité incendie 29403", "La sécurité sociale répond au 36 46"]
)
def test_a_wrong_key_alone_or_the_words_alone_are_not_one(text: str) -> None:
    assert not holds_nir(text)
