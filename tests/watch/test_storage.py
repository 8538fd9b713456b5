"""Notices are stored once, joined in dossiers, and the order in which they come does not count."""

from __future__ import annotations

import itertools
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection

from levier.notices.model import Kind, Lot, Party, Source
from levier.watch import checks
from levier.watch.enums import Publisher
from levier.watch.models import Dossier, StoredFinding, StoredNotice
from levier.watch.search import index
from levier.watch.storage import unpack_notice
from levier.watch.storage.keys import number
from tests.watch.notices import CLAUSE, PARIS, PROCEDURE, kept, notice, picture

pytestmark = pytest.mark.django_db


def test_a_notice_is_kept_whole_with_what_lists_need() -> None:
    one = notice(texts=(CLAUSE,), warnings=("Le lot 2 n’a pas de titre.",))
    assert kept(one).added == 1
    row = StoredNotice.objects.get()
    assert unpack_notice(row.content) == one
    assert (row.publisher, row.key, row.kind, row.cpv, row.departments) == (
        "boamp",
        "26-1",
        "competition",
        "77310000",
        "61",
    )
    assert (row.value, row.buyer_key, row.social) == (Decimal(60_000), "ville de serigny fictive", "clause")
    assert row.problems == ["Le lot 2 n’a pas de titre."]
    found = StoredFinding.objects.get()
    assert one.texts[found.text_index].text[found.start : found.end] == found.quote


def test_storing_it_again_changes_nothing() -> None:
    one = notice(texts=(CLAUSE,))
    kept(one)
    before = picture(), StoredNotice.objects.get().revision
    outcome = kept(one)
    assert (outcome.added, outcome.changed, outcome.known) == (0, 0, 1)
    assert (picture(), StoredNotice.objects.get().revision) == before


def test_of_two_contents_under_one_number_the_same_wins_whatever_the_order() -> None:
    short, long = notice(), notice(description="Avec la taille des haies.")
    assert kept(short).added == 1
    assert kept(long).changed == 1
    assert kept(short).known == 1
    assert unpack_notice(StoredNotice.objects.get().content) == long
    assert kept(short, long).known == 2


def test_what_a_publisher_says_today_replaces_what_it_said() -> None:
    kept(notice(description="Avec la taille des haies.", texts=(CLAUSE,)))
    assert kept(notice(), newest=True).changed == 1
    assert StoredNotice.objects.get().social == ""
    assert not StoredFinding.objects.exists()
    assert list(checks.violations()) == []


def test_two_publishers_of_one_procedure_make_one_dossier_shown_once() -> None:
    boamp = notice("26-1", procedure_id=PROCEDURE, source=Source.BOAMP_EFORMS)
    ted = notice("00000123-2026", procedure_id=PROCEDURE.upper(), source=Source.EFORMS, published_on=date(2026, 10, 3))
    kept(boamp)
    kept(ted)
    assert Dossier.objects.count() == 1
    assert StoredNotice.objects.get(is_shown=True).key == "123-2026"


def test_buyer_object_and_deadline_make_one_dossier_too_when_the_object_says_enough() -> None:
    kept(notice("26-1"), notice("9-2026", source=Source.TED_EXPORT))
    assert Dossier.objects.count() == 1
    vague = {"title": "Travaux de voirie"}
    kept(notice("26-2", **vague), notice("10-2026", source=Source.TED_EXPORT, **vague))
    assert Dossier.objects.count() == 3


def test_two_dossiers_found_to_be_one_are_joined_and_the_old_number_still_leads_there() -> None:
    kept(notice("26-1", title="Lot", procedure_id=PROCEDURE))
    kept(notice("26-2", title="Autre"))
    first, second = Dossier.objects.order_by("pk")
    kept(notice("26-3", title="Suite", kind=Kind.CORRECTION, changes="26-2", procedure_id=PROCEDURE))
    second.refresh_from_db()
    assert second.merged_into == first
    assert set(StoredNotice.objects.values_list("dossier_id", flat=True)) == {first.pk}
    assert list(checks.violations()) == []


