"""The rule pages committed in the documentation are the ones the code writes."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from levier.cli import levier
from levier.cli.regles import rule_files

DOCS = Path(__file__).resolve().parents[2] / "docs" / "regles"


def test_the_committed_pages_equal_the_generated_ones():
    committed = {path.name: path.read_text(encoding="utf-8") for path in DOCS.iterdir()}
    assert committed == rule_files(), "run: levier regles docs/regles"


def test_the_index_links_to_every_page():
    files = rule_files()
    for name in files.keys() - {"README.md"}:
        assert f"({name})" in files["README.md"]


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path):
    taken = tmp_path / "fichier"
    taken.write_text("déjà là")
    done = CliRunner().invoke(levier, ["regles", str(taken)])
    assert done.exit_code == 2
    assert "Impossible d’écrire" in done.output
