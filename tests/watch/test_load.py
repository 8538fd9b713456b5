"""``levier watch load``: everything is read once, whatever happens in the middle."""

from __future__ import annotations

import contextlib
import copy
import json
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection

from levier.domain.errors import ImportFailed
from levier.notices.model import Notice
from levier.watch.models import AwardedContractRow, Dossier, IndexState, LoadProblem, StoredNotice
from levier.watch.search import index
from levier.watch.storage import Outcome, prepare, write
from levier.watch.storage.load import files_of, load
from levier.watch.storage.reindex import reindex_all
from levier.watch.storage.write import Pen
from tests.cli.processes import LEVIER, PATIENCE, environment, run
from tests.notices.samples import EFORMS
from tests.watch.notices import kept, notice, picture

DECP = {
    "marches": [
        {
            "id": "2026-1", "acheteur": {"id": "21380001400010", "nom": "Ville de Valmont (fictive)"}, "nature": "Marché",
            "objet": "Entretien des espaces verts", "codeCPV": "77310000", "procedure": "Procédure adaptée",
            "lieuExecution": {"code": "38", "typeCode": "Code département", "nom": "Isère"}, "dureeMois": 12,
            "dateNotification": "2026-01-15", "datePublicationDonnees": "2026-02-01", "montant": 42000.5,
            "formePrix": "Ferme",
            "titulaires": [{"id": "35600000000048", "typeIdentifiant": "SIRET", "denominationSociale": "Jardins (fictive)"}],
        }
    ]
}  # fmt: skip


