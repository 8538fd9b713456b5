"""A person's own record: the page shows everything held, the document says each field of the data in French."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from levier.accounts.enums import LinkPurpose
from levier.accounts.links import make_link
from levier.accounts.models import Workspace
from levier.delivery.documents.own_file import NOTED_BY_US, own_file_data
from levier.delivery.models import Evidence, LedgerEntry
from levier.delivery.pieces import inspect
from levier.delivery.services.evidence import add_evidence
from levier.delivery.services.ledger import correct_entry
from levier.directory.enums import ReferenceKind
from levier.directory.models import Commune, Reference
from levier.domain.certificates import CERTIFICATES
from levier.domain.eligibility import by_code
from levier.domain.matching import Barrier
from levier.domain.steps import Step
from levier.journal.models import JournalEntry
from levier.people.access import own_candidacies
from levier.people.erasure.relations import relations
from levier.people.held import UNSAID, Table, Told, everything_held, titles
from levier.people.models import (
    Candidacy,
    DistinctPeople,
    Employment,
    Exit,
    FormerName,
    HandOver,
    JobOffer,
    PathwayStep,
    Person,
    Profile,
)
from levier.people.services.erasure import erase_person
from levier.people.services.record import record_status
from tests.cast import Cast
from tests.desk import world

TODAY = date(2026, 10, 20)
PHOTO = b"\xff\xd8\xff\xe0 une photo"


@pytest.fixture
def who(cast: Cast) -> Person:
    """Somebody of whom every table holds something."""
    person = world.person(
        cast, "Lectrice", email="lectrice@exemple.test", phone="0600000000", education="cap", informed_on=TODAY
    )
    DistinctPeople.objects.create(one=person, other=world.person(cast, "Voisine"))
    Reference.objects.get_or_create(kind=ReferenceKind.ROME, code="F1703", defaults={"label": "Maçonnerie"})
    FormerName.objects.create(person=person, first_name="Camile", last_name="Lectrisse", email="autrefois@exemple.test")
    Profile.objects.create(
        person=person,
        occupations=["F1703"],
        certificates=[next(iter(CERTIFICATES)).code],
        barriers=[next(iter(Barrier)).value],
        wishes="Travailler dehors",
        has_licence=True,
        radius_km=30,
        commune=Commune.objects.first(),
        updated_on=TODAY,
    )
    for criterion, since in (("rsa", date(2026, 1, 5)), ("disabled_worker", date(2026, 2, 5))):
        proof = by_code(criterion).proofs[0].kind
        record_status(
            actor=cast.facilitator,
            person=person,
            criterion=criterion,
            valid_from=since,
            proof_kind=proof,
            proof_on=since,
            checked=True,
            today=TODAY,
        )
    PathwayStep.objects.create(
        person=person, kind="training", organiser=cast.structure, starts_on=TODAY, next_step="Rappeler en mai"
    )
    made = world.contract(cast, "Halle", Step.MISE_EN_OEUVRE)
    owed = world.obligation(cast, made, cast.contractor)
    job = world.employment(person, cast.contractor, occupation="Aide-maçon")
    entry = world.hours(owed, job, date(2026, 5, 1), "70")
    correct_entry(
        actor=cast.facilitator,
        entry=entry,
        standing=Decimal(70),
        wanted=Decimal(63),
        reason="Un jour de trop",
        now=timezone.now(),
    )
    ended = world.employment(person, cast.structure, starts_on=date(2025, 1, 6), ends_on=date(2025, 6, 30))
    Exit.objects.create(employment=ended, months=3, outcome="long_cdd", observed_on=date(2025, 10, 1))
    for proves, label in ((person.statuses.get(criterion="rsa"), "Attestation de la caisse"), (job, "Contrat signé")):
        add_evidence(actor=cast.facilitator, proves=proves, label=label, file=inspect(PHOTO))
    offer = JobOffer.objects.create(
        workspace=cast.workspace, lot=made.lots.get(), company=cast.contractor, title="Maçonne", starts_on=TODAY
    )
    Candidacy.objects.create(
        offer=offer, person=person, state="refused", proposed_on=TODAY, due_on=TODAY, reason="no_show", ended_on=TODAY,
        employment=job,
    )  # fmt: skip
    HandOver.objects.create(
        workspace=cast.workspace, receiver=cast.other_workspace, sender_name="Clauses du Val", receiver_name="La Côte",
        person=person, state="accepted", informed_on=TODAY, informed_how="talk", need="Déménagement", sent_on=TODAY,
        answered_on=TODAY, summary=["3 mois sous contrat."],
    )  # fmt: skip
    return person


def _path(cast: Cast, person: Person) -> str:
    token = make_link(workspace=cast.workspace, purpose=LinkPurpose.PERSON, days=30, target=person)[1]
    return f"/mon-dossier/{token}/"


def _squeezed(text: str) -> str:
    """Without what a page of a PDF changes: ligatures, spaces, ends of lines, capitals."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _document(cast: Cast, person: Person) -> str:
    answer = Client().get(f"{_path(cast, person)}document/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Cache-Control"] == "private, no-store"
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def _data(cast: Cast, person: Person) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Client().get(f"{_path(cast, person)}donnees/").content)
    return found


