"""Contracts that end soon: what the radar shows, says of the end, exports, and brings to the yearly review."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from levier.domain.errors import Conflict
from levier.domain.steps import Step
from levier.domain.vocabulary import PurchaseNature
from levier.notices.decp.model import Site
from levier.procurement.models import Contract, Review
from levier.watch.following.renewals import enter_renewal, renewals
from levier.watch.following.territory import territory_of
from levier.watch.models import RenewalEntry
from tests.cast import Cast
from tests.watch.following.world import ending, form_values, settle

LIST = "/veille/renouvellements/"


@pytest.fixture
def team(cast: Cast) -> Cast:
    settle(cast)
    return cast


def uids(cast: Cast) -> list[str]:
    found = renewals(actor=cast.facilitator, territory=territory_of(cast.workspace), today=timezone.localdate())
    return [one.uid for one in found]


def test_what_ends_within_eighteen_months_in_the_territory_is_shown_first_to_end_first(team: Cast) -> None:
    ending("tard", days=500)
    ending("tot", days=30)
    ending("trop-tard", days=600)
    ending("fini", days=-2)
    ending("ailleurs", site=Site(department="13"))
    ending("sans-duree", duration_months=None)
    assert uids(team) == ["tot", "tard"]


def test_the_page_says_how_the_end_is_known(team: Cast) -> None:
    ending()
    page = team.client("facilitator").get(LIST).text
    assert "Nettoyage des écoles (fictif)" in page
    assert "notification le" in page
    assert "reconductions comprises" in page


def test_filters_and_export_give_the_same_rows(team: Cast) -> None:
    ending("un")
    ending("deux", object="Travaux de voirie (fictif)", cpv="45233140")
    client = team.client("facilitator")
    assert "voirie" not in client.get(LIST, {"q": "écoles"}).text
    assert "voirie" not in client.get(LIST, {"metier": "cleaning"}).text
    answer = client.get(f"{LIST}export/", {"q": "écoles"})
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")


def test_a_renewal_brought_to_the_review_is_a_line_of_the_programme(team: Cast) -> None:
    row = ending()
    client = team.client("facilitator")
    sent = form_values(client.get(f"{LIST}{row.pk}/revue/").text)
    assert client.post(f"{LIST}{row.pk}/revue/", sent).status_code == 302
    contract = Contract.objects.get()
    assert (contract.step, contract.buyer, contract.amount) == (Step.PROGRAMMATION.value, team.buyer, row.amount)
    assert contract.consultation_on is None
    assert Review.objects.get().contract == contract
    assert "Nettoyage des écoles" in client.get("/programmation/").text
    assert "porté à la revue" in client.get(LIST).text
    assert client.get(f"{LIST}{row.pk}/revue/").status_code == 404


def test_twice_is_refused_and_leaves_nothing(team: Cast) -> None:
    row = ending()
    given = {
        "row": row, "today": timezone.localdate(), "title": "Nettoyage", "nature": PurchaseNature.SERVICES,
        "buyer_name": row.buyer_name,
    }  # fmt: skip
    enter_renewal(actor=team.facilitator, **given)
    with pytest.raises(Conflict, match="déjà été porté"):
        enter_renewal(actor=team.facilitator, **given)
    assert (Contract.objects.count(), RenewalEntry.objects.count()) == (1, 1)


def test_a_long_list_asks_no_more_questions(team: Cast) -> None:
    client = team.client("facilitator")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    ending("0", days=40)
    asked()
    one = asked()
    for rank in range(1, 30):
        ending(str(rank), days=40 + rank)
    assert asked() == one


def test_a_day_more_is_out_of_sight(team: Cast) -> None:
    row = ending(days=100)
    row.ends_on = timezone.localdate() + timedelta(days=560)
    row.save(update_fields=["ends_on"])
    assert uids(team) == []
