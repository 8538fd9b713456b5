"""``levier notice``: summary, JSON, and one line per unreadable file."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from levier.cli.notice import notice
from tests.notices import samples


def test_a_notice_is_summed_up_and_a_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    good, bad = tmp_path / "avis.xml", tmp_path / "vide.json"
    good.write_bytes(samples.EFORMS)
    bad.write_bytes(b"")
    result = CliRunner().invoke(notice, [str(bad), str(tmp_path / "absent"), str(good)])
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 2
    assert "vide" in result.stderr
    for word in ("Ville de Valmont-les-Bains", "24 avril 2025", "38", "1. Gros œuvre", "45214210"):
        assert word in result.stdout


def test_json_is_one_object_a_line(tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_text(json.dumps({"results": [samples.record(samples.MAPA), samples.record(samples.LEGACY)]}))
    result = CliRunner().invoke(notice, ["--json", str(path)])
    assert result.exit_code == 0
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert first["deadline"] == "2025-07-01T12:00:00+02:00"
    assert second["amount"] == {"value": "450000", "what": "montant estimé", "currency": "EUR"}
    assert {found["kind"] for found in first["social"]} == {"clause", "criterion"}
    assert second["social"][0]["kind"] == "clause"


def test_many_files_show_progress_and_keep_stdout_clean(tmp_path: Path) -> None:
    paths = []
    for rank in range(25):
        paths.append(tmp_path / f"{rank}.xml")
        paths[-1].write_bytes(samples.EFORMS)
    result = CliRunner().invoke(notice, ["--json", *map(str, paths)])
    assert result.exit_code == 0
    assert len([json.loads(line) for line in result.stdout.splitlines()]) == 25
