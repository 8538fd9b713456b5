"""All the real notices at hand, in SQLite and in PostgreSQL: the same questions find the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.cli.processes import REPOSITORY, environment
from tests.conftest import shared_file

SERVER = os.environ.get("LEVIER_TEST_DATABASE_URL") or "postgresql://postgres@127.0.0.1:5432/postgres"
NAME = f"levier_both_{os.getpid()}"


@pytest.fixture
def postgresql() -> Iterator[str]:
    """Address of an empty database, dropped at the end; a skip where no server answers."""
    psycopg = pytest.importorskip("psycopg")
    try:
        server = psycopg.connect(SERVER, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL answers here")
    with server:
        server.execute(f'CREATE DATABASE "{NAME}"')
        yield urlunsplit(urlsplit(SERVER)._replace(path=f"/{NAME}"))
    with psycopg.connect(SERVER, autocommit=True) as again:
        again.execute(f'DROP DATABASE "{NAME}" WITH (FORCE)')


def _asked(folder: Path, url: str) -> subprocess.Popen[str]:
    folder.mkdir()
    env = environment(
        LEVIER_DATA_DIR=str(folder),
        LEVIER_DEBUG="1",
        LEVIER_DATABASE_URL=url,
        DJANGO_SETTINGS_MODULE="levier.config.settings",
    )
    env["PYTHONPATH"] = f"{REPOSITORY / 'src'}{os.pathsep}{REPOSITORY}"
    command = [sys.executable, "-m", "tests.watch.asked", str(shared_file("data"))]
    return subprocess.Popen(command, env=env, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)


def _told(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, _ = process.communicate(timeout=1800)
    assert process.returncode == 0
    return dict(json.loads(out))


@pytest.mark.slow
def test_the_same_questions_find_the_same_notices(tmp_path: Path, postgresql: str) -> None:
    running = [_asked(tmp_path / "sqlite", ""), _asked(tmp_path / "postgresql", postgresql)]
    sqlite, other = map(_told, running)
    assert sqlite["added"] == other["added"]
    assert sqlite["added"][0] > 500
    assert sqlite["again"] == other["again"] == [0, 0, 0, 0]
    assert sqlite["violations"] == other["violations"] == []
    assert sqlite["problems"] == other["problems"]
    different = {query for query, found in sqlite["found"].items() if other["found"][query] != found}
    assert different == set()
    assert len(sqlite["found"]) > 300
