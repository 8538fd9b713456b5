"""« Pour vous »: what is ranked, what is left out and why, and that a long list costs no more questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from levier.directory.models import Commune
from levier.notices.model import Lot, Place
from levier.watch.answering.feed import feed, open_notices
from levier.watch.answering.lots import lots_of
from levier.watch.answering.profile import bidder
from levier.watch.models import BidderProfile, Dossier
from tests.cast import Cast
from tests.watch.notices import kept, notice
from tests.watch.world import PARKS, ROADS, reserve, store

URL = "/veille/pour-vous/"


def ranked(cast: Cast, *, left_out: bool = False) -> list[str]:
    actor = cast.actor("structure")
    found = feed(who=bidder(actor), notices=open_notices(actor=actor), today=timezone.localdate(), left_out=left_out)
    return [one.notice.key for one in found.chances]


def test_the_nearest_of_its_trade_comes_first(gardeners: Cast) -> None:
    store("route", title="Voirie", lots=(ROADS,))
    store("loin", departments=("13",))
    store("parc")
    assert ranked(gardeners) == ["parc", "loin", "route"]


def test_what_is_closed_cancelled_or_awarded_is_not_shown(gardeners: Cast) -> None:
    store("hier", days=-1)
    store("annule", cancelled=True)
    awarded = store("attribue")
    Dossier.objects.filter(pk=awarded.dossier_id).update(is_awarded=True)
    store("ouvert")
    assert ranked(gardeners) == ["ouvert"]


def test_a_reservation_to_others_leaves_it_out_and_says_why(gardeners: Cast) -> None:
    reserve(store("iae"), "L2113-13")
    reserve(store("esat"), "L2113-12")
    assert ranked(gardeners) == ["esat"]
    assert ranked(gardeners, left_out=True) == ["iae"]
    page = gardeners.client("structure").get(URL, {"montrer": "ecartes"}).text
    assert "Réservé à" in page
    assert "Votre type n’y est pas." in page


def test_a_second_agreement_opens_what_the_first_refuses(gardeners: Cast) -> None:
    reserve(store("iae"), "L2113-13")
    BidderProfile.objects.create(organisation=gardeners.structure, other_kinds=["ei"])
    assert ranked(gardeners) == ["iae"]


def test_only_the_lot_that_is_reserved_is_out_of_reach(gardeners: Cast) -> None:
    notice = store("deux", lots=(PARKS, ROADS))
    reserve(notice, "L2113-13", lot=PARKS.id)
    actor = gardeners.actor("structure")
    [chance] = feed(who=bidder(actor), notices=open_notices(actor=actor), today=timezone.localdate()).chances
    assert (chance.lot.id, chance.lots) == (ROADS.id, 2)


def test_a_number_of_article_that_does_not_exist_names_nobody(gardeners: Cast) -> None:
    notice = store("faute")
    reserve(notice, "L2113-12-1")
    [lot] = lots_of(notice, organisation=gardeners.structure, today=timezone.localdate())
    assert (lot.need.reserved, lot.need.reserved_unnamed) == (frozenset(), True)


def test_a_weak_hint_decides_nothing(gardeners: Cast) -> None:
    finding = reserve(store("peut-etre"), "L2113-13")
    finding.confidence = 30
    finding.save()
    assert ranked(gardeners) == ["peut-etre"]


def test_the_place_of_a_lot_is_its_commune_when_it_is_known(gardeners: Cast) -> None:
    Commune.objects.create(
        insee="35999", name="Bourg-Fictif", postcode="35999", latitude=Decimal("48.2"), longitude=Decimal("-1.68"),
        folded="bourg fictif",
    )  # fmt: skip
    place = Place(department="35", postcode="35999", city="BOURG-FICTIF")
    notice = store(lots=(replace(PARKS, places=(place,)),))
    [lot] = lots_of(notice, organisation=gardeners.structure, today=timezone.localdate())
    assert lot.need.distance_km == Decimal("10.0")
    assert not lot.need.by_department
    assert lot.need.days_left == 20


def test_absurd_or_foreign_amounts_are_not_known(gardeners: Cast) -> None:
    lots: tuple[Lot, ...] = (
        replace(PARKS, amount=Decimal("1e17")),
        replace(PARKS, id="LOT-0002", currency="USD"),
        replace(PARKS, id="LOT-0003", amount=Decimal(0)),
    )
    found = lots_of(store(lots=lots), organisation=gardeners.structure, today=timezone.localdate())
    assert [lot.need.amount for lot in found] == [None, None, None]


def test_the_page_unfolds_each_score_and_says_what_would_make_it_surer(gardeners: Cast) -> None:
    notice = store(lots=(PARKS, ROADS))
    reserve(notice)
    page = gardeners.client("structure").get(URL).text
    assert "sur 100" in page
    assert "L’objet principal du lot est dans vos activités." in page
    assert "votre prix moyen d’une heure" in page
    assert "Ce lot est réservé en application" in page
    assert "(sur 2 lots)" in page
    assert f'href="/veille/avis/{notice.pk}/"' in page


def test_filters_narrow_by_trade_department_and_words(gardeners: Cast) -> None:
    store("parc")
    store("route", title="Chaussées du bourg", lots=(ROADS,), departments=("13", "84"))
    client = gardeners.client("structure")

    def seen(**asked: str) -> tuple[bool, bool]:
        page = client.get(URL, asked).text
        return "Entretien des espaces verts (fictif)" in page, "Chaussées du bourg" in page

    assert seen() == (True, True)
    assert seen(metier="green_spaces") == (True, False)
    assert seen(departement="84") == (False, True)
    assert seen(q="chauss") == (False, True)
    assert seen(reserve="1") == (False, False)
    assert "Tout effacer" in client.get(URL, {"reserve": "1"}).text


def test_an_empty_feed_says_what_to_do(gardeners: Cast) -> None:
    page = gardeners.client("structure").get(URL).text
    assert "Aucun avis ouvert pour l’instant." in page
    assert "/veille/reglages/" in page


def test_a_structure_without_a_profile_is_told_whom_to_ask(gardeners: Cast) -> None:
    gardeners.structure.structure.delete()
    response = gardeners.client("structure").get(URL)
    assert response.status_code == 403
    assert "demandez à votre facilitateur" in response.text


def test_thirty_notices_cost_as_many_queries_as_one(gardeners: Cast) -> None:
    client = gardeners.client("structure")
    reserve(store("0"))
    client.get(URL)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(URL)
    for number in range(1, 30):
        reserve(store(str(number), lots=(PARKS, ROADS), departments=("35", "22")))
    with CaptureQueriesContext(connection) as thirty:
        client.get(URL)
    assert len(thirty) == len(one)


def test_what_the_recogniser_reads_in_a_stored_notice_decides_who_may_answer(gardeners: Cast) -> None:
    """From the text of a notice to the feed, by the real storage."""
    sentence = (
        "Marché réservé aux structures d’insertion par l’activité économique, en application de l’article L2113-13 "
        "du code de la commande publique."
    )
    soon = timezone.now() + timedelta(days=20)
    kept(notice("26-77", texts=(sentence,), deadline=soon), notice("26-78", deadline=soon))
    assert ranked(gardeners) == ["26-78"]
    assert ranked(gardeners, left_out=True) == ["26-77"]


def test_a_correction_that_moves_the_deadline_counts(gardeners: Cast) -> None:
    moved = store(days=5)
    moved.deadline_now = timezone.now() + timedelta(days=15)
    moved.save()
    [lot] = lots_of(moved, organisation=gardeners.structure, today=timezone.localdate())
    assert lot.need.days_left == 15
