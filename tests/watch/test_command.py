"""What ``levier watch`` says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from levier.cli import levier
from levier.watch.models import StoredNotice
from levier.watch.services import correct_finding
from tests.cast import Cast
from tests.watch.notices import kept, notice
from tests.watch.test_load import record

pytestmark = pytest.mark.django_db


def watch(*arguments: str) -> Result:
    return CliRunner().invoke(levier, ["watch", *arguments], catch_exceptions=False, standalone_mode=False)


def test_load_says_what_was_added_then_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "avis.json"
    file.write_text(json.dumps({"results": [record(at) for at in range(3)]}))
    wrong = tmp_path / "autre.json"
    wrong.write_text("[]")
    first = watch("load", str(tmp_path))
    assert "2\u00a0fichiers lus, 1 sans rien à en reprendre." in first.output
    assert "3\u00a0avis : 3 ajoutés." in first.output
    assert "Aucun marché attribué." in first.output
    assert f"{wrong} : " in first.output
    assert "3\u00a0avis : 3 déjà là." in watch("load", str(tmp_path)).output
    assert "3\u00a0avis : 3 déjà là." in watch("load", "--refresh", str(file)).output
    told = json.loads(watch("load", "--json", str(file)).output)
    assert told["notices"] == {"added": 0, "changed": 0, "known": 3}
    refused = watch("load", str(tmp_path / "rien"))
    assert (refused.exit_code, "n’existe pas" in refused.output) == (2, True)


def test_reindex_makes_the_index_again() -> None:
    kept(notice("26-1"), notice("26-2"))
    assert "2\u00a0avis dans l’index." in watch("reindex").output


def test_corrections_leave_as_examples_and_say_nothing_of_who_wrote_them(cast: Cast, tmp_path: Path) -> None:
    kept(notice())
    row = StoredNotice.objects.get()
    text = "Écrire à marches@serigny.example ou au 02 33 00 00 00 : insertion paysagère."
    for who in ("facilitator", "stranger"):
        correct_finding(actor=cast.actor(who), notice=row, text=text, kind="clause", expected="", remark="paysage")
    correct_finding(
        actor=cast.actor("structure"), notice=row, text="Insertion : 5 points", kind="clause", expected="criterion",
        rubric="Critères d’attribution",
    )  # fmt: skip
    out = tmp_path / "corrections.jsonl"
    assert "3\u00a0corrections" in watch("export-corrections", "--out", str(out)).output
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert lines == [json.loads(line) for line in watch("export-corrections").output.splitlines()]
    masked = "Écrire à (coordonnées retirées) ou au (coordonnées retirées) : insertion paysagère."
    said = {(line["text"], line["kind"], line["expected"], line.get("rubric", "")) for line in lines}
    assert said == {
        (masked, "clause", False, ""),
        ("Insertion : 5 points", "clause", False, "Critères d’attribution"),
        ("Insertion : 5 points", "criterion", True, "Critères d’attribution"),
    }
    assert "serigny" not in out.read_text()
