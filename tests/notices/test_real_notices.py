"""Every real notice at hand, against counts made independently of the readers."""

from __future__ import annotations

import json
from pathlib import Path

from lxml import etree

from levier.domain.errors import ImportFailed
from levier.notices.model import Notice, Source
from levier.notices.read import read_file, read_notices
from tests.conftest import shared_file

#: Folder or file, and how many notices it gives; ``None`` when it is rightly refused. `docs/veille/formats.md` shows it.
READ = {
    "boamp/api_v2.1/eforms_derives.json": 40,
    "boamp/api_v2.1/query_mapa_2024-07.json": 2,
    "boamp/api_v2.1/titres_etudes_2017-2024.json": 6164,
    "boamp/conditions_criteres_2021T1.jsonl": 4146,
    "boamp/criteres_attribution_paires.csv": None,
    "boamp/xml_v230": 13,
    "eforms_sdk_examples": 89,
    "eforms_sdk_examples/X01_EEIG.xml": None,
    "eforms_sdk_examples/X02_registration.xml": None,
    "ted_converted_pairs/eforms": 8,
    "ted_converted_pairs/ted": 8,
    "ted_eforms/manifest.csv": None,
    "ted_eforms/notices": 86,
    "ted_legacy/manifest.csv": None,
    "ted_legacy/notices": 458,
}


def test_every_file_of_notices_is_read_or_rightly_refused() -> None:
    found: dict[str, int | None] = {}
    for folder in ("boamp", "eforms_sdk_examples", "ted_converted_pairs", "ted_eforms", "ted_legacy"):
        top = shared_file(f"data/{folder}")
        for path in sorted(top.rglob("*")):
            if path.suffix not in (".xml", ".json", ".jsonl", ".csv"):
                continue
            name = str(path.relative_to(top.parent))
            try:
                reading = read_file(path.read_bytes())
            except ImportFailed:
                found[name] = None
                continue
            assert not reading.problems, name
            key = str(path.parent.relative_to(top.parent)) if path.suffix == ".xml" else name
            found[key] = (found.get(key) or 0) + len(reading.notices)
    assert found == READ


def test_the_documentation_shows_what_each_file_gives() -> None:
    page = (Path(__file__).parents[2] / "docs/veille/formats.md").read_text(encoding="utf-8")
    for name, count in READ.items():
        cell = "refusé" if count is None else f"{count} avis"
        assert f"| `{name}` | {cell}" in page, name


def count(root: etree._Element, path: str) -> int:
    """Independent count: local names only."""
    steps = "".join(f"/*[local-name()='{step}']" for step in path.split("/"))
    return len(root.xpath("." + steps))


def check_against_xml(notice: Notice, root: etree._Element) -> None:
    lots = root.xpath("./*[local-name()='ProcurementProjectLot'][*[local-name()='ID']/@schemeName='Lot']")
    if lots:
        assert len(notice.lots) == len(lots)
        assert all(lot.id for lot in notice.lots)
    organisations = root.xpath("string(count(//*[local-name()='Organization']/*[local-name()='Company']))")
    if count(root, "ContractingParty") and organisations != "0":
        assert notice.buyers
        assert all(buyer.name for buyer in notice.buyers)
    if count(root, "ProcurementProject/Name"):
        assert notice.title
    if count(root, "ProcurementProject/MainCommodityClassification/ItemClassificationCode"):
        assert len(notice.cpv_main) == 8
    if root.xpath(
        "//*[local-name()='RealizedLocation']/*[local-name()='Address']/*[local-name()='CountrySubentityCode']"
    ):
        assert notice.places
    if root.xpath("//*[local-name()='TenderSubmissionDeadlinePeriod']/*[local-name()='EndDate']"):
        assert notice.deadline is not None
    amounts = root.xpath("//*[local-name()='EstimatedOverallContractAmount']/text()")
    known = [notice.estimated_amount, *(lot.amount for lot in notice.lots)]
    if any(float(amount) > 1 for amount in amounts):
        assert any(value is not None for value in known)


def test_every_real_eforms_notice_is_read() -> None:
    files = sorted(shared_file("data/ted_eforms/notices").glob("*.xml"))
    assert files
    for path in files:
        (notice,) = read_notices(path.read_bytes())
        assert notice.publication_number == path.stem
        assert notice.buyers, path.name
        assert notice.title, path.name
        check_against_xml(notice, etree.parse(path).getroot())


def test_every_official_example_is_read_or_refused_with_a_sentence() -> None:
    refused = []
    for path in sorted(shared_file("data/eforms_sdk_examples").glob("*.xml")):
        try:
            (notice,) = read_notices(path.read_bytes())
        except ImportFailed:
            refused.append(path.name)
            continue
        if path.name.startswith("INVALID") and "empty" in path.name:
            assert notice.warnings
        if not path.name.startswith("INVALID"):
            check_against_xml(notice, etree.parse(path).getroot())
    assert refused == ["X01_EEIG.xml", "X02_registration.xml"]


def test_the_boamp_json_of_an_eforms_notice_says_what_its_xml_says() -> None:
    page = shared_file("data/boamp/api_v2.1/eforms_derives.json").read_bytes()
    notices = read_notices(page)
    assert len(notices) == len(json.loads(page)["results"]) == 40
    for notice in notices:
        number = notice.publication_number.removeprefix("DERIVE-")
        (original,) = read_notices(shared_file(f"data/ted_eforms/notices/{number}.xml").read_bytes())
        assert notice.source is Source.BOAMP_EFORMS
        for field in ("buyers", "lots", "title", "cpv_main", "estimated_amount", "winners", "texts"):
            assert getattr(notice, field) == getattr(original, field), (number, field)


def test_the_real_mapa_records_are_read() -> None:
    notices = read_notices(shared_file("data/boamp/api_v2.1/query_mapa_2024-07.json").read_bytes())
    assert [notice.source for notice in notices] == [Source.BOAMP_MAPA, Source.BOAMP_MAPA]
    assert [notice.deadline and notice.deadline.isoformat() for notice in notices] == [
        "2024-07-25T12:00:00+02:00",
        "2024-09-02T12:00:00+02:00",
    ]
    assert all(notice.buyers and notice.title and notice.places and len(notice.lots) == 1 for notice in notices)


def test_every_boamp_xml_notice_is_read() -> None:
    for path in sorted(shared_file("data/boamp/xml_v230").glob("*.xml")):
        root = etree.parse(path).getroot()
        (notice,) = read_notices(path.read_bytes())
        assert notice.publication_number == path.stem
        assert len(notice.lots) == max(1, len(root.findall("DONNEES/OBJET/LOTS/LOT")))
        assert notice.buyers[0].name
        assert notice.title
        assert len(notice.winners) == len(root.findall("DONNEES/ATTRIBUTION/DECISION/TITULAIRE"))
        assert bool(notice.deadline) == (root.find("DONNEES/CONDITION_DELAI/RECEPT_OFFRES") is not None)


def test_every_old_ted_notice_is_read() -> None:
    for path in sorted(shared_file("data/ted_legacy/notices").glob("*.xml")):
        (notice,) = read_notices(path.read_bytes())
        assert notice.buyers, path.name
        assert notice.lots, path.name
