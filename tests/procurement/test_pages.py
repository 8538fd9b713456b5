"""Every page: who may open it, what it shows, what it refuses."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from levier.directory.models import StructureProfile
from levier.domain.steps import Step
from levier.domain.vocabulary import PurchaseNature
from levier.procurement.models import Award, Contract, ExpectedDocument, Review
from levier.procurement.values import LotFacts
from tests.cast import Cast
from tests.procurement.conftest import make_award, make_contract

TEAM = {"facilitator", "admin"}
INSIDE = TEAM | {"coordinator"}
EVERYONE = {"facilitator", "admin", "coordinator", "buyer", "contractor", "structure", "referrer", "stranger"}

#: url name → roles that get 200; others get 403 (or 404 when the contract itself is hidden from them).
OPEN_LISTS = {
    "contracts": EVERYONE - {"referrer"},
    "contracts_export": EVERYONE - {"referrer"},
    "create": TEAM | {"buyer", "stranger"},
    "notice_upload": TEAM | {"stranger"},
    "programme": INSIDE | {"buyer", "stranger"},
    "programme_export": INSIDE | {"buyer", "stranger"},
    "import": TEAM | {"buyer", "stranger"},
    "import_template": TEAM | {"buyer", "stranger"},
}
ON_A_CONTRACT = {
    "update": (TEAM, {"coordinator", "buyer", "contractor", "structure", "referrer"}),
    "abandon": (TEAM | {"buyer"}, {"coordinator", "contractor", "structure", "referrer"}),
    "review": (INSIDE | {"buyer"}, {"contractor", "structure", "referrer"}),
    "launch": (INSIDE | {"buyer", "contractor"}, {"referrer"}),
}


@pytest.mark.parametrize("name", OPEN_LISTS)
@pytest.mark.parametrize("who", sorted(EVERYONE))
def test_each_list_opens_for_its_roles(cast: Cast, contract: Contract, name: str, who: str) -> None:
    response = cast.client(who).get(reverse(f"procurement:{name}"))
    assert response.status_code == (200 if who in OPEN_LISTS[name] else 403)


@pytest.mark.parametrize("name", ON_A_CONTRACT)
@pytest.mark.parametrize("who", sorted(EVERYONE))
def test_each_contract_page_opens_for_its_roles(cast: Cast, award: Award, name: str, who: str) -> None:
    allowed, refused = ON_A_CONTRACT[name]
    response = cast.client(who).get(reverse(f"procurement:{name}", kwargs={"pk": award.lot.contract_id}))
    assert response.status_code == (200 if who in allowed else 403 if who in refused else 404)


def test_a_stranger_gets_404_on_everything_of_a_contract(cast: Cast, award: Award) -> None:
    contract = award.lot.contract
    document = ExpectedDocument.objects.filter(contract=contract).first()
    assert document is not None
    names = {
        "update": {},
        "move": {"step": "suivi"},
        "abandon": {},
        "review": {},
        "launch": {},
        "award": {"lot_pk": award.lot_id},
        "award_update": {"award_pk": award.pk},
        "document": {"document_pk": document.pk},
    }
    client = cast.client("stranger")
    for name, more in names.items():
        address = reverse(f"procurement:{name}", kwargs={"pk": contract.pk, **more})
        assert client.get(address).status_code == 404, name
        assert name == "launch" or client.post(address).status_code == 404, name
    for name in ("resume", "remind"):
        assert client.post(reverse(f"procurement:{name}", kwargs={"pk": contract.pk})).status_code == 404
    assert client.post(reverse("procurement:programme_send", kwargs={"pk": cast.buyer.pk})).status_code == 404


def test_another_buyer_does_not_see_the_contract(cast: Cast, contract: Contract) -> None:
    Contract.objects.filter(pk=contract.pk).update(buyer=cast.contractor)
    assert cast.client("buyer").get(f"/marches/{contract.pk}/lancement/").status_code == 404


def test_anonymous_is_sent_to_sign_in(cast: Cast, contract: Contract) -> None:
    assert cast.client("anonymous").get("/marches/").status_code == 302


@pytest.mark.parametrize("address", ["/marches/", "/programmation/"])
def test_a_list_makes_as_many_queries_with_1_and_with_30_rows(cast: Cast, address: str) -> None:
    client = cast.client("facilitator")
    make_contract(cast)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(address)
    for number in range(2, 31):
        make_contract(cast, reference=f"2027-{number:02d}")
    with CaptureQueriesContext(connection) as thirty:
        page = client.get(address)
    assert "30" in page.content.decode()
    assert len(thirty) == len(one)


def test_the_launch_page_makes_as_many_queries_with_1_and_5_awards(cast: Cast) -> None:
    contract = make_contract(cast)
    make_award(cast, contract)
    client, address = cast.client("facilitator"), f"/marches/{contract.pk}/lancement/"
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(4):
        make_award(cast, contract)
    with CaptureQueriesContext(connection) as five:
        client.get(address)
    assert len(five) == len(one)


def test_a_contract_is_entered_by_hand(cast: Cast) -> None:
    client = cast.client("facilitator")
    data = {
        "buyer": cast.buyer.pk,
        "title": "Entretien des espaces verts",
        "nature": "services",
        "cpv": "77310000-6",
        "amount": "480 000,50",
        "consultation_on": "2027-03-01",
        "lots-TOTAL_FORMS": 2,
        "lots-INITIAL_FORMS": 0,
        "lots-0-number": "1",
        "lots-0-title": "Tonte",
        "lots-1-number": "2",
        "lots-1-title": "Élagage",
    }
    response = client.post(reverse("procurement:create"), data)
    contract = Contract.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/marches/{contract.pk}/programmation/"
    assert str(contract.amount) == "480000.50"
    assert next(lot.trades for lot in contract.lots.all()) == ["green_spaces"]
    page = client.get(response["Location"]).content.decode()
    assert "à calibrer" in page


def test_a_faulty_form_keeps_what_was_typed(cast: Cast) -> None:
    data = {"title": "Objet gardé", "lots-TOTAL_FORMS": 0, "lots-INITIAL_FORMS": 0, "cpv": "abc"}
    response = cast.client("facilitator").post(reverse("procurement:create"), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Objet gardé" in page
    assert "huit chiffres" in page
    assert not Contract.objects.exists()


def test_a_lot_is_added_without_script(cast: Cast) -> None:
    data = {"title": "X", "lots-TOTAL_FORMS": 1, "lots-INITIAL_FORMS": 0, "add_lot": "1"}
    page = cast.client("facilitator").post(reverse("procurement:create"), data).content.decode()
    assert "lots-1-number" in page
    assert not Contract.objects.exists()


def test_a_contract_is_corrected(cast: Cast, contract: Contract) -> None:
    lot = contract.lots.get()
    data = {
        "title": "Nouveau titre",
        "nature": "works",
        "lots-TOTAL_FORMS": 1,
        "lots-INITIAL_FORMS": 1,
        "lots-0-pk": lot.pk,
        "lots-0-number": "1",
        "lots-0-title": "Peinture",
    }
    response = cast.client("facilitator").post(f"/marches/{contract.pk}/modifier/", data)
    assert response.status_code == 302
    contract.refresh_from_db()
    assert contract.title == "Nouveau titre"
    assert contract.lots.get().pk == lot.pk


def test_the_facilitator_answers_and_the_buyer_reads(cast: Cast, contract: Contract) -> None:
    address = f"/marches/{contract.pk}/programmation/"
    client = cast.client("facilitator")
    refused = client.post(address, {"decision": "no_clause"})
    assert refused.status_code == 422
    assert "pourquoi aucun levier" in refused.content.decode()
    assert (
        client.post(address, {"decision": "clause", "hours_estimate": "850", "comment": "À lotir."}).status_code == 302
    )
    page = cast.client("buyer").get(address).content.decode()
    assert "À lotir." in page
    assert "850" in page
    assert "Répondre à l’acheteur" not in page
    assert cast.client("buyer").post(address, {"decision": "clause"}).status_code == 403


def test_the_order_of_magnitude_needs_a_share_given_or_picked(cast: Cast, contract: Contract) -> None:
    address = f"/marches/{contract.pk}/programmation/"
    client = cast.client("facilitator")
    without = client.get(address, {"insertion_rate": "5", "hourly_cost": "25"}).content.decode()
    assert "Donnez la part de main-d’œuvre" in without
    picked = client.get(
        address, {"known_share": "painting", "insertion_rate": "5", "hourly_cost": "25"}
    ).content.decode()
    assert "168" in picked
    assert "mefsud77.fr" in picked


def test_the_values_of_the_order_of_magnitude_come_back_with_the_source_of_the_share(
    cast: Cast, contract: Contract
) -> None:
    asked = f"/marches/{contract.pk}/programmation/?known_share=painting&insertion_rate=5&hourly_cost=25"
    client = cast.client("facilitator")
    assert client.post(asked, {"decision": "clause", "hours_estimate": "168"}).status_code == 302
    kept = Review.objects.get(contract=contract).estimate_inputs
    assert (kept["labour_share"], kept["hourly_cost"]) == ("0.70", "25")
    again = client.get(f"/marches/{contract.pk}/programmation/").content.decode()
    assert '<option value="painting" selected>' in again
    assert client.post(asked.partition("?")[0], {"decision": "clause", "hours_estimate": "170"}).status_code == 302
    assert Review.objects.get(contract=contract).estimate_inputs == kept


def test_without_a_place_no_structure_is_counted_and_the_way_to_set_it_is_there(cast: Cast, contract: Contract) -> None:
    Contract.objects.filter(pk=contract.pk).update(latitude=None, longitude=None)
    contract.lots.update(trades=["painting"])
    client = cast.client("facilitator")
    listed = client.get("/programmation/").content.decode()
    assert "lieu à préciser" in listed
    assert "offre absente" not in listed
    address = f"/marches/{contract.pk}/modifier/"
    assert address in listed
    assert (
        f'<a href="{address}">Préciser le lieu du marché</a>'
        in client.get(f"/marches/{contract.pk}/programmation/").content.decode()
    )
    Contract.objects.filter(pk=contract.pk).update(latitude=48, longitude=0)
    assert "lieu à préciser" not in client.get("/programmation/").content.decode()


def test_a_step_is_confirmed_then_made(cast: Cast, contract: Contract) -> None:
    client = cast.client("facilitator")
    address = f"/marches/{contract.pk}/etape/montage/"
    assert "Condition : le pré-diagnostic" in client.get(address).content.decode()
    refused = client.post(address)
    assert refused.status_code == 422
    assert "Répondez d’abord" in refused.content.decode()
    client.post(f"/marches/{contract.pk}/programmation/", {"decision": "clause"})
    assert client.post(address).status_code == 302
    back = f"/marches/{contract.pk}/etape/programmation/"
    assert client.post(back).status_code == 422
    assert client.post(back, {"reason": "Report de l’opération"}).status_code == 302
    contract.refresh_from_db()
    assert contract.step == Step.PROGRAMMATION


def test_an_impossible_step_is_refused(cast: Cast, contract: Contract) -> None:
    client = cast.client("facilitator")
    assert client.post(f"/marches/{contract.pk}/etape/fin/").status_code == 409
    assert client.get(f"/marches/{contract.pk}/etape/nulle-part/").status_code == 404


def test_a_file_is_dropped_then_taken_up(cast: Cast, contract: Contract) -> None:
    client = cast.client("facilitator")
    assert client.post(f"/marches/{contract.pk}/abandonner/", {"why": "no_clause"}).status_code == 422
    client.post(f"/marches/{contract.pk}/abandonner/", {"why": "no_clause", "comment": "Trop petit."})
    contract.refresh_from_db()
    assert contract.state == "abandoned"
    client.post(f"/marches/{contract.pk}/reprendre/", {"reason": "Finalement si."})
    contract.refresh_from_db()
    assert contract.state == "active"


def test_an_award_is_recorded_and_its_papers_chased(cast: Cast, contract: Contract, mailoutbox: list[object]) -> None:
    Contract.objects.filter(pk=contract.pk).update(step=Step.LANCEMENT.value, consultation_on=date(2026, 6, 1))
    client, lot = cast.client("buyer"), contract.lots.get()
    data = {
        "amount": "100 000",
        "notified_on": "2026-11-02",
        "starts_on": "2026-12-01",
        "ends_on": "2027-12-01",
        "members-TOTAL_FORMS": 2,
        "members-INITIAL_FORMS": 1,
        "members-0-organisation": cast.contractor.pk,
        "members-0-role": "holder",
        "members-1-organisation": cast.structure.pk,
        "members-1-role": "subcontractor",
        "members-1-amount": "20 000",
    }
    response = client.post(f"/marches/{contract.pk}/lancement/lots/{lot.pk}/", data)
    assert response.status_code == 302, response.content.decode()
    award = Award.objects.get()
    assert award.members.count() == 2
    page = cast.client("facilitator").get(f"/marches/{contract.pk}/lancement/").content.decode()
    assert "Relancer l’acheteur" in page
    assert "Lettre de notification" in page
    cast.client("facilitator").post(f"/marches/{contract.pk}/lancement/relancer/")
    assert ExpectedDocument.objects.filter(reminders=1).count() == 4
    page = cast.client("facilitator").get(f"/marches/{contract.pk}/lancement/").content.decode()
    assert "Acheteur déjà relancé aujourd’hui" in page
    assert "Relancer l’acheteur" not in page
    document = ExpectedDocument.objects.filter(award=award).first()
    assert document is not None
    address = f"/marches/{contract.pk}/lancement/documents/{document.pk}/"
    assert client.post(address, {"received_on": "2999-01-01"}).status_code == 422
    assert client.post(address, {"received_on": "2026-11-03", "location": "Dossier partagé"}).status_code == 302


def test_a_company_is_added_while_recording_its_award_and_nothing_typed_is_lost(cast: Cast, contract: Contract) -> None:
    Contract.objects.filter(pk=contract.pk).update(step=Step.LANCEMENT.value, consultation_on=date(2026, 6, 1))
    address = reverse("procurement:award", kwargs={"pk": contract.pk, "lot_pk": contract.lots.get().pk})
    client = cast.client("facilitator")
    data = {
        "notified_on": "2026-11-02", "starts_on": "2026-12-01", "ends_on": "2028-12-01", "members-TOTAL_FORMS": "1",
        "members-INITIAL_FORMS": "1", "members-0-role": "holder", "members-0-organisation": "",
        "members-0-name": "Menuiseries du Bocage (fictive)", "members-0-siret": "35600000000049",
    }  # fmt: skip
    refused = client.post(address, data)
    assert refused.status_code == 422
    assert "La clé du SIRET" in refused.text
    assert 'value="Menuiseries du Bocage (fictive)"' in refused.text
    assert 'value="2028-12-01"' in refused.text
    twice = client.post(address, {**data, "members-0-organisation": cast.contractor.pk})
    assert "pas les deux" in twice.text
    nobody = client.post(address, {**data, "members-0-name": "", "members-0-siret": ""})
    assert "ajoutez-la si elle n’est pas dans la liste" in nobody.text
    assert client.post(address, {**data, "members-0-siret": "356 000 000 00048"}).status_code == 302
    assert Award.objects.get().members.get().organisation.siret == "35600000000048"


def test_dates_that_cannot_be_often_are_asked_about_once_and_nothing_typed_is_lost(
    cast: Cast, contract: Contract
) -> None:
    Contract.objects.filter(pk=contract.pk).update(step=Step.LANCEMENT.value)  # published on 1 February 2027
    address = reverse("procurement:award", kwargs={"pk": contract.pk, "lot_pk": contract.lots.get().pk})
    client = cast.client("facilitator")
    data = {
        "amount": "91 500", "notified_on": "2026-11-02", "starts_on": "2026-10-01", "ends_on": "2028-12-01",
        "members-TOTAL_FORMS": "1", "members-INITIAL_FORMS": "1", "members-0-role": "holder",
        "members-0-organisation": cast.contractor.pk,
    }  # fmt: skip
    asked = client.post(address, data)
    assert asked.status_code == 422
    text = " ".join(asked.text.split())
    assert "avant la publication de la consultation, le 1er février 2027" in text
    assert "L’exécution commencerait le 1er octobre 2026, avant la notification" in text
    assert 'value="91 500"' in text
    assert not Award.objects.exists()
    confirmed = [unescape(one) for one in re.findall(r'name="confirmed" value="([^"]+)"', asked.text)]
    assert len(confirmed) == 2
    other = client.post(address, {**data, "notified_on": "2026-11-03", "confirmed": confirmed})
    assert (other.status_code, Award.objects.count()) == (422, 0), "another date is another question"
    assert client.post(address, {**data, "confirmed": confirmed}).status_code == 302
    award = Award.objects.get()
    correct = reverse("procurement:award_update", kwargs={"pk": contract.pk, "award_pk": award.pk})
    assert client.get(correct).status_code == 200
    assert client.post(correct, data).status_code == 422
    assert client.post(correct, {**data, "confirmed": confirmed}).status_code == 302


def test_a_company_sees_its_own_award_only(cast: Cast, award: Award) -> None:
    make_award(cast, award.lot.contract, company=cast.structure)
    page = cast.client("contractor").get(f"/marches/{award.lot.contract_id}/lancement/").content.decode()
    assert "Bâtisseurs de l’Orne" in page
    assert "Relais Chantier" not in page
    assert "Documents attendus" not in page


def test_filters_are_shareable(cast: Cast, contract: Contract) -> None:
    make_contract(cast, reference="X", title="Voirie", nature=PurchaseNature.SERVICES)
    page = cast.client("facilitator").get("/marches/", {"q": "voirie"}).content.decode()
    assert "Voirie" in page
    assert "Peinture des écoles" not in page


def test_the_buyer_sees_who_could_do_it_but_no_business_secret(cast: Cast, contract: Contract) -> None:
    StructureProfile.objects.update(trades=["painting"], updated_on="2026-10-01", annual_turnover=800_000)
    address = f"/marches/{contract.pk}/programmation/"
    inside, outside = (cast.client(who).get(address).content.decode() for who in ("facilitator", "buyer"))
    assert "Relais Chantier" in inside
    assert "Relais Chantier" in outside
    assert "500\u00a0h disponibles" in inside
    assert "disponibles" not in outside
    assert "chiffre d’affaires" not in outside


def test_structures_are_checked_even_without_an_amount(cast: Cast) -> None:
    StructureProfile.objects.update(trades=["painting"], updated_on="2026-10-01", annual_turnover=800_000)
    contract = make_contract(cast, amount=None)
    page = cast.client("facilitator").get(f"/marches/{contract.pk}/programmation/").content.decode()
    assert "Relais Chantier" in page
    assert "Dépendance" not in page


@pytest.mark.parametrize("typed", ["²", "1" * 5000, "-3", "abc", ""])
def test_a_wrong_count_of_lines_still_gives_one_more(cast: Cast, award: Award, typed: str) -> None:
    address = reverse("procurement:award", kwargs={"pk": award.lot.contract_id, "lot_pk": award.lot_id})
    data = {"add_member": "1", "members-TOTAL_FORMS": typed, "members-INITIAL_FORMS": "0"}
    assert cast.client("facilitator").post(address, data).status_code == 200


def test_recording_the_award_is_the_main_action_until_somebody_won(cast: Cast, contract: Contract) -> None:
    contract.step = Step.LANCEMENT
    contract.save(update_fields=["step"])
    client, address = cast.client("facilitator"), f"/marches/{contract.pk}/lancement/"
    main = re.compile(r'class="button button--primary[^"]*" href="([^"]*)"')
    assert len(found := main.findall(client.get(address).text)) == 1
    assert "/lancement/lots/" in found[0]
    make_award(cast, contract)
    assert main.findall(client.get(address).text) == [f"/marches/{contract.pk}/etape/suivi/"]


def test_the_lots_after_the_third_are_folded_with_their_count_and_still_sent(cast: Cast) -> None:
    lots = [LotFacts(number=str(number), title=f"Lot {number}") for number in range(1, 6)]
    contract = make_contract(cast, lots=tuple(lots))
    page = cast.client("facilitator").get(f"/marches/{contract.pk}/modifier/").text.replace("\u00a0", " ")
    folded = page.partition("<summary>2 autres lots</summary>")[2]
    assert 'name="lots-3-title"' in folded
    assert 'name="lots-4-title"' in folded
    assert 'name="lots-2-title"' not in folded
    assert page.count("<fieldset") == page.count("</fieldset")
