"""The consolidated table: rows joined back into contracts."""

from __future__ import annotations

import builtins
import csv
import io
import random
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from levier.domain.errors import ImportFailed
from levier.notices.decp import AwardedContract, Social, Source, read_contracts, table
from tests.notices.decp.invented import BUYER, OTHER, WINNER, read


def row(**changes: Any) -> dict[str, Any]:
    return {
        "uid": f"{BUYER}2024A",
        "id": "2024A",
        "acheteur_id": BUYER,
        "acheteur_nom": "Ville du Lac",
        "titulaire_id": WINNER,
        "titulaire_typeIdentifiant": "SIRET",
        "titulaire_nom": "Propreté Fictive",
        "objet": "Nettoyage, « lots 1 et 2 »",
        "montant": 100000.0,
        "codeCPV": "90910000",
        "dureeMois": 12,
        "dateNotification": "2024-03-15",
        "datePublicationDonnees": "2024-04-02",
        "considerationsSociales": "Clause sociale, Critère social",
        "marcheInnovant": "non",
        "modification_id": 0,
        "donneesActuelles": False,
        "sourceDataset": "plateforme_fictive",
        **changes,
    }


ROWS = [
    row(titulaire_id=OTHER, titulaire_nom="Autre", modification_id=1, montant=120000.0, dateNotification="2024-09-01"),
    row(),
    row(uid=f"{BUYER}2024B", id="2024B", donneesActuelles=True),
    row(titulaire_id=OTHER, titulaire_nom="Autre"),
    row(modification_id=1, montant=120000.0, dateNotification="2024-09-01"),
    row(modification_id=2, montant=120000.0, dureeMois=18, dateNotification="2025-01-10", donneesActuelles=True),
]


def as_csv(rows: list[dict[str, Any]], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def check(found: list[AwardedContract]) -> None:
    first, second = sorted(found, key=lambda one: one.id)
    assert (first.source, first.uid, first.origin) == (Source.TABLE, f"{BUYER}2024A", "plateforme_fictive")
    assert {winner.siret for winner in first.winners} == {WINNER, OTHER}
    assert (first.amount, first.current_amount) == (Decimal(100000), Decimal(120000))
    assert (first.duration_months, first.current_duration_months) == (12, 18)
    assert [winner.siret for winner in first.current_winners] == [WINNER]
    assert [(one.number, one.amount) for one in first.modifications] == [(1, Decimal(120000)), (2, None)]
    assert first.notified_on == date(2024, 3, 15)
    assert first.social == (Social.CLAUSE, Social.CRITERION)
    assert first.object == "Nettoyage, « lots 1 et 2 »"
    assert second.modifications == ()
    assert first.warnings == second.warnings == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_rows_of_a_contract_are_one_contract_wherever_they_are(delimiter: str) -> None:
    check(read(as_csv(ROWS, delimiter)))


def test_rows_in_any_order_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    shuffled = ROWS[:]
    random.Random(4).shuffle(shuffled)
    check(read(as_csv(shuffled)))
    monkeypatch.setattr(table, "ROWS_IN_MEMORY", 2)
    check(read(as_csv(shuffled)))


def test_amounts_repeated_on_each_row_are_never_summed() -> None:
    assert sum(one.amount or 0 for one in read(as_csv(ROWS))) == 200000


def test_parquet_gives_what_csv_gives(tmp_path: Path) -> None:
    path = tmp_path / "decp.parquet"
    pl.DataFrame(ROWS).write_parquet(path)
    check(list(read_contracts(path)))
    check(read(path.read_bytes()))
    assert list(read_contracts(path)) == read(as_csv(ROWS))


def test_parquet_without_its_module_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "decp.parquet"
    pl.DataFrame(ROWS).write_parquet(path)
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name == "polars":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportFailed, match=r"levier\[veille\]"):
        list(read_contracts(path))


def test_a_damaged_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "decp.parquet"
    pl.DataFrame(ROWS).write_parquet(path)
    with pytest.raises(ImportFailed, match="illisible"):
        read(path.read_bytes()[:-40])


def test_a_contract_known_only_after_a_modification_says_so() -> None:
    (found,) = read(as_csv([row(modification_id=3, donneesActuelles=True)]))
    assert "après la modification nᵒ 3" in found.warnings[0]
    assert found.modifications == ()


def test_a_table_of_fewer_columns_is_read() -> None:
    wanted = ("id", "acheteur_id", "montant", "titulaire_id")
    (found,) = read(as_csv([{name: row()[name] for name in wanted}]))
    assert (found.uid, found.amount, found.social) == (f"{BUYER}2024A", Decimal(100000), None)
    assert found.warnings == ()


@pytest.mark.parametrize("data", [b'uid,acheteur_id\n"a,b\nc,d\n', b"uid,acheteur_id\na\n\n,,,,\n"])
def test_a_ragged_table_gives_contracts_or_a_sentence(data: bytes) -> None:
    assert len(read(data)) in (1, 2)


def test_a_line_without_an_end_is_refused() -> None:
    with pytest.raises(ImportFailed, match="4 Mo"):
        read(b"uid,acheteur_id\n" + b"x" * (6 << 20))
    with pytest.raises(ImportFailed, match="Ligne 2"):
        read(b"uid,acheteur_id\n" + b'"' + b"x" * 200_000)
