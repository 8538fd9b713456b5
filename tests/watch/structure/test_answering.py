"""What a structure says of itself, its decision, its documents, the pages of advice."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.utils import timezone
from docx import Document

from levier.domain.errors import NotAllowed, RuleError
from levier.journal.models import JournalEntry
from levier.watch.answering.advice import ADVICE, pages_for
from levier.watch.answering.documents import TO_FILL
from levier.watch.answering.enums import Decision
from levier.watch.answering.facts import ProfileFacts, ReferenceFacts
from levier.watch.answering.questions import QUESTIONS
from levier.watch.answering.services import own as services
from levier.watch.models import BidderProfile, BidReference, BidSheet
from tests.cast import Cast
from tests.watch.world import PARKS, ROADS, neighbour, reserve, store

SHEET = {f"said_{one.code}": "yes" for one in QUESTIONS} | {f"why_{one.code}": "" for one in QUESTIONS}


def save(cast: Cast, facts: ProfileFacts) -> BidderProfile:
    return services.save_profile(
        actor=cast.actor("structure"), organisation=cast.structure, facts=facts, today=timezone.localdate()
    )


def test_what_a_structure_says_is_kept_and_the_journal_names_what_was_filled_only(gardeners: Cast) -> None:
    facts = ProfileFacts(cpv=("7731", "7731", "0311"), preparation_days=12, presentation="Des jardins.")
    saved = save(gardeners, facts)
    assert saved.cpv == ["0311", "7731"]
    told = JournalEntry.objects.get(action="watch.bidder.save").payload["facts"]
    assert told == {"filled": ["cpv", "preparation_days", "presentation", "updated_on"]}


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (ProfileFacts(cpv=("vert",)), "n’est pas un code CPV"),
        (ProfileFacts(other_kinds=("ess",)), "n’est pas connu"),
        (ProfileFacts(workers=3, insertion_workers=4), "plus de personnes en insertion"),
        (ProfileFacts(publics="Deux personnes schizophrènes."), "santé"),
    ],
)
def test_unsound_facts_are_refused_with_what_to_do(gardeners: Cast, facts: ProfileFacts, sentence: str) -> None:
    with pytest.raises(RuleError, match=sentence):
        save(gardeners, facts)
    assert not BidderProfile.objects.exists()


def test_nobody_speaks_for_another_structure(gardeners: Cast) -> None:
    other = neighbour(gardeners, "Voisine (fictive)", "cleaning")
    with pytest.raises(NotAllowed):
        services.save_profile(
            actor=gardeners.actor("structure"), organisation=other, facts=ProfileFacts(), today=timezone.localdate()
        )
    facts = ReferenceFacts(title="Parc", client="Commune", year=2025)
    with pytest.raises(NotAllowed):
        services.add_reference(actor=gardeners.actor("structure"), organisation=other, facts=facts)


def test_the_settings_page_keeps_what_was_typed_and_shows_the_fault(gardeners: Cast) -> None:
    client = gardeners.client("structure")
    page = client.post("/veille/reglages/", {"cpv": "7731, abc", "presentation": "Des jardins."})
    assert page.status_code == 422
    assert "n’est pas un code CPV" in page.text
    assert "Des jardins." in page.text
    done = client.post("/veille/reglages/", {"cpv": "77310000-6 7732", "preparation_days": "10", "ess_mission": "0"})
    assert done["Location"] == "/veille/pour-vous/"
    saved = BidderProfile.objects.get()
    assert (saved.cpv, saved.preparation_days, saved.ess_mission) == (["77310000", "7732"], 10, False)
    assert "77310000 7732" in client.get("/veille/reglages/").text


def test_references_are_added_and_taken_out(gardeners: Cast) -> None:
    client = gardeners.client("structure")
    client.post("/veille/references/", {"title": "Parc", "client": "Commune fictive", "year": "2025"})
    one = BidReference.objects.get()
    assert "Commune fictive" in client.get("/veille/references/").text
    client.post(f"/veille/references/{one.pk}/retirer/")
    assert not BidReference.objects.exists()


def test_the_sheet_suggests_answers_then_keeps_ours(gardeners: Cast) -> None:
    notice = store(lots=(PARKS, ROADS))
    reserve(notice)
    client, url = gardeners.client("structure"), f"/veille/avis/{notice.pk}/decision/"
    page = client.get(url).text
    assert "D’après l’avis et vos réglages" in page
    assert re.search(r'<input[^>]*name="said_able"[^>]*value="yes"[^>]*checked', page)
    assert re.search(r'<input[^>]*name="said_price"[^>]*value="unknown"[^>]*checked', page)
    asked = SHEET | {"said_price": "no", "why_price": "Trop juste.", "lot": PARKS.id, "decision": "go", "reason": ""}
    assert client.post(url, asked).status_code == 302
    sheet = BidSheet.objects.get()
    assert sheet.answers["price"] == {"answer": "no", "why": "Trop juste."}
    assert (sheet.decision, sheet.decided_by, sheet.decided_on) == (
        "go", gardeners.members["structure"].user, timezone.localdate(),
    )  # fmt: skip
    again = client.get(url).text
    assert "Trop juste." in again
    assert "décidé le" in again
    assert "On répond" in client.get("/veille/pour-vous/").text


def test_a_no_says_why(gardeners: Cast) -> None:
    notice = store()
    client, url = gardeners.client("structure"), f"/veille/avis/{notice.pk}/decision/"
    asked = SHEET | {"lot": PARKS.id, "decision": "no_go", "reason": ""}
    page = client.post(url, asked)
    assert page.status_code == 422
    assert "Dites en une phrase pourquoi" in page.text
    client.post(url, asked | {"reason": "Trop loin."})
    assert BidSheet.objects.get().reason == "Trop loin."


def test_two_structures_decide_each_for_itself(gardeners: Cast) -> None:
    notice = store()
    other = neighbour(gardeners, "Voisine (fictive)", "cleaning")
    BidSheet.objects.create(organisation=other, notice=notice, decision=Decision.NO_GO, reason="Secret de la voisine")
    page = gardeners.client("structure").get(f"/veille/avis/{notice.pk}/decision/").text
    assert "Secret de la voisine" not in page


def text_of(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)


def test_the_documents_say_what_is_known_and_where_to_write(gardeners: Cast) -> None:
    notice = store()
    reserve(notice)
    save(gardeners, ProfileFacts(support="Une conseillère à mi-temps <b>& plus</b>", legal_form="Association"))
    BidReference.objects.create(organisation=gardeners.structure, title="Parc", client="Commune fictive", year=2025)
    client = gardeners.client("structure")
    found = {
        kind: text_of(client.get(f"/veille/avis/{notice.pk}/reponse/{kind}/").content)
        for kind in ("presentation", "references", "memoire-social")
    }
    assert "Association" in found["presentation"]
    assert TO_FILL in found["presentation"]
    assert "Parc (2025)" in found["references"]
    assert "Une conseillère à mi-temps <b>& plus</b>" in found["memoire-social"]
    assert "Ce lot est réservé en application de l’article L2113-12." in found["memoire-social"]
    assert client.get(f"/veille/avis/{notice.pk}/reponse/autre/").status_code == 404


def test_the_pack_leads_to_the_advice_of_the_procedure(gardeners: Cast) -> None:
    notice = store(procedure="Appel d’offres ouvert")
    reserve(notice)
    page = gardeners.client("structure").get(f"/veille/avis/{notice.pk}/reponse/").text
    assert "/veille/conseils/marche-reserve/" in page
    assert "/veille/conseils/appel-d-offres-ouvert/" in page


@pytest.mark.parametrize(
    ("procedure", "form", "slug"),
    [
        ("open", "", "appel-d-offres-ouvert"),
        ("restricted", "", "appel-d-offres-restreint"),
        ("neg-w-call", "", "procedure-avec-negociation"),
        ("", "MAPA", "procedure-adaptee"),
        ("Procédure adaptée ouverte", "", "procedure-adaptee"),
        ("Appel d’offres restreint", "", "appel-d-offres-restreint"),
        ("oth-single", "", ""),
    ],
)
def test_the_words_of_a_notice_lead_to_its_page(procedure: str, form: str, slug: str) -> None:
    assert [one.slug for one in pages_for(procedure=procedure, form=form)] == ([slug] if slug else [])


def test_what_is_recalled_is_marked_to_check(gardeners: Cast) -> None:
    client = gardeners.client("structure")
    for one in ADVICE:
        page = client.get(f"/veille/conseils/{one.slug}/").text
        recalled = [point for point in (*one.rules, *one.steps, *one.traps) if point.source.certainty.to_check]
        assert page.count('class="to-check"') == len(recalled), one.slug
    assert client.get("/veille/conseils/inconnue/").status_code == 404
