"""« Avis »: what the notice says, where it says it, and what a reader corrects."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from levier.journal.models import JournalEntry
from levier.notices.model import Source
from levier.watch.models import FindingCorrection
from tests.cast import Cast
from tests.watch.notices import CLAUSE, PROCEDURE, kept, notice
from tests.watch.pages.reading import text_of
from tests.watch.pages.world import contract, one

pytestmark = pytest.mark.usefixtures("notices")


def read(cast: Cast, key: str, who: str = "facilitator") -> str:
    response = cast.client(who).get(f"/veille/avis/{one(key).pk}/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_notice_is_told_with_its_lots_and_its_passages_in_place(cast: Cast) -> None:
    html = read(cast, "26-10", "structure")
    said = text_of(html)
    assert "Ville de Valmont (fictive) cherche une entreprise ou une structure (services)." in said
    assert "2 lots" in said
    assert "40 000 €" in said
    assert "Quatre groupes scolaires" in said
    assert "9 jours restants" in said
    for finding in one("26-10").findings.all():
        assert f'<mark id="passage-{finding.pk}">' in html
        assert f'href="#passage-{finding.pk}"' in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>Visite obligatoire." in html
    assert 'rel="noopener noreferrer external"' in html
    assert "sur www.boamp.fr" in said


def test_an_address_that_is_not_of_the_web_is_no_link(cast: Cast) -> None:
    kept(notice("26-20", official_url="javascript:alert(1)"))
    assert "javascript:" not in read(cast, "26-20")


def test_the_life_of_the_dossier_and_its_cancellation_are_said(cast: Cast) -> None:
    said = text_of(read(cast, "26-12"))
    assert "Cet achat a été annulé" in said
    assert "La vie de ce dossier" in said
    assert "Avis d’annulation" in said


def test_a_page_kept_stays_when_the_same_notice_is_read_better_elsewhere(cast: Cast) -> None:
    kept(notice("26-30", procedure_id=PROCEDURE, source=Source.BOAMP_EFORMS))
    kept(notice("1-2026", procedure_id=PROCEDURE, source=Source.EFORMS))
    assert not one("26-30").is_shown
    assert f'href="/veille/avis/{one("1-2026").pk}/"' in read(cast, "26-30")


def test_what_the_buyer_bought_before(cast: Cast) -> None:
    for rank in range(12):
        contract(rank)
    contract(50, object="Papeterie", cpv="30197643")
    contract(51, object="Nettoyage d’ailleurs", buyer_siren="356000000")
    said = text_of(read(cast, "26-10"))
    assert "Nettoyage 0" in said
    assert "Propreté de l’Isère (fictive)" in said
    assert "Nettoyage 11" not in said
    assert "2 marchés plus anciens" in said
    assert "Papeterie" not in said
    assert "d’ailleurs" not in said


def test_a_buyer_without_a_number_cannot_be_followed(cast: Cast) -> None:
    assert "ne donne pas le SIREN" in text_of(read(cast, "26-11"))


def test_as_many_queries_with_thirty_contracts_passages_and_versions(cast: Cast) -> None:
    client = cast.client("facilitator")
    path = f"/veille/avis/{one('26-10').pk}/"
    counts = []
    for ranks in (range(1), range(1, 30)):
        for rank in ranks:
            contract(rank)
            FindingCorrection.objects.create(
                workspace=cast.workspace, notice=one("26-10"), text=f"Passage {rank}", kind="clause"
            )
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_deadline_goes_to_a_calendar(cast: Cast) -> None:
    text = cast.client("structure").get(f"/veille/avis/{one('26-10').pk}/echeance.ics").content
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert event.decoded("dtend") == one("26-10").deadline_now.replace(microsecond=0)


def test_a_reader_says_that_a_passage_is_not_a_clause(cast: Cast) -> None:
    found = one("26-10").findings.get(kind="clause")
    path = f"/veille/avis/{one('26-10').pk}/passages/{found.pk}/corriger/"
    client = cast.client("facilitator")
    assert "Levier a lu ce passage comme « Clause sociale »" in text_of(client.get(path).content.decode())
    response = client.post(path, {"expected": "rien", "remark": "Cité pour mémoire"}, follow=True)
    assert "la correction est enregistrée" in text_of(response.content.decode())
    assert "Corrigé par votre espace (1)" in text_of(response.content.decode())
    kept_one = FindingCorrection.objects.get()
    assert (kept_one.text, kept_one.kind, kept_one.expected) == (found.quote, "clause", "")
    assert JournalEntry.objects.filter(action="watch.finding.correct").count() == 1


def test_a_remark_that_tells_how_to_reach_somebody_is_refused_beside_its_field(cast: Cast) -> None:
    found = one("26-10").findings.get(kind="clause")
    path = f"/veille/avis/{one('26-10').pk}/passages/{found.pk}/corriger/"
    response = cast.client("structure").post(path, {"expected": "criterion", "remark": "voir jean@exemple.fr"})
    assert response.status_code == 422
    assert "id_remark_error" in response.content.decode()
    assert not FindingCorrection.objects.exists()


def test_a_passage_missed_is_quoted_as_it_stands_in_the_notice(cast: Cast) -> None:
    path = f"/veille/avis/{one('26-10').pk}/manque/"
    client = cast.client("structure")
    wrong = client.post(path, {"text": "Cette phrase n’y est pas", "expected": "clause"})
    assert wrong.status_code == 422
    assert "n’est pas dans l’avis" in text_of(wrong.content.decode())
    assert client.post(path, {"text": "visite OBLIGATOIRE", "expected": "criterion"}).status_code == 302
    kept_one = FindingCorrection.objects.get()
    assert (kept_one.rubric, kept_one.kind, kept_one.expected) == ("Conditions d’exécution", "", "criterion")


def test_a_passage_of_another_notice_is_not_corrected_here(cast: Cast) -> None:
    kept(notice("26-40", texts=(CLAUSE,)))
    other = one("26-40").findings.get()
    path = f"/veille/avis/{one('26-10').pk}/passages/{other.pk}/corriger/"
    assert cast.client("facilitator").get(path).status_code == 404


@pytest.mark.parametrize("who", ["contractor", "coordinator"])
def test_who_may_not_correct_is_not_offered_to(cast: Cast, who: str) -> None:
    html = read(cast, "26-10", who)
    assert "/corriger/" not in html
    assert "/manque/" not in html


def test_what_a_workspace_corrected_stays_in_it(cast: Cast) -> None:
    FindingCorrection.objects.create(
        workspace=cast.workspace, notice=one("26-10"), text="Un passage", kind="clause", note="Dit entre nous"
    )
    assert "Dit entre nous" in read(cast, "26-10", "coordinator")
    assert "Dit entre nous" not in read(cast, "26-10", "stranger")
    assert "Dit entre nous" not in read(cast, "26-10", "structure")


def test_a_structure_goes_from_an_open_notice_to_its_decision(cast: Cast) -> None:
    way = f'href="/veille/avis/{one("26-10").pk}/decision/"'
    assert way in read(cast, "26-10", "structure")
    assert way not in read(cast, "26-10", "buyer")
    assert "/decision/" not in read(cast, "26-12", "structure")
