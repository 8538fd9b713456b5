"""« de » before a name: elided before a vowel, accented or not."""

from __future__ import annotations

import pytest

from levier.domain.french import of


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mai 2026", "de mai 2026"),
        ("octobre 2026", "d’octobre 2026"),
        ("Octave", "d’Octave"),
        ("Élodie", "d’Élodie"),
        ("Yves", "d’Yves"),
        ("Œuvre", "d’Œuvre"),
        ("Hugo", "de Hugo"),
        ("Yasmine", "de Yasmine"),
        ("", "de "),
    ],
)
def test_the_word_elides_before_a_vowel(name: str, said: str) -> None:
    assert of(name) == said
