"""Every real file at hand, against counts made without the reader."""

from __future__ import annotations

import csv
import json
from collections import Counter
from decimal import Decimal
from typing import Any

from levier.notices.decp import AwardedContract, Social, Source, end_date, read_contracts
from tests.conftest import shared_file

_WORDS = {"Clause sociale": Social.CLAUSE, "Critère social": Social.CRITERION, "Marché réservé": Social.RESERVED}


def of_2022() -> list[tuple[dict[str, Any], AwardedContract]]:
    pairs = []
    for path in sorted(shared_file("data/decp/format_2022").glob("*.json")):
        raw = json.loads(path.read_bytes())["marches"]["marche"]
        pairs += list(zip(raw, read_contracts(path), strict=True))
    return pairs


def test_the_contracts_of_2022_are_read_field_by_field() -> None:
    pairs = of_2022()
    assert len(pairs) == 828
    kinds: Counter[tuple[Social, ...] | None] = Counter()
    for raw, found in pairs:
        assert found.source is Source.DECP_2022
        assert (found.id, found.buyer.id) == (raw["id"], raw["acheteur"]["id"])
        assert found.amount == (Decimal(str(raw["montant"])) if raw["montant"] > 1 else None)
        assert found.notified_on is not None
        assert found.notified_on.isoformat() == raw["dateNotification"]
        assert found.duration_months == raw["dureeMois"]
        assert len(found.winners) == len({one["titulaire"]["id"] for one in raw["titulaires"]})
        declared = raw["considerationsSociales"]["considerationSociale"]
        assert found.social is not None
        assert set(found.social) == {_WORDS[word] for word in declared if word in _WORDS}
        assert end_date(found) is not None
        kinds[found.social] += 1
    assert kinds[Social.CLAUSE,] == 45
    assert kinds[Social.CRITERION,] == 41
    assert kinds[Social.CLAUSE, Social.CRITERION] == 28
    assert sum(count for kind, count in kinds.items() if kind and Social.RESERVED in kind) == 7


def test_modifications_of_real_contracts_are_applied() -> None:
    for raw, found in of_2022():
        changes = [one["modification"] for one in raw.get("modifications", [])]
        if not changes:
            assert found.current_amount == found.amount
            continue
        in_order = sorted(changes, key=lambda one: (one["dateNotificationModification"], one["id"]))
        amounts = [one["montant"] for one in in_order if one.get("montant", 0) > 1]
        assert found.current_amount == (amounts[-1] if amounts else found.amount)


def test_the_contracts_of_2019_are_read() -> None:
    found = list(read_contracts(shared_file("data/decp/format_2019/marches_securises_croix_59_a.json")))
    assert len(found) == 103
    assert {one.source for one in found} == {Source.DECP_2019}
    assert all(one.buyer.name == "Ville de Croix (59)" and one.social is None for one in found)
    # Published rows that share a placeholder number are not one contract.
    assert len({one.uid for one in found}) > 95


def test_the_official_examples_are_read() -> None:
    folder = shared_file("data/decp/exemples_officiels")
    counts = {path.name: len(list(read_contracts(path))) for path in folder.glob("*.json")}
    assert counts == {
        "concessions.json": 2,
        "concessions_avec_modifications.json": 2,
        "marches_avec_modifications.json": 2,
        "marches_concessions.json": 4,
    }


def test_the_consolidated_table_is_joined_by_contract() -> None:
    path = shared_file("data/decp/tabulaire/decp_2024S2_travaux_cpv4521.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = {one.uid: one for one in read_contracts(path)}
    assert len(rows) == 6445
    assert set(found) == {row["uid"] for row in rows}
    winners = {(row["uid"], row["titulaire_id"]) for row in rows if row["titulaire_id"]}
    assert sum(len({winner.id for winner in one.winners}) for one in found.values()) == len(winners)
