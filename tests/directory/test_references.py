"""Nomenclatures: loaded from the official files or from the short lists, found however they are typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from levier.directory.enums import ReferenceKind
from levier.directory.models import Commune, Reference
from levier.directory.places import commune_for, search_communes, search_reference
from levier.directory.references import counts, ensure_short_lists, load, load_file, short_list
from levier.domain.errors import ImportFailed
from levier.domain.trades import TRADES
from tests.conftest import shared_file

pytestmark = pytest.mark.django_db

OFFICIAL = {
    ReferenceKind.CPV: ("cpv_2008_fr.csv", 9454),
    ReferenceKind.NUTS: ("nuts_fr.csv", 146),
    ReferenceKind.ROME: ("rome_public.csv", 532),
    ReferenceKind.APPELLATION: ("rome_appellations_public.csv", 11117),
}


@pytest.mark.parametrize("kind", OFFICIAL)
def test_an_official_file_loads_whole_and_twice_changes_nothing(kind: ReferenceKind) -> None:
    name, lines = OFFICIAL[kind]
    path = shared_file(f"data/codelists/{name}")
    for _ in range(2):
        assert load_file(kind, path).read >= lines
        assert counts()[kind] == Reference.objects.filter(kind=kind).count() >= lines


@pytest.mark.parametrize("kind", OFFICIAL)
def test_every_code_of_a_short_list_is_in_the_official_one(kind: ReferenceKind) -> None:
    load_file(kind, shared_file(f"data/codelists/{OFFICIAL[kind][0]}"))
    official = set(Reference.objects.filter(kind=kind).values_list("code", flat=True))
    assert {row[0] for row in short_list(kind)[1:]} <= official


def test_the_cpv_key_is_dropped() -> None:
    load(ReferenceKind.CPV, [["CODE", "FR"], ["45421100-5", "Pose de portes"]])
    line = Reference.objects.get()
    assert (line.code, line.parent) == ("45421100", "45421000")


def test_short_lists_are_loaded_once_and_never_over_an_official_file() -> None:
    load(ReferenceKind.NUTS, [["code", "libelle"], ["FRD13", "Orne"]])
    done = ensure_short_lists(fictional_communes=True)
    assert ReferenceKind.NUTS not in {one.kind for one in done}
    assert counts()[ReferenceKind.NUTS] == 1
    assert counts()[ReferenceKind.COMMUNE] == 40
    assert ensure_short_lists(fictional_communes=True) == []


def test_without_the_demonstration_no_fictional_commune_is_loaded() -> None:
    ensure_short_lists()
    assert counts()[ReferenceKind.COMMUNE] == 0


def test_the_short_lists_cover_every_trade() -> None:
    ensure_short_lists()
    cpv = set(Reference.objects.filter(kind=ReferenceKind.CPV).values_list("code", flat=True))
    rome = set(Reference.objects.filter(kind=ReferenceKind.ROME).values_list("code", flat=True))
    for trade in TRADES:
        assert {prefix.ljust(8, "0") for prefix in trade.cpv} <= cpv
        assert set(trade.rome) <= rome


@pytest.mark.parametrize(
    ("kind", "typed", "first"),
    [
        (ReferenceKind.CPV, "45442", "45442100"),
        (ReferenceKind.CPV, "4531", "45310000"),
        (ReferenceKind.CPV, "ELAGAGE", "77341000"),
        (ReferenceKind.CPV, "travaux peinture vitrerie", "45440000"),
        (ReferenceKind.CPV, "nettoiyage bureaux", "90919200"),
        (ReferenceKind.ROME, "a1203", "A1203"),
        (ReferenceKind.ROME, "masonnerie", "F1703"),
        (ReferenceKind.ROME, "espaces verts", "A1203"),
        (ReferenceKind.NUTS, "FRD13", "FRD13"),
        (ReferenceKind.APPELLATION, "carreleuse", "11690"),
    ],
)
def test_a_line_is_found_by_code_by_words_or_with_a_slip(kind: ReferenceKind, typed: str, first: str) -> None:
    ensure_short_lists()
    found = [line.code for line in search_reference(kind=kind, text=typed)]
    assert first in found[:3]


def test_nonsense_finds_nothing() -> None:
    ensure_short_lists()
    assert search_reference(kind=ReferenceKind.CPV, text="zzzzqq xyzzy") == []
    assert search_reference(kind=ReferenceKind.CPV, text="«»") == []


COMMUNES = {
    "postal codes of La Poste": [
        ["#Code_commune_INSEE", "Nom_de_la_commune", "Code_postal", "Libellé_d_acheminement", "Ligne_5", "_geopoint"],
        ["01004", "AMBERIEU EN BUGEY", "01500", "AMBERIEU EN BUGEY", "", "45.9608,5.3729"],
    ],
    "communes of France, with two headings for the name": [
        ["code_insee", "nom_standard", "code_postal", "codes_postaux", "latitude_mairie", "longitude_mairie"],
        ["1004", "Ambérieu-en-Bugey", "1500", "01500, 01501", "45,9608", "5,3729"],
    ],
    "our own short list": [
        ["code_commune_INSEE", "nom_commune", "code_postal", "latitude", "longitude"],
        ["01004", "Ambérieu-en-Bugey", "01500", "45.9608", "5.3729"],
    ],
}


@pytest.mark.parametrize("shape", COMMUNES)
def test_communes_load_from_each_public_shape(shape: str) -> None:
    load(ReferenceKind.COMMUNE, COMMUNES[shape])
    one = Commune.objects.get()
    assert (one.insee, one.postcode, str(one.latitude)) == ("01004", "01500", "45.960800")
    assert commune_for(postcode="01500", name="amberieu en bugey") == one


def test_a_commune_without_coordinates_is_left_aside_and_said() -> None:
    rows = [*COMMUNES["our own short list"], ["01005", "Ambérieux", "01330", "", ""]]
    done = load(ReferenceKind.COMMUNE, rows)
    assert (done.read, done.aside) == (1, 1)


@pytest.fixture
def val_orne() -> None:
    ensure_short_lists(fictional_communes=True)


@pytest.mark.usefixtures("val_orne")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"insee": "99002"}, "Aubrelle"),
        ({"postcode": "99010", "name": "AUBRELLE CEDEX 3"}, "Aubrelle"),
        ({"postcode": "99010", "name": "Aubrele"}, "Aubrelle"),
        ({"name": "St-Aubry du Val"}, "Saint-Aubry-du-Val"),
        ({"postcode": "99999", "name": "Épinelle"}, "Épinelle"),
        ({"postcode": "75001", "name": "Épinelle"}, None),
        ({"name": "Nulle-Part"}, None),
        ({}, None),
    ],
)
def test_an_address_finds_its_commune(asked: dict[str, str], found: str | None) -> None:
    commune = commune_for(**asked)
    assert (commune.name if commune else None) == found


@pytest.mark.usefixtures("val_orne")
def test_two_homonyms_without_a_postcode_are_not_guessed() -> None:
    Commune.objects.create(insee="98001", name="Épinelle", postcode="98000", latitude=1, longitude=1, folded="epinelle")
    assert commune_for(name="Épinelle") is None
    assert [one.insee for one in search_communes(text="épin")] == ["98001", "99021"]


@pytest.mark.parametrize(
    ("kind", "rows", "message"),
    [
        (ReferenceKind.CPV, [["code", "libelle"]], "titres de colonnes"),
        (ReferenceKind.CPV, [["a", "b"], ["1", "2"]], "Colonne introuvable"),
        (ReferenceKind.ROME, [["code_rome", "libelle_rome"], ["45000000", "Travaux"]], "une ligne fautive"),
        (ReferenceKind.ROME, [["code_rome", "libelle_rome"], ["A1203", ""]], "une ligne fautive"),
        (ReferenceKind.COMMUNE, [["insee", "nom", "code_postal"], ["01004", "A", "01500"]], "latitude"),
    ],
)
def test_a_wrong_file_is_refused_whole(kind: ReferenceKind, rows: list[list[str]], message: str) -> None:
    with pytest.raises(ImportFailed, match=message):
        load(kind, rows)
    assert not Reference.objects.exists()


def _levier(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    import os

    environment = {**os.environ, "LEVIER_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "levier.config.settings"}
    environment.pop("LEVIER_DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-c", "from levier.cli import main; main()", "referentiels", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


def test_the_command_says_its_errors_in_one_line_with_code_2(tmp_path: Path) -> None:
    for arguments, sentence in (
        (("list",), "n’est pas prête"),
        (("load", "cpv", "absent.csv"), "n’existe pas"),
        (("load", "cpv", str(tmp_path)), "dossier"),
    ):
        done = _levier(*arguments, folder=tmp_path)
        assert done.returncode == 2, done.stderr
        last = done.stderr.strip().splitlines()[-1]
        assert last.startswith("levier : ")
        assert sentence in last


def test_the_command_loads_lists_and_searches(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from click.testing import CliRunner

    from levier.cli.referentiels import referentiels

    file = tmp_path / "rome.csv"
    file.write_text("code_rome;libelle_rome\r\nA1203;Aménagement et entretien des espaces verts\r\n", encoding="utf-8")
    runner = CliRunner()
    assert "1 lignes" not in runner.invoke(referentiels, ["load", "rome", str(file)]).output
    assert json.loads(runner.invoke(referentiels, ["list", "--json"]).output)["rome"] == 1
    found = json.loads(runner.invoke(referentiels, ["search", "rome", "espases verts", "--json"]).output)
    assert found == [{"code": "A1203", "label": "Aménagement et entretien des espaces verts"}]
    assert "chargées" in runner.invoke(referentiels, ["init"]).output
