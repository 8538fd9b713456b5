"""The administrator puts the reminders in the words of the workspace."""

from __future__ import annotations

import pytest

from levier.accounts.letters import REGISTRY, compose
from levier.accounts.models import LetterText
from levier.domain.letters import check_text
from levier.journal.models import JournalEntry
from tests.cast import Cast

PAGE = "/espace/messages/releve-1/"
WORDS = {"subject": "Vos heures {mois}", "body": "Chère équipe,\n\n{liste}\n\n{lien}\n\n{espace}"}
VALUES = {"mois": "de mars 2026", "liste": "– Chantier", "lien": "https://exemple.test/x", "entreprise": "Les Maçons"}


@pytest.mark.parametrize("code", sorted(REGISTRY))
def test_our_own_words_can_be_filled(cast: Cast, code: str) -> None:
    one = REGISTRY[code]
    check_text(one.subject, allowed=one.names_in_subject, field="subject")
    check_text(one.body, allowed=one.names, required=one.required, field="body")
    subject, body = compose(cast.workspace, one, one.examples(cast.workspace))
    assert len(subject) <= 200
    assert not set(subject + body) & {"{", "}"}
    assert cast.workspace.name in body


def test_the_list_says_whose_words_each_message_has(cast: Cast) -> None:
    client = cast.client("admin")
    assert "le vôtre" not in client.get("/espace/messages/").text
    client.post(PAGE, WORDS)
    page = client.get("/espace/messages/").text
    assert page.count("le vôtre") == 1
    assert all(one.title in page for one in REGISTRY.values())


def test_the_words_of_the_workspace_leave_and_those_of_another_do_not_change(cast: Cast) -> None:
    assert cast.client("admin").post(PAGE, WORDS).status_code == 302
    assert compose(cast.workspace, REGISTRY["releve-1"], VALUES) == (
        "Vos heures de mars 2026",
        "Chère équipe,\n\n– Chantier\n\nhttps://exemple.test/x\n\nClauses du Val d’Orne\n",
    )
    assert "Rappel" in compose(cast.other_workspace, REGISTRY["releve-1"], VALUES)[0]
    assert JournalEntry.objects.latest("sequence").action == "accounts.letter.write"


def test_a_preview_shows_the_words_typed_and_saves_nothing(cast: Cast) -> None:
    page = cast.client("admin").post(PAGE, {**WORDS, "action": "apercu"})
    assert page.status_code == 200
    assert "Vos heures de mars 2026" in page.text.replace("&nbsp;", " ").replace("\u00a0", " ")
    assert "pas encore enregistré" in page.text
    assert not LetterText.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": "Bonjour {liste}"}, "Il manque {lien}"),
        ({"body": "{liste} {lien} {prenom}"}, "« {prenom} » n’existe pas ici"),
        ({"body": "{liste} {lien} {"}, "Une accolade est seule"),
        ({"subject": "Vos heures {lien}"}, "« {lien} » n’existe pas ici"),
        ({"subject": ""}, "obligatoire"),
    ],
)
def test_a_wrong_word_is_refused_with_a_sentence_and_nothing_typed_is_lost(
    cast: Cast, changes: dict[str, str], sentence: str
) -> None:
    page = cast.client("admin").post(PAGE, {**WORDS, **changes})
    assert page.status_code == 422
    shown = page.text.replace("\u00a0", " ").replace("&nbsp;", " ").replace("\u202f", " ")
    assert sentence in shown
    assert (changes.get("body") or "Chère équipe") in shown
    assert not LetterText.objects.exists()


def test_going_back_to_the_original_words(cast: Cast) -> None:
    client = cast.client("admin")
    client.post(PAGE, WORDS)
    assert "Revenir au texte d’origine" in client.get(PAGE).text
    assert client.post(f"{PAGE}origine/").status_code == 302
    assert not LetterText.objects.exists()
    assert "Revenir au texte d’origine" not in client.get(PAGE).text
    assert client.post(f"{PAGE}origine/").status_code == 409


def test_an_unknown_message_is_not_a_page(cast: Cast) -> None:
    assert cast.client("admin").get("/espace/messages/inconnu/").status_code == 404
