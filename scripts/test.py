"""Everything CI checks, part by part: ``python scripts/test.py all`` (or ``lint``, ``types``, ``layers``, ``slow``).

A part that fails does not hide the others; the last lines say which passed, and the exit code is 1 if any failed.
Installs Chromium with apt when it is missing and we are root; starts a PostgreSQL of its own when none answers.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from postgres import running_postgres

REPOSITORY = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
#: Two processes suit the two cores of a small CI machine, and so do two browsers.
PROCESSES = os.environ.get("LEVIER_TEST_PROCESSES", "2")
#: One group (``tests/conftest.py``: most often a file) stays in one process: what it builds once (a demonstration,
#: a world for every address) is built once. The longest come first.
SHARED_OUT = ("-n", PROCESSES, "--dist", "loadgroup", "--no-loadscope-reorder")
NOT_IN_BROWSER = "not e2e and not slow"


def run(*command: str, **environment: str) -> bool:
    """Run one tool of the environment from the repository; true when it is satisfied."""
    tool = str(BIN / command[0])
    print(f"$ {' '.join(command)}", flush=True)
    return subprocess.run([tool, *command[1:]], cwd=REPOSITORY, env={**os.environ, **environment}).returncode == 0


def lint() -> bool:
    """House style of the code, then of the templates."""
    code = run("ruff", "check", ".")
    formatted = run("ruff", "format", "--check", ".")
    templates = run("djlint", "src", "--extension=html", "--lint", "--quiet")
    return code and formatted and templates


def types() -> bool:
    return run("mypy")


def layers() -> bool:
    return run("lint-imports")


def sqlite() -> bool:
    """Unit, property, process and wheel tests."""
    return run("pytest", "-q", *SHARED_OUT, "-m", NOT_IN_BROWSER, LEVIER_TEST_DATABASE_URL="")


def browser() -> bool:
    """Browser and accessibility tests, one Chromium for each process."""
    return have_chromium() and run("pytest", "-q", *SHARED_OUT, "-m", "e2e and not slow", LEVIER_TEST_DATABASE_URL="")


def postgresql() -> bool | None:
    """Every test of the SQLite part that opens a database (``tests/conftest.py``). ``None`` when it cannot run."""
    with running_postgres() as url:
        if url is None:
            return False if os.environ.get("CI") else None
        print(f"PostgreSQL : {url}", flush=True)
        expression = f"{NOT_IN_BROWSER} and not wheel and not pure"
        return run("pytest", "-q", *SHARED_OUT, "-m", expression, LEVIER_TEST_DATABASE_URL=url)


def slow() -> bool:
    return have_chromium() and run("pytest", "-q", "-m", "slow", LEVIER_TEST_DATABASE_URL="")


def have_chromium() -> bool:
    """Chromium and its driver, installed when they can be."""
    if all(shutil.which(name) for name in ("chromium", "chromedriver")):
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "chromium", "chromium-driver"],
        ):
            subprocess.run(command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, stdout=subprocess.DEVNULL)
        if all(shutil.which(name) for name in ("chromium", "chromedriver")):
            return True
    print(
        "Chromium and chromedriver are missing: install them (on Debian, as root: apt-get install chromium "
        "chromium-driver), then run this again.",
        file=sys.stderr,
    )
    return False


ALL: tuple[Callable[[], bool | None], ...] = (lint, types, layers, sqlite, browser, postgresql)
PARTS = {part.__name__: part for part in (*ALL, slow)}


@contextmanager
def heading(title: str) -> Iterator[None]:
    started = time.monotonic()
    print(f"\n━━ {title} " + "━" * (60 - len(title)), flush=True)
    yield
    print(f"   {title}: {time.monotonic() - started:.0f} s", flush=True)


def main(names: list[str]) -> int:
    unknown = [name for name in names if name != "all" and name not in PARTS]
    if unknown or not names:
        print(f"usage: test.py all | {' | '.join(PARTS)}", file=sys.stderr)
        return 2
    parts = ALL if "all" in names else tuple(PARTS[name] for name in names)
    results: dict[str, bool | None] = {}
    for part in parts:
        with heading(part.__name__):
            results[part.__name__] = part()
    words = {True: "passed", False: "FAILED", None: "NOT RUN"}
    print("\n" + "\n".join(f"{words[passed]:8}{name}" for name, passed in results.items()))
    return 1 if False in results.values() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
