"""People, their dated eligibility, and who may know what."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from levier.domain.eligibility import by_code
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.vocabulary import ContractKind, Modality, Role
from levier.people import selectors
from levier.people.eligibility import standing, status_sentence
from levier.people.models import EligibilityStatus, Employment, Person
from levier.people.screening import screen
from levier.people.services import record as services
from levier.people.services.profile import create_person
from levier.people.values import PersonFacts
from tests.cast import Cast

TODAY = date(2026, 4, 3)
ADA: dict[str, Any] = {"first_name": "Ada", "last_name": "Exemple", "birth_date": date(1990, 5, 6)}


def _person(cast: Cast, **fields: Any) -> Person:
    return create_person(actor=cast.facilitator, facts=PersonFacts(**(ADA | fields)), today=TODAY)


def _status(cast: Cast, person: Person, **fields: Any) -> EligibilityStatus:
    given_fields = {
        "criterion": "rsa",
        "valid_from": date(2026, 1, 5),
        "valid_until": date(2027, 1, 4),
        "proof_kind": "benefit_certificate",
        "proof_on": date(2026, 1, 2),
        "checked": True,
    } | fields
    return services.record_status(actor=cast.facilitator, person=person, today=TODAY, **given_fields)


def _job(cast: Cast, person: Person) -> Employment:
    return services.create_employment(
        actor=cast.facilitator,
        person=person,
        employer=cast.contractor,
        contract_kind=ContractKind.CDD,
        modality=Modality.DIRECT_HIRE,
        starts_on=date(2026, 1, 5),
    )


# ------------------------------------------------------------------------------------------------------- screening


@pytest.mark.parametrize(
    "text",
    [
        "SIRET 552 081 317 66522",
        "Appeler le 06 12 34 56 78",
        "1 85 05 78 006 048 31",
        "Aide-maçon sur le chantier de la maison d’arrêt",
        "12 345,50 h en mars 2026",
        "Formation sécurité, absence le 12",
    ],
)
def test_ordinary_text_passes(text: str) -> None:
    assert screen(f" {text} ") == text


@pytest.mark.parametrize(
    "text",
    ["en arrêt maladie", "RQTH depuis 2020", "Elle est enceinte", "sortant de prison", "sous bracelet électronique"],
)
def test_health_and_judicial_matters_are_refused(text: str) -> None:
    with pytest.raises(RuleError, match="retirez-le"):
        screen(text)


# -------------------------------------------------------------------------------------------------------- services


def test_the_same_person_is_not_recorded_twice(cast: Cast) -> None:
    _person(cast)
    with pytest.raises(Conflict, match="déjà enregistrée"):
        _person(cast, first_name="ADA ")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("birth_date", date(2020, 1, 1)),
        ("birth_date", date(222, 1, 1)),
        ("last_name", "1 85 05 78 006 048 30"),
        ("last_name", "1234"),
        ("city", "suivie en psychiatrie"),
        ("informed_on", date(2030, 1, 1)),
    ],
)
def test_an_impossible_person_is_refused(cast: Cast, field: str, value: object) -> None:
    with pytest.raises(RuleError):
        _person(cast, **{field: value})
    assert not Person.objects.exists()


@pytest.mark.parametrize("who", ["buyer", "contractor", "structure", "referrer", "coordinator"])
def test_only_the_team_corrects_people_and_their_statuses(cast: Cast, who: str) -> None:
    person = _person(cast)
    with pytest.raises(NotAllowed):
        services.update_person(actor=cast.actor(who), person=person, facts=PersonFacts(**ADA), today=TODAY)
    with pytest.raises(NotAllowed):
        services.record_status(actor=cast.actor(who), person=person, criterion="rsa", valid_from=TODAY, today=TODAY)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"proof_kind": "diploma"}, "ne prouve pas"),
        ({"proof_kind": ""}, "que vous avez vue"),
        ({"proof_on": date(2027, 1, 1)}, "datée du futur"),
        ({"valid_until": date(2025, 1, 1)}, "avant d’avoir commencé"),
        ({"criterion": "inconnu"}, "n’existe pas"),
    ],
)
def test_a_wrong_status_is_explained(cast: Cast, fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RuleError, match=sentence):
        _status(cast, _person(cast), **fields)


def test_a_status_says_what_is_missing_then_holds(cast: Cast) -> None:
    person = _person(cast)
    status = _status(cast, person, proof_kind="", proof_on=None, checked=False)
    assert "il manque la preuve" in status_sentence(status, on=TODAY)
    services.check_status(
        actor=cast.facilitator,
        status=status,
        proof_kind="benefit_certificate",
        proof_on=date(2026, 1, 2),
        today=TODAY,
    )
    sentence = status_sentence(status, on=TODAY)
    assert "preuve contrôlée" in sentence
    assert "ce jour-là" not in sentence, "it is read under « Aujourd’hui »"
    assert (status.checked_on, status.checked_by) == (TODAY, cast.members["facilitator"].user)
    with pytest.raises(Conflict):
        services.check_status(actor=cast.facilitator, status=status, proof_kind="benefit_certificate", today=TODAY)


def test_a_proof_that_must_be_recent_is_not_noted_without_its_date(cast: Cast) -> None:
    person = _person(cast)
    with pytest.raises(RuleError, match="Indiquez la date de la pièce"):
        _status(cast, person, proof_on=None)
    status = _status(cast, person, proof_kind="", proof_on=None, checked=False)
    with pytest.raises(RuleError, match="Indiquez la date de la pièce"):
        services.check_status(actor=cast.facilitator, status=status, proof_kind="benefit_certificate", today=TODAY)


@pytest.mark.parametrize("proof_on", [None, date(2025, 8, 1)])
def test_a_checked_status_whose_proof_does_not_hold_is_checked_again_from_the_record(
    cast: Cast, proof_on: date | None
) -> None:
    status = _status(cast, _person(cast))
    EligibilityStatus.objects.filter(pk=status.pk).update(proof_on=proof_on)
    client, address = cast.client("facilitator"), f"/personnes/{status.person_id}/statut/{status.pk}/verifier/"
    assert address in client.get(f"/personnes/{status.person_id}/").text
    proof = {"proof_kind": "benefit_certificate", "proof_on": "2026-01-02"}
    assert client.post(f"{address}?retour=/heures/", proof)["Location"] == "/heures/"
    assert "preuve contrôlée" in status_sentence(EligibilityStatus.objects.get(pk=status.pk), on=TODAY)
    assert address not in client.get(f"/personnes/{status.person_id}/").text


def test_a_proof_too_old_on_entry_is_said(cast: Cast) -> None:
    status = _status(cast, _person(cast), proof_on=date(2025, 8, 1))
    assert "demandez une pièce plus récente" in status_sentence(status, on=TODAY)


@pytest.mark.parametrize(
    ("fields", "error"),
    [({"ends_on": date(2025, 1, 1)}, RuleError), ({"weekly_hours": Decimal(60)}, RuleError), ({}, Conflict)],
)
def test_a_wrong_work_contract_is_refused(cast: Cast, fields: dict[str, Any], error: type[Exception]) -> None:
    person = _person(cast)
    _job(cast, person)
    with pytest.raises(error):
        services.create_employment(
            actor=cast.facilitator,
            person=person,
            employer=cast.contractor,
            contract_kind=ContractKind.CDD,
            modality=Modality.DIRECT_HIRE,
            starts_on=date(2026, 1, 5),
            **fields,
        )


# -------------------------------------------------------------------------------------------------- who knows what


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("facilitator", 200),
        ("admin", 200),
        ("referrer", 200),
        ("contractor", 200),
        ("structure", 404),
        ("coordinator", 403),
        ("buyer", 403),
        ("stranger", 404),
        ("anonymous", 302),
    ],
)
def test_who_opens_a_person(cast: Cast, who: str, status: int) -> None:
    person = _person(cast, referrer=cast.referrer, phone="06 00 00 00 00")
    _status(cast, person, criterion="disabled_worker", proof_kind="disability_decision", proof_on=None)
    _job(cast, person)
    response = cast.client(who).get(f"/personnes/{person.pk}/")
    assert response.status_code == status
    if status == 200:
        page = response.content.decode()
        assert "handicapé" not in page
        assert "Décision" not in page
        assert ("06 00 00 00 00" in page) == (who != "contractor")
        assert ("motif protégé" in page) == ("Critère protégé" in page) == (who != "contractor")
        assert "éligible jusqu’au 4 janvier 2027" in page


def test_an_employer_only_learns_until_when(cast: Cast) -> None:
    person = _person(cast)
    _status(cast, person)
    _job(cast, person)
    shown = standing(person, actor=cast.actor("contractor"), on=TODAY)
    assert (shown.label, shown.detail) == ("éligible jusqu’au 4 janvier 2027", "")
    assert not selectors.statuses(actor=cast.actor("contractor")).exists()


def test_people_are_listed_within_reach(cast: Cast) -> None:
    employed, referred = _person(cast), _person(cast, first_name="Bob", referrer=cast.referrer)
    _job(cast, employed)
    reach = {who: set(selectors.people(actor=cast.actor(who))) for who in cast.members}
    everyone = {employed, referred}
    assert reach == {
        "facilitator": everyone,
        "admin": everyone,
        "coordinator": set(),
        "buyer": set(),
        "contractor": {employed},
        "structure": set(),
        "referrer": {referred},
        "stranger": set(),
    }


@pytest.mark.parametrize(
    ("state", "names"),
    [("none", {"Sans"}), ("unchecked", {"Doute"}), ("ending", {"Bientot"}), ("valid", {"Bientot", "Sure"})],
)
def test_the_list_filters_by_status(cast: Cast, state: str, names: set[str]) -> None:
    _person(cast, last_name="Sans")
    _status(cast, _person(cast, last_name="Doute"), checked=False)
    _status(cast, _person(cast, last_name="Bientot"), valid_until=date(2026, 4, 30))
    _status(cast, _person(cast, last_name="Sure"))
    found = selectors.with_status_state(
        selectors.people(actor=cast.facilitator), state, today=TODAY, soon=date(2026, 6, 2)
    )
    assert {one.last_name for one in found} == names


def test_the_list_finds_those_who_were_not_told_how_their_data_are_used(cast: Cast) -> None:
    _person(cast, last_name="Prevenue", informed_on=TODAY, referrer=cast.referrer)
    _person(cast, last_name="Declaree", referrer=cast.referrer)
    for who in ("facilitator", "referrer"):
        for value, name in (("no", "Declaree"), ("yes", "Prevenue")):
            page = cast.client(who).get(f"/personnes/?information={value}").text
            assert [one for one in ("Declaree", "Prevenue") if one in page] == [name]


def test_the_export_holds_no_contact_data_nor_criterion(cast: Cast) -> None:
    person = _person(cast, phone="06 00 00 00 00", email="ada@exemple.test", city="Sérigny")
    _status(cast, person)
    response = cast.client("facilitator").get("/personnes/export/")
    cells = [str(cell) for row in load_workbook(BytesIO(response.content)).active.values for cell in row]
    assert "Exemple" in cells
    text = " ".join(cells)
    assert not any(word in text for word in ("06 00", "@", "RSA", "Sérigny", "1990-05-06"))
    assert cast.client("contractor").get("/personnes/export/").status_code == 403


def test_the_list_makes_as_many_queries_with_1_and_25_rows(cast: Cast, django_assert_num_queries: Any) -> None:
    client = cast.client("facilitator")
    _job(cast, _person(cast))
    client.get("/personnes/")
    with CaptureQueriesContext(connection) as few:
        client.get("/personnes/")
    for rank in range(24):
        person = _person(cast, last_name=f"Nom{chr(97 + rank)}")
        _status(cast, person)
        _job(cast, person)
    with django_assert_num_queries(len(few)):
        client.get("/personnes/")


def test_the_forms_record_and_explain(cast: Cast) -> None:
    client = cast.client("facilitator")
    assert client.get("/personnes/nouvelle/").status_code == 200
    data = {
        "last_name": "Exemple",
        "first_name": "Ada",
        "birth_date": "1990-05-06",
        "sex": "f",
        "education": "cap",
        "in_qpv": "true",
    }
    data["informed"] = "on"
    wrong = client.post("/personnes/nouvelle/", data | {"city": "RQTH"})
    assert wrong.status_code == 422
    assert "touche à la santé" in wrong.content.decode()
    assert client.post("/personnes/nouvelle/", data).status_code == 302
    person = Person.objects.get()
    assert (person.sex, person.in_qpv) == ("f", True)
    for page in ("", "modifier/", "statut/", "contrat/"):
        assert client.get(f"/personnes/{person.pk}/{page}").status_code == 200
    posted = client.post(f"/personnes/{person.pk}/modifier/", data | {"city": "Sérigny"})
    assert posted.status_code == 302
    client.post(f"/personnes/{person.pk}/statut/", {"critere": "rsa", "valid_from": "2026-01-05", "proof_kind": ""})
    status = EligibilityStatus.objects.get()
    address = f"/personnes/{person.pk}/statut/{status.pk}/verifier/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"proof_kind": "benefit_certificate", "proof_on": "2026-01-02"}).status_code == 302
    job = {
        "employer": cast.contractor.pk,
        "contract_kind": "cdd",
        "modality": "direct_hire",
        "starts_on": "2026-01-05",
        "weekly_hours": "35",
        "occupation": "Aide-maçon",
    }
    assert client.post(f"/personnes/{person.pk}/contrat/", job).status_code == 302
    assert "Aide-maçon" in client.get(f"/personnes/{person.pk}/").content.decode()


def test_only_the_proofs_the_criterion_accepts_are_offered(cast: Cast) -> None:
    client, address = cast.client("facilitator"), f"/personnes/{_person(cast).pk}/statut/"
    first = client.get(address).content.decode()
    assert "Bénéficiaire du RSA" in first
    assert "Pièce vue" not in first
    page = client.post(address, {"critere": "rsa"}).content.decode()
    assert "error-summary" not in page
    options = re.findall(r'<option value="([^"]*)"', page)
    assert set(options) == {"", *(proof.kind for proof in by_code("rsa").proofs)}
    assert client.post(address, {"critere": "inconnu"}).status_code == 422


def test_the_criterion_of_a_person_is_never_in_an_address(cast: Cast) -> None:
    client, address = cast.client("facilitator"), f"/personnes/{_person(cast).pk}/statut/"
    for page in (client.get(address).text, client.post(address, {"critere": "disabled_worker"}).text):
        assert '<form class="form narrow" method="post"' in page
        assert not re.search(r'(?:href|action)="[^"]*critere=', page)
    assert "Pièce vue" not in client.get(address, {"critere": "disabled_worker"}).text


def test_a_status_recorded_from_a_page_comes_back_to_it(cast: Cast) -> None:
    client, address = cast.client("facilitator"), f"/personnes/{_person(cast).pk}/statut/"
    address += "?retour=/heures/12/%3Fligne%3D3"
    for page in (client.get(address), client.post(address, {"critere": "rsa"})):
        assert 'href="/heures/12/?ligne=3"' in page.text
    posted = client.post(address, {"critere": "rsa", "valid_from": "2026-01-05", "proof_kind": ""})
    assert posted["Location"] == "/heures/12/?ligne=3"


@pytest.mark.parametrize("day", [date(222, 1, 1), date(9999, 12, 31)])
@pytest.mark.parametrize("field", ["valid_from", "valid_until", "proof_on"])
def test_a_status_of_another_age_is_refused(cast: Cast, field: str, day: date) -> None:
    with pytest.raises(RuleError):
        _status(cast, _person(cast), **{field: day})


@pytest.mark.parametrize("fields", [{"starts_on": date(222, 1, 1)}, {"ends_on": date(9999, 12, 31)}])
def test_a_work_contract_of_another_age_is_refused(cast: Cast, fields: dict[str, date]) -> None:
    with pytest.raises(RuleError, match="n’est pas possible"):
        services.create_employment(
            actor=cast.facilitator,
            person=_person(cast),
            employer=cast.contractor,
            contract_kind=ContractKind.CDD,
            modality=Modality.DIRECT_HIRE,
            **{"starts_on": date(2026, 1, 5), **fields},
        )


@pytest.mark.parametrize("text", ["Écrouves", "serrage des écrous", "12 rue de la Maladière"])
def test_places_and_nuts_are_not_taken_for_a_protected_reason(text: str) -> None:
    assert screen(text) == text


@pytest.mark.parametrize("text", ["était écrouée", "mise sous écrou", "levée d’écrou en mai", "longue maladie"])
def test_protected_reasons_are_still_refused(text: str) -> None:
    with pytest.raises(RuleError):
        screen(text)


def test_the_end_of_a_status_and_of_a_work_contract_are_said_in_the_browser(cast: Cast) -> None:
    person = _person(cast)
    status, job, client = _status(cast, person), _job(cast, person), cast.client("facilitator")
    page = client.post(f"/personnes/{person.pk}/statut/{status.pk}/finir/", {"valid_until": "2025-12-31"})
    assert page.status_code == 422
    assert "avant d’avoir commencé" in page.content.decode()
    client.post(f"/personnes/{person.pk}/statut/{status.pk}/finir/", {"valid_until": "2026-03-31"})
    sent = {"modality": "direct_hire", "ends_on": "2026-06-30", "occupation": "Peintre", "weekly_hours": "28"}
    client.post(f"/personnes/{person.pk}/contrat/{job.pk}/", sent)
    status.refresh_from_db()
    job.refresh_from_db()
    assert status.valid_until == date(2026, 3, 31)
    assert (job.ends_on, job.weekly_hours, job.employer) == (date(2026, 6, 30), Decimal(28), cast.contractor)


@pytest.mark.parametrize("who", ["stranger", "buyer", "contractor", "referrer"])
def test_nobody_else_ends_them(cast: Cast, who: str) -> None:
    person = _person(cast)
    status, job = _status(cast, person), _job(cast, person)
    for path in (f"statut/{status.pk}/finir/", f"contrat/{job.pk}/"):
        assert cast.client(who).get(f"/personnes/{person.pk}/{path}").status_code in (403, 404)


@pytest.mark.parametrize("who", list(Role))
def test_the_menu_leads_to_people_contracts_and_the_company_home_for_those_who_may_see_some(
    cast: Cast, who: Role
) -> None:
    client = cast.client(who.value)
    menu = client.get("/a-faire/").text
    for path in ("/personnes/", "/marches/", "/accueil/entreprise/"):
        assert (f'href="{path}"' in menu) == (client.get(path).status_code == 200), path
