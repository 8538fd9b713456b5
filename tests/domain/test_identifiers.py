"""SIRET: the key, La Poste, and what people type instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.errors import RuleError
from levier.domain.identifiers import check_siret, is_siret, normalise_siret


@pytest.mark.parametrize("text", ["21380001400010", "213 800 014 00010", "SIRET : 213.800.014-00010"])
def test_a_sound_siret_is_read_however_it_is_spaced(text: str) -> None:
    assert check_siret(text) == "21380001400010"


def test_la_poste_counts_by_fives() -> None:
    assert check_siret("35600000000048") == "35600000000048"  # head office, Luhn
    assert is_siret("35600000049837")  # 3+5+6+4+9+8+3+7 = 45
    assert not is_siret("35600000049838")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "renseigné"),
        ("2138000140001", "14 chiffres"),
        ("21380001400011", "clé"),
        ("FR40303265045", "TVA"),
        ("213800014", "SIREN"),
        ("TPO-0001", "chiffres"),
        ("00000000000000", "attente"),
    ],
)
def test_a_doubtful_siret_is_refused_with_its_reason(text: str, word: str) -> None:
    assert normalise_siret(text).value is None
    with pytest.raises(RuleError, match=word):
        check_siret(text)


@given(st.text(max_size=40))
def test_no_text_crashes_and_an_accepted_one_has_a_valid_key(text: str) -> None:
    found = normalise_siret(text)
    assert (found.value is None) == bool(found.problem)
    assert found.value is None or is_siret(found.value)


@given(st.integers(0, 10**13 - 1), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen_outside_la_poste(base: int, place: int, shift: int) -> None:
    body = f"{base:013d}"
    good = next((body + str(key) for key in range(10) if is_siret(body + str(key))), None)
    if good is None or good.startswith("356000000"):
        return
    bad = good[:place] + str((int(good[place]) + shift) % 10) + good[place + 1 :]
    assert not is_siret(bad) or bad.startswith("356000000")
