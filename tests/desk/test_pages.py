"""The pages of the desk, for every role."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from levier.clauses.models import Clause
from levier.delivery.models import Obligation
from levier.desk import addresses
from levier.desk.contract import contract_page, shown_events
from levier.directory.models import Organisation
from levier.domain.steps import Step
from levier.procurement.models import Award, AwardMember, Contract, Lot
from tests.cast import Cast

from . import world

ROLES = ("facilitator", "admin", "coordinator", "buyer", "contractor", "structure", "referrer")
WORKSPACE = ("facilitator", "admin", "coordinator")


@pytest.fixture
def record(cast: Cast) -> Cast:
    world.something_for_everyone(cast)
    return cast


@pytest.mark.parametrize("who", ROLES)
def test_everybody_has_a_first_page(record: Cast, who: str) -> None:
    response = record.client(who).get("/", follow=True)
    assert response.status_code == 200
    expected = {
        "buyer": "/accueil/acheteur/",
        "contractor": "/accueil/entreprise/",
        "structure": "/accueil/entreprise/",
    }
    assert response.redirect_chain[-1][0] == expected.get(who, "/a-faire/")


@pytest.mark.parametrize("who", ROLES)
def test_the_list_of_things_to_do_opens(record: Cast, who: str) -> None:
    with time_machine.travel(world.NOW):
        assert record.client(who).get("/a-faire/").status_code == 200


def test_an_anonymous_visitor_is_sent_to_the_sign_in_page(record: Cast) -> None:
    for path in ("/", "/a-faire/", "/recherche/", "/marches/1/", "/accueil/acheteur/"):
        assert record.client("anonymous").get(path).status_code == 302


def test_the_list_is_filtered_by_its_address(record: Cast) -> None:
    client = record.client("facilitator")

    def total(query: str) -> int:
        page = client.get(f"/a-faire/{query}").content.decode()
        found = re.search(r"<strong>(\d+)\s(?:chose|choses) à faire</strong>", page)
        assert found, page[:200]
        return int(found[1])

    with time_machine.travel(world.NOW):
        everything, reviews, mine = total(""), total("?nature=review"), total("?miens=1")
        nonsense = total("?nature=zzz&marche=x&page=99&urgence=?")
    assert (reviews, nonsense) == (1, everything)
    assert 0 < mine < everything


@pytest.mark.parametrize(
    ("who", "status"),
    [("facilitator", 200), ("admin", 200), ("coordinator", 200), ("buyer", 200), ("contractor", 200),
     ("structure", 404), ("referrer", 403), ("stranger", 404)],
)  # fmt: skip
def test_who_opens_the_page_of_a_contract(record: Cast, who: str, status: int) -> None:
    pk = Contract.objects.get(title="Accord-cadre 0").pk
    assert record.client(who).get(f"/marches/{pk}/").status_code == status


@pytest.mark.parametrize("who", ["contractor", "structure"])
def test_the_questions_received_are_one_click_from_home(cast: Cast, who: str) -> None:
    assert 'href="/indicateurs/questions/"' in cast.client(who).get("/accueil/entreprise/").text


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/accueil/acheteur/", {"buyer"}), ("/accueil/entreprise/", {"contractor", "structure"})],
)
def test_a_home_is_for_its_role(record: Cast, path: str, allowed: set[str]) -> None:
    for who in ROLES:
        assert record.client(who).get(path).status_code == (200 if who in allowed else 403)


def _page(record: Cast, who: str, title: str, view: str = "faits") -> tuple[object, str]:
    actor, contract = record.actor(who), Contract.objects.select_related("buyer", "review").get(title=title)
    page = contract_page(actor=actor, contract=contract, today=world.TODAY)
    events = shown_events(actor=actor, page=page, view=view)
    return page, " | ".join(f"{event.title} {event.body} {event.who}" for event in events)


def test_the_timeline_tells_the_whole_story_to_the_team(record: Cast) -> None:
    _, told = _page(record, "facilitator", "Accord-cadre 0")
    for fact in ("Étape « Mise en œuvre »", "Lot 1 attribué", "1\u202f000\u00a0h dues", "Relevé de juillet 2026 envoyé",
                 "Commandes du 2e trimestre 2026 demandées", "levier retenu"):  # fmt: skip
        assert fact in told
    _, told = _page(record, "facilitator", "Crèche 0")
    assert "250\u00a0h validées au titre de mai 2026" in told
    assert "Bilan établi" in told
    _, told = _page(record, "facilitator", "Stade 0")
    assert "Constat : 120\u00a0h manquantes" in told


def test_a_lot_whose_lever_is_not_chosen_yet_is_shown_as_such(record: Cast) -> None:
    contract = Contract.objects.get(title="Accord-cadre 0")
    lot = Lot.objects.create(contract=contract, number="9", title="Lot calibré d’abord")
    Clause.objects.create(lot=lot, lever="")
    for who in WORKSPACE:
        content = record.client(who).get(f"/marches/{contract.pk}/").content.decode()
        assert "levier à choisir" in content


def test_no_name_is_put_in_brackets_beside_its_own(record: Cast) -> None:
    contract = Contract.objects.get(title="Accord-cadre 0")
    assert record.contractor.name.endswith("(fictive)")
    shown = " ".join(record.client("facilitator").get(f"/marches/{contract.pk}/").text.split())
    assert f"{record.contractor.name}, titulaire ou mandataire du lot 1" in shown
    assert ") (" not in record.client("facilitator").get("/aide/").text


@pytest.mark.parametrize("who", ["facilitator", "coordinator", "buyer", "contractor"])
def test_every_fact_that_is_a_link_opens(record: Cast, who: str) -> None:
    client = record.client(who)
    for contract in Contract.objects.filter(title__in=["Accord-cadre 0", "Crèche 0"]):
        page = client.get(f"/marches/{contract.pk}/?tout=1")
        if page.status_code == 200:
            timeline = page.text.partition('id="historique"')[2].partition("</section>")[0]
            for address in set(re.findall(r'href="(/[^"?#]+)"', timeline)):
                assert client.get(address).status_code == 200, address


def test_the_timeline_is_in_order(record: Cast) -> None:
    actor, contract = record.facilitator, Contract.objects.select_related("buyer").get(title="Crèche 0")
    page = contract_page(actor=actor, contract=contract, today=world.TODAY)
    days = [str(event.when)[:10] for event in shown_events(actor=actor, page=page, view="faits")]
    assert days == sorted(days, reverse=True)


def test_a_company_does_not_read_what_the_buyer_and_the_facilitator_exchange(record: Cast) -> None:
    _, told = _page(record, "contractor", "Accord-cadre 0")
    assert "Commandes du" not in told
    assert "levier retenu" not in told
    assert "Lot 1 attribué" in told


def test_a_company_sees_its_own_lot_and_hours_only(record: Cast) -> None:
    shared = Contract.objects.get(title="Accord-cadre 0")
    rival = Organisation.objects.create(workspace=record.workspace, kind="contractor", name="Rivale (fictive)")
    lot = Lot.objects.create(contract=shared, number="2", title="Charpente secrète")
    lever = Clause.objects.create(lot=lot, lever="performance_condition")
    won = Award.objects.create(lot=lot, notified_on=world.TODAY, starts_on=world.TODAY, ends_on=world.TODAY)
    AwardMember.objects.create(award=won, organisation=rival)
    Obligation.objects.create(
        workspace=record.workspace, clause=lever, award=won, contractor=rival, starts_on=world.TODAY,
        ends_on=world.TODAY,
    )  # fmt: skip
    content = record.client("contractor").get(f"/marches/{shared.pk}/").content.decode()
    assert "Rivale" not in content
    assert "Charpente secrète" not in content
    assert "Rivale" in record.client("buyer").get(f"/marches/{shared.pk}/").content.decode()


@pytest.mark.parametrize("who", ["buyer", "contractor", "coordinator"])
def test_no_person_is_named_on_the_page_of_a_contract(record: Cast, who: str) -> None:
    pk = Contract.objects.get(title="Crèche 0").pk
    content = record.client(who).get(f"/marches/{pk}/?tout=1").content.decode()
    assert "Terminé0" not in content
    assert "Camille" not in content


def test_messages_and_journal_stay_in_the_workspace(record: Cast) -> None:
    pk = Contract.objects.get(title="Crèche 0").pk
    for view in ("messages", "journal"):
        path = f"/marches/{pk}/?historique={view}"
        assert "Bilan établi" in record.client("buyer").get(path).content.decode()
        assert "Bilan établi" not in record.client("facilitator").get(path).content.decode()
    assert "Bilan établi" in record.client("coordinator").get(f"/marches/{pk}/?historique=journal").content.decode()


def _queries(record: Cast, who: str, path: str) -> int:
    client = record.client(who)
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    ("who", "path"),
    [("facilitator", "/a-faire/"), ("buyer", "/accueil/acheteur/"), ("contractor", "/accueil/entreprise/")],
)
def test_pages_make_the_same_number_of_queries_whatever_the_rows(record: Cast, who: str, path: str) -> None:
    with time_machine.travel(world.NOW):
        one = _queries(record, who, path)
        for rank in range(1, 30):
            world._under_way(record, rank)
        assert _queries(record, who, path) == one


def test_the_page_of_a_contract_makes_the_same_number_of_queries_whatever_its_months(record: Cast) -> None:
    contract = Contract.objects.get(title="Crèche 0")
    path = f"/marches/{contract.pk}/?tout=1"
    one = _queries(record, "facilitator", path)
    owed = Obligation.objects.get(award__lot__contract=contract)
    for rank in range(30):
        job = world.employment(world.person(record, f"Autre{rank}"), record.structure)
        world.hours(owed, job, world.add_months(world.date(2026, 5, 1), rank % 5), "10")
    assert _queries(record, "facilitator", path) == one


def test_every_address_the_desk_leads_to_exists() -> None:
    paths = [
        addresses.contract(1), addresses.statement(1), addresses.fill_statement(1), addresses.lot(1, 2),
        addresses.consent(1), addresses.answer(1), addresses.person(1), addresses.organisation(1),
        addresses.capacity(1), addresses.shortfall(1, 2),
        addresses.SERVICES,
        addresses.MEMBERS,
        *(addresses.step(1, one) for one in Step),
    ]  # fmt: skip
    for path in paths:
        assert resolve(path)
