"""Notices kept as rows."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

import pytest

from levier.domain.errors import ImportFailed
from levier.notices.model import Kind, Source
from levier.notices.read import read_file, read_notices
from levier.notices.values import PARIS

from . import samples

ROW: dict[str, object] = {
    "idweb": "21-12345",
    "mois_parution": "2021-01",
    "famille": "FNS",
    "acheteur": "Ville fictive de Rochebrune",
    "code_postal": "05190",
    "ville": "Rochebrune",
    "date_limite_offres": "2021-02-08 11:00:00",
    "reference_marche": "2021-03",
    "autres_conditions": "Le marché contient une clause d&amp;#039;insertion.",
    "criteres_ponderes": [{"libelle": "Prix", "poids": 60}, {"libelle": "Insertion", "poids": 40}],
}


def row(**fields: object) -> bytes:
    return json.dumps({**ROW, **fields}).encode()


def test_a_row_of_the_tables_is_a_notice_that_says_what_it_lacks() -> None:
    (notice,) = read_notices(row())
    assert notice.source is Source.BOAMP_LEGACY
    assert notice.kind is Kind.COMPETITION
    assert notice.publication_number == "21-12345"
    assert notice.official_url.endswith("idweb:21-12345")
    assert (notice.buyers[0].name, notice.buyers[0].place.department) == ("Ville fictive de Rochebrune", "05")
    assert notice.deadline == datetime(2021, 2, 8, 11, tzinfo=PARIS)
    assert notice.lots[0].performance_terms == "Le marché contient une clause d'insertion."
    assert [(one.name, one.weight, one.weight_unit) for one in notice.lots[0].criteria] == [
        ("Prix", Decimal(60), "%"),
        ("Insertion", Decimal(40), "%"),
    ]
    assert "reconstitué" in notice.warnings[0]


@pytest.mark.parametrize(
    ("fields", "weight", "unit"),
    [
        ({"criteres_ponderes": [{"libelle": "Prix", "poids": 2}, {"libelle": "Délai", "poids": 5}]}, Decimal(2), ""),
        ({"criteres_ponderes": None, "criteres_priorites": [{"value": "Prix", "ordre": 1}]}, Decimal(1), "rang"),
        ({"criteres_ponderes": [{"libelle": "Prix", "poids": "beaucoup"}]}, None, ""),
    ],
)
def test_a_weight_is_a_percentage_only_when_the_sum_says_so(
    fields: dict[str, object], weight: Decimal | None, unit: str
) -> None:
    (notice,) = read_notices(row(**fields))
    assert (notice.lots[0].criteria[0].weight, notice.lots[0].criteria[0].weight_unit) == (weight, unit)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_of_records_reads_like_its_json(delimiter: str) -> None:
    record = samples.record(samples.MAPA, code_departement=["5", "38"])
    record["datelimitereponse"] = None
    (expected,) = read_notices(json.dumps(record).encode())
    cells = [",".join(value) if isinstance(value, list) else str(value or "") for value in record.values()]
    quoted = delimiter.join('"' + cell.replace('"', '""') + '"' for cell in cells)
    (notice,) = read_notices(f"{delimiter.join(record)}\r\n{quoted}\r\n".encode("utf-8-sig"))
    assert notice == expected


def test_a_row_that_is_no_notice_is_a_problem_of_its_line() -> None:
    reading = read_file(b"idweb;objet\n25-1;Travaux\n;\n25-2;Nettoyage\n")
    assert [notice.title for notice in reading.notices] == ["Travaux", "Nettoyage"]
    assert [problem.partition(" : ")[0] for problem in reading.problems] == ["Ligne 3"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"ligne,critere_1,critere_2\n5,Prix,Technique\n", "idweb"),
        (b"idweb;objet\n", "aucun avis"),
        (b'idweb;objet\n1;"ouvert', "tronqu"),
        (b"[" + b",".join([b"1"] * 100_001) + b"]", "découpez-le"),
    ],
)
def test_a_table_that_is_not_of_notices_gets_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(ImportFailed) as caught:
        read_notices(data)
    assert words in caught.value.message
