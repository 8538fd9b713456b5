"""Step 6: orders, hours at each of them, the quarterly request and its personal link."""

from __future__ import annotations

import io
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from levier.delivery.dues import triggered_by
from levier.delivery.models import Obligation
from levier.delivery.selectors.obligations import hours_due
from levier.delivery.services.closing import close_obligation, make_report
from levier.delivery.services.obligations import create_obligations
from levier.domain.errors import Conflict, RuleError
from levier.domain.steps import Quarter
from levier.post.models import OutgoingMessage
from levier.procurement.enums import AwardRole
from levier.procurement.models import CallOff, Contract, OrderRequest
from levier.procurement.services import correct_call_off, record_call_off, request_orders, update_award
from levier.procurement.tasks import orders_link as link_path
from levier.procurement.tasks import request_orders as run
from levier.procurement.values import MemberFacts
from tests.cast import Cast, make_cast
from tests.delivery.closing_setup import STATE_CCAP, company, correct_dates, make_award

TODAY = date(2025, 10, 6)
NOW = datetime(2025, 10, 6, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_october_2025() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def framework(cast: Cast) -> Obligation:
    award = make_award(cast, framework=True, **STATE_CCAP)
    return create_obligations(actor=cast.facilitator, award=award)[0]


def record(cast: Cast, obligation: Obligation, amount: str, number: str, on: date = TODAY) -> CallOff:
    return record_call_off(
        actor=cast.facilitator,
        award=obligation.award,
        organisation=obligation.contractor,
        number=number,
        ordered_on=on,
        amount=Decimal(amount),
        today=TODAY,
    )


def test_each_order_recomputes_the_hours_with_its_revision(cast: Cast) -> None:
    obligation = framework(cast)
    first = record(cast, obligation, "2700000", "A")
    assert hours_due(obligation) == 0
    record(cast, obligation, "2000", "B")
    assert hours_due(obligation) == 1
    record(cast, obligation, "798001", "C")
    assert hours_due(obligation) == 400
    assert obligation.revisions.filter(call_off=first).count() == 1
    assert obligation.revisions.count() == 4


def test_a_clause_in_proportion_counts_the_tranche_begun(cast: Cast) -> None:
    award = make_award(cast, framework=True, **{**STATE_CCAP, "tranche_counting": "proportional"})
    obligation = create_obligations(actor=cast.facilitator, award=award)[0]
    order = record(cast, obligation, "2701000", "A")
    assert hours_due(obligation) == Decimal("0.50")
    found = triggered_by(obligation.clause, [order])[0]
    assert found.total_hours == Decimal("0.50")
    assert not any("entières" in step.label for step in found.explanation.steps)


def test_each_tranche_started_by_the_orders_gives_all_its_hours(cast: Cast) -> None:
    several = {"tranche": Decimal(20_000), "hours_per_tranche": Decimal(10), "tranche_counting": "started"}
    award = make_award(cast, framework=True, **{**STATE_CCAP, **several})
    obligation = create_obligations(actor=cast.facilitator, award=award)[0]
    record(cast, obligation, "2700001", "A")
    assert hours_due(obligation) == 10
    record(cast, obligation, "19999", "B")
    assert hours_due(obligation) == 10
    record(cast, obligation, "0.01", "C")
    assert hours_due(obligation) == 20
    found = triggered_by(obligation.clause, list(CallOff.objects.all()))
    assert [one.hours for one in found] == [10, 0, 10]


def test_the_order_of_orders_changes_nothing_through_the_services(cast: Cast) -> None:
    orders = [("A", "2000000", date(2025, 2, 1)), ("B", "900000", date(2025, 9, 1)), ("C", "600001", date(2025, 4, 1))]
    ends = set()
    for arrangement in permutations(orders):
        obligation = framework(cast)
        for number, amount, on in arrangement:
            record(cast, obligation, amount, number, on)
        ends.add(hours_due(obligation))
    assert ends == {Decimal("400.00")}


def test_a_correction_takes_hours_back(cast: Cast) -> None:
    obligation = framework(cast)
    call_off = record(cast, obligation, "2710000", "A")
    assert hours_due(obligation) == 5
    correct_call_off(
        actor=cast.facilitator, call_off=call_off, new_amount=Decimal(2_704_000), today=TODAY, reason="Erreur de saisie"
    )
    assert hours_due(obligation) == 2


def test_a_closed_obligation_takes_no_order_and_nothing_is_written(cast: Cast) -> None:
    obligation = framework(cast)
    make_report(actor=cast.facilitator, obligation=obligation, as_of=datetime(2025, 10, 6, 23, tzinfo=UTC))
    close_obligation(actor=cast.facilitator, obligation=obligation, today=TODAY)
    with pytest.raises(Conflict):
        record(cast, obligation, "10", "A")
    assert not CallOff.objects.exists()


def test_the_page_shows_the_sentence_of_each_order(cast: Cast) -> None:
    obligation = framework(cast)
    client = cast.client("facilitator")
    contract = obligation.clause.lot.contract
    add = reverse("delivery:order_add", args=[contract.pk])
    assert client.get(add).status_code == 200
    data = {
        "member": obligation.award.members.get().pk,
        "number": "BC-7",
        "ordered_on": "2025-09-30",
        "amount": "2 702 000,00",
        "title": "Tranche 1",
    }
    assert client.post(add, {**data, "amount": "beaucoup"}).status_code == 422
    assert client.post(add, data).status_code == 302
    assert client.post(add, data).status_code == 422
    text = client.get(reverse("delivery:orders", args=[contract.pk])).text.replace("\u202f", " ").replace("\xa0", " ")
    assert "2 702 000 € facturés − 2 700 000 € de seuil = 2 000 € → 1 h" in text
    sheet = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("delivery:orders_export", args=[contract.pk])).content)
    ).active
    assert sheet is not None
    assert sheet["C2"].value == "BC-7"
    assert sheet["H2"].value == 1


