"""The bench refuses to print a ratio between answers that differ; it runs without any real notice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parents[3] / "bench/recognition.py"


def test_the_set_and_the_patterns_one_at_a_time_say_the_same_rules(tmp_path: Path) -> None:
    command = [sys.executable, str(BENCH), "--size", "20000", "--hurtful", "4000", "--rounds", "1"]
    environment = {**os.environ, "LEVIER_SHARED": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert "same rules for each text" in done.stdout
    assert "ratio" in done.stdout
