"""The files of awarded contracts."""

from __future__ import annotations

from pathlib import Path

import pytest

from levier.watch.connectors.addresses import Wanted
from levier.watch.connectors.decp import Decp
from levier.watch.connectors.errors import SourceFailed

from .conftest import MakeWeb
from .fake_sources import Answer, FakeSources, as_json
from .publications import contracts

CATALOGUE = "/api/1/datasets/"
WANTED = (Wanted(dataset="contracts", title="decp.json"),)


@pytest.fixture
def decp(sources: FakeSources, web: MakeWeb) -> Decp:
    sources.data.files["contracts"] = {"decp.json": contracts(50), "statistiques.csv": b"a;b"}
    return Decp(web(), wanted=WANTED, catalogue=sources.url(CATALOGUE))


def test_a_file_is_fetched_once_for_each_version(decp: Decp, sources: FakeSources, tmp_path: Path) -> None:
    (resource,) = decp.changed({})
    assert (resource.title, resource.name) == ("decp.json", f"{resource.id}.json")
    fetched = decp.fetch(resource, tmp_path / "veille")
    assert fetched.path.read_bytes() == contracts(50)
    assert [one.name for one in (tmp_path / "veille").iterdir()] == [resource.name]
    done = {resource.id: resource.version}
    assert list(decp.changed(done)) == []
    sources.data.files["contracts"]["decp.json"] = contracts(51)
    assert [one.id for one in decp.changed(done)] == [resource.id]
    assert sources.asked("statistiques") == 0


def test_a_file_that_is_not_the_one_announced_is_thrown_away(decp: Decp, sources: FakeSources, tmp_path: Path) -> None:
    (resource,) = decp.changed({})
    sources.data.files["contracts"]["decp.json"] = contracts(3)
    with pytest.raises(SourceFailed, match="n’est pas celui que le catalogue annonce"):
        decp.fetch(resource, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_or_a_dataset_that_is_gone_is_a_sentence(decp: Decp, sources: FakeSources, web: MakeWeb) -> None:
    del sources.data.files["contracts"]["decp.json"]
    with pytest.raises(SourceFailed, match=r"ne contient pas de fichier « decp\.json ».*LEVIER_WATCH_DECP"):
        list(decp.changed({}))
    del sources.data.files["contracts"]
    with pytest.raises(SourceFailed, match="ne connaît pas ou plus"):
        list(decp.changed({}))


def test_a_catalogue_that_leads_elsewhere_is_not_followed(decp: Decp, sources: FakeSources, tmp_path: Path) -> None:
    elsewhere = {"id": "a1", "title": "decp.json", "url": "https://elsewhere.example/decp.json", "checksum": None}
    unnamed = {"id": "../../x", "title": "decp.json", "url": "https://elsewhere.example/decp.json"}
    sources.trouble(CATALOGUE, as_json({"resources": [None, unnamed, elsewhere]}))
    (resource,) = decp.changed({})
    assert resource.id == "a1"
    with pytest.raises(SourceFailed, match="n’est pas un hôte autorisé"):
        decp.fetch(resource, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_another_answer_than_a_dataset_is_a_sentence(decp: Decp, sources: FakeSources) -> None:
    sources.trouble(CATALOGUE, as_json([1]))
    with pytest.raises(SourceFailed, match="autre chose qu’un jeu de données"):
        list(decp.changed({}))


def test_a_file_cut_in_the_middle_is_completed(decp: Decp, sources: FakeSources, tmp_path: Path) -> None:
    (resource,) = decp.changed({})
    sources.trouble("/resources/", Answer(real=True, cut_after=1000))
    assert decp.fetch(resource, tmp_path).path.read_bytes() == contracts(50)