# ------------------------------------------------------------------------------------------------- the whole record


def test_the_fixture_fills_every_table(cast: Cast, who: Person) -> None:
    every = {one.model._meta.label_lower for one in relations()} | {"people.person"}
    assert {one.code for one in everything_held(who)} == every
    assert set(titles()) == every, "each table has its French title"


def test_every_field_of_the_data_is_told_in_french_in_the_document(cast: Cast, who: Person) -> None:
    text = _squeezed(_document(cast, who))
    told = _data(cast, who)
    missing = [
        f"{code}.{name}: {said}"
        for code, table in told.items()
        for row in table["lignes"]
        for name, field in row.items()
        if name not in NOTED_BY_US or field["en clair"] != UNSAID
        for said in (table["titre"], field["intitulé"], field["en clair"])
        if _squeezed(said) not in text
    ]
    assert missing == []


def test_what_the_workspace_notes_for_itself_is_not_said_to_be_missing(cast: Cast, who: Person) -> None:
    row = (Told("notice_on", "effacement annoncé le", None, UNSAID), Told("phone", "téléphone", None, UNSAID))
    data = own_file_data(workspace=cast.workspace, tables=[Table("x", "X", (row,))], made_at=timezone.now())
    assert data["tables"][0]["rows"][0]["missing"] == "Non renseigné : téléphone."


def _fields() -> Iterator[tuple[str, models.Field[Any, Any]]]:
    for model in {Person, *(one.model for one in relations())}:
        for field in model._meta.concrete_fields:
            hidden = issubclass(field.related_model or object, (Person, Workspace, get_user_model()))
            if not hidden and not field.primary_key:
                yield f"{model._meta.label_lower}.{field.name}", field


def test_no_field_keeps_the_title_its_code_would_give_it() -> None:
    named_by_code = [key for key, field in _fields() if field.verbose_name == field.name.replace("_", " ")]
    assert named_by_code == []


def test_no_code_and_no_machine_date_is_left_in_french(cast: Cast, who: Person) -> None:
    choices = {key for key, field in _fields() if field.choices}
    coded = choices | {
        "people.eligibilitystatus.criterion",
        "people.eligibilitystatus.proof_kind",
        "people.profile.occupations",
        "people.profile.certificates",
        "people.profile.barriers",
    }
    seen = set()
    for table in everything_held(who):
        for one in (field for row in table.rows for field in row):
            key = f"{table.code}.{one.code}"
            assert not re.search(r"\b(?:19|20)\d\d-\d\d\b", one.text), f"{key}: {one.text}"
            assert one.text not in ("True", "False", "None", "")
            if key in coded and one.value:
                seen.add(key)
                assert one.text != str(one.value), key
    assert seen > coded - choices


