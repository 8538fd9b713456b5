"""Real ``levier`` processes, each in a folder of its own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
LEVIER = (sys.executable, "-m", "levier")
PATIENCE = 120.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """The person's own environment: nothing of the test session but the sources."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LEVIER_", "DJANGO_", "PYTEST_"))}
    return {**kept, "PYTHONPATH": str(REPOSITORY / "src"), "PYTHONUNBUFFERED": "1", **more}


def run(*arguments: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*LEVIER, *arguments], cwd=cwd, env=environment(**more), capture_output=True, text=True, timeout=PATIENCE
    )


class Demo:
    """A running ``levier demo``; its output is read as it comes."""

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        command: Sequence[str] = LEVIER,
        only: dict[str, str] | None = None,
    ) -> None:
        self.folder, self.port = folder, free_port()
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [*command, "demo", "--port", str(self.port), *arguments],
            cwd=folder,
            env=environment() if only is None else only,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
        self.process.stdout.close()

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def links(self) -> list[str]:
        return re.findall(r"http://\S+/connexion/\S+", self.output)

    def wait_for(self, text: str) -> None:
        limit = time.monotonic() + PATIENCE
        while text not in self.output:
            if self.process.poll() is not None:
                self._reader.join(5)
                if text in self.output:
                    return
                pytest.fail(f"ended with {self.process.returncode} before « {text} »:\n{self.output}")
            if time.monotonic() > limit:
                pytest.fail(f"never said « {text} »:\n{self.output}")
            time.sleep(0.05)

    def stop(self, how: int) -> int:
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        self._reader.join(5)
        return code

    def clean_up(self) -> None:
        """Whatever the test did, leave no process of this folder behind."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for pid in processes_of(self.folder):
            os.kill(pid, 9)
        self._reader.join(5)


def processes_of(folder: Path) -> list[int]:
    """Every live process whose demonstration folder is inside ``folder``, whoever its parent is."""
    wanted = f"LEVIER_DATA_DIR={folder.resolve()}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if wanted in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return sorted(found)
