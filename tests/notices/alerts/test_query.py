"""What people type becomes a query, comes back as typed, or is refused with what to write."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levier.domain.errors import RuleError
from levier.notices.alerts import parse, query, render
from levier.notices.alerts.query import And, Node, Not, Or, Phrase, Prefix, Word, all_of, any_of, check, leaves

A, B, C = Word("nettoyage"), Word("entretien"), Word("vitres")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("nettoyage", A),
        ("nettoyage entretien", And((A, B))),
        ("nettoyage ET entretien", And((A, B))),
        ("nettoyage et entretien", And((A, B))),
        ("nettoyage, entretien !", And((A, B))),
        ("nettoyage & entretien", And((A, B))),
        ("nettoyage AND entretien OR vitres", Or((And((A, B)), C))),
        ("nettoyage ou entretien", Or((A, B))),
        ("nettoyage ET (entretien OU vitres)", And((A, Or((B, C))))),
        ("(nettoyage OU entretien) SAUF vitres", And((Or((A, B)), Not(C)))),
        ("nettoyage sauf vitres", And((A, Not(C)))),
        ("nettoyage ET NOT vitres", And((A, Not(C)))),
        ("SAUF vitres", Not(C)),
        ("nettoyage nettoyage", A),
        ("((nettoyage))", A),
        ("nettoy*", Prefix("nettoy")),
        ('"espaces verts"', Phrase("espaces verts")),
        ("« espaces  verts »", Phrase("espaces verts")),
        ("“espaces verts”", Phrase("espaces verts")),
        ("éco-construction", Phrase("éco-construction")),
        ("90910000-9", Phrase("90910000-9")),
        ("l’insertion", Word("insertion")),
        ("D'insertion", Word("insertion")),
        ("qu'une", Word("une")),
        ("l'insert*", Prefix("insert")),
        ('"d’insertion"', Phrase("d’insertion")),
        ('"ou"', Word("ou")),
        ('"nettoyage"', A),
        ("where or not", And((Word("where"), Word("or"), Word("not")))),
        ("où", Word("où")),
    ],
)
def test_what_is_typed_is_understood(typed: str, expected: Node) -> None:
    assert parse(typed) == expected
    assert parse(render(expected)) == expected


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Écrivez au moins un mot à chercher, par exemple : nettoyage ET locaux."),
        (" ()", "Écrivez au moins un mot"),
        ("… !", "Écrivez au moins un mot"),
        ("ET OU", "Écrivez au moins un mot"),
        (
            "nettoyage ET",
            "Au caractère 13, après « nettoyage ET » : il manque ce qui suit ET. Écrivez un mot, ou retirez ET.",
        ),
        ("OU nettoyage", "Au début : il manque ce qui précède OU"),
        ("nettoyage OU OU vitres", "il manque ce qui suit OU"),
        ("nettoyage SAUF", "il manque ce qui suit SAUF"),
        ("nettoyage SAUF SAUF vitres", "deux SAUF se suivent"),
        ("(nettoyage", "Au début : cette parenthèse n’est pas refermée"),
        ("nettoyage)", "cette parenthèse n’a pas été ouverte"),
        ("nettoy* SAUF (", "après « nettoy* SAUF ( » : cette parenthèse est ouverte sur rien. Écrivez un mot"),
        ("nettoyage ()", "ces parenthèses sont vides"),
        ("nettoyage ET ) vitres", "il manque ce qui suit ET"),
        ('"espaces verts', "ce guillemet n’est pas refermé"),
        ('nettoyage ""', "il n’y a pas de mot entre ces guillemets"),
        ('"espaces vert*"', "pas d’astérisque entre guillemets"),
        ('"espaces verts"*', "l’astérisque ne suit pas des guillemets"),
        ("net*age", "l’astérisque se met à la fin d’un mot"),
        ("*age", "l’astérisque se met à la fin d’un mot"),
        ("ne*", "il faut au moins 3 lettres devant l’astérisque"),
        ("éco-constr*", "Écrivez : eco ET constr*."),
        ("nettoyage OU entretien SAUF vitres", "(nettoyage OU entretien) SAUF vitres"),
        ("nettoyage OU (SAUF vitres)", "écrivez d’abord ce que vous cherchez"),
        ("nettoyage SAUF (SAUF vitres)", "écrivez d’abord ce que vous cherchez"),
        ("nettoyage " * 201, "2000 caractères"),
        ("a " * 201, "plus de 200 mots"),
        ("(" * 21 + "a" + ")" * 21, "plus de 20 parenthèses"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_what_to_write(typed: str, sentence: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse(typed)
    assert sentence in refused.value.message
    assert refused.value.field == "text"


letters = st.text(alphabet="abcdeéèàçœùOURETNs0123456789", min_size=1, max_size=8)
leaf = st.one_of(
    letters.map(Word),
    letters.filter(lambda written: len(written) > 2).map(Prefix),
    st.lists(letters, min_size=2, max_size=3).map(" ".join).map(Phrase),
).filter(lambda one: isinstance(one, Phrase) or len(query.words(one.written)) == 1)


def joined(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda parts: all_of(*parts)),
        several.map(lambda parts: any_of(*parts)),
        st.tuples(children, children).map(lambda pair: all_of(pair[0], Not(pair[1]))),
    )


def allowed(node: Node) -> bool:
    try:
        check(node)
    except RuleError:
        return False
    return True


queries = st.recursive(leaf, joined, max_leaves=12)


@settings(deadline=None)
@given(st.one_of(queries, queries.map(Not)).filter(allowed))
def test_a_query_written_and_read_again_is_the_same(node: Node) -> None:
    assert parse(render(node)) == node


@settings(deadline=None)
@given(st.text(alphabet="abé ()\"*«»’'ETOUSAF-\t.", max_size=60))
def test_anything_typed_is_read_or_refused_in_french(typed: str) -> None:
    try:
        node = parse(typed)
    except RuleError as refused:
        said = refused.message
    else:
        assert list(leaves(node))
        assert parse(render(node)) == node
        said = "."
    assert said.endswith(".")


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(query).failed == 0
