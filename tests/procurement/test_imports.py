"""Importing a programme and dropping a notice, in the browser and from the command line."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from levier.cli.import_programme import import_programme
from levier.domain.errors import LevierError
from levier.notices.model import Kind
from levier.notices.read import read_notices
from levier.procurement import notice_reading
from levier.procurement.models import ColumnMapping, Contract, PendingImport, ProgrammeSheet
from levier.procurement.sheets import FIELDS
from tests.cast import Cast
from tests.conftest import SHARED
from tests.procurement.test_sheets import GOOD, HEAD, xlsx

BOAMP = {
    "idweb": "26-1",
    "objet": "Nettoyage des locaux",
    "nomacheteur": "Ville de Sérigny (fictive)",
    "dateparution": "2026-11-01",
}


def send(client: Client, cast: Cast, data: bytes, name: str = "programme.xlsx") -> str:
    file = SimpleUploadedFile(name, data)
    response = client.post("/programmation/import/", {"buyer": cast.buyer.pk, "file": file})
    return response["Location"] if response.status_code == 302 else response.content.decode()


def mapping(**columns: str) -> dict[str, str]:
    return {"reference": "Référence", "title": "Objet", "nature": "Nature", "amount": "Montant HT", **columns}


def test_a_sheet_is_seen_then_confirmed(cast: Cast) -> None:
    client = cast.client("facilitator")
    address = send(client, cast, xlsx(HEAD, GOOD, ["2027-02", "Espaces verts", "S", "80 k€", date(2027, 3, 1)]))
    page = client.get(address).content.decode()
    assert "Espaces verts" in page
    assert not Contract.objects.exists()
    done = client.post(address, {**mapping(consultation_on="Publication prévue"), "confirm": "1"}, follow=True)
    assert "2 marchés ajoutés" in done.content.decode()
    assert Contract.objects.count() == 2
    assert not PendingImport.objects.exists()
    assert ColumnMapping.objects.get().columns["amount"] == "Montant HT"


def test_the_columns_are_shown_with_a_sample_and_those_left_over_are_named(cast: Cast) -> None:
    client = cast.client("facilitator")
    address = send(client, cast, xlsx([*HEAD, "CPV", "Élu référent"], [*GOOD, "45442100", "Voirie"]))
    page = client.get(address).text.replace("\u00a0", " ")
    assert "Montant HT (ex. : 120000)" in page
    assert "Colonne qui ne sera pas lue : <strong>Élu référent</strong> (ex. : Voirie)." in page
    assert "45442100" in page


def test_a_framework_agreement_is_proposed_from_its_subject_and_can_be_unticked(cast: Cast) -> None:
    client = cast.client("facilitator")
    address = send(client, cast, xlsx(HEAD, [GOOD[0], "Accord-cadre de peinture", *GOOD[2:]]))
    page = client.get(address).text
    assert re.search(r'name="frameworks_by_title"[^>]*checked', page)
    assert ">accord-cadre</span>" in page
    assert ">accord-cadre</span>" not in client.post(address, {**mapping(), "read": "1"}).text
    client.post(address, {**mapping(), "frameworks_by_title": "on", "confirm": "1"})
    assert Contract.objects.get().is_framework


def test_a_missing_subject_is_asked_for_in_a_sentence(cast: Cast) -> None:
    client = cast.client("facilitator")
    address = send(client, cast, xlsx(["Référence", "Montant HT", "Quoi"], ["2027-01", 1, "Peinture"]))
    assert "<li>Dites quelle colonne contient" in client.get(address).text.replace("\u00a0", " ")


def test_the_same_file_twice_adds_nothing(cast: Cast) -> None:
    client, data = cast.client("facilitator"), xlsx(HEAD, GOOD)
    client.post(send(client, cast, data), {**mapping(), "confirm": "1"})
    address = send(client, cast, data)
    assert address.startswith("/programmation/?")
    assert "déjà été importé" in client.get(address).content.decode()
    assert (Contract.objects.count(), ProgrammeSheet.objects.count()) == (1, 1)


def test_a_longer_sheet_adds_only_what_is_new(cast: Cast) -> None:
    client = cast.client("facilitator")
    client.post(send(client, cast, xlsx(HEAD, GOOD)), {**mapping(), "confirm": "1"})
    second = send(client, cast, xlsx(HEAD, GOOD, ["2027-02", "Voirie", "T", 5, None]))
    page = client.post(second, {**mapping(), "confirm": "1"}, follow=True).content.decode()
    assert "1 marché ajouté à la programmation ; 1 y était déjà" in page
    assert Contract.objects.count() == 2


def test_faults_are_listed_and_nothing_is_written(cast: Cast) -> None:
    client = cast.client("facilitator")
    address = send(client, cast, xlsx(HEAD, GOOD, ["2027-02", "Voirie", "?", -3, "hier"]))
    page = client.get(address).content.decode().replace("\u00a0", " ")
    assert "Ligne 3, colonne « Montant HT »" in page
    assert "Corrigez votre feuille puis" in page
    refused = client.post(address, {**mapping(), "confirm": "1"})
    assert refused.status_code == 422
    assert not Contract.objects.exists()
    assert PendingImport.objects.exists()


def test_a_refused_file_leaves_the_list_of_those_to_confirm_and_says_why(cast: Cast) -> None:
    client = cast.client("facilitator")
    good = send(client, cast, xlsx(HEAD, GOOD), "bonne.xlsx")
    bad = send(client, cast, xlsx(HEAD, ["2027-02", "Voirie", "?", -3, "hier"]), "mauvaise.xlsx")
    page = client.get("/programmation/import/").text
    waiting, _, refused = page.partition("Envois refusés")
    assert "bonne.xlsx" in waiting.partition("Envois en attente de confirmation")[2]
    assert "mauvaise.xlsx" not in waiting
    assert "bonne.xlsx" not in refused
    assert bad in refused
    assert "La feuille contient" in refused
    assert client.get(bad).status_code == client.get(good).status_code == 200


def test_a_column_is_corrected_without_sending_again(cast: Cast) -> None:
    client = cast.client("facilitator")
    address = send(client, cast, xlsx(["Chantier", "Nature"], ["Gymnase", "T"]))
    assert "Objet du marché" in client.get(address).content.decode()
    page = client.post(address, {"title": "Chantier", "nature": "Nature", "read": "1"}).content.decode()
    assert "Gymnase" in page
    client.post(address, {"title": "Chantier", "nature": "Nature", "confirm": "1"})
    assert Contract.objects.get().title == "Gymnase"
    again = send(client, cast, xlsx(["Chantier", "Nature"], ["Piscine", "T"]))
    assert "retenues de l’envoi précédent" in client.get(again).content.decode()


def test_a_bad_file_is_refused_at_the_door(cast: Cast) -> None:
    page = send(cast.client("facilitator"), cast, b"%PDF-1.4", "programme.xlsx")
    assert "PDF" in page
    assert not PendingImport.objects.exists()


def test_a_sent_file_is_for_its_sender_alone(cast: Cast) -> None:
    address = send(cast.client("facilitator"), cast, xlsx(HEAD, GOOD))
    assert cast.client("admin").get(address).status_code == 404
    assert cast.client("stranger").get(address).status_code == 404
    client = cast.client("facilitator")
    client.post(address, {"discard": "1"})
    assert client.get(address).status_code == 404


def test_a_buyer_imports_for_itself_only(cast: Cast) -> None:
    client = cast.client("buyer")
    client.post(send(client, cast, xlsx(HEAD, GOOD)), {**mapping(), "confirm": "1"})
    assert Contract.objects.get().buyer == cast.buyer
    other = cast.client("stranger").post(
        "/programmation/import/", {"buyer": cast.buyer.pk, "file": SimpleUploadedFile("p.xlsx", xlsx(HEAD, GOOD))}
    )
    assert other.status_code == 422


def test_the_command_line_does_the_same(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "programme.xlsx"
    file.write_bytes(xlsx(HEAD, GOOD))
    options = [str(file), "--buyer", "ville de serigny (fictive)", "--workspace", "val-orne"]
    run = CliRunner().invoke
    dry = run(import_programme, [*options, "--dry-run"], catch_exceptions=False)
    assert "rien n’a été écrit" in dry.output
    assert not Contract.objects.exists()
    first = run(import_programme, [*options, "--json"], catch_exceptions=False)
    assert json.loads(first.output) == {"added": 1, "known": 0, "already_imported": False}
    again = run(import_programme, [*options, "--json"], catch_exceptions=False)
    assert json.loads(again.output)["already_imported"] is True
    assert Contract.objects.count() == 1
    for wrong in (["--buyer", "Inconnue", "--workspace", "val-orne"], ["--buyer", "x", "--workspace", "nulle-part"]):
        assert isinstance(run(import_programme, [str(file), *wrong]).exception, LevierError)


def drop(client: Client, data: bytes, name: str) -> str:
    response = client.post("/marches/depuis-un-avis/", {"file": SimpleUploadedFile(name, data)})
    return response["Location"] if response.status_code == 302 else response.content.decode()


def test_a_file_that_is_not_a_notice_is_refused(cast: Cast) -> None:
    client = cast.client("facilitator")
    assert "ni du XML ni du JSON" in drop(client, b"bonjour", "avis.xml")
    assert "vide" in drop(client, b" ", "avis.xml")
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert "error-summary" in drop(client, bomb, "avis.xml")
    assert not PendingImport.objects.exists()


def test_a_notice_fills_the_form_and_gives_a_prediagnosis(cast: Cast) -> None:
    client = cast.client("facilitator")
    address = drop(client, json.dumps([BOAMP]).encode(), "avis.json")
    if not address.startswith("/"):
        pytest.fail(address[:3000])
    page = client.get(address).content.decode()
    assert "Nettoyage des locaux" in page
    assert "Pré-diagnostic immédiat" in page
    data = {
        "buyer": cast.buyer.pk,
        "title": "Nettoyage des locaux",
        "nature": "services",
        "lots-TOTAL_FORMS": 1,
        "lots-INITIAL_FORMS": 1,
        "lots-0-number": "1",
        "lots-0-title": "Nettoyage des locaux",
    }
    assert client.post(address, data).status_code == 302
    contract = Contract.objects.get()
    assert (contract.source, contract.notice_id) == ("notice", "26-1")
    assert "Cet avis a déjà servi" in client.get(address).content.decode()


def test_a_file_of_several_notices_asks_which(cast: Cast) -> None:
    client = cast.client("facilitator")
    two = [BOAMP, {**BOAMP, "idweb": "26-2", "objet": "Tonte des parcs"}]
    address = drop(client, json.dumps(two).encode(), "avis.json")
    assert "Tonte des parcs" in client.get(address).content.decode()
    assert 'value="Tonte des parcs"' in client.get(f"{address}?avis=2").content.decode()
    assert client.get(f"{address}?avis=3").status_code == 404
    assert client.get(f"{address}?avis=x").status_code == 404


def test_a_new_buyer_is_created_on_save(cast: Cast) -> None:
    client = cast.client("facilitator")
    address = drop(client, json.dumps([{**BOAMP, "nomacheteur": "Commune de Valbrune (fictive)"}]).encode(), "a.json")
    data = {"buyer_name": "Commune de Valbrune (fictive)", "title": "X", "nature": "services"}
    data |= {"lots-TOTAL_FORMS": "0", "lots-INITIAL_FORMS": "0"}
    assert client.post(address, data).status_code == 302
    assert Contract.objects.get().buyer.name == "Commune de Valbrune (fictive)"


@pytest.mark.skipif(not (SHARED / "data").exists(), reason="real data not here (set LEVIER_SHARED)")
def test_every_real_notice_fills_the_form(cast: Cast) -> None:
    from levier.procurement.selectors.prediagnosis import prediagnose_draft
    from tests.procurement.conftest import TODAY

    files = sorted((SHARED / "data/ted_eforms/notices").glob("**/*.xml"))
    files += sorted((SHARED / "data/boamp/api_v2.1").glob("*.json"))
    seen = 0
    for file in files:
        for notice in read_notices(file.read_bytes(), filename=file.name):
            initial, lots = notice_reading.contract_initial(notice), notice_reading.lots_initial(notice)
            assert initial["title"], file
            found = prediagnose_draft(actor=cast.facilitator, initial=initial, lots=lots, buyer=None, today=TODAY)
            assert found.verdict
            json.dumps(notice_reading.record(notice))
            seen += 1
    assert seen > 200


def test_the_columns_understood_are_listed_before_sending(cast: Cast) -> None:
    page = cast.client("facilitator").get("/programmation/import/").content.decode()
    assert all(field.label in page for field in FIELDS)


def test_the_date_of_a_preinformation_is_not_the_day_of_the_consultation() -> None:
    (notice,) = read_notices(json.dumps([BOAMP]).encode(), filename="avis.json")
    assert notice_reading.contract_initial(notice)["consultation_on"] == date(2026, 11, 1)
    early = replace(notice, kind=Kind.PLANNING)
    assert notice_reading.contract_initial(early)["consultation_on"] is None
