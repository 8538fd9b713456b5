"""« Recherche »: found by words and choices, shared by address, taken away as files."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from levier.watch.search import columns
from tests.cast import Cast
from tests.watch.notices import CLAUSE, kept, notice
from tests.watch.pages.reading import text_of

pytestmark = pytest.mark.usefixtures("notices")


def page(client: Client, query: str = "", **headers: str) -> str:
    return text_of(client.get(f"/veille/{query}", headers=headers).content.decode())


def test_the_words_find_and_the_badges_say_what_was_read(cast: Cast) -> None:
    said = page(cast.client("structure"), "?q=nettoyage")
    assert "1 avis" in said
    assert "Nettoyage des écoles" in said
    assert "Fourniture de papier" not in said
    assert "Clause sociale : 120 heures" in said
    assert "Réservé EA, ESAT" in said
    assert "1 avis publié ces 12 derniers mois" in said


def test_choices_are_counted_and_removable(cast: Cast) -> None:
    client = cast.client("facilitator")
    html = client.get("/veille/?dep=38&social=clause").content.decode()
    said = text_of(html)
    assert "Département : 38 Isère" in said
    assert 'value="38" checked' in html
    assert 'href="/veille/?social=clause"' in html
    assert "Nettoyage, déchets, environnement" in said


def test_a_choice_that_finds_nothing_stays_to_be_unticked(cast: Cast) -> None:
    html = cast.client("buyer").get("/veille/?q=papier&dep=38").content.decode()
    assert "Aucun avis ne correspond" in html
    assert 'value="38" checked' in html


def test_a_query_nobody_can_read_is_refused_beside_its_field(cast: Cast) -> None:
    client = cast.client("facilitator")
    response = client.get("/veille/", {"q": "nettoyage ET (peinture"})
    assert response.status_code == 422
    assert "parenthèse" in response.content.decode()
    fragment = client.get("/veille/", {"q": "nettoyage ET (peinture"}, headers={"HX-Request": "true"})
    assert fragment.status_code == 200  # htmx shows what answers 200 only
    assert 'id="mots-erreur"' in fragment.content.decode()
    assert "<html" not in fragment.content.decode()


def test_a_fragment_holds_the_results_only(cast: Cast) -> None:
    response = cast.client("facilitator").get("/veille/?q=papier", headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "Fourniture de papier" in html
    assert "<html" not in html


def test_pages_follow_one_another_without_a_hole(cast: Cast) -> None:
    kept(*(notice(f"27-{rank}", title=f"Tonte {rank}") for rank in range(25)))
    client = cast.client("facilitator")
    first = client.get("/veille/?q=tonte").content.decode()
    assert first.count('class="result"') == 20
    following = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    second = client.get(following).content.decode()
    assert second.count('class="result"') == 5
    assert "Revenir au début" in second
    assert 'rel="next"' not in second


def test_only_what_is_open_when_asked(cast: Cast) -> None:
    client = cast.client("facilitator")
    assert "Peinture du gymnase" in page(client)
    assert "Peinture du gymnase" not in page(client, "?ouverts=1")


def test_the_sheet_holds_what_was_found_and_no_formula(cast: Cast) -> None:
    kept(notice("27-1", title="=2+2 papier"))
    response = cast.client("structure").get("/veille/export/csv/?q=papier")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert {row["Objet"] for row in rows} == {"Fourniture de papier", "'=2+2 papier"}
    assert all(row["Page"].startswith("http://testserver/veille/avis/") for row in rows)
    assert cast.client("structure").get("/veille/export/xlsx/").content[:2] == b"PK"
    assert cast.client("structure").get("/veille/export/pdf/").status_code == 404


def test_an_export_of_a_query_nobody_can_read_says_why(cast: Cast) -> None:
    assert cast.client("facilitator").get("/veille/export/csv/", {"q": "("}).status_code == 422


def test_the_calendar_holds_the_deadlines_ahead(cast: Cast) -> None:
    kept(notice("27-2", title="Tonte", deadline=timezone.localdate() + timedelta(days=4)))
    text = cast.client("buyer").get("/veille/echeances.ics").content
    events = {str(one["summary"]): one for one in Calendar.from_ical(text).walk("VEVENT")}
    assert set(events) == {
        f"Date limite : {title}" for title in ("Nettoyage des écoles", "Fourniture de papier", "Tonte")
    }
    assert events["Date limite : Tonte"].decoded("dtstart") == timezone.localdate() + timedelta(days=4)


def test_as_many_queries_for_thirty_notices_as_for_one(cast: Cast) -> None:
    client = cast.client("facilitator")
    counts = []
    for ranks in (range(1), range(1, 30)):
        kept(*(notice(f"28-{rank}", title=f"Élagage {rank}", texts=(CLAUSE,)) for rank in ranks))
        columns.read()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/veille/?q=elagage").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("who", ["referrer", "anonymous"])
def test_whoever_does_not_watch_reads_nothing(cast: Cast, who: str) -> None:
    assert cast.client(who).get("/veille/").status_code in (302, 403)
