"""Each page renders for those who may see it, and for nobody else."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from levier.clauses import services
from levier.domain.vocabulary import Lever
from levier.procurement.models import Lot
from tests.cast import Cast

from .conftest import TODAY, Setup

PAGES = ["", "calibrage", "heures", "offre", "levier", "publics", "penalites", "facilitateur", "texte"]
TEAM_ONLY = set(PAGES) - {"", "texte"}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("facilitator", 200),
        ("admin", 200),
        ("coordinator", 200),
        ("buyer", 200),
        ("contractor", 403),
        ("structure", 403),
        ("referrer", 403),
        ("stranger", 404),
        ("anonymous", 302),
    ],
)
def test_each_page_answers_each_role_as_it_should(setup: Setup, page: str, who: str, expected: int):
    setup.proposed()
    if page in TEAM_ONLY and who in ("coordinator", "buyer"):
        expected = 403
    assert setup.cast.client(who).get(setup.url(page)).status_code == expected


@pytest.mark.parametrize("page", PAGES)
def test_each_page_renders_before_anything_is_chosen(setup: Setup, page: str):
    assert setup.cast.client("facilitator").get(setup.url(page)).status_code == 200


def test_a_buyer_does_not_see_a_clause_being_prepared(setup: Setup):
    setup.complete()
    assert setup.cast.client("buyer").get(setup.url()).status_code == 404
    listing = setup.cast.client("buyer").get(f"/marches/{setup.contract.pk}/montage/")
    assert listing.status_code == 200
    assert setup.url() not in listing.text.split("contenu")[-1].split("table")[1]


def test_the_contract_page_says_what_applies_with_article_and_mark(due: Setup):
    page = due.cast.client("facilitator").get(f"/marches/{due.contract.pk}/montage/").text
    assert "L2112-2-1" in page
    assert "obligatoire" in page
    assert "à vérifier" in page


def test_a_list_of_lots_makes_as_many_queries_with_1_and_30_lots(setup: Setup):
    client = setup.cast.client("facilitator")
    address = f"/marches/{setup.contract.pk}/montage/"
    setup.complete()
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(2, 31):
        lot = Lot.objects.create(contract=setup.contract, number=str(number), title=f"Lot {number}")
        services.choose_lever(actor=setup.cast.facilitator, lot=lot, lever=Lever.NONE, today=TODAY)
    with CaptureQueriesContext(connection) as thirty:
        assert client.get(address).status_code == 200
    assert len(thirty) == len(one)


def test_a_lot_of_another_contract_is_not_found(setup: Setup, cast: Cast):
    assert (
        setup.cast.client("facilitator").get(f"/marches/{setup.contract.pk}/montage/{setup.lot.pk + 999}/").status_code
        == 404
    )


def test_a_refused_form_keeps_what_was_typed_and_says_where(setup: Setup):
    answer = setup.cast.client("facilitator").post(
        setup.url("penalites"), {"per_hour": "-5", "cap": "abc", "ccag_cap_applies": ""}
    )
    assert answer.status_code == 422
    assert "data-error-summary" in answer.text


@pytest.mark.parametrize(("ccag", "cited"), [("travaux", True), ("fcs", False), ("", False)])
def test_the_article_of_the_works_ccag_is_cited_for_its_contracts_only(setup: Setup, ccag: str, cited: bool):
    setup.contract.ccag = ccag
    setup.contract.save(update_fields=["ccag"])
    page = setup.cast.client("facilitator").get(setup.url("publics")).text
    assert ("art. 20.1.2" in page) == cited
    assert "Nécessaire pour rédiger le texte" in page


def test_the_tabs_follow_the_work_and_the_main_button_leads_to_what_is_not_done(setup: Setup):
    client = setup.cast.client("facilitator")

    def main_button() -> str:
        page = client.get(setup.url()).text
        return re.findall(r'class="button button--primary[^"]*" href="[^"]*/(\w+)/"', page)[-1]

    tabs = client.get(setup.url()).text.partition("Rubriques du montage")[2]
    names = ("Synthèse", "Offre", "Levier", "Calibrage", "Heures", "Publics et modalités", "Pénalités", "Facilitateur")
    places = [tabs.index(f"{name}<") for name in names]
    assert places == sorted(places)
    assert main_button() == "offre"
    services.record_supply_check(actor=setup.cast.facilitator, lot=setup.fresh_lot(), today=TODAY)
    assert main_button() == "levier"
    services.choose_lever(
        actor=setup.cast.facilitator, lot=setup.fresh_lot(), lever=Lever.PERFORMANCE_CONDITION, today=TODAY
    )
    assert main_button() == "calibrage"


def test_the_synthesis_has_a_row_for_the_supply_and_the_penalties(setup: Setup):
    setup.complete()
    client = setup.cast.client("facilitator")
    page = client.get(setup.url()).text
    assert "Offre autour du lot" in page
    assert "non vérifiée" in page
    assert "Proposer à l’acheteur" in page
    assert "facultatif" in page
    services.set_penalties(actor=setup.cast.facilitator, lot=setup.fresh_lot(), per_hour=Decimal(45))
    page = client.get(setup.url()).text.replace("\u00a0", " ")
    assert "prévues au contrat : 45 € par heure non réalisée" in page


def test_the_buyer_reads_that_its_own_answer_is_awaited(setup: Setup):
    setup.proposed()
    assert "attend votre réponse" in setup.cast.client("buyer").get(setup.url()).text
    assert "attend la réponse de l’acheteur" in setup.cast.client("facilitator").get(setup.url()).text


def test_what_the_law_still_needs_to_know_is_one_click_away(setup: Setup) -> None:
    contract = setup.fresh_lot().contract
    client = setup.cast.client("facilitator")
    page = client.get(f"/marches/{contract.pk}/montage/").content.decode()
    assert page.count("Pour une réponse complète, il manque") == 1
    assert f'<a href="/annuaire/{contract.buyer_id}/modifier/">la fiche de l’acheteur</a>' in page
    review = client.get(f"/marches/{contract.pk}/programmation/").content.decode()
    assert f'<a href="/annuaire/{contract.buyer_id}/modifier/">Compléter la fiche de l’acheteur</a>' in review
