"""A PostgreSQL for the tests: the one that answers, else one started for the occasion from installed binaries."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

#: Tried in this order when LEVIER_TEST_PG is not set: local socket, then TCP without a password.
DEFAULTS = ("postgresql:///levier", "postgresql://postgres@127.0.0.1:5432/levier")
#: Safe to lose: it is emptied by the next test.
FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=100")


@contextmanager
def running_postgres() -> Iterator[str | None]:
    """Address of a server where we may create databases; ``None``, said loudly, when there is no way to one."""
    given = os.environ.get("LEVIER_TEST_PG")
    for url in (given,) if given else DEFAULTS:
        if _may_create_databases(url):
            yield url
            return
    if given:
        _loudly(f"no PostgreSQL where we may create databases answers at LEVIER_TEST_PG={given}; starting one")
    binaries = _binaries()
    if binaries is None:
        _loudly(
            "THE SUITE DID NOT RUN ON POSTGRESQL: none answers and its programs are not installed "
            "(on Debian, as root: apt-get install postgresql), or set LEVIER_TEST_PG."
        )
        yield None
        return
    with _started(binaries) as url:
        yield url


def _loudly(sentence: str) -> None:
    line = "!" * 78
    print(f"{line}\n{sentence}\n{line}", file=sys.stderr, flush=True)


def _may_create_databases(url: str) -> bool:
    try:
        with psycopg.connect(url, dbname="postgres", connect_timeout=5) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def _binaries() -> Path | None:
    """Folder of initdb and pg_ctl: the newest version Debian installed, else the one on the path."""
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if versions:
        return max(versions, key=lambda path: float(path.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def _started(binaries: Path) -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="levier-pg-"))
    user = _unprivileged_user()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    port = _free_port()

    def run(program: str, *arguments: str) -> None:
        # PostgreSQL refuses to run as root: then as « postgres » when it exists, else « nobody ».
        identity = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        command = [str(binaries / program), *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **identity)  # type: ignore[call-overload]

    data = str(folder / "data")
    options = " ".join([*FAST, "-c", "listen_addresses=127.0.0.1", "-p", str(port), "-k", str(folder)])
    try:
        run("initdb", "--pgdata", data, "--username=levier", "--auth=trust", "--encoding=UTF8", "--no-sync")
        run("pg_ctl", "start", "--wait", "--pgdata", data, "--log", str(folder / "log"), "--options", options)
        try:
            yield f"postgresql://levier@127.0.0.1:{port}/levier"
        finally:
            run("pg_ctl", "stop", "--pgdata", data, "--mode=fast", "--wait")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged_user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
