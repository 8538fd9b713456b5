"""Search finds what the person may see, whatever the accents, the case or one mistake, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from levier.clauses.models import Clause
from levier.desk.search import highlight, search
from levier.desk.search.text import near_words, words_of
from levier.directory.enums import ServiceKind
from levier.directory.models import LocalService, Organisation
from levier.domain.steps import Step
from levier.people.models import Person
from tests.cast import Cast

from . import world


def _titles(cast: Cast, who: str, query: str) -> set[str]:
    found = search(actor=cast.actor(who), query=query)
    return {hit.title.striptags() for group in found.groups for hit in group.hits}


@pytest.fixture
def record(cast: Cast) -> Cast:
    world.something_for_everyone(cast)
    made = world.contract(cast, "Élagage du Cœur d’Orne", Step.SUIVI, reference="2026-TX 014")
    world.obligation(cast, made, cast.contractor)
    Organisation.objects.filter(pk=cast.contractor.pk).update(siret="35600000000048", city="Sérigny")
    LocalService.objects.create(workspace=cast.workspace, kind=ServiceKind.MOBILITY, name="Vélo partagé (fictif)")
    return cast


@pytest.mark.parametrize(
    "query", ["Élagage", "elagage", "ÉLAGAGE", "coeur orne", "d’orne élag", "2026-TX 014", "2026tx014"]
)
def test_accents_case_and_separators_do_not_matter(record: Cast, query: str) -> None:
    assert "Élagage du Cœur d’Orne" in _titles(record, "facilitator", query)


def test_a_typing_mistake_is_forgiven_and_said(record: Cast) -> None:
    found = search(actor=record.facilitator, query="elagaje")
    assert found.corrected
    assert "Élagage du Cœur d’Orne" in {hit.title.striptags() for group in found.groups for hit in group.hits}


def _named(cast: Cast, *names: tuple[str, str]) -> None:
    for rank, (first, last) in enumerate(names):
        born = date(1990, 5, 4 + rank)
        Person.objects.create(workspace=cast.workspace, first_name=first, last_name=last, birth_date=born)


@pytest.mark.parametrize("query", ["Zoé Vaucourt", "vaucourt", "zoe vaucour"])
def test_a_near_name_comes_after_the_exact_one(record: Cast, query: str) -> None:
    _named(record, ("Zoé", "Vaucourd"), ("Zoé", "Vaucourt"), ("Ana", "Tormolin"))
    (group,) = search(actor=record.facilitator, query=query).groups
    assert [hit.title.striptags() for hit in group.hits] + [hit.title.striptags() for hit in group.near] == (
        ["Zoé Vaucourd", "Zoé Vaucourt"] if query == "zoe vaucour" else ["Zoé Vaucourt", "Zoé Vaucourd"]
    )


def test_a_near_name_is_shown_when_only_something_else_is_exact(record: Cast) -> None:
    Organisation.objects.filter(pk=record.contractor.pk).update(name="Toitures Tormolin")
    _named(record, ("Ana", "Tormolyn"))
    found = search(actor=record.facilitator, query="tormolin")
    assert not found.corrected
    assert [(one.code, len(one.hits), len(one.near)) for one in found.groups if one.code != "lots"][-2:] == [
        ("organisations", 1, 0),
        ("personnes", 0, 1),
    ]
    page = record.client("facilitator").get("/recherche/?q=tormolin").text
    assert "un nom proche" in page
    assert "Nom proche" in page


def test_near_names_are_only_those_one_may_know(record: Cast) -> None:
    _named(record, ("Ana", "Tormolyn"))
    Organisation.objects.filter(pk=record.contractor.pk).update(name="Toitures Tormolin")
    for who in ("contractor", "buyer", "coordinator"):
        assert search(actor=record.actor(who), query="tormolin").near == 0


@pytest.mark.parametrize("query", ["35600000000048", "356 000 000 00048", "356000000"])
def test_a_siret_is_found_however_it_is_typed(record: Cast, query: str) -> None:
    assert record.contractor.name in _titles(record, "facilitator", query)


def test_numbers_are_never_corrected(record: Cast) -> None:
    assert search(actor=record.facilitator, query="35600000000049").groups == []


def test_a_stranger_finds_nothing(record: Cast) -> None:
    for query in ("elagage", "exemple0", "35600000000048", "velo", "batisseurs"):
        assert search(actor=record.stranger, query=query).groups == []


@pytest.mark.parametrize(
    ("who", "finds"),
    [("facilitator", True), ("admin", True), ("referrer", True), ("coordinator", False), ("buyer", False),
     ("contractor", False), ("structure", False)],
)  # fmt: skip
def test_people_are_found_by_those_who_may_know_them(record: Cast, who: str, finds: bool) -> None:
    assert ("Camille Exemple0" in _titles(record, who, "exemple0")) is finds


def test_a_company_finds_its_contracts_only(record: Cast) -> None:
    assert "Élagage du Cœur d’Orne" in _titles(record, "contractor", "elagage")
    assert _titles(record, "contractor", "voirie") == set()


def test_a_buyer_does_not_find_a_draft_lever(record: Cast) -> None:
    assert not [
        group
        for group in search(actor=record.actor("buyer"), query="gymnase condition").groups
        if group.code == "clauses"
    ]
    assert search(actor=record.facilitator, query="gymnase condition").groups


def test_everybody_finds_the_local_services(record: Cast) -> None:
    for who in ("buyer", "contractor", "structure", "referrer", "coordinator"):
        assert "Vélo partagé (fictif)" in _titles(record, who, "velo")


def test_the_number_of_queries_does_not_depend_on_the_rows(record: Cast) -> None:
    with CaptureQueriesContext(connection) as one:
        search(actor=record.facilitator, query="camille")
    for rank in range(1, 30):
        world._under_way(record, rank)
    with CaptureQueriesContext(connection) as many:
        found = search(actor=record.facilitator, query="camille")
    assert len(many) == len(one)
    assert found.total > 30


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=6), max_size=3))
def test_what_is_marked_is_the_text_itself_escaped(text: str, words: list[str]) -> None:
    assert highlight(text, words).replace("<mark>", "").replace("</mark>", "") == highlight(text, [])


def test_a_title_cannot_inject_markup() -> None:
    shown = highlight('<script>alert("élan")</script>', ["elan"])
    assert "<script>" not in shown
    assert "<mark>élan</mark>" in shown


def test_one_mistake_up_to_seven_letters_then_two() -> None:
    assert near_words("peinure", {"peinture", "plomberie"}) == {"peinture"}
    assert near_words("maconerrie", {"maconnerie"}) == {"maconnerie"}
    assert near_words("eau", {"eaux"}) == frozenset()
    assert words_of("356 000 000 00048") == ["35600000000048"]


def test_a_single_letter_is_not_looked_for(record: Cast) -> None:
    assert search(actor=record.facilitator, query="a").groups == []


def test_the_page_answers_with_and_without_htmx(record: Cast) -> None:
    client = record.client("facilitator")
    page = client.get("/recherche/?q=elagage")
    assert page.status_code == 200
    assert "<mark>Élagage</mark>" in page.content.decode()
    part = client.get("/recherche/?q=elagage", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert client.get("/recherche/").status_code == 200
    assert client.get("/recherche/?q=%00<script>").status_code == 200
    assert client.get("/recherche/?q=e&type=nimporte").status_code == 200


def test_a_clause_whose_lever_is_not_chosen_yet_is_found(record: Cast) -> None:
    Clause.objects.update(lever="", scope="Peinture des façades")
    assert "Levier à choisir" in _titles(record, "facilitator", "façades")
