"""Notices above the threshold where no social condition was found: which, in what words, with which letter."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document

from levier.directory.models import BuyerProfile
from levier.notices.model import Nature, Party
from levier.watch.models import StoredNotice
from tests.cast import Cast
from tests.watch.following.world import settle, silent, stored
from tests.watch.notices import CLAUSE

LIST = "/veille/sans-clause/"
SIRET = "73282932000074"


@pytest.fixture
def team(cast: Cast) -> Cast:
    settle(cast)
    return cast


def listed(cast: Cast) -> list[str]:
    page = cast.client("facilitator").get(LIST).text
    return [one.key for one in StoredNotice.objects.order_by("key") if f"{LIST}{one.pk}/" in page]


def test_only_what_is_large_recent_and_says_nothing_is_listed(team: Cast) -> None:
    stored(
        silent("clause", texts=(CLAUSE,)),
        silent("petit", title="Petit (fictif)", estimated_amount=Decimal(100_000)),
        silent("ancien", title="Ancien (fictif)", published_on=date(2026, 8, 20)),
        silent("travaux", title="Voirie (fictif)", nature=Nature.WORKS, cpv_main="45233140"),
        silent("inconnu", title="Sans montant (fictif)", estimated_amount=None),
        silent("muet", title="Muet (fictif)"),
    )
    assert listed(team) == ["muet"]


def test_the_threshold_is_that_of_the_buyer_when_the_directory_knows_it(team: Cast) -> None:
    buyer = Party(name="Ministère fictif", siret=SIRET, siren=SIRET[:9])
    stored(silent("etat", buyers=(buyer,), estimated_amount=Decimal(180_000)))
    assert listed(team) == []
    team.buyer.siret = SIRET
    team.buyer.save(update_fields=["siret"])
    BuyerProfile.objects.filter(organisation=team.buyer).update(buyer_kind="central_state")
    assert listed(team) == ["etat"]


def test_the_page_asks_in_neutral_words_and_marks_what_is_to_check(team: Cast) -> None:
    notice = stored(silent())
    page = team.client("facilitator").get(f"{LIST}{notice.pk}/").text
    assert "les pièces du marché n’ont pas été lues" in page
    assert "à vérifier" in page
    assert "Aucun lien suffisant avec l’objet du contrat" in page
    assert "le seuil est celui des collectivités" in page


def test_the_letter_names_the_notice_and_asks_for_the_exception(team: Cast) -> None:
    notice = stored(silent(title="Transport & <b>repas</b> (fictif)"))
    answer = team.client("facilitator").get(f"{LIST}{notice.pk}/courrier/")
    text = "\n".join(one.text for one in Document(BytesIO(answer.content)).paragraphs)
    assert "Transport & <b>repas</b> (fictif)" in text
    assert "26-5" in text
    assert "L2112-2-1" in text
    assert team.workspace.name in text


def test_a_long_list_asks_no_more_questions(team: Cast) -> None:
    client = team.client("facilitator")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    stored(silent("0", title="Transport 0 (fictif)"))
    asked()
    one = asked()
    stored(*(silent(f"n{rank}", title=f"Transport {rank} (fictif)") for rank in range(1, 30)))
    assert asked() == one
