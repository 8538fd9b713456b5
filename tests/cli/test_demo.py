"""``levier demo``, as a person runs it: real processes, real pages, nothing left behind."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import shutil
import signal
import sqlite3
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from .processes import Demo, environment, free_port, processes_of, run

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for orphans in /proc")

Start = Callable[..., Demo]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[Demo] = []

    def start(*arguments: str, **more: str) -> Demo:
        started.append(Demo(tmp_path, *arguments, only=environment(**more)))
        return started[-1]

    yield start
    for demo in started:
        demo.clean_up()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration loaded once, by a real run; tests work on copies."""
    folder = tmp_path_factory.mktemp("loaded")
    demo = Demo(folder)
    try:
        demo.wait_for("Ctrl-C arrête tout.")
        assert demo.stop(signal.SIGTERM) == 0
    finally:
        demo.clean_up()
    return folder / "levier-demo"


@pytest.fixture
def second(loaded: Path, tmp_path: Path) -> Path:
    """A folder where a demonstration has already run."""
    return Path(shutil.copytree(loaded, tmp_path / "levier-demo"))


def links_kept(folder: Path) -> int:
    """Sign-in links: eight more at each run on the same database."""
    with closing(sqlite3.connect(folder / "levier.sqlite3")) as database:
        (count,) = database.execute("SELECT count(*) FROM accounts_accesslink WHERE purpose = 'sign_in'").fetchone()
    return int(count)


def get(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.status, answer.read().decode()


def test_it_serves_pages_signs_in_each_role_and_stops_without_an_orphan(start: Start, tmp_path: Path) -> None:
    demo = start()
    demo.wait_for("Ctrl-C arrête tout.")

    assert get(f"{demo.url}/compte/login/")[0] == 200
    assert len(demo.links) == 8
    for link in demo.links:
        status, page = get(link)
        assert status == 200
        assert "csrfmiddlewaretoken" in page
    assert _session_opened(demo.links[0])
    assert len(processes_of(tmp_path / "levier-demo")) >= 3, "server, its process, worker"

    assert demo.stop(signal.SIGINT) == 0
    assert demo.output.endswith("Tout est arrêté.")
    assert processes_of(tmp_path / "levier-demo") == []


def _session_opened(link: str) -> bool:
    jar = http.cookiejar.CookieJar()

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args: object) -> None:
            return None

    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), Stay)
    page = browser.open(link, timeout=20).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    data = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1]}).encode()
    with pytest.raises(urllib.error.HTTPError) as answer:
        browser.open(urllib.request.Request(link, data), timeout=20)
    answer.value.close()
    return answer.value.code == 302 and any(cookie.name == "sessionid" for cookie in jar)


def test_a_second_run_finds_the_same_database(start: Start, second: Path) -> None:
    demo = start()
    demo.wait_for("Ctrl-C arrête tout.")

    assert links_kept(second) == 16
    assert "Création" not in demo.output
    assert demo.stop(signal.SIGTERM) == 0
    assert processes_of(second) == []


def test_stopped_in_the_middle_of_its_loading_it_starts_again_from_nothing(start: Start, tmp_path: Path) -> None:
    first = start()
    first.wait_for("Création")
    first.stop(signal.SIGKILL)
    assert json.loads((tmp_path / "levier-demo" / "demo.json").read_text())["state"] == "loading"

    second = start()
    second.wait_for("Ctrl-C arrête tout.")

    assert "Un démarrage précédent s’est arrêté avant la fin" in second.output
    assert len(second.links) == 8


def test_a_worker_that_falls_stops_the_rest_with_a_sentence(start: Start, second: Path) -> None:
    demo = start()
    demo.wait_for("Ctrl-C arrête tout.")
    (worker,) = [pid for pid in processes_of(second) if Path(f"/proc/{pid}/cmdline").read_bytes().endswith(b"worker\0")]

    os.kill(worker, signal.SIGKILL)

    assert demo.process.wait(30) == 2
    demo.wait_for("levier : le travailleur s’est arrêté")
    assert processes_of(second) == []


def test_a_busy_port_is_said_before_anything_is_written(start: Start, tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = run("demo", "--port", str(port), cwd=tmp_path)

    assert answer.returncode == 2
    assert answer.stderr.startswith(f"levier : le port {port} est déjà pris")
    assert answer.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_already_in_use_is_refused(start: Start, second: Path, tmp_path: Path) -> None:
    demo = start()
    demo.wait_for("Ctrl-C arrête tout.")

    answer = run("demo", "--port", str(free_port()), cwd=tmp_path)

    assert answer.returncode == 2
    assert "une démonstration tourne déjà" in answer.stderr


def test_a_real_installation_is_never_touched(tmp_path: Path) -> None:
    folder = tmp_path / "levier-data"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "levier.sqlite3")) as real:
        real.execute("CREATE TABLE precious (id INTEGER)")
    before = (folder / "levier.sqlite3").read_bytes()

    for option in ([], ["--fresh"]):
        answer = run("demo", "--data-dir", str(folder), *option, cwd=tmp_path)
        assert answer.returncode == 2
        assert "n’est pas une démonstration" in answer.stderr

    assert (folder / "levier.sqlite3").read_bytes() == before


def test_fresh_makes_it_again_and_reads_no_setting_of_a_real_installation(start: Start, second: Path) -> None:
    (second / "messages").mkdir(exist_ok=True)
    (second / "messages" / "old.log").touch()

    demo = start(
        "--fresh",
        LEVIER_DATABASE_URL="postgresql://nobody@192.0.2.1/real",
        LEVIER_EMAIL_URL="smtp://192.0.2.1",
        LEVIER_HTTPS="1",
    )
    demo.wait_for("Ctrl-C arrête tout.")

    assert "recréée à neuf" in demo.output
    assert links_kept(second) == 8
    assert not (second / "messages" / "old.log").exists()


@pytest.mark.slow
def test_a_second_run_is_ready_in_less_than_five_seconds(start: Start, second: Path) -> None:
    started = time.monotonic()
    start().wait_for("Levier est prêt")

    assert time.monotonic() - started < 5
