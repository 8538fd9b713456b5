"""A real ``levier watch pull`` killed with -9 at each kind of work: what comes next equals a visit never disturbed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from levier.watch.connectors.configured import SOURCES
from levier.watch.connectors.runs import run
from levier.watch.models import AwardedContractRow, SourceCursor, StoredFinding, StoredNotice

from .configurations import at
from .fake_sources import FakeSources
from .publications import FIRST, contracts, notices, records

REPOSITORY = Path(__file__).resolve().parents[3]


Pull = Callable[[], subprocess.Popen[str]]
PATIENCE = 300


@pytest.fixture
def pull(sources: FakeSources, transactional_db: None, tmp_path: Path) -> Pull:
    def begin() -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.watch.connectors.live_settings",
            "PYTHONPATH": os.pathsep.join([str(REPOSITORY / "src"), str(REPOSITORY)]),
            "LEVIER_TEST_DATABASE_NAME": str(connection.settings_dict["NAME"]),
            "LEVIER_DATA_DIR": str(tmp_path),
            "FAKE_SOURCES": sources.host,
            "FORCE_COLOR": "1",  # as in front of a terminal: the progress is drawn
        }
        command = [sys.executable, "-m", "levier", "watch", "pull", "--since", f"{FIRST}"]
        return subprocess.Popen(
            command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    return begin


def killed_when_it_asks_for(path: str, sources: FakeSources, pull: Pull) -> None:
    running: list[subprocess.Popen[str]] = []
    sources.before(path, lambda: running[0].kill())
    running.append(pull())
    running[0].communicate(timeout=PATIENCE)
    assert running[0].returncode == -9, path


def dump() -> list[object]:
    """All that was stored, but for ranks and hours."""
    return [
        sorted(StoredNotice.objects.values_list("source", "key", "digest", "dossier__title", "social", "is_shown")),
        sorted(StoredFinding.objects.values_list("notice__key", "kind", "rule", "start", "end", "text_index")),
        sorted(AwardedContractRow.objects.values_list("uid", "digest")),
        sorted(
            str((one.source, {name: value for name, value in one.position.items() if name != "next"}, one.state))
            for one in SourceCursor.objects.all()
        ),
    ]


#: What is asked for at the moment of death, and how many notices are stored by then.
DEATHS = [
    pytest.param([("/en/notice/35-2026/xml", 155)], id="while it reads TED"),
    pytest.param(
        [("offset=100", 100), ("/en/notice/35-2026/xml", 155), ("/resources/contracts/decp.json", 170)],
        id="once in each source",
        marks=pytest.mark.slow,
    ),
]


@pytest.mark.parametrize("deaths", DEATHS)
def test_killed_then_left_alone_it_equals_a_visit_never_disturbed(
    sources: FakeSources, pull: Pull, settings: Settings, deaths: list[tuple[str, int]]
) -> None:
    sources.data.records = records(130, days=2)
    sources.data.notices = notices(40, days=2)
    sources.data.files["contracts"] = {"decp.json": contracts(60)}
    settings.WATCH = at(sources.host)
    for path, stored in deaths:
        killed_when_it_asks_for(path, sources, pull)
        assert StoredNotice.objects.count() == stored
        assert AwardedContractRow.objects.count() == 0
    process = pull()
    out, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, out + errors
    assert "DECP : 60 ajoutés" in out
    assert "60 marchés" in errors  # what the person in front of it sees meanwhile
    disturbed = dump()
    assert [one.tally.added + one.tally.changed for one in run(SOURCES, since=FIRST)] == [0, 0, 0]
    assert dump() == disturbed
    for model in (SourceCursor, AwardedContractRow, StoredNotice):
        model.objects.all().delete()
    run(SOURCES, since=FIRST)
    assert dump() == disturbed