def test_a_correction_moves_the_deadline_and_is_linked_whichever_comes_first() -> None:
    later = datetime(2026, 11, 20, 17, tzinfo=PARIS)
    first = notice("26-1", texts=(CLAUSE,))
    correction = notice("26-9", kind=Kind.CORRECTION, changes="26-1", deadline=later, published_on=date(2026, 10, 15))
    stop = notice("26-12", kind=Kind.CANCELLATION, changes="26-1", deadline=None, published_on=date(2026, 11, 1))
    result = notice("26-15", kind=Kind.RESULT, links=("26-1",), deadline=None, published_on=date(2026, 12, 1))
    pictures = []
    for order in itertools.permutations((first, correction, stop, result)):
        for one in order:
            kept(one)
        pictures.append(picture())
        told = {row.key: row for row in StoredNotice.objects.all()}
        assert told["26-9"].changes == told["26-12"].changes == told["26-1"]
        assert told["26-1"].deadline_now == later
        assert [key for key, row in told.items() if row.is_cancelled] == sorted(("26-1", "26-9"), key=list(told).index)
        dossier = Dossier.objects.get(merged_into=None)
        assert (dossier.is_cancelled, dossier.is_awarded, dossier.deadline) == (True, True, later)
        StoredFinding.objects.all().delete()
        StoredNotice.objects.update(changes=None)
        StoredNotice.objects.all().delete()
        Dossier.objects.update(merged_into=None)
        Dossier.objects.all().delete()
        index.empty()
    assert all(one == pictures[0] for one in pictures)


def test_a_prior_notice_that_announces_several_purchases_does_not_join_them() -> None:
    kept(notice("26-1", kind=Kind.PLANNING, title="Programme", deadline=None))
    kept(notice("26-2", title="Voirie", links=("26-1",)), notice("26-3", title="École", links=("26-1",)))
    assert Dossier.objects.count() == 3


@pytest.mark.parametrize(
    ("written", "publisher", "said"),
    [
        ("2020/S 243-600541", Publisher.TED, "600541-2020"),
        ("00600541-2020", Publisher.TED, "600541-2020"),
        ("24-2024", Publisher.BOAMP, "24-2024"),
        (PROCEDURE.upper(), Publisher.TED, PROCEDURE),
    ],
)
def test_each_number_has_one_way_of_being_written(written: str, publisher: Publisher, said: str) -> None:
    assert number(written, publisher) == said


def test_what_no_database_takes_is_left_out() -> None:
    kept(
        notice(
            title="Zéro \0 et\tlignes\n" + "long " * 200,
            buyers=(Party(name="N" * 400),),
            estimated_amount=Decimal("1e40"),
            lots=(Lot(id="1"),),
            texts=("Texte\0 coupé, clause sociale d’insertion obligatoire.",),
        )
    )
    row = StoredNotice.objects.get()
    assert (len(row.title), len(row.buyer_name), row.value) == (500, 250, None)


def test_the_check_says_what_is_missing_from_the_index() -> None:
    kept(notice("26-1"), notice("26-2"))
    assert list(checks.violations()) == []
    index.empty()
    assert list(checks.violations()) == [
        "Veille : 2 avis gardés manquent à l’index de recherche (levier watch reindex)."
    ]


def test_the_number_of_questions_does_not_follow_the_number_of_notices(django_assert_max_num_queries: object) -> None:
    from django.test.utils import CaptureQueriesContext

    counts = []
    for rank, size in enumerate((5, 60)):
        batch = [notice(f"26-{rank}{at:03}", title=f"Achat numéro {rank} {at}", texts=(CLAUSE,)) for at in range(size)]
        with CaptureQueriesContext(connection) as asked:
            kept(*batch)
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 4
