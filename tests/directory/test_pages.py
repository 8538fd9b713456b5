"""Every page of the directory: who opens it, what it does, and that it costs the same with many rows."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from levier.directory.enums import ServiceKind
from levier.directory.models import Contact, LocalService, Organisation, StructureProfile
from levier.directory.references import ensure_short_lists
from tests.cast import Cast

from .factories import SIRET, structure
from .test_import import DATA_INCLUSION, OURS

ROLES = ("facilitator", "admin", "coordinator", "buyer", "contractor", "structure", "referrer")
TEAM = ("facilitator", "admin")


@pytest.fixture
def furnished(cast: Cast) -> Cast:
    Contact.objects.create(organisation=cast.structure, name="Accueil (fictif)", email="accueil@exemple.test")
    LocalService.objects.create(workspace=cast.workspace, kind=ServiceKind.MOBILITY, name="Garage (fictif)")
    StructureProfile.objects.update(trades=["painting"])
    return cast


def _pages(cast: Cast) -> list[tuple[str, tuple[str, ...]]]:
    contact = Contact.objects.get()
    service = LocalService.objects.get()
    home = f"/annuaire/{cast.structure.pk}/"
    return [
        ("/annuaire/", ROLES),
        ("/annuaire/?type=ei&metier=painting&q=relais", ROLES),
        ("/annuaire/export/", ROLES),
        ("/annuaire/services/", ROLES),
        ("/annuaire/services/export/", ROLES),
        (home, ROLES),
        ("/annuaire/nouvelle/structure/", TEAM),
        ("/annuaire/nouvelle/buyer/", TEAM),
        ("/annuaire/nouvelle/referrer/", TEAM),
        ("/annuaire/import/", TEAM),
        ("/annuaire/import/modele/", TEAM),
        ("/annuaire/services/nouveau/", TEAM),
        (f"/annuaire/services/{service.pk}/modifier/", TEAM),
        (f"/annuaire/services/{service.pk}/retirer/", TEAM),
        (f"{home}modifier/", TEAM),
        (f"{home}capacite/", (*TEAM, "structure")),
        (f"{home}contacts/nouveau/", TEAM),
        (f"{home}contacts/{contact.pk}/modifier/", TEAM),
        (f"{home}contacts/{contact.pk}/retirer/", TEAM),
    ]


@pytest.mark.parametrize("who", ROLES)
def test_each_page_answers_each_role_as_decided(furnished: Cast, who: str) -> None:
    client = furnished.client(who)
    for path, allowed in _pages(furnished):
        assert client.get(path).status_code == (200 if who in allowed else 403), path


def test_a_stranger_gets_404_and_a_visitor_the_sign_in_page(furnished: Cast) -> None:
    stranger, visitor = furnished.client("stranger"), Client()
    for path, _ in _pages(furnished):
        if re.search(r"/\d+/", path):
            assert stranger.get(path).status_code == 404, path
        assert visitor.get(path).status_code == 302, path


def test_a_form_nobody_sent_shows_no_error(furnished: Cast) -> None:
    client = furnished.client("facilitator")
    for path, _ in _pages(furnished):
        assert "À corriger" not in client.get(path).content.decode(errors="replace"), path


def test_an_unknown_kind_of_organisation_is_404(cast: Cast) -> None:
    assert cast.client("facilitator").get("/annuaire/nouvelle/guilde/").status_code == 404


def test_a_structure_sees_another_one_without_its_business_secrets(furnished: Cast) -> None:
    other = structure(furnished.workspace, "Voisine (fictive)", profile={"annual_turnover": 987654})
    page = f"/annuaire/{other.pk}/"
    assert "987" in furnished.client("facilitator").get(page).content.decode()
    seen = furnished.client("structure").get(page).content.decode()
    assert "Voisine (fictive)" in seen
    assert "987" not in seen
    assert furnished.client("structure").get(f"{page}capacite/").status_code == 404


@pytest.mark.parametrize("who", ["buyer", "contractor", "structure", "referrer"])
def test_the_sheet_of_an_outside_role_holds_no_turnover(furnished: Cast, who: str) -> None:
    from levier.directory.sheets import read_sheet

    rows = read_sheet(furnished.client(who).get("/annuaire/export/").content, max_rows=100)
    assert "Chiffre d’affaires (€)" not in rows[0]


def test_an_organisation_is_entered_then_corrected(cast: Cast) -> None:
    client = cast.client("facilitator")
    typed = {
        "name": "Jardins du Val (fictif)",
        "siret": SIRET,
        "structure_kind": "aci",
        "trades": ["green_spaces"],
        "capacity_hours_month": "1 250,5",
        "radius_km": "40",
    }
    answer = client.post("/annuaire/nouvelle/structure/", typed)
    found = Organisation.objects.get(siret=SIRET)
    assert answer.status_code == 302
    assert answer["Location"] == f"/annuaire/{found.pk}/"
    assert str(found.structure.capacity_hours_month) == "1250.50"
    answer = client.post(f"/annuaire/{found.pk}/modifier/", {**typed, "name": "Jardins du Val et Cie (fictif)"})
    assert answer.status_code == 302
    shown = client.get(f"/annuaire/{found.pk}/").content.decode()
    assert "Jardins du Val et Cie (fictif)" in shown
    assert "Espaces verts" in shown


def test_mistakes_are_said_beside_their_fields_and_nothing_is_written(cast: Cast) -> None:
    structure(cast.workspace, "Déjà là (fictif)", siret=SIRET)
    answer = cast.client("facilitator").post("/annuaire/nouvelle/contractor/", {"name": "X (fictif)", "siret": SIRET})
    assert answer.status_code == 422
    assert "Déjà là (fictif)" in answer.content.decode()
    answer = cast.client("facilitator").post("/annuaire/nouvelle/structure/", {"name": "", "siret": "12"})
    assert answer.status_code == 422
    assert answer.content.decode().count("field--error") >= 2
    assert not Organisation.objects.filter(name="X (fictif)").exists()


def test_the_list_finds_without_accents_and_near_a_place(cast: Cast) -> None:
    ensure_short_lists(fictional_communes=True)
    structure(cast.workspace, "Élan Vert (fictif)", latitude="48.70", longitude="0.21")
    structure(cast.workspace, "Lointaine (fictive)", latitude="45.00", longitude="5.00")
    client = cast.client("facilitator")
    shown = client.get("/annuaire/?q=elan+VERT").content.decode()
    assert "Élan Vert" in shown
    assert "Lointaine" not in shown
    near = client.get("/annuaire/?lieu=99010+Aubrelle&km=20").content.decode()
    assert "Élan Vert" in near
    assert "Lointaine" not in near
    nowhere = client.get("/annuaire/?lieu=Atlantide").content.decode()
    assert "Aucune commune ne correspond" in nowhere
    assert "Lointaine" in nowhere


def test_deactivation_takes_a_structure_out_of_what_others_see(cast: Cast) -> None:
    client = cast.client("facilitator")
    assert client.post(f"/annuaire/{cast.structure.pk}/etat/", {"active": "non"}).status_code == 302
    assert cast.client("buyer").get(f"/annuaire/{cast.structure.pk}/").status_code == 404
    client.post(f"/annuaire/{cast.structure.pk}/etat/", {"active": "oui"})
    assert cast.client("buyer").get(f"/annuaire/{cast.structure.pk}/").status_code == 200


def test_a_structure_updates_its_capacity_in_the_browser(cast: Cast) -> None:
    client = cast.client("structure")
    typed = {"capacity_hours_month": "250,5", "recent_load_hours_month": "-1"}
    path = f"/annuaire/{cast.structure.pk}/capacite/"
    assert client.post(path, typed).status_code == 422
    assert client.post(path, {**typed, "recent_load_hours_month": "60"}).status_code == 302
    assert str(StructureProfile.objects.get().capacity_hours_month) == "250.50"


def test_contacts_and_services_are_kept_in_the_browser(cast: Cast) -> None:
    client = cast.client("facilitator")
    home = f"/annuaire/{cast.contractor.pk}/"
    assert client.post(f"{home}contacts/nouveau/", {"name": "A (fictif)", "receives_links": "on"}).status_code == 422
    typed = {"name": "A (fictif)", "receives_links": "on", "email": "a@exemple.test"}
    assert client.post(f"{home}contacts/nouveau/", typed).status_code == 302
    contact = Contact.objects.get()
    assert client.post(f"{home}contacts/{contact.pk}/modifier/", {**typed, "name": "B (fictif)"}).status_code == 302
    assert "a@exemple.test" in client.get(home).content.decode()
    assert client.post(f"{home}contacts/{contact.pk}/retirer/").status_code == 302
    assert not Contact.objects.exists()
    assert client.post("/annuaire/services/nouveau/", {"kind": "mobility", "name": "Bus (fictif)"}).status_code == 302
    service = LocalService.objects.get()
    path = f"/annuaire/services/{service.pk}/"
    assert client.post(f"{path}modifier/", {"kind": "guilde", "name": "Bus"}).status_code == 422
    assert client.post(f"{path}modifier/", {"kind": "housing", "name": "Toit (fictif)"}).status_code == 302
    assert "Toit (fictif)" in client.get("/annuaire/services/?besoin=housing").content.decode()
    assert client.post(f"{path}retirer/").status_code == 302


def _payload(page: str) -> str:
    match = re.search(r'name="lignes" value="([^"]+)"', page)
    assert match
    return match[1]


def _send(client: Client, text: str, name: str = "liste.csv") -> tuple[int, str]:
    answer = client.post("/annuaire/import/", {"file": SimpleUploadedFile(name, text.encode())})
    return answer.status_code, answer.content.decode()


def test_a_list_is_previewed_then_confirmed_and_twice_adds_nothing(cast: Cast) -> None:
    client = cast.client("facilitator")
    status, page = _send(client, OURS)
    assert status == 200
    assert "Atelier A (fictif)" in page
    assert not Organisation.objects.filter(name="Atelier A (fictif)").exists(), "the preview writes nothing"
    answer = client.post("/annuaire/import/confirmer/", {"lignes": _payload(page)}, follow=True)
    assert "2 structures ont été ajoutées" in answer.content.decode()
    _, again = _send(client, OURS)
    assert "structures déjà dans l’annuaire" in again
    answer = client.post("/annuaire/import/confirmer/", {"lignes": _payload(again)}, follow=True)
    assert "rien n’a changé" in answer.content.decode()


def test_lines_left_aside_are_said(cast: Cast) -> None:
    _, page = _send(cast.client("facilitator"), DATA_INCLUSION)
    assert "2\u00a0lignes laissées de côté" in page


def test_a_faulty_list_shows_each_line_and_column(cast: Cast) -> None:
    status, page = _send(cast.client("facilitator"), "nom;type;siret\nA (fictif);EI;123\nB (fictif);Guilde;\n")
    assert status == 422
    assert "2 erreurs dans le fichier" in page
    assert "n’est pas un type de structure inclusive" in page


def test_a_preview_serves_only_whoever_made_it(cast: Cast) -> None:
    _, page = _send(cast.client("facilitator"), OURS)
    for who in ("admin", "stranger"):
        answer = cast.client(who).post("/annuaire/import/confirmer/", {"lignes": _payload(page)})
        assert answer.status_code == 409
    tampered = cast.client("facilitator").post("/annuaire/import/confirmer/", {"lignes": _payload(page)[:-2] + "xx"})
    assert tampered.status_code == 409
    assert not Organisation.objects.filter(name="Atelier A (fictif)").exists()


@pytest.mark.parametrize(
    "path", ["/annuaire/?type=ei&metier=painting&q=fict&lieu=99010&km=100", "/annuaire/services/", "/annuaire/export/"]
)
def test_a_list_costs_the_same_with_1_and_30_rows(cast: Cast, path: str) -> None:
    ensure_short_lists(fictional_communes=True)
    client = cast.client("facilitator")

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    structure(cast.workspace, "N° 0 (fictif)", latitude="48.70", longitude="0.21")
    LocalService.objects.create(workspace=cast.workspace, kind=ServiceKind.MOBILITY, name="N° 0 (fictif)")
    cost()
    one = cost()
    for number in range(1, 30):
        structure(cast.workspace, f"N° {number} (fictif)", latitude="48.70", longitude="0.21")
        LocalService.objects.create(workspace=cast.workspace, kind=ServiceKind.MOBILITY, name=f"N° {number} (fictif)")
    assert cost() == one


def test_the_first_contact_receives_the_links_unless_told_otherwise(cast: Cast) -> None:
    client = cast.client("facilitator")
    new = f"/annuaire/{cast.contractor.pk}/contacts/nouveau/"
    box = re.compile(r'<input[^>]*name="receives_links"[^>]*>')
    first = box.search(client.get(new).content.decode())
    assert first is not None
    assert "checked" in first.group()
    assert client.post(new, {"name": "A (fictif)", "email": "a@exemple.test"}).status_code == 302
    assert not Contact.objects.get().receives_links
    second = box.search(client.get(new).content.decode())
    assert second is not None
    assert "checked" not in second.group()
    Organisation.objects.update(email="")
    assert "Cochez « Reçoit" in re.sub(
        r"[\u00a0\u202f]", " ", client.get(f"/annuaire/{cast.contractor.pk}/").content.decode()
    )
