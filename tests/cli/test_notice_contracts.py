"""``levier notice`` on awarded contracts, and ``--as``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from levier.cli.notice import notice
from tests.notices import samples
from tests.notices.decp.invented import contract, contract_2019, document, read


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    path = tmp_path / "contrats.json"
    path.write_bytes(document(contract(), contract(id="B", montant=1), contract_2019()))
    return path


def test_a_file_of_contracts_is_summed_up_with_its_problems(contracts: Path) -> None:
    result = CliRunner().invoke(notice, [str(contracts)])
    assert result.exit_code == 0, result.output
    for words in (
        "3, dont 3 numéros différents ; acheteurs : 1",
        "format 2022) : 2",
        "clause sociale : 2",
        "rien de déclaré : 1",
    ):
        assert words in result.stdout
    assert "du 30/06/2019 au 15/03/2024" in result.stdout
    assert "! Le montant est nul ou symbolique … : montant ignoré. ×\u00a01" in result.stdout


def test_each_contract_is_an_object_of_json_with_its_end(contracts: Path) -> None:
    result = CliRunner().invoke(notice, ["--json", str(contracts)])
    first, second, _ = (json.loads(line) for line in result.stdout.splitlines())
    assert (first["amount"], first["ends_on"], first["social"]) == ("84500.5", "2025-03-14", ["clause", "criterion"])
    assert second["amount"] is None


def test_contracts_are_written_as_decp_and_those_that_cannot_be_are_named(contracts: Path) -> None:
    result = CliRunner().invoke(notice, ["--as", "decp", str(contracts)])
    assert result.exit_code == 0
    assert [one.id for one in read(result.stdout.encode())] == ["2024CLAUSE01"]
    assert "complétez le montant" in result.stderr
    assert "complétez" in result.stderr.splitlines()[1]


def test_a_notice_is_written_in_each_format(tmp_path: Path) -> None:
    path = tmp_path / "avis.xml"
    path.write_bytes(samples.EFORMS)
    written = {
        form: CliRunner().invoke(notice, ["--as", form, str(path)]).stdout for form in ("ocds", "decp", "eforms")
    }
    lot = json.loads(written["ocds"])["tender"]["lots"][0]
    assert "350 heures" in lot["contractTerms"]["performanceTerms"]
    assert "Clause sociale" in json.loads(written["decp"])["considerationsSociales"]["considerationSociale"]
    rows = [line.split("\t") for line in written["eforms"].splitlines()]
    assert ["00000001-2025", "LOT-0001", "BT-06-Lot", "Achat stratégique", "soc-obj"] in rows


def test_a_cut_file_of_contracts_is_an_error_and_the_others_are_shown(contracts: Path, tmp_path: Path) -> None:
    cut = tmp_path / "coupe.json"
    cut.write_bytes(document(contract())[:-300])
    result = CliRunner().invoke(notice, [str(cut), str(contracts)])
    assert result.exit_code == 2
    assert "s’arrête" in result.stderr
    assert "3 numéros différents" in result.stdout
