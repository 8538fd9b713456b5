"""Folding and stems, and that both databases cut what comes out at the same places."""

from __future__ import annotations

import doctest
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from levier.notices import text
from levier.notices.text import MAX_WORD, fold, normalise, plain, stem, words

#: What stands in real notices and trips tokenisers.
AWKWARD = (
    "CPV 90910000-9 ; lot n° 2 ; l’insertion, d'insertion, aujourd`hui",
    "siae.contact@exemple.test https://exemple.test/avis?id=1&lot=2 10h30 1e5 1.5e-3 0x1f 12,50 € 25 m² -3 +4",
    "œuvre ŒUVRE æquo ﬁn ﬂux Œil-de-bœuf ça Ça NAÏVE Šárka Łódź straße",
    "co\u00adtraitance in\u200dsertion fin\ufeff\u200bdébut a\u0301 e\u0301tude",
    "à\u00a0l’unité\u202f: 1\u202f000 heures ½ journée ² ³ № 5 ´quote´",
    "a_b a.b a/b a-b -a a- _ __ 1-2-3 1/2 2021/T1 A4+ C++ &amp; <p>texte</p>",
)
french = st.text(
    alphabet=st.sampled_from("abcdeéèêàçœæîôùûïÉÀ019 -_'’.,;:/@&+«»()°²€\u00a0\u202f\u00ad\n\t"), max_size=80
)
anything = st.one_of(french, st.text(max_size=80))


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(text).failed == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ÉLAGAGE", "elagage"),
        ("cœur de bœuf", "coeur de boeuf"),
        ("l’insertion", "L'INSERTION"),
        ("lots réservés", "lot réservée"),
        ("marché", "Marches"),
        ("espaces\u00a0verts", "espace vert"),
        ("personnes handicapées", "personne handicapé"),
        ("n° 12", "nº 12".replace("º", "°")),
        ("co\u00adtraitance", "cotraitance"),
        ("fin\ufb01nance", "finfinance"),
    ],
)
def test_two_ways_of_writing_meet(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"), [("travaux", "travail"), ("insertion", "inspection"), ("an", "âne"), ("lot 1", "lot 11")]
)
def test_different_things_stay_apart(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(anything)
@example("´")
@example("\u0345\u0130ŉǅ")
def test_folding_again_changes_nothing(written: str) -> None:
    assert fold(fold(written)) == fold(written)
    assert words(plain(written)) == words(written)


@given(anything)
def test_each_word_has_one_stem_and_everything_is_plain(written: str) -> None:
    folded, stems = plain(written).split(" "), normalise(written).split(" ")
    assert len(folded) == len(stems)
    for word in (*folded, *stems):
        assert word == "" or (word.isascii() and word.isalnum() and word == word.lower())
    assert all(stems) or stems == [""]


def test_an_endless_word_is_cut() -> None:
    assert words("a" * 5000) == ["a" * MAX_WORD]


def test_threads_do_not_mix_their_stems() -> None:
    vocabulary = [
        f"{root}{ending}" for root in ("nettoy", "reserv", "pay", "insert") for ending in ("age", "ation", "ees", "e")
    ]
    stem.cache_clear()
    expected = [stem.__wrapped__(word) for word in vocabulary]

    def all_stems(_: int) -> list[str]:
        return [stem.__wrapped__(word) for _ in range(50) for word in vocabulary][-len(vocabulary) :]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(all_stems, range(8))) == [expected] * 8


def seen_by_sqlite(written: str) -> list[str]:
    """Tokens of FTS5, in order."""
    with sqlite3.connect(":memory:") as base:
        base.execute("CREATE VIRTUAL TABLE avis USING fts5(texte, tokenize = 'unicode61')")
        base.execute("CREATE VIRTUAL TABLE mots USING fts5vocab(avis, 'instance')")
        base.execute("INSERT INTO avis VALUES (?)", [written])
        found = [term for (term,) in base.execute("SELECT term FROM mots ORDER BY offset")]
    base.close()
    return found


def seen_by_postgresql(written: str) -> list[str]:
    """Lexemes of ``simple``, in order."""
    asked = "SELECT lexeme FROM (SELECT lexeme, unnest(positions) AS at FROM unnest(to_tsvector('simple', %s))) AS w ORDER BY at"
    with connection.cursor() as cursor:
        cursor.execute(asked, [written])
        return [lexeme for (lexeme,) in cursor.fetchall()]


def seen(written: str) -> list[str]:
    return seen_by_postgresql(written) if connection.vendor == "postgresql" else seen_by_sqlite(written)


@pytest.mark.django_db
@pytest.mark.parametrize("written", AWKWARD)
def test_the_database_cuts_what_trips_tokenisers_as_we_do(written: str) -> None:
    assert seen(plain(written)) == words(written)
    assert seen(normalise(written)) == normalise(written).split()


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="0123456789eeeexab", min_size=1, max_size=9), max_size=40).map(" ".join))
@example("1e5 0x1f 1e e5 00 1a2b3 12e34x 1e52e3 12e34e56x")
def test_the_database_cuts_any_words_as_we_do(written: str) -> None:
    assert seen(plain(written)) == words(written)
    assert seen(normalise(written)) == normalise(written).split()