def test_the_data_say_codes_and_words_side_by_side_for_a_program(cast: Cast, who: Person) -> None:
    row = _data(cast, who)["people.person"]["lignes"][0]
    assert row["sex"] == {"intitulé": "sexe", "valeur": "f", "en clair": "Femme"}
    assert row["birth_date"]["valeur"] == "1995-01-01"
    assert row["birth_date"]["en clair"] == "1er janvier 1995"
    assert row["kept_on"] == {"intitulé": "suivi confirmé le", "valeur": None, "en clair": UNSAID}


def test_a_protected_criterion_is_in_the_document_and_not_on_the_page(cast: Cast, who: Person) -> None:
    label = by_code("disabled_worker").label
    assert _squeezed(label) in _squeezed(_document(cast, who))
    assert label not in Client().get(_path(cast, who)).text
    assert JournalEntry.objects.filter(action="people.access.download", target_id=str(who.pk)).count() == 1


def test_the_document_names_nobody_else(cast: Cast, who: Person) -> None:
    text = _document(cast, who)
    assert "Voisine" not in text
    assert "Prénom Facilitator" not in text


def test_the_document_makes_as_many_queries_for_one_month_and_for_ten(cast: Cast, who: Person) -> None:
    path = f"{_path(cast, who)}donnees/"
    Client().get(path)
    counts = []
    for months in (range(1, 2), range(2, 12)):
        for number in months:
            owed = world.obligation(
                cast, world.contract(cast, f"Chantier {number}", Step.MISE_EN_OEUVRE), cast.contractor
            )
            job = world.employment(
                who, cast.contractor, starts_on=date(2025, number, 1), ends_on=date(2025, number, 28)
            )
            world.hours(owed, job, date(2025, number, 1), "10")
            add_evidence(actor=cast.facilitator, proves=job, label="Contrat", file=inspect(PHOTO))
            offer = JobOffer.objects.create(
                workspace=cast.workspace, lot=owed.award.lot, company=cast.contractor, title="Aide", starts_on=TODAY
            )
            Candidacy.objects.create(
                offer=offer, person=who, state="refused", proposed_on=TODAY, due_on=TODAY, ended_on=TODAY, employment=job
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


# ------------------------------------------------------------------------------------------------------ the page


def test_the_page_shows_everything_held_in_words(cast: Cast, who: Person) -> None:
    page = re.sub(r"&nbsp;|[\u00a0\u202f]", " ", Client().get(_path(cast, who)).text)
    for said in (
        "Bénéficiaire du RSA",
        "Critère protégé",
        "Formation",
        "Suite convenue : Rappeler en mai.",
        "Aide-maçon. Depuis le 4 mai 2026. 35 h par semaine. 63 h validées pour",
        "3 mois après : CDD de 6 mois ou plus (le 1er octobre 2025).",
        "Attestation de la caisse",
        "Contrat signé",
        "Réponse : non",
        "De Clauses du Val à La Côte",
        "Suivi proposé le 20 octobre 2026. Accepté le 20 octobre 2026. On vous l’avait dit le 20 octobre 2026, de vive voix.",
        "Naissance",
    ):
        assert said in page, said


@pytest.mark.parametrize(
    ("facts", "tag", "said"),
    [
        (
            {"state": "proposed", "due_on": date(2026, 10, 25)},
            "En attente de réponse",
            "attendue le 25 octobre 2026 au plus",
        ),
        ({"state": "proposed", "due_on": date(2026, 10, 1)}, "En attente de réponse", "était attendue le 1er octobre"),
        (
            {"state": "interview", "interview_on": TODAY, "meeting": "9 h, quai"},
            "Entretien prévu",
            "Vous avez rendez-vous le 20",
        ),
        ({"state": "interview", "interview_on": date(2026, 10, 1)}, "Entretien prévu", "Vous aviez rendez-vous le 1er"),
        ({"state": "hired", "ended_on": TODAY}, "Réponse : oui", "a dit oui le 20 octobre 2026."),
        ({"state": "refused", "ended_on": TODAY, "reason": "filled"}, "Réponse : non", ": le poste est pourvu."),
        ({"state": "refused", "ended_on": TODAY, "reason": "no_show"}, "Réponse : non", "ne pas vous avoir vu venir"),
        ({"state": "withdrawn", "ended_on": TODAY}, "Retirée", "Candidature retirée le 20 octobre 2026."),
    ],
)
def test_each_state_of_a_candidacy_is_said_to_its_person(
    cast: Cast, who: Person, facts: dict[str, Any], tag: str, said: str
) -> None:
    from levier.accounts.actor import Actor
    from levier.accounts.links import open_link

    blank = {"reason": "", "ended_on": None, "interview_on": None, "meeting": "", "due_on": TODAY}
    Candidacy.objects.filter(person=who).update(**{**blank, **facts})
    actor = Actor.from_link(open_link(_path(cast, who).split("/")[2], LinkPurpose.PERSON))
    found = own_candidacies(actor, today=TODAY)[0]
    assert found.tag == tag
    assert said in found.sentence
    assert "La personne" not in found.sentence
    assert found.may_withdraw == (facts["state"] in ("proposed", "interview"))


# ------------------------------------------------------------------------------------------------------ the pieces


def test_a_person_downloads_their_own_pieces(cast: Cast, who: Person) -> None:
    path = _path(cast, who)
    links = re.findall(rf"{path}pieces/\d+/", Client().get(path).text)
    assert len(links) == 2
    for link in links:
        answer = Client().get(link)
        assert answer.content == PHOTO
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Cache-Control"] == "private, no-store"


def test_the_link_opens_no_piece_of_a_month_nor_of_somebody_else(cast: Cast, who: Person) -> None:
    other = world.person(cast, "Autre")
    job = world.employment(other, cast.contractor)
    theirs = add_evidence(actor=cast.facilitator, proves=job, label="Le sien", file=inspect(PHOTO))
    statement = LedgerEntry.objects.get(kind="validated").line.statement
    month = add_evidence(actor=cast.facilitator, proves=statement, label="Feuille", file=inspect(PHOTO))
    path = _path(cast, who)
    page = Client().get(path).text
    for piece in (theirs, month):
        assert Client().get(f"{path}pieces/{piece.pk}/").status_code == 404
        assert f"pieces/{piece.pk}/" not in page


def test_a_link_made_for_something_else_opens_no_piece(cast: Cast, who: Person) -> None:
    statement = LedgerEntry.objects.get(kind="validated").line.statement
    token = make_link(
        workspace=cast.workspace, purpose=LinkPurpose.STATEMENT, days=7, organisation_id=cast.contractor.pk,
        target=statement,
    )[1]  # fmt: skip
    piece = Evidence.objects.first()
    assert piece is not None
    assert Client().get(f"/mon-dossier/{token}/pieces/{piece.pk}/").status_code == 403
    assert Client().get(f"/mon-dossier/{token}/document/").status_code == 403


def test_nothing_is_downloaded_of_somebody_erased(cast: Cast, who: Person) -> None:
    path = _path(cast, who)
    piece = Evidence.objects.filter(person=who).get()
    Employment.objects.filter(person=who).update(ends_on=date(2026, 10, 1))
    erase_person(actor=cast.facilitator, person=who, today=TODAY)
    assert Client().get(f"{path}pieces/{piece.pk}/").status_code == 403
    assert Client().get(f"{path}document/").status_code == 403


# ------------------------------------------------------------------------------------------------ words for anybody


@pytest.mark.parametrize("state", ["proposed", "interview", "hired", "refused", "withdrawn"])
def test_the_page_speaks_to_anybody(cast: Cast, who: Person, state: str) -> None:
    """No word of ours takes the person for a man or for a woman."""
    Person.objects.filter(pk=who.pk).update(sex="u")
    Candidacy.objects.filter(person=who).update(state=state, reason="", interview_on=TODAY)
    said = re.sub(r"<[^>]+>", " ", Client().get(_path(cast, who)).text)
    said += Client().get("/donnees-personnelles/").text
    gendered = r"\b(?:vous (?:êtes|serez|avez été) (?!libre)\w+(?:é|i|u)e?s?|né le|née le|candidate? \b|informé|proposé à|être effacé)\b"
    assert re.findall(gendered, said) == []