def test_the_page_costs_the_same_for_one_and_thirty_orders(cast: Cast) -> None:
    obligation = framework(cast)
    url = reverse("delivery:orders", args=[obligation.clause.lot.contract_id])
    client = cast.client("facilitator")
    record(cast, obligation, "100000", "N0")
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(url)
    for number in range(1, 30):
        record(cast, obligation, "100000", f"N{number}")
    with CaptureQueriesContext(connection) as thirty:
        client.get(url)
    assert len(one) == len(thirty)


def ask(cast: Cast, obligation: Obligation) -> tuple[OrderRequest, str]:
    asked = request_orders(
        actor=cast.facilitator,
        contract=obligation.clause.lot.contract,
        quarter=Quarter(2025, 3),
        now=NOW,
        link_path=link_path,
    )
    body = OutgoingMessage.objects.get(target_type="procurement.orderrequest").body
    found = re.search(r"/commandes/([^/]+)/", body)
    assert found
    return asked, found.group(1)


def test_the_buyer_answers_by_the_link_without_an_account(cast: Cast) -> None:
    obligation = framework(cast)
    asked, token = ask(cast, obligation)
    url = reverse("delivery:orders_link", args=[token])
    client = Client()
    assert "3e trimestre 2025" in client.get(url).text
    data = {
        "enregistrer": "1",
        "member": obligation.award.members.get().pk,
        "number": "BC-1",
        "ordered_on": "2025-08-01",
        "amount": "2 704 000",
    }
    assert client.post(url, {**data, "amount": ""}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert hours_due(obligation) == 2
    assert client.post(url, {"terminer": "1"}).status_code == 302
    asked.refresh_from_db()
    assert asked.answered_at
    assert not asked.nothing_ordered
    assert "Merci" in client.get(url).text


def test_the_buyer_says_nothing_was_ordered(cast: Cast) -> None:
    asked, token = ask(cast, framework(cast))
    assert Client().post(reverse("delivery:orders_link", args=[token]), {"aucune": "1"}).status_code == 302
    asked.refresh_from_db()
    assert asked.nothing_ordered


def test_a_wrong_link_opens_nothing(cast: Cast) -> None:
    response = Client().get(reverse("delivery:orders_link", args=["n-importe-quoi"]))
    assert response.status_code == 403
    assert "Sérigny" not in response.text


def test_nobody_is_chased_twice_a_day(cast: Cast) -> None:
    obligation = framework(cast)
    asked, _ = ask(cast, obligation)
    url = reverse("delivery:orders_remind", args=[obligation.clause.lot.contract_id, asked.pk])
    page = cast.client("facilitator").post(url, follow=True).text
    assert "attendez demain" in page
    assert "déjà relancé aujourd’hui" in page
    assert url not in page
    assert OutgoingMessage.objects.count() == 1


EXPECTED = {
    "facilitator": 200,
    "admin": 200,
    "coordinator": 200,
    "buyer": 200,
    "contractor": 200,
    "structure": 404,
    "referrer": 403,
    "stranger": 404,
    "anonymous": 302,
}


@pytest.mark.parametrize("who", EXPECTED)
def test_who_opens_the_orders(cast: Cast, who: str) -> None:
    url = reverse("delivery:orders", args=[framework(cast).clause.lot.contract_id])
    assert cast.client(who).get(url).status_code == EXPECTED[who]


def test_a_company_sees_nothing_of_what_is_asked_of_the_buyer(cast: Cast) -> None:
    obligation = framework(cast)
    ask(cast, obligation)
    url = reverse("delivery:orders", args=[obligation.clause.lot.contract_id])
    assert "Demandes trimestrielles" in cast.client("buyer").get(url).text
    assert "Demandes trimestrielles" not in cast.client("contractor").get(url).text


def test_the_schedule_sends_the_same_link_and_chases_once_a_week(cast: Cast) -> None:
    obligation = framework(cast)
    run(now=NOW)
    run(now=NOW + timedelta(hours=1))
    bodies = OutgoingMessage.objects.filter(target_type="procurement.orderrequest").values_list("body", flat=True)
    assert len(bodies) == 1
    found = re.search(r"/commandes/([^/]+)/", bodies[0])
    assert found
    assert obligation.clause.lot.contract.title in Client().get(found.group(0)).text
    run(now=NOW + timedelta(days=20))
    chased = OutgoingMessage.objects.filter(target_type="procurement.orderrequest").latest("pk")
    assert re.search(r"/commandes/[^/]{20,}/", chased.body)


@pytest.mark.django_db(transaction=True)
def test_two_orders_at_the_same_time_are_both_counted(transactional_db: None) -> None:
    cast = make_cast()
    obligation = framework(cast)
    record(cast, obligation, "2700000", "A")
    start = threading.Barrier(4)

    def enter(number: int) -> None:
        try:
            start.wait()
            record(cast, Obligation.objects.get(pk=obligation.pk), "2000", f"B{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(enter, number) for number in range(4)]:
            done.result(timeout=30)
    assert hours_due(obligation) == 4


@pytest.mark.parametrize("number", ["BC~1", "B" * 37])
def test_an_order_number_leaves_room_for_its_corrections(cast: Cast, number: str) -> None:
    obligation = framework(cast)
    with pytest.raises(RuleError, match="36 signes"):
        record(cast, obligation, "2000", number)
    order = record(cast, obligation, "2710000", "B" * 36)
    correct_call_off(
        actor=cast.facilitator, call_off=order, new_amount=Decimal(2_704_000), today=TODAY, reason="Erreur de saisie"
    )
    assert hours_due(obligation) == 2


def test_a_company_that_owes_hours_stays_in_the_award(cast: Cast) -> None:
    obligation = framework(cast)
    award, other = obligation.award, company(cast, "Autre entreprise (fictive)")
    with pytest.raises(Conflict, match="doit déjà des heures"):
        update_award(
            actor=cast.facilitator,
            award=award,
            notified_on=award.notified_on,
            starts_on=award.starts_on,
            ends_on=award.ends_on,
            members=[MemberFacts(organisation_id=other.pk, role=AwardRole.HOLDER)],
        )
    assert award.members.filter(organisation=obligation.contractor).exists()


@pytest.mark.parametrize(("state", "sentence"), [("abandoned", "abandonné"), ("closed", "terminé")])
def test_a_contract_that_is_not_live_takes_no_order_and_no_corrected_award(
    cast: Cast, state: str, sentence: str
) -> None:
    obligation = framework(cast)
    order = record(cast, obligation, "2000", "A")
    award = obligation.award
    Contract.objects.filter(pk=award.lot.contract_id).update(state=state)
    with pytest.raises(Conflict, match=sentence):
        record(cast, obligation, "2000", "B")
    with pytest.raises(Conflict, match=sentence):
        correct_call_off(actor=cast.facilitator, call_off=order, new_amount=Decimal(0), today=TODAY, reason="Doublon")
    with pytest.raises(Conflict, match=sentence):
        correct_dates(cast, award)
    with pytest.raises(Conflict, match=sentence):
        ask(cast, obligation)
    page = cast.client("facilitator").get(reverse("delivery:orders", args=[award.lot.contract_id])).text
    assert "Saisir un bon de commande" not in page
    assert CallOff.objects.count() == 1


def test_the_link_stops_once_the_quarter_is_answered(cast: Cast) -> None:
    obligation = framework(cast)
    _, token = ask(cast, obligation)
    url, client = reverse("delivery:orders_link", args=[token]), Client()
    assert client.post(url, {"terminer": "1"}).status_code == 302
    data = {
        "enregistrer": "1",
        "member": obligation.award.members.get().pk,
        "number": "BC-1",
        "ordered_on": "2025-08-01",
        "amount": "2 704 000",
    }
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert "3e trimestre 2025 est déjà terminé" in refused.text.replace("\xa0", " ")
    assert not CallOff.objects.exists()
    assert "Saisir une commande" not in client.get(url).text


def test_the_link_of_a_contract_that_is_over_says_so(cast: Cast) -> None:
    obligation = framework(cast)
    _, token = ask(cast, obligation)
    Contract.objects.filter(pk=obligation.award.lot.contract_id).update(state="abandoned")
    page = Client().get(reverse("delivery:orders_link", args=[token])).text
    assert "n’est plus en cours" in page
    assert "Saisir une commande" not in page


@pytest.mark.parametrize("day", ["2025-06-30", "2025-10-01"])
def test_the_link_refuses_an_order_of_another_quarter_and_says_what_to_do(cast: Cast, day: str) -> None:
    obligation = framework(cast)
    _, token = ask(cast, obligation)
    url, client = reverse("delivery:orders_link", args=[token]), Client()
    data = {
        "enregistrer": "1",
        "member": obligation.award.members.get().pk,
        "number": "BC-1",
        "ordered_on": day,
        "amount": "2 704 000",
    }
    refused = client.post(url, data)
    text = " ".join(refused.text.split())
    assert refused.status_code == 422
    assert "ne recueille que les commandes du 3e trimestre 2025, du 1er juillet 2025 au 30 septembre 2025" in text
    assert "écrivez au facilitateur" in text
    assert not CallOff.objects.exists()
    assert record(cast, obligation, "2704000", "BC-1", date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2025-07-01", "2025-09-30"])
def test_what_is_entered_by_the_link_is_listed_then_finished_and_no_longer_nothing(cast: Cast, day: str) -> None:
    obligation = framework(cast)
    asked, token = ask(cast, obligation)
    url, client = reverse("delivery:orders_link", args=[token]), Client()
    data = {
        "enregistrer": "1",
        "member": obligation.award.members.get().pk,
        "number": "BC-1",
        "ordered_on": day,
        "amount": "2 704 000",
    }
    assert client.post(url, data).status_code == 302
    page = client.get(url).text
    assert "BC-1" in page
    assert "Terminer" in page
    assert "Aucune commande ce trimestre" not in page
    assert client.post(url, {"aucune": "1"}).status_code == 422
    asked.refresh_from_db()
    assert asked.answered_at is None


@pytest.mark.parametrize("quarter", [Quarter(2025, 3), Quarter(2024, 4)])
def test_the_buyer_has_two_weeks_at_least_to_say_what_was_ordered(cast: Cast, quarter: Quarter) -> None:
    contract = framework(cast).clause.lot.contract
    late = datetime(2025, 12, 20, 9, tzinfo=UTC)
    asked = request_orders(actor=cast.facilitator, contract=contract, quarter=quarter, now=late)
    assert asked.due_on == date(2026, 1, 4)
    assert "Réponse attendue le 4 janvier 2026" in OutgoingMessage.objects.get().body.replace("\xa0", " ")
