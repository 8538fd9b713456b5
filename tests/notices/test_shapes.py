"""Each shape gives its buyer, object, lots, amounts, dates and place."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from levier.notices.model import Kind, Nature, Notice, Source
from levier.notices.read import read_notices
from levier.notices.tree import from_json, local_name, parse_xml
from levier.notices.values import PARIS

from . import samples


def one(value: object) -> Notice:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    (notice,) = read_notices(data)
    return notice


def as_json(element):
    """BOAMP's own rules, from XML to JSON, written here independently of the reader."""
    prefixes = {uri: prefix for prefix, uri in element.nsmap.items() if prefix}
    found: dict[str, object] = {f"@{key}": text for key, text in element.attrib.items()}
    for child in element:
        uri = child.tag[1:].partition("}")[0]
        name = f"{prefixes[uri]}:{local_name(child)}"
        value = as_json(child)
        if name in found:
            before = found[name]
            found[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            found[name] = value
    text = (element.text or "").strip()
    if not found:
        return text
    if text:
        found["#text"] = text
    return found


def test_an_eforms_notice_gives_everything_the_form_needs() -> None:
    notice = one(samples.EFORMS)
    assert notice.source is Source.EFORMS
    assert notice.kind is Kind.COMPETITION
    assert notice.publication_number == "00000001-2025"
    assert notice.published_on == date(2025, 3, 18)
    assert notice.buyers[0].name == "Ville de Valmont-les-Bains"
    assert notice.buyers[0].siret == samples.SIRET
    assert notice.title == "Réhabilitation de l'école des Tilleuls"
    assert notice.nature is Nature.WORKS
    assert notice.cpv_main == "45214210"
    assert notice.best_amount == (Decimal("1200000.50"), "montant estimé")
    assert notice.places[0].department == "38"
    assert notice.deadline == datetime(2025, 4, 24, 12, tzinfo=PARIS)
    assert notice.warnings == ()


def test_an_eforms_lot_keeps_its_social_codes_and_criteria_and_groups_are_no_lots() -> None:
    first, second = one(samples.EFORMS).lots
    assert (first.number, first.title, first.cpv, first.duration_months) == ("1", "Gros œuvre", "45223220", 12)
    assert first.reserved_participation == ("res-ws",)
    assert first.social_objectives == ("opp",)
    assert "350 heures" in first.performance_terms
    assert not first.is_framework
    quality, price = first.criteria
    assert (quality.name, quality.weight, quality.weight_unit) == ("Valeur technique", Decimal(40), "%")
    assert (price.kind, price.weight, price.weight_unit) == ("price", Decimal(60), "%")
    assert second.criteria == ()


def test_the_json_of_an_eforms_notice_reads_like_its_xml() -> None:
    content = {"EFORMS": {"ContractNotice": as_json(parse_xml(samples.EFORMS))}}
    from_record = one(samples.record(content, objet="", datelimitereponse="2025-04-24T10:00:00+00:00"))
    from_xml = one(samples.EFORMS)
    assert from_record.source is Source.BOAMP_EFORMS
    for field in ("buyers", "title", "lots", "cpv_main", "estimated_amount", "deadline", "places", "texts"):
        assert getattr(from_record, field) == getattr(from_xml, field), field


def test_a_mapa_record_gives_its_criteria_and_local_deadline() -> None:
    notice = one({"results": [samples.record(samples.MAPA)]})
    assert notice.source is Source.BOAMP_MAPA
    assert notice.publication_number == "25-00001"
    assert notice.buyers[0].place.department == "05"
    assert notice.nature is Nature.SERVICES
    assert notice.duration_months == 24
    assert notice.deadline == datetime(2025, 7, 1, 12, tzinfo=PARIS)
    assert [(c.name, c.weight, c.weight_unit) for c in notice.lots[0].criteria] == [
        ("Prix", Decimal(60), "%"),
        ("Insertion sociale et professionnelle", Decimal(40), "%"),
    ]
    assert any("clause d'insertion" in text.text for text in notice.texts)


def test_the_flat_deadline_is_local_for_mapa_and_utc_for_eforms() -> None:
    mapa = {"MAPA": {"organisme": {}, "initial": {"description": {"objet": "Peinture"}}}}
    assert one(samples.record(mapa)).deadline == datetime(2025, 7, 1, 12, tzinfo=PARIS)
    eforms = {"EFORMS": {"ContractNotice": {"cbc:ID": "x"}}}
    assert one(samples.record(eforms)).deadline == datetime(2025, 7, 1, 12, tzinfo=UTC)


def test_a_national_form_gives_its_value_and_documents() -> None:
    notice = one(samples.record(samples.FNS, famille="FNS"))
    assert notice.source is Source.BOAMP_FNS
    assert notice.title == "Nettoyage de locaux"
    assert notice.buyers[0].siret == samples.SIRET
    assert notice.best_amount == (Decimal(180000), "montant estimé")
    assert notice.duration_months == 36
    assert notice.documents_url == "https://exemple.invalid/dce"


def test_the_legacy_tree_reads_the_same_from_json_and_xml() -> None:
    notice = one(samples.record(samples.LEGACY))
    assert notice.source is Source.BOAMP_LEGACY
    assert notice.title == "Réfection de toitures"
    assert notice.estimated_amount == Decimal(450000)
    assert [lot.title for lot in notice.lots] == ["Couverture", "Zinguerie"]
    assert notice.lots[1].places[0].department == "69"
    assert notice.lots[0].reserved_participation == ()
    assert notice.lots[0].criteria[0].weight == 2
    assert notice.lots[0].criteria[0].weight_unit == ""
    assert "Clause sociale" in notice.lots[0].performance_terms
    root = from_json("ANNONCE", {"GESTION": {"REFERENCE": {"IDWEB": "25-00001"}}, "DONNEES": samples.LEGACY})
    from lxml import etree

    same = one(etree.tostring(root))
    assert same.lots == notice.lots
    assert same.publication_number == "25-00001"


def test_a_ted_export_notice_is_read_in_french_with_split_words_joined() -> None:
    notice = one(samples.TED)
    assert notice.title == "Voirie du 1er secteur"
    assert notice.buyers[0].place.department == "84"
    assert notice.best_amount == (Decimal(8720000), "montant estimé")
    assert notice.deadline == datetime(2021, 7, 30, 17, tzinfo=PARIS)
    assert notice.lots[0].duration_months == 6
    assert notice.lots[0].reserved_participation == ("res-ws",)


@pytest.mark.parametrize("donnees", ["[]", "", "{", '"x"', "null", "{}", '{"AUTRE": {"a": "Une phrase entière."}}'])
def test_a_malformed_content_keeps_the_record_and_warns(donnees: str) -> None:
    notice = one(samples.record(donnees))
    assert notice.buyers[0].name == "Commune fictive de Rochebrune"
    assert notice.title == "Entretien d'espaces verts"
    assert notice.places[0].department == "05"
    assert len(notice.lots) == 1
    assert notice.warnings


def test_json_lines_and_single_records_are_read() -> None:
    line = json.dumps(samples.record(samples.MAPA))
    assert len(read_notices(f"{line}\n{line}\n".encode())) == 2
    assert len(read_notices(b"\xef\xbb\xbf" + line.encode())) == 1
    assert one(samples.MAPA).title == "Entretien d'espaces verts"


def test_a_correction_names_the_notice_it_changes() -> None:
    record = samples.record(samples.MAPA, nature="RECTIFICATIF", annonce_lie=["25-00002", "25-00001"])
    boamp = one(record)
    assert boamp.kind is Kind.CORRECTION
    assert (boamp.changes, boamp.links) == ("25-00002", ("25-00002",))
    assert boamp.official_url == "https://www.boamp.fr/pages/avis/?q=idweb:25-00001"
    eforms = one(
        samples.EFORMS.replace(
            b"<efac:Publication>",
            b"<efac:Changes><efbc:ChangedNoticeIdentifier>3788aab9-3bcd-4657-95d3-3a4f447b39db-01"
            b"</efbc:ChangedNoticeIdentifier></efac:Changes><efac:Publication>",
        )
    )
    assert eforms.kind is Kind.CORRECTION
    assert eforms.changes == "3788aab9-3bcd-4657-95d3-3a4f447b39db"
    assert eforms.official_url == "https://ted.europa.eu/fr/notice/-/detail/1-2025"
    ted = one(samples.TED.replace(b"<LEFTI>", b"<X><NOTICE_NUMBER_OJ>2020/S 243-600541</NOTICE_NUMBER_OJ></X><LEFTI>"))
    assert ted.links == ("600541-2020",)


def test_a_first_call_linked_to_a_planning_notice_changes_nothing() -> None:
    notice = one(samples.record(samples.MAPA, annonces_anterieures="24-99999"))
    assert (notice.changes, notice.links) == ("", ("24-99999",))


def test_what_a_lot_says_is_its_own_not_the_notices() -> None:
    content = json.loads(json.dumps(samples.MAPA))
    content["MAPA"]["initial"]["lots"] = {
        "lot": [
            {"numLot": "1", "intitule": "Tonte", "description": "Tonte des pelouses.", "valeur": "12000"},
            {"numLot": "2", "intitule": "Taille", "description": "Marché réservé aux ateliers protégés."},
        ]
    }
    notice = one(samples.record(content))
    assert notice.title == "Entretien d'espaces verts"
    assert notice.estimated_amount is None
    assert [(lot.id, lot.title, lot.amount) for lot in notice.lots] == [
        ("1", "Tonte", Decimal(12000)),
        ("2", "Taille", None),
    ]
    assert {text.lot for text in notice.texts if "réservé" in text.text} == {"2"}
    assert {text.lot for text in notice.texts if "clause d'insertion" in text.text} == {""}


def test_a_mapa_award_names_its_winners() -> None:
    award = {"decision": {"titulaire": {"denomination": "Jardins fictifs", "siret": samples.SIRET, "ville": "Gap"}}}
    notice = one(samples.record({"MAPA": {"organisme": {}, "attribution": award}}, nature="ATTRIBUTION"))
    assert notice.kind is Kind.RESULT
    assert [(winner.party.name, winner.party.siret) for winner in notice.winners] == [
        ("Jardins fictifs", samples.SIRET)
    ]
    assert notice.buyers[0].name == "Commune fictive de Rochebrune"


def test_a_defence_form_of_the_previous_generation_is_read() -> None:
    form = b"""<TED_EXPORT DOC_ID="000002-2021" VERSION="R2.0.8"><FORM_SECTION><CONTRACT_DEFENCE LG="FR"><FD>
      <CA_CE_CONCESSIONAIRE_PROFILE><ORGANISATION><OFFICIALNAME>Base fictive</OFFICIALNAME></ORGANISATION>
      <POSTAL_CODE>38000</POSTAL_CODE></CA_CE_CONCESSIONAIRE_PROFILE>
      <TITLE_CONTRACT><P>Entretien</P></TITLE_CONTRACT><TYPE_CONTRACT VALUE="SERVICES"/>
      <CPV_MAIN><CPV_CODE CODE="77310000"/></CPV_MAIN>
      <F17_ANNEX_B><LOT_NUMBER>1</LOT_NUMBER><LOT_TITLE>Pelouses</LOT_TITLE>
      <LOT_DESCRIPTION><P>Tonte avec une clause d\xe2\x80\x99insertion.</P></LOT_DESCRIPTION></F17_ANNEX_B>
      <F17_ANNEX_B><LOT_NUMBER>2</LOT_NUMBER><LOT_TITLE>Haies</LOT_TITLE></F17_ANNEX_B>
      <CRITERIA_DEFINITION><CRITERIA>prix</CRITERIA><WEIGHTING>90</WEIGHTING></CRITERIA_DEFINITION>
      <RECEIPT_LIMIT_DATE><DAY>5</DAY><MONTH>2</MONTH><YEAR>2021</YEAR><TIME>14:00</TIME></RECEIPT_LIMIT_DATE>
    </FD></CONTRACT_DEFENCE></FORM_SECTION></TED_EXPORT>"""
    notice = one(form)
    assert (notice.kind, notice.title, notice.cpv_main) == (Kind.COMPETITION, "Entretien", "77310000")
    assert notice.buyers[0].place.department == "38"
    assert notice.deadline == datetime(2021, 2, 5, 14, tzinfo=PARIS)
    assert [(lot.id, lot.title, lot.criteria[0].weight) for lot in notice.lots] == [
        ("1", "Pelouses", Decimal(90)),
        ("2", "Haies", Decimal(90)),
    ]
    assert [text.lot for text in notice.texts if "insertion" in text.text] == ["1"]
