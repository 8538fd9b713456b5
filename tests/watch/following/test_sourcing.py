"""Who could answer: the trade decides who is shown, the radius which communes are covered."""

from __future__ import annotations

from decimal import Decimal

import pytest

from levier.directory.models import Commune
from tests.cast import Cast
from tests.watch.world import neighbour

URL = "/veille/qui-pourrait-repondre/"


@pytest.fixture
def painters(cast: Cast) -> Cast:
    """The structure of the cast paints, from Alençon, thirty kilometres around."""
    for insee, name, postcode, latitude in (
        ("61001", "Alençon", "61000", "48.43"),
        ("61214", "L’Aigle", "61300", "48.90"),
    ):
        Commune.objects.create(
            insee=insee, name=name, postcode=postcode, latitude=Decimal(latitude), longitude=Decimal("0.09"),
            folded=name.lower().replace("ç", "c").replace("’", " "),
        )  # fmt: skip
    one = cast.structure
    one.latitude, one.longitude = Decimal("48.43"), Decimal("0.09")
    one.save()
    return cast


def test_a_buyer_sees_who_does_the_trade_and_where(painters: Cast) -> None:
    asked = {"metier": "painting", "communes": "61000 Alençon\n61300 L’Aigle\nNulle part"}
    page = painters.client("buyer").get(URL, asked).text
    assert "Relais Chantier (fictive)" in page
    assert "commune inconnue" in page
    assert "Communes sans structure à portée" in page.replace("\u00a0", " ")


def test_another_trade_finds_nobody(painters: Cast) -> None:
    page = painters.client("buyer").get(URL, {"metier": "cleaning", "communes": "Alençon"}).text
    assert "Aucune structure de l’annuaire" in page
    assert "Relais Chantier" not in page


def test_another_workspace_keeps_its_structures(painters: Cast) -> None:
    page = painters.client("stranger").get(URL, {"metier": "painting", "communes": "Alençon"}).text
    assert "Relais Chantier" not in page


def test_too_many_communes_or_none_is_said_beside_the_field(painters: Cast) -> None:
    client = painters.client("facilitator")
    assert client.get(URL).status_code == 200
    many = "\n".join(f"Commune {rank}" for rank in range(31))
    answer = client.get(URL, {"metier": "painting", "communes": many})
    assert answer.status_code == 422
    assert "30 communes au plus" in answer.text
    assert client.get(URL, {"metier": "painting", "communes": ""}).status_code == 422


def test_two_structures_of_one_name_in_one_place_are_both_counted(painters: Cast) -> None:
    one = painters.structure
    neighbour(painters, one.name, "painting", latitude=one.latitude, longitude=one.longitude)
    page = painters.client("facilitator").get(URL, {"metier": "painting", "communes": "61000 Alençon"})
    assert page.status_code == 200
    assert page.text.count("Relais Chantier (fictive)") >= 2
