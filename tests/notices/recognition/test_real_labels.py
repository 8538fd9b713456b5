"""The hand-made labels of real notices: a floor against regressions (the measure is `make bench-recognition`)."""

from __future__ import annotations

import csv
import json

import pytest

from levier.notices.model import Notice, Source, Text
from levier.notices.read import read_notices
from levier.notices.recognition import Consideration, Finding, find_social_considerations
from tests.conftest import shared_file


def _of_record(record: dict[str, object]) -> Notice:
    texts = []
    for name, value in record.items():
        if name == "autres_conditions":
            texts.append(Text(rubric="Conditions d’exécution", text=str(value)))
        elif name.startswith("criteres"):
            for item in value if isinstance(value, list) else [value]:
                words = item["libelle"] if isinstance(item, dict) else item
                texts.append(Text(rubric="Critères d’attribution", text=str(words)))
    return Notice(source=Source.BOAMP_LEGACY, texts=tuple(texts))


@pytest.fixture(scope="module")
def labelled() -> list[tuple[dict[str, str], list[Finding]]]:
    lines = shared_file("data/boamp/conditions_criteres_2021T1.jsonl").read_text(encoding="utf-8").splitlines()
    records = {record["idweb"]: record for record in map(json.loads, lines)}
    found = []
    with shared_file("data/labels/labels.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["file"].startswith("boamp"):
                notice = _of_record(records[row["record_id"]])
            else:
                (notice,) = read_notices(shared_file(f"data/{row['file']}").read_bytes())
            found.append((row, find_social_considerations(notice)))
    return found


@pytest.mark.parametrize(
    ("kind", "column", "negative", "precision", "recall"),
    [
        (Consideration.CLAUSE, "has_social_clause_execution", "no", 0.95, 0.95),
        (Consideration.CRITERION, "social_award_criterion", "no", 0.9, 0.9),
        (Consideration.RESERVATION, "reserved", "none", 0.9, 0.9),
    ],
)
def test_the_labels_are_found_again(
    labelled: list[tuple[dict[str, str], list[Finding]]],
    kind: Consideration,
    column: str,
    negative: str,
    precision: float,
    recall: float,
) -> None:
    hits = found = expected = 0
    for row, findings in labelled:
        announced, true = any(one.kind is kind for one in findings), row[column] != negative
        hits, found, expected = hits + (announced and true), found + announced, expected + true
    assert hits / found >= precision
    assert hits / expected >= recall
