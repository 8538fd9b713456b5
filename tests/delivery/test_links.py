"""The personal links that still open something: listed where they were sent from, and revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from levier.accounts.enums import LinkPurpose
from levier.accounts.links import make_link
from levier.accounts.models import AccessLink
from levier.journal.models import JournalEntry
from levier.procurement.models import OrderRequest
from tests.cast import Cast
from tests.delivery.hours_world import World, make_world

SUMMARY = "Liens personnels en cours (1)"


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def sent(world: World) -> tuple[AccessLink, str, str]:
    """A link to a statement, its token, and the team's page of that statement."""
    statement = world.statement()
    link, token = make_link(
        workspace=world.cast.workspace, purpose=LinkPurpose.STATEMENT, days=90,
        organisation_id=world.cast.contractor.pk, target=statement,
    )  # fmt: skip
    return link, token, f"/heures/{statement.pk}/"


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_link_is_listed_on_the_statement_and_on_the_organisation_without_its_key(world: World) -> None:
    _, token, statement = sent(world)
    client = world.cast.client("facilitator")
    for path in (statement, f"/annuaire/{world.cast.contractor.pk}/"):
        page = text(client, path)
        assert SUMMARY in page
        assert "Relevé de 03/2026" in page
        assert "jamais" in page
        assert token not in page


def test_a_link_to_the_orders_is_listed_on_their_page(world: World) -> None:
    contract = world.contract
    contract.is_framework = True
    contract.save()
    asked = OrderRequest.objects.create(contract=contract, quarter="2026-01-01", due_on="2026-04-15")
    make_link(
        workspace=world.cast.workspace, purpose=LinkPurpose.CALL_OFFS, days=30, organisation_id=world.cast.buyer.pk,
        target=asked,
    )  # fmt: skip
    page = text(world.cast.client("facilitator"), f"/marches/{contract.pk}/commandes/")
    assert SUMMARY in page
    assert "Commandes du 1er trimestre 2026" in page


def test_only_those_who_send_links_see_them(world: World) -> None:
    sent(world)
    for who in ("coordinator", "buyer", "contractor"):
        assert "Liens personnels" not in text(world.cast.client(who), f"/annuaire/{world.cast.contractor.pk}/"), who


def test_a_revoked_link_opens_nothing_and_leaves_the_list(world: World) -> None:
    link, token, statement = sent(world)
    client = world.cast.client("facilitator")
    address = f"/liens/{link.pk}/revoquer/?retour={statement}"
    assert "Révoquer ce lien" in text(client, address)
    assert Client().get(f"/releves/{token}/").status_code == 200
    answer = client.post(address)
    assert (answer.status_code, answer["Location"]) == (302, statement)
    assert Client().get(f"/releves/{token}/").status_code == 403
    assert "Liens personnels" not in text(client, statement)
    assert JournalEntry.objects.filter(action="accounts.link.revoke", target_id=str(link.pk)).count() == 1
    assert client.post(address).status_code == 404


@pytest.mark.parametrize(
    "elsewhere", ["https://ailleurs.test/", "//ailleurs.test/", "/\\ailleurs.test", "javascript:1"]
)
def test_the_way_back_never_leaves_the_site(world: World, elsewhere: str) -> None:
    link, _, _ = sent(world)
    answer = world.cast.client("facilitator").post(f"/liens/{link.pk}/revoquer/?retour={elsewhere}")
    assert answer["Location"] == f"/annuaire/{world.cast.contractor.pk}/"


def test_neither_an_expired_link_nor_one_to_sign_in_with_is_listed(world: World) -> None:
    link, _, statement = sent(world)
    AccessLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    cast = world.cast
    sign_in, _ = make_link(
        workspace=cast.workspace, purpose=LinkPurpose.SIGN_IN, days=1, user=cast.members["buyer"].user
    )
    client = cast.client("facilitator")
    assert "Liens personnels" not in text(client, statement)
    for one in (link, sign_in):
        assert client.get(f"/liens/{one.pk}/revoquer/").status_code == 404
