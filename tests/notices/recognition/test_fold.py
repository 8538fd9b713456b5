"""Folding: plain letters, and the way back to where each stood."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.notices.recognition.fold import fold, fold_with_places


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Éloignées de l’emploi", "eloignees de l'emploi"),
        ("mise en œuvre d?insertion", "mise en oeuvre d'insertion"),
        ("article L. 2113-12, lot n° 2", "article l 2113-12, lot no 2"),
        ("2.000 € HT", "2,000 E ht"),
        ("une clause\nsociale", "une clause sociale"),
        (unicodedata.normalize("NFD", "éà") + "\u200bç", "eac"),
    ],
)
def test_text_is_made_plain(written: str, plain: str) -> None:
    assert fold(written) == plain


def test_glued_sentences_are_parted() -> None:
    assert fold_with_places("150 heuresLe marché").text == "150 heures\nle marche"


@given(st.text(max_size=300))
def test_folded_text_is_ascii_and_every_place_leads_back_in_order(text: str) -> None:
    folded = fold_with_places(text)
    assert folded.data.decode("ascii") == folded.text
    places = [folded.origin(at) for at in range(len(folded.text) + 1)]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)
    assert places[-1] == len(text)


@given(st.lists(st.sampled_from(["clause", "œuvre", "é", "e\u0301", "A", "a\u00ad", " ", "heuresLot", "\n"])))
def test_a_letter_found_folded_is_the_letter_written(parts: list[str]) -> None:
    text = "".join(parts)
    folded = fold_with_places(text)
    for at, letter in enumerate(folded.text):
        written = text[folded.origin(at)]
        if written.isascii() and written.isalpha() and letter != "\n":
            assert letter == written.lower()
