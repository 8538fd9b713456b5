"""French spaces: put in every text of a page, and never in what somebody typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from markupsafe import Markup

from levier.ui.typography import FrenchSpaces, nbsp, typeset


def page(source: str, **values: object) -> str:
    env = Environment(autoescape=True, extensions=[FrenchSpaces])
    env.filters["typeset"] = typeset
    return env.from_string(source).render(**values)


def test_no_break_spaces_are_put_where_french_wants_them():
    assert nbsp("Attention : « 5 % » ?") == "Attention\u00a0: «\u00a05\u00a0%\u00a0»\u202f?"


@given(st.text())
def test_no_break_spaces_are_put_once(text):
    assert nbsp(nbsp(text)) == nbsp(text)


@given(st.text())
def test_only_spaces_change(text):
    strip = str.maketrans("", "", " \u00a0\u202f")
    assert nbsp(text).translate(strip) == text.translate(strip)


def test_the_text_of_a_template_and_what_it_prints_are_set():
    assert page("<p>Lot : {{ title }}</p>", title="qui ?") == "<p>Lot\u00a0: qui\u202f?</p>"


def test_what_is_printed_is_still_escaped():
    assert page("<p>{{ title }}</p>", title="a < b : c") == "<p>a &lt; b\u00a0: c</p>"


def test_markup_is_left_as_it_is():
    assert page("<p>{{ widget }}</p>", widget=Markup('<input value="a : b">')) == '<p><input value="a : b"></p>'


@pytest.mark.parametrize(
    "source",
    [
        '<input value="{{ typed }}">',
        "<input value='{{ typed }}' title=\"x > y\">",
        '<textarea name="a">{{ typed }}</textarea>',
        "<pre><b>{{ typed }}</b></pre>",
        '<a {% if typed %}title="{{ typed }}"{% endif %}>ici</a>',
        '<!-- « rien » --><input value="{{ typed }}">',
    ],
)
def test_what_somebody_typed_comes_back_unchanged(source):
    assert "a : b" in page(source, typed="a : b")


def test_text_is_set_again_after_an_attribute_and_after_a_textarea():
    source = '<p title="a > b : c">oui !</p><textarea>non !</textarea><p>{{ word }}</p>'
    assert page(source, word="oui !") == (
        '<p title="a > b : c">oui\u202f!</p><textarea>non !</textarea><p>oui\u202f!</p>'
    )


def test_an_expression_with_a_condition_is_set_whole():
    assert page("{{ 'oui !' if yes else 'non !' }}", yes=False) == "non\u202f!"
