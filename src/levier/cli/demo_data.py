"""The folder of a demonstration: whose it is, whether it is whole, and how it is made again.

``demo.json`` is written before the database is created (« loading ») and again once it is loaded (« ready »).
A database without it is not ours and is never touched.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

import click

PACKAGE = Path(__file__).resolve().parent.parent


def schema_digest() -> str:
    """Digest of every migration of the package: two versions with the same one share their tables."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@dataclass(frozen=True)
class DemoFolder:
    path: Path

    @property
    def database(self) -> Path:
        return self.path / "levier.sqlite3"

    @property
    def _marker(self) -> Path:
        return self.path / "demo.json"

    def lock(self) -> IO[str]:
        """Hold the folder for one demonstration at a time; the lock falls with the process."""
        self.path.mkdir(parents=True, exist_ok=True)
        held = (self.path / "demo.lock").open("w")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            held.close()
            raise click.ClickException(
                f"une démonstration tourne déjà dans « {self.path} » : arrêtez-la (Ctrl-C) ou choisissez --data-dir."
            ) from None
        return held

    def check_ours(self) -> None:
        """Refuse a folder that holds a real installation."""
        if self.database.exists() and not self._marker.exists():
            raise click.ClickException(
                f"« {self.path} » contient une base qui n’est pas une démonstration : choisissez un autre --data-dir."
            )

    def reason_to_rebuild(self, *, fresh: bool) -> str | None:
        """Why the database must be made again, as a sentence; ``""`` the first time; ``None`` when it is whole."""
        if not self._marker.exists():
            return ""
        if fresh:
            return "La démonstration est recréée à neuf."
        told = self._read()
        if told.get("state") != "ready" or not self.database.exists():
            return "Un démarrage précédent s’est arrêté avant la fin : la démonstration est reconstruite."
        if told.get("schema") != schema_digest():
            return "La démonstration vient d’une autre version de Levier : elle est reconstruite."
        return None

    def empty(self) -> None:
        """Remove what a demonstration wrote, and nothing else."""
        self._write("loading", None)
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{self.database}{suffix}").unlink(missing_ok=True)
        for folder in ("files", "messages"):
            shutil.rmtree(self.path / folder, ignore_errors=True)

    def mark_ready(self, *, today: date) -> None:
        self._write("ready", today)

    def loaded_on(self) -> date | None:
        """Day the demonstration was loaded; its dates are relative to it."""
        try:
            return date.fromisoformat(self._read().get("loaded_on") or "")
        except ValueError:
            return None

    def _read(self) -> dict[str, str | None]:
        try:
            told = json.loads(self._marker.read_text())
        except (OSError, ValueError):  # cut short while it was written
            return {}
        return told if isinstance(told, dict) else {}

    def _write(self, state: str, today: date | None) -> None:
        told = {"state": state, "schema": schema_digest(), "loaded_on": today.isoformat() if today else None}
        draft = self._marker.with_suffix(".tmp")
        draft.write_text(json.dumps(told))
        draft.replace(self._marker)
