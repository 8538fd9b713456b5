"""Places that are not in the loaded list of communes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from click.testing import CliRunner

from levier.cli.referentiels import referentiels
from levier.directory.departments import approximation, department_for, departments
from levier.directory.models import Commune
from levier.directory.places import chefs_lieux_apart, place_for
from levier.directory.references import ensure_short_lists
from levier.directory.text import fold_place
from levier.directory.values import Identity
from tests.cast import Cast
from tests.procurement.conftest import make_contract

from .test_services import create


def test_every_departement_has_a_chef_lieu() -> None:
    assert len(departments()) == 101
    mainland = [one for code, one in departments().items() if len(code) == 2]
    assert all(41 < one.latitude < 51 and -5 < one.longitude < 10 for one in mainland)


@pytest.mark.parametrize(
    ("asked", "chef_lieu"),
    [
        ({"name": "Lyon"}, "Lyon"),
        ({"postcode": "69007"}, "Lyon"),
        ({"name": "Lyon 7e"}, "Lyon"),
        ({"name": "Villeurbanne (69100)"}, "Lyon"),
        ({"postcode": "61000", "name": "Alençon"}, "Alençon"),
        ({"postcode": "36012", "name": "Châteauroux cedex"}, "Châteauroux"),
        ({"postcode": "20090"}, "Ajaccio"),
        ({"postcode": "20600"}, "Bastia"),
        ({"postcode": "97400", "name": "Saint-Denis"}, "Saint-Denis"),
        ({"name": "Saint-Denis"}, None),
        ({"postcode": "99010"}, None),
        ({"name": "Nulle-Part"}, None),
        ({}, None),
    ],
)
def test_an_address_finds_the_chef_lieu_of_its_departement(asked: dict[str, str], chef_lieu: str | None) -> None:
    found = department_for(**asked)
    assert (found.chef_lieu if found else None) == chef_lieu


@pytest.mark.django_db
def test_a_commune_of_the_list_comes_before_the_chef_lieu() -> None:
    ensure_short_lists(fictional_communes=True)
    assert str(place_for(name="99010 Aubrelle")) == "Aubrelle (99010)"
    assert str(place_for(name="Villeurbanne 69100")) == "Lyon, chef-lieu"


def test_only_a_town_other_than_the_chef_lieu_is_approximate() -> None:
    rhone = departments()["69"]
    latitude, longitude = rhone.latitude, rhone.longitude
    assert approximation(latitude=latitude, longitude=longitude, postcode="69100", name="Villeurbanne") == rhone
    assert approximation(latitude=latitude, longitude=longitude, postcode="69007", name="Lyon 7e") is None
    assert approximation(latitude=None, longitude=None, postcode="69100", name="Villeurbanne") is None


def test_an_organisation_outside_the_list_is_placed_at_its_chef_lieu_and_the_page_says_so(cast: Cast) -> None:
    found = create(cast, identity=Identity(name="Toitures du Val (fictif)", postcode="69100", city="Villeurbanne"))
    assert (str(found.latitude), str(found.longitude)) == ("45.76", "4.84")
    client = cast.client("facilitator")
    assert "Distance approchée depuis Lyon, chef-lieu" in client.get(f"/annuaire/{found.pk}/").content.decode()
    near = client.get("/annuaire/?lieu=Villeurbanne+69100").content.decode()
    assert "depuis Lyon, chef-lieu" in near
    assert found.name in near


def test_a_contract_outside_the_list_is_located_and_its_pages_say_from_where(cast: Cast) -> None:
    contract = make_contract(cast, postcode="69100", place="Villeurbanne")
    page = cast.client("facilitator").get(f"/marches/{contract.pk}/programmation/").content.decode()
    assert "Distance approchée depuis Lyon, chef-lieu" in page
    assert "Préciser le lieu du marché" not in page


def test_a_place_that_cannot_be_understood_is_named(cast: Cast) -> None:
    contract = make_contract(cast, place="Nulle-Part")
    page = cast.client("facilitator").get(f"/marches/{contract.pk}/programmation/").content.decode()
    assert "Lieu non reconnu" in page
    assert "Nulle-Part" in page.partition("Lieu non reconnu")[2][:80]


def test_the_table_is_compared_with_the_list_of_communes_that_is_loaded(cast: Cast) -> None:
    near, far = departments()["61"], departments()["28"]
    for insee, postcode, one, off in (("61001", "61000", near, Decimal("0.01")), ("28085", "28000", far, Decimal(1))):
        Commune.objects.create(
            insee=insee,
            name=one.chef_lieu,
            folded=fold_place(one.chef_lieu),
            postcode=postcode,
            latitude=one.latitude + off,
            longitude=one.longitude,
        )
    (first, wrong), (second, right), *others = chefs_lieux_apart()
    assert (first, second) == (far, near)
    assert wrong is not None
    assert wrong > 100
    assert right is not None
    assert right < 2
    assert {away for _, away in others} == {None}
    said = CliRunner().invoke(referentiels, ["chefs-lieux"])
    assert said.exit_code == 1
    assert "Alençon" in said.output
    Commune.objects.filter(insee="28085").delete()
    assert CliRunner().invoke(referentiels, ["chefs-lieux"]).exit_code == 0
