"""« Grands chantiers » and operations: entered, corrected, chosen for a contract."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from levier.directory.models import Organisation
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.journal.models import JournalEntry
from levier.procurement import selectors, services
from levier.procurement.enums import TargetKind
from levier.procurement.models import Contract, Operation, Programme
from levier.procurement.values import TargetFacts
from tests.cast import Cast, make_cast
from tests.procurement.conftest import facts, make_contract

WOMEN = TargetFacts(TargetKind.WOMEN_SHARE, Decimal("0.15"), "Charte 2026, article 3")
HOURS = TargetFacts(TargetKind.HOURS_SHARE, Decimal("0.07"), "Charte 2026, article 4")


def programme(cast: Cast, name: str = "Canal (fictif)", **values: Any) -> Programme:
    return services.create_programme(actor=cast.facilitator, name=name, **values)


def operation(cast: Cast, **values: Any) -> Operation:
    return services.create_operation(
        actor=cast.facilitator, **{"name": "Écluse (fictive)", "buyer": cast.buyer, **values}
    )


def test_a_commitment_that_is_not_given_any_more_is_removed(cast: Cast) -> None:
    made = programme(cast, targets=[WOMEN, HOURS])
    assert made.targets.count() == 2
    kept = TargetFacts(TargetKind.WOMEN_SHARE, Decimal("0.20"), "Avenant 1")
    services.update_programme(actor=cast.facilitator, programme=made, name="Canal", charter="Charte", targets=[kept])
    [target] = made.targets.all()
    assert (target.kind, target.share, target.source) == ("women_share", Decimal("0.2000"), "Avenant 1")
    assert list(JournalEntry.objects.values_list("action", flat=True)) == [
        "procurement.great_works.create",
        "procurement.great_works.update",
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"targets": [TargetFacts(TargetKind.WOMEN_SHARE, Decimal(0), "Charte")]}, "women_share_share"),
        ({"targets": [TargetFacts(TargetKind.WOMEN_SHARE, Decimal(2), "Charte")]}, "women_share_share"),
        ({"targets": [TargetFacts(TargetKind.WOMEN_SHARE, Decimal("0.1"), " ")]}, "women_share_source"),
    ],
)
def test_a_commitment_is_a_share_with_its_source(cast: Cast, values: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleError) as refused:
        programme(cast, **values)
    assert refused.value.field == field
    assert not Programme.objects.exists()


def test_a_programme_is_never_inside_itself(cast: Cast) -> None:
    whole = programme(cast)
    part = programme(cast, "Lot nord (fictif)", parent=whole)
    leaf = programme(cast, "Pont (fictif)", parent=part)
    for inside in (whole, part, leaf):
        with pytest.raises(RuleError, match="contenu dans lui-même"):
            services.update_programme(actor=cast.facilitator, programme=whole, name="Canal", parent=inside)
    page = cast.client("facilitator").get(reverse("procurement:great_works_update", args=[part.pk])).text
    assert ">Canal (fictif)<" in page
    assert ">Pont (fictif)<" not in page


def test_who_writes_them(cast: Cast) -> None:
    made = programme(cast)
    for who in ("coordinator", "buyer", "contractor", "structure", "referrer", "stranger"):
        with pytest.raises(NotAllowed):
            services.update_programme(actor=cast.actor(who), programme=made, name="Autre")
        with pytest.raises(NotAllowed):
            services.create_operation(actor=cast.actor(who), name="Autre", buyer=cast.buyer, programme=made)


def test_an_operation_is_a_buyer_s(cast: Cast) -> None:
    with pytest.raises(RuleError, match="acheteur"):
        operation(cast, buyer=cast.contractor)


def test_an_operation_with_contracts_keeps_its_buyer(cast: Cast) -> None:
    made = operation(cast)
    other = Organisation.objects.create(workspace=cast.workspace, kind="buyer", name="Autre ville (fictive)")
    services.update_operation(actor=cast.facilitator, operation=made, name="Écluse", buyer=other)
    services.update_operation(actor=cast.facilitator, operation=made, name="Écluse", buyer=cast.buyer)
    make_contract(cast, operation_id=made.pk)
    with pytest.raises(Conflict, match="créez une autre opération"):
        services.update_operation(actor=cast.facilitator, operation=made, name="Écluse", buyer=other)


def test_a_contract_enters_an_operation_of_its_own_buyer_only(cast: Cast) -> None:
    other = Organisation.objects.create(workspace=cast.workspace, kind="buyer", name="Autre ville (fictive)")
    foreign = operation(cast, buyer=other)
    with pytest.raises(RuleError, match="autre acheteur"):
        make_contract(cast, operation_id=foreign.pk)
    mine = operation(cast)
    contract = make_contract(cast, operation_id=mine.pk)
    assert contract.operation == mine
    services.update_contract(actor=cast.facilitator, contract=contract, facts=facts())
    assert Contract.objects.get().operation is None


def test_the_operation_is_chosen_on_the_form_of_the_contract(cast: Cast) -> None:
    whole = programme(cast)
    mine = operation(cast, programme=whole)
    other = Organisation.objects.create(workspace=cast.workspace, kind="buyer", name="Autre ville (fictive)")
    operation(cast, name="Théâtre (fictif)", buyer=other)
    contract = make_contract(cast)
    client, address = cast.client("facilitator"), reverse("procurement:update", args=[contract.pk])
    page = client.get(address).text
    assert "Écluse (fictive), Ville de Sérigny (fictive), Canal (fictif)" in page
    assert "Théâtre (fictif)" not in page
    lot = contract.lots.get()
    data = {
        "title": contract.title, "nature": "works", "operation": mine.pk, "lots-TOTAL_FORMS": 1,
        "lots-INITIAL_FORMS": 1, "lots-0-pk": lot.pk, "lots-0-number": "1", "lots-0-title": "Peinture",
    }  # fmt: skip
    assert client.post(address, data).status_code == 302
    contract.refresh_from_db()
    assert contract.operation == mine
    assert "Écluse (fictive), Canal (fictif)" in client.get(f"/marches/{contract.pk}/programmation/").text


def test_it_is_entered_from_the_list_with_a_button(cast: Cast) -> None:
    client = cast.client("facilitator")
    assert reverse("procurement:great_works_create") in client.get("/grands-chantiers/").text
    assert reverse("procurement:great_works_create") not in cast.client("coordinator").get("/grands-chantiers/").text
    data = {
        "name": "Canal (fictif)",
        "charter": "Charte 2026",
        "hours_share_share": "7,5",
        "hours_share_source": "Article 3",
    }
    refused = client.post(reverse("procurement:great_works_create"), {**data, "hours_share_source": ""})
    assert refused.status_code == 422
    assert "Dites où cet engagement est écrit" in refused.text
    assert client.post(reverse("procurement:great_works_create"), data).status_code == 302
    made = Programme.objects.get()
    assert made.targets.get().share == Decimal("0.0750")
    page = client.get(f"/grands-chantiers/{made.pk}/").text
    assert f"{reverse('procurement:operation_create')}?chantier={made.pk}" in page
    assert 'value="7,50"' in client.get(reverse("procurement:great_works_update", args=[made.pk])).text
    assert (
        f'value="{made.pk}" selected' in client.get(f"/grands-chantiers/operations/nouvelle/?chantier={made.pk}").text
    )
    add = {"name": "Écluse (fictive)", "buyer": cast.buyer.pk, "programme": made.pk}
    assert client.post(reverse("procurement:operation_create"), add).status_code == 302
    assert "Écluse (fictive)" in client.get(f"/grands-chantiers/{made.pk}/").text
    alone = {**add, "programme": ""}
    one = Operation.objects.get()
    assert client.post(reverse("procurement:operation_update", args=[one.pk]), alone).status_code == 302
    assert "Opérations hors grand chantier" in client.get("/grands-chantiers/").text


def test_a_buyer_sees_the_programmes_above_its_operations_at_any_depth(cast: Cast) -> None:
    whole = programme(cast)
    part = programme(cast, "Lot nord (fictif)", parent=whole)
    leaf = programme(cast, "Pont (fictif)", parent=part)
    programme(cast, "Autre (fictif)")
    operation(cast, programme=leaf)
    assert set(selectors.programmes(actor=cast.actor("buyer"))) == {whole, part, leaf}


@pytest.mark.django_db(transaction=True)
def test_two_people_cannot_put_each_programme_inside_the_other(transactional_db: None) -> None:
    cast = make_cast()
    pair = [programme(cast, name) for name in ("Nord (fictif)", "Sud (fictif)")]
    start = threading.Barrier(2)

    def put(rank: int) -> bool:
        try:
            start.wait()
            mine = Programme.objects.get(pk=pair[rank].pk)
            services.update_programme(
                actor=cast.facilitator,
                programme=mine,
                name=mine.name,
                parent=Programme.objects.get(pk=pair[1 - rank].pk),
            )
        except RuleError:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = [one.result(timeout=30) for one in [pool.submit(put, rank) for rank in range(2)]]
    assert sorted(done) == [False, True]
