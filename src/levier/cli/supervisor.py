"""Start processes, wait for them, and stop every one of them: nothing started here outlives it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Self

_GRACE_SECONDS = 10.0


@dataclass
class Child:
    """One process, leader of its own group, writing to its own log."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def log_end(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


class Supervisor:
    """Use as a context manager: leaving it stops everything. SIGINT, SIGTERM and SIGHUP ask it to stop."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.stopping = False

    def __enter__(self) -> Self:
        for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(wanted, self._ask_to_stop)
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def _ask_to_stop(self, signum: int, frame: FrameType | None) -> None:
        self.stopping = True

    def start(self, name: str, command: list[str], *, log: Path) -> None:
        """Start one process in a group of its own, so that a Ctrl-C at the terminal reaches it through us alone."""
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own commands
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        self.children.append(Child(name, process, log))

    def fallen(self) -> Child | None:
        """A process that ended by itself, if any."""
        return next((child for child in self.children if child.process.poll() is not None), None)

    def wait(self) -> Child | None:
        """Until asked to stop (``None``), or until a process falls (that one)."""
        while not self.stopping:
            if fallen := self.fallen():
                return fallen
            time.sleep(0.2)
        return None

    def stop(self) -> None:
        """Ask each process to end, then remove whatever is left of its group."""
        for child in self.children:
            if child.process.poll() is None:
                child.process.terminate()
        limit = time.monotonic() + _GRACE_SECONDS
        for child in self.children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, limit - time.monotonic()))
            _kill_group(child.process.pid)
            child.process.wait()
        self.children.clear()


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # nobody left (the latter is how macOS says it)
        return
