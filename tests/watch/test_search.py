"""Search: the same words find the same notices on both databases, and figures add up."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from levier.domain.errors import RuleError
from levier.notices.model import Kind, Nature, Party, Place, Source
from levier.watch.models import StoredNotice
from levier.watch.search import columns
from levier.watch.search.filters import Deadline, Filters, Value
from levier.watch.search.find import Order, Page, PageRequest, count, search
from levier.watch.storage import prepare, store
from tests.watch.notices import CLAUSE, PARIS, PROCEDURE, kept, notice

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 20, 9, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def _columns_of_this_test() -> None:
    columns.forget()


def found(query: str = "", **more: Any) -> list[str]:
    return [hit.key for hit in search(query, now=NOW, **more).hits]


@pytest.fixture
def some() -> None:
    kept(
        notice(
            "26-1", title="Nettoyage des écoles", texts=("Vitrerie comprise.", CLAUSE), published_on=date(2026, 9, 1)
        ),
        notice("26-2", title="Travaux de peinture", texts=("Le nettoyage du chantier est compris.",)),
        notice(
            "26-3",
            title="Entretien d’espaces verts",
            texts=("Espaces. Verts et fleuris.",),
            places=(Place(department="38"),),
        ),
        notice("26-4", title="Sous-traitance", texts=("Espaces naturels et talus verts",)),
    )


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("nettoyages", ["26-1", "26-2"]),  # in the object first, though the other is later published
        ("nettoy*", ["26-1", "26-2"]),
        ("NETTOYAGE ECOLE", ["26-1"]),
        ("nettoyage SAUF peinture", ["26-1"]),
        ('"espaces verts"', ["26-3"]),
        ("espaces verts", ["26-3", "26-4"]),
        ("peinture OU vitrerie", ["26-2", "26-1"]),
        ("SAUF nettoyage", ["26-4", "26-3"]),
        ("sous-traitance", ["26-4"]),
        ("(nettoy* OU peintre) SAUF (vitr* OU sol)", ["26-2"]),
        ("q" * 61, []),
        ("introuvable", []),
    ],
)
def test_words_phrases_and_truncations(some: None, query: str, keys: list[str]) -> None:
    assert found(query) == keys
    assert count(query, now=NOW) == len(keys)


def test_a_phrase_does_not_run_from_one_text_into_the_next(some: None) -> None:
    assert found('"comprise le titulaire"') == []
    assert found('"le titulaire reserve"') == ["26-1"]


def test_a_query_nobody_can_read_is_refused_with_the_place_of_the_fault(some: None) -> None:
    with pytest.raises(RuleError, match="caractère"):
        search("nettoyage ET (peinture")


def test_a_notice_rewritten_is_found_by_its_new_words_only() -> None:
    kept(notice(texts=("Élagage des platanes.",)))
    assert found("platane") == ["26-1"]
    kept(notice(texts=("Tonte.",)), newest=True)
    assert found("platane") == []
    assert found("tonte") == ["26-1"]


def test_each_publication_is_counted_once() -> None:
    kept(
        notice("26-1", procedure_id=PROCEDURE, source=Source.BOAMP_EFORMS, texts=("Nettoyage",)),
        notice("1-2026", procedure_id=PROCEDURE, source=Source.EFORMS, texts=("Nettoyage",)),
    )
    page = search("nettoyage", now=NOW)
    assert ([hit.key for hit in page.hits], page.total) == (["1-2026"], 1)
    assert sum(one.count for one in page.facets["kinds"]) == 1


def test_filters_and_facets() -> None:
    kept(
        notice("26-1", texts=(CLAUSE,), estimated_amount=Decimal(39_999), cpv_main="90910000"),
        notice("26-2", estimated_amount=Decimal(90_000), places=(Place(department="38"), Place(department="69"))),
        notice(
            "26-3", deadline=None, estimated_amount=None, kind=Kind.RESULT, nature=Nature.WORKS, cpv_main="45000000"
        ),
        notice(
            "26-4",
            title="Autre chose",
            deadline=NOW - timedelta(days=1),
            buyers=(Party(name="Régie (fictive)", siren="356000000"),),
        ),
    )
    assert found(filters=Filters(social=frozenset({"clause"}))) == ["26-1"]
    assert found(filters=Filters(cpv=frozenset({"9091", "45"}))) == ["26-3", "26-1"]
    assert found(filters=Filters(departments=frozenset({"69"}))) == ["26-2"]
    assert found(filters=Filters(buyers=frozenset({"356000000"}))) == ["26-4"]
    assert found(filters=Filters(values=frozenset({Value.UNDER_40K, Value.UNKNOWN}))) == ["26-3", "26-1"]
    assert found(filters=Filters(values=frozenset({Value.UNDER_250K}))) == ["26-2"]
    assert found(filters=Filters(deadlines=frozenset({Deadline.NONE, Deadline.PASSED}))) == ["26-4", "26-3"]
    assert found(filters=Filters(deadlines=frozenset({Deadline.FORTNIGHT}))) == ["26-2", "26-1"]
    assert found(filters=Filters(open_only=True, natures=frozenset({"services"}))) == ["26-2", "26-1"]
    assert found(filters=Filters(kinds=frozenset({"result"}), since=date(2026, 10, 1), until=date(2026, 10, 1))) == [
        "26-3"
    ]
    assert found(filters=Filters(since=date(2026, 10, 2))) == []
    assert found(filters=Filters(departments=frozenset({"2A"}), social=frozenset({"reserved"}))) == []

    facets = search(filters=Filters(departments=frozenset({"38"})), now=NOW).facets
    # its own criterion is set aside: what else may be chosen is shown
    assert {one.value: one.count for one in facets["departments"]} == {"61": 3, "38": 1, "69": 1}
    assert [(one.value, one.count) for one in facets["cpv"]] == [("77", 1)]
    assert [(one.value, one.count) for one in facets["deadlines"]] == [("15", 1)]
    buyers = search(now=NOW).facets["buyers"]
    assert [(one.label, one.count) for one in buyers] == [("Ville de Sérigny (fictive)", 3), ("Régie (fictive)", 1)]


@pytest.mark.parametrize("order", list(Order))
def test_pages_follow_one_another_without_a_gap_though_notices_come_in_between(order: Order) -> None:
    def one(at: int) -> Any:
        closes = NOW + timedelta(days=at % 9 - 2, minutes=at)
        day = date(2026, 9, 1) + timedelta(days=at % 5)
        return notice(f"26-{at}", title=f"Achat {at}", texts=("Nettoyage.",), deadline=closes, published_on=day)

    store([prepare(one(at)) for at in range(23)])
    whole = found("nettoyage", page=PageRequest(order=order, size=50))
    assert len(set(whole)) == 23
    told, after = [], ""
    while True:
        page = search("nettoyage", page=PageRequest(order=order, size=5, after=after), now=NOW)
        told += [hit.key for hit in page.hits]
        if not told[5:]:
            kept(one(30))
        after = page.after
        if not after:
            break
    assert [key for key in told if key != "26-30"] == whole


def test_the_nearest_deadline_comes_first_and_those_passed_last() -> None:
    for at, days in enumerate((5, -1, 2, -3)):
        kept(notice(f"26-{at}", title=f"Achat {at}", deadline=NOW + timedelta(days=days)))
    kept(notice("26-9", title="Achat", deadline=None))
    assert found(page=PageRequest(order=Order.DEADLINE)) == ["26-2", "26-0", "26-9", "26-1", "26-3"]


def test_columns_follow_what_is_written_since() -> None:
    kept(notice("26-1"))
    assert found() == ["26-1"]
    kept(notice("26-2", kind=Kind.CANCELLATION, changes="26-1", deadline=None))
    assert found(filters=Filters(open_only=True)) == []
    held = columns.read()
    assert columns.read() is held
    columns.forget()
    again = columns.read()
    assert again.ids.tolist() == held.ids.tolist()
    assert again.cancelled.tolist() == held.cancelled.tolist()


def test_a_page_asks_as_many_questions_for_one_hit_as_for_twenty() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            page: Page = search("nettoyage", now=NOW)
            assert [finding.quote for hit in page.hits for finding in hit.findings.all()]
        return len(questions)

    kept(notice("26-1", texts=("Nettoyage.", CLAUSE)))
    search("nettoyage", now=NOW)
    one = asked()
    kept(*(notice(f"26-{at}", title=f"Achat {at}", texts=("Nettoyage.", CLAUSE)) for at in range(2, 22)))
    search("nettoyage", now=NOW)
    assert asked() == one <= 6


def test_a_notice_longer_than_postgresql_can_place_is_found_by_its_phrases() -> None:
    filler = "le marché est le marché de la ville " * 300
    kept(
        notice("26-1", texts=(f"{filler} puis le grand platane est abattu",)),
        notice("26-2", title="Court", texts=("le grand platane",)),
        notice("26-3", title="Épars", texts=(f"{filler} le platane est grand",)),
    )
    assert set(found('"le grand platane"')) == {"26-1", "26-2"}
    assert found('platane SAUF "le grand platane"') == ["26-3"]
    assert set(found('"le grand platane" OU plat*')) == {"26-1", "26-2", "26-3"}


def test_facets_count_what_a_slow_reading_counts(some: None) -> None:
    page = search("espaces OU nettoyage", now=NOW)
    rows = StoredNotice.objects.filter(pk__in=[hit.pk for hit in page.hits])
    slow = Counter(code for row in rows for code in row.departments.split(","))
    assert {one.value: one.count for one in page.facets["departments"]} == slow
