"""All alerts over all notices at once find exactly what the definition says one pair at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levier.domain.matching.places import Place as Point
from levier.notices.alerts import Alert, AlertSet, Around, Buyer, Social, Subject, Vocabulary, match, parse, social_of
from levier.notices.alerts.reference import finds, texts
from levier.notices.alerts.subject import searched_texts
from levier.notices.model import Kind, Lot, Nature, Notice, Party, Place, Source, Text
from levier.notices.recognition import Consideration, Finding, ReservedFor, find_social_considerations
from levier.notices.text import words

from . import samples
from .samples import TODAY, TOWNS


def locate(place: Place) -> Point | None:
    return TOWNS.get(place.city)


def numbered(notice: Notice, vocabulary: Vocabulary, *social: Social) -> Subject:
    return Subject.of(notice, vocabulary=vocabulary, social=social, locate=locate)


def slowly(subjects: Sequence[Subject], alerts: Sequence[Alert], today: date) -> list[tuple[int, int]]:
    return [
        (rank, other)
        for rank, subject in enumerate(subjects)
        for other, alert in enumerate(alerts)
        if finds(alert, subject, today=today)
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(samples.notices, samples.social), max_size=6),
    st.lists(samples.alerts(), max_size=12),
)
def test_the_fast_way_finds_what_the_definition_says(
    told: list[tuple[Notice, frozenset[Social]]], alerts: list[Alert]
) -> None:
    vocabulary = Vocabulary()
    subjects = [numbered(notice, vocabulary, *social) for notice, social in told]
    assert match(subjects, alerts, TODAY) == slowly(subjects, alerts, TODAY)


@settings(max_examples=8, deadline=None)
@given(
    st.lists(samples.notices, min_size=3, max_size=6),
    st.lists(samples.alerts(), min_size=5, max_size=10),
)
def test_many_batches_of_notices_make_no_difference(told: list[Notice], alerts: list[Alert]) -> None:
    vocabulary = Vocabulary()
    subjects = [numbered(notice, vocabulary) for notice in told] * 33
    size = len(told)
    once = slowly(subjects[:size], alerts, TODAY)
    expected = [(rank + size * again, other) for again in range(33) for rank, other in once]
    assert match(subjects, alerts, TODAY) == expected


@settings(max_examples=20, deadline=None)
@given(
    st.lists(samples.notices, min_size=1, max_size=4),
    st.lists(samples.notices, max_size=4),
    st.lists(samples.alerts(), max_size=6),
)
def test_alerts_made_ready_before_a_word_was_met_find_it(
    first: list[Notice], then: list[Notice], alerts: list[Alert]
) -> None:
    vocabulary = Vocabulary()
    ready = AlertSet(alerts, vocabulary)
    for told in (first, then, first):
        subjects = [numbered(notice, vocabulary) for notice in told]
        assert list(ready.match(subjects, TODAY)) == slowly(subjects, alerts, TODAY)


@given(samples.notices)
def test_a_notice_numbered_keeps_its_words_in_order(notice: Notice) -> None:
    subject = numbered(notice, Vocabulary())
    assert texts(subject)[:-1] == [words(text) for text in searched_texts(notice)]


def test_nothing_matches_nothing() -> None:
    vocabulary = Vocabulary()
    assert match([], [Alert()], TODAY) == []
    assert match([numbered(Notice(source=Source.EFORMS), vocabulary)], [], TODAY) == []


def test_subjects_of_another_vocabulary_are_refused() -> None:
    subject = numbered(Notice(source=Source.EFORMS), Vocabulary())
    with pytest.raises(ValueError, match="one vocabulary"):
        AlertSet([Alert()], Vocabulary()).match([subject], TODAY)


NOTICE = Notice(
    source=Source.EFORMS,
    kind=Kind.COMPETITION,
    title="Entretien des espaces verts",
    description="Lot réservé aux ESAT. Prestations de nettoyage",
    buyers=(Party(name="Ville de Voiron", siret="21380563300018", siren="213805633"),),
    nature=Nature.SERVICES,
    cpv_main="77310000",
    places=(Place(department="38", city="Voiron"),),
    deadline=date(2026, 3, 12),
    lots=(Lot(id="1", amount=Decimal(30_000)), Lot(id="2", amount=Decimal(90_000))),
    texts=(Text(rubric="Objet", text="verts et fleuris"),),
)


@pytest.mark.parametrize(
    ("alert", "found"),
    [
        (Alert(), True),
        (Alert(text=parse("espace vert")), True),
        (Alert(text=parse('"espace vert"')), True),
        (Alert(text=parse('"vert espace"')), False),
        (Alert(text=parse('"nettoyage verts"')), False),
        (Alert(text=parse("réservée ET nettoy*")), True),
        (Alert(text=parse("verts SAUF esat")), False),
        (Alert(text=parse("verts SAUF vitres")), True),
        (Alert(text=parse("SAUF vitres")), True),
        (Alert(text=parse("vitres OU (fleuris SAUF peinture)")), True),
        (Alert(cpv=frozenset({"773"})), True),
        (Alert(cpv=frozenset({"773111"})), False),
        (Alert(departments=frozenset({"69"})), False),
        (Alert(around=frozenset({Around(commune="Grenoble", at=TOWNS["Grenoble"], km=23)})), True),
        (Alert(around=frozenset({Around(commune="Grenoble", at=TOWNS["Grenoble"], km=22)})), False),
        (
            Alert(
                departments=frozenset({"38"}), around=frozenset({Around(commune="Ajaccio", at=TOWNS["Ajaccio"], km=5)})
            ),
            True,
        ),
        (Alert(value_from=Decimal(50_000), value_to=Decimal(60_000)), True),
        (Alert(value_from=Decimal(120_001)), False),
        (Alert(value_to=Decimal("29999.99")), False),
        (Alert(social=frozenset({Social.RESERVED})), True),
        (Alert(social=frozenset({Social.CLAUSE})), False),
        (Alert(days_left=10), True),
        (Alert(days_left=11), False),
        (Alert(buyers=frozenset({Buyer.typed("213 805 633")})), True),
        (Alert(buyers=frozenset({Buyer.typed("voiron (ville)")})), True),
        (Alert(buyers=frozenset({Buyer.typed("Ville de Lyon")})), False),
        (Alert(natures=frozenset({Nature.WORKS})), False),
        (Alert(kinds=frozenset({Kind.RESULT, Kind.COMPETITION})), True),
    ],
)
def test_each_criterion_does_what_it_says(alert: Alert, found: bool) -> None:
    subject = numbered(NOTICE, Vocabulary(), Social.RESERVED_DISABILITY)
    assert finds(alert, subject, today=TODAY) is found
    assert match([subject], [alert], TODAY) == ([(0, 0)] if found else [])


def test_a_notice_that_says_little_is_kept_by_bounds_and_left_by_places() -> None:
    subject = numbered(Notice(source=Source.EFORMS, title="Nettoyage"), Vocabulary())
    assert finds(Alert(value_to=Decimal(5), days_left=30), subject, today=TODAY)
    assert not finds(Alert(departments=frozenset({"38"})), subject, today=TODAY)


def test_a_region_stands_for_its_departements_and_a_country_for_none() -> None:
    region = Notice(source=Source.EFORMS, places=(Place(nuts="FRK2"),))
    country = Notice(
        source=Source.EFORMS, places=(Place(nuts="FR"),), buyers=(Party(name="x", place=Place(department="13")),)
    )
    assert {"dep:38", "dep:69"} <= numbered(region, Vocabulary()).facts
    assert {fact for fact in numbered(country, Vocabulary()).facts if fact.startswith("dep:")} == {"dep:13"}


@pytest.mark.parametrize(
    ("said", "sides"),
    [
        ("Ce marché est réservé aux ESAT et aux entreprises adaptées.", {Social.RESERVED, Social.RESERVED_DISABILITY}),
        ("Le titulaire réalisera 500 heures d’insertion.", {Social.CLAUSE}),
        ("Le titulaire fournira les plantes.", set()),
    ],
)
def test_what_is_recognised_is_what_alerts_ask(said: str, sides: set[Social]) -> None:
    notice = Notice(source=Source.EFORMS, texts=(Text(rubric="Conditions d’exécution", text=said),))
    assert social_of(find_social_considerations(notice)) == sides


def test_each_beneficiary_of_a_reservation_can_be_asked() -> None:
    for one in ReservedFor:
        finding = Finding(kind=Consideration.RESERVATION, quote="", rubric="", reserved_for=one)
        assert len(social_of([finding])) > 1
    assert social_of([Finding(kind=Consideration.RESERVATION, quote="", rubric="")]) == {Social.RESERVED}
    assert {side for one in Consideration for side in social_of([Finding(kind=one, quote="", rubric="")])} <= set(
        Social
    )
