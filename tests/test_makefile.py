"""What ``make`` says while it works."""

from __future__ import annotations

import subprocess
from pathlib import Path

MAKEFILE = Path(__file__).resolve().parent.parent / "Makefile"


def _demo(folder: Path) -> list[str]:
    command = ["make", "--no-print-directory", "-f", str(MAKEFILE), "demo", f"BIN={folder}", f"UV={folder / 'uv'}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_the_first_demonstration_says_what_it_installs_before_it_does(tmp_path: Path) -> None:
    levier, uv = tmp_path / "levier", tmp_path / "uv"
    uv.write_text(f"#!/bin/sh\necho installed\nprintf '#!/bin/sh\\necho served\\n' > {levier}\nchmod +x {levier}\n")
    uv.chmod(0o755)
    first = _demo(tmp_path)
    assert first[0].startswith("Installing what Levier needs")
    assert first[1:] == ["installed", "served"]
    assert _demo(tmp_path) == ["installed", "served"]
