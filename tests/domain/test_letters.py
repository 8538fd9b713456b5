"""Texts with places to fill: checked when written, filled without surprise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levier.domain.errors import RuleError
from levier.domain.letters import check_text, fill, places

ALLOWED = ("lien", "mois")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Voici {line}.", "« {line} » n’existe pas ici. Vous pouvez écrire : {lien}, {mois}."),
        ("Voici {}.", "« {} » n’existe pas ici"),
        ("Voici {lien", "Une accolade est seule"),
        ("Voici lien}", "Une accolade est seule"),
        ("Voici {{lien}}", "Une accolade est seule"),
        ("Bonjour {mois}", "Il manque {lien}"),
        ("   ", "revenez au texte d’origine"),
    ],
)
def test_a_text_that_cannot_be_filled_is_refused_with_what_to_write(text: str, sentence: str) -> None:
    with pytest.raises(RuleError) as refusal:
        check_text(text, allowed=ALLOWED, required=("lien",), field="body")
    assert sentence in refusal.value.message
    assert refusal.value.field == "body"


def test_spaces_around_a_name_are_forgiven() -> None:
    text = check_text("Voici { lien } \r\n", allowed=ALLOWED, required=("lien",), field="body")
    assert fill(text, {"lien": "https://exemple.test"}) == "Voici https://exemple.test"


def test_an_empty_value_leaves_no_hole() -> None:
    assert fill("Bonjour,\n\n{contact}\n\nMerci {mois}", {"mois": "de mars"}) == "Bonjour,\n\nMerci de mars"


@given(st.text(max_size=200), st.text(max_size=50))
def test_a_value_is_never_read_as_a_place(text: str, value: str) -> None:
    filled = fill("{a} {b}", {"a": "{b}", "b": value.strip() or "x"})
    assert filled.startswith("{b}")
    assert isinstance(fill(text, {"a": value}), str)


@given(st.text(max_size=200))
def test_what_is_accepted_holds_known_names_only(text: str) -> None:
    try:
        clean = check_text(text, allowed=ALLOWED, field="body")
    except RuleError:
        return
    assert set(places(clean)) <= set(ALLOWED)
    assert not set(fill(clean, {"lien": "", "mois": ""})) & {"{", "}"}