def record(number: int, **more: object) -> dict[str, object]:
    """A record of the API, small."""
    return {
        "idweb": f"26-{number}", "objet": f"Entretien des locaux du site numéro {number}", "dateparution": "2026-10-01",
        "datelimitereponse": "2026-11-02T12:00:00+00:00", "nomacheteur": f"Commune {number % 7} (fictive)",
        "nature": "APPEL_OFFRE", "code_departement": ["38"], **more,
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Notices of several formats, contracts, and what is neither."""
    files = tmp_path / "fichiers"
    (files / "sous").mkdir(parents=True)
    (files / "a.xml").write_bytes(EFORMS)
    (files / "b.json").write_text(json.dumps({"results": [record(at) for at in range(30)]}))
    (files / "sous" / "contrats.json").write_text(json.dumps(DECP))
    (files / "coupe.xml").write_bytes(EFORMS[:700])
    (files / "autre.csv").write_text("a,b\n1,2\n")
    (files / "LISEZMOI.md").write_text("Rien à lire.")
    return files


@pytest.mark.django_db
def test_everything_is_read_and_what_cannot_be_is_listed(folder: Path) -> None:
    report = load(files_of([folder]))
    assert (report.files, report.notices.added, report.contracts.added) == (5, 31, 1)
    assert [Path(file).name for file, _ in report.problems] == ["autre.csv", "coupe.xml"]
    assert LoadProblem.objects.count() == 2
    row = AwardedContractRow.objects.get()
    assert (row.buyer_siren, str(row.amount), str(row.ends_on), row.department) == (
        "213800014",
        "42000.50",
        "2027-01-14",
        "38",
    )
    assert row.winners == [{"id": "35600000000048", "name": "Jardins (fictive)"}]


@pytest.mark.django_db
def test_a_second_reading_adds_nothing(folder: Path) -> None:
    load(files_of([folder]))
    before, revision = picture(), IndexState.objects.get().revision
    again = load(files_of([folder]))
    assert (again.notices.added, again.notices.changed, again.notices.known) == (0, 0, 31)
    assert (again.contracts.added, again.contracts.known) == (0, 1)
    assert (picture(), IndexState.objects.get().revision) == (before, revision)
    assert LoadProblem.objects.count() == 2


@pytest.mark.django_db
def test_contracts_are_replaced_by_their_later_state_whatever_the_order(tmp_path: Path) -> None:
    change = [
        {"id": 1, "dureeMois": 24, "dateNotificationModification": "2026-06-01", "datePublicationDonnees": "2026-06-02"}
    ]
    first, later = tmp_path / "1.json", tmp_path / "2.json"
    first.write_text(json.dumps(DECP))
    later.write_text(json.dumps({"marches": [{**DECP["marches"][0], "modifications": change}]}))
    assert load([later]).contracts.added == 1
    assert load([first]).contracts.known == 1
    assert AwardedContractRow.objects.get().duration_months == 24


@pytest.mark.django_db
def test_an_index_of_another_version_is_not_written_over(folder: Path) -> None:
    kept(notice())
    IndexState.objects.update(index_version=index.VERSION - 1)
    with pytest.raises(ImportFailed, match="levier watch reindex"):
        load(files_of([folder]))
    assert reindex_all() == 1
    assert load(files_of([folder])).notices.added == 31


def test_a_path_that_does_not_exist_is_said(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="n’existe pas"):
        files_of([tmp_path / "rien"])


def _two_at_once(
    notices: list[Notice], monkeypatch: pytest.MonkeyPatch, write_batch: Callable[..., Outcome]
) -> list[str]:
    """Two writers of the same notices who have both looked before either writes, if nothing keeps them apart."""
    gate = threading.Barrier(2)
    look = write._stored

    def look_together(wanted: Any) -> Any:
        found = look(wanted)
        with contextlib.suppress(threading.BrokenBarrierError):
            gate.wait(timeout=1)
        return found

    monkeypatch.setattr(write, "_stored", look_together)
    batch = [prepare(one) for one in notices]
    results: list[str] = []

    def run_one() -> None:
        try:
            write_batch(copy.deepcopy(batch))
            results.append("written")
        except (IntegrityError, OperationalError):
            results.append("broken")
        finally:
            connection.close()

    threads = [threading.Thread(target=run_one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    monkeypatch.setattr(write, "_stored", look)
    return sorted(results)


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_give_what_one_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = [notice(f"26-{at}", title=f"Achat numéro {at} de la ville", procedure_id=f"p{at // 2}") for at in range(8)]
    assert _two_at_once(batch, monkeypatch, write.store) == ["written", "written"]
    assert StoredNotice.objects.count() == 8
    assert Dossier.objects.count() == 4
    together = picture()
    StoredNotice.objects.all().delete()
    Dossier.objects.all().delete()
    kept(*batch)
    assert picture() == together


@pytest.mark.django_db(transaction=True)
def test_the_control_two_writers_whom_nothing_keeps_apart_break(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_lock(self: Pen) -> None:
        self.state, _ = IndexState.objects.get_or_create(pk=1)

    kept(notice("26-0"))
    monkeypatch.setattr(Pen, "__init__", no_lock)
    batch = [notice(f"26-{at}", title=f"Achat numéro {at} de la ville") for at in range(1, 8)]
    assert "broken" in _two_at_once(batch, monkeypatch, write.store.__wrapped__)  # type: ignore[attr-defined]


def _told(database: Path) -> list[list[tuple[Any, ...]]]:
    """What a database holds, without the numbers of rows."""
    questions = (
        "SELECT source, key, kind, title, deadline_now, social, is_cancelled, is_shown, digest FROM watch_storednotice ORDER BY 1, 2",
        "SELECT key, f.kind, text_index, start, rule FROM watch_storedfinding f, watch_storednotice n WHERE n.id = notice_id ORDER BY 1, 3",
        "SELECT k.key, min(n.key) FROM watch_dossierkey k JOIN watch_storednotice n USING (dossier_id) GROUP BY 1 ORDER BY 1",
        "SELECT uid, digest FROM watch_awardedcontractrow ORDER BY 1",
        "SELECT ref, sentence FROM watch_loadproblem ORDER BY 1, 2",
        "SELECT n.key FROM watch_text t JOIN watch_storednotice n ON n.id = t.rowid WHERE watch_text MATCH 'plain : locaux' ORDER BY 1",
    )
    with contextlib.closing(sqlite3.connect(database, timeout=10)) as held:
        return [held.execute(question).fetchall() for question in questions]


def _stored(database: Path) -> int:
    with contextlib.closing(sqlite3.connect(database, timeout=10)) as held:
        return int(held.execute("SELECT count(*) FROM watch_storednotice").fetchone()[0])


@pytest.mark.slow
def test_killed_in_the_middle_then_started_again_it_gives_what_one_run_gives(folder: Path, tmp_path: Path) -> None:
    (folder / "c.json").write_text(json.dumps({"results": [record(at) for at in range(100, 1500)]}))
    clean, killed = tmp_path / "clean", tmp_path / "killed"
    run("migrate", cwd=tmp_path, LEVIER_DATA_DIR=str(clean), LEVIER_DEBUG="1")
    shutil.copytree(clean, killed)
    told = run("watch", "load", str(folder), "--json", cwd=tmp_path, LEVIER_DATA_DIR=str(clean), LEVIER_DEBUG="1")
    assert json.loads(told.stdout)["notices"]["added"] == 1431

    there = environment(LEVIER_DATA_DIR=str(killed), LEVIER_DEBUG="1")
    command = [*LEVIER, "watch", "load", str(folder)]
    with subprocess.Popen(command, cwd=tmp_path, env=there, stderr=subprocess.DEVNULL) as process:
        limit = time.monotonic() + PATIENCE
        while _stored(killed / "levier.sqlite3") < 300:
            assert time.monotonic() < limit
            time.sleep(0.01)
        process.kill()
    assert 300 <= _stored(killed / "levier.sqlite3") < 1431

    again = run("watch", "load", str(folder), cwd=tmp_path, LEVIER_DATA_DIR=str(killed), LEVIER_DEBUG="1")
    assert "déjà là" in again.stdout
    assert "coupe.xml" in again.stderr
    assert _told(killed / "levier.sqlite3") == _told(clean / "levier.sqlite3")
    last = run("watch", "load", str(folder), cwd=tmp_path, LEVIER_DATA_DIR=str(killed), LEVIER_DEBUG="1")
    assert "1\u202f431\u00a0avis : 1\u202f431 déjà là." in last.stdout
