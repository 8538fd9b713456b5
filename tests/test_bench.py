"""The benches run, and refuse to print a ratio between answers that differ."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent / "bench"


def test_three_ways_of_matching_answer_the_same() -> None:
    size = ["--people", "300", "--offers", "12", "--top", "5", "--loop-offers", "12", "--join-offers", "12"]
    command = [sys.executable, str(BENCH / "matching.py"), *size]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "ratio" in done.stdout
    assert "same lists, scores included" in done.stdout


def test_a_sheet_of_hours_is_read_whole_before_its_time_is_compared() -> None:
    command = [sys.executable, str(BENCH / "hours_sheet.py"), "--lines", "400", "--contracts", "2", "--rounds", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "ratio" in done.stdout
    assert "same rows, and 2,950.00 h on both sides" in done.stdout


def test_the_ranking_page_names_whom_scoring_everybody_names() -> None:
    command = [sys.executable, str(BENCH / "ranking_page.py"), "--people", "700", "--offers", "4", "--checked", "4"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "ratio" in done.stdout
    assert "same people, order and scores on the 4 offers" in done.stdout


def test_alerts_find_what_their_definition_and_tantivy_find() -> None:
    size = [
        "--notices",
        "130",
        "--alerts",
        "300",
        "--many",
        "600",
        "--rounds",
        "1",
        "--checked",
        "400",
        "--without-postgresql",
    ]
    command = [sys.executable, str(BENCH / "alerts.py"), *size]
    invented = {**os.environ, "LEVIER_SHARED": str(BENCH / "none")}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=invented)
    assert "same counts" in done.stdout
    assert "cost of a pair" in done.stdout


def test_a_document_of_contracts_gives_the_same_streamed_and_loaded_whole() -> None:
    command = [sys.executable, str(BENCH / "decp.py"), "--megabytes", "1", "--rounds", "1"]
    invented = {**os.environ, "LEVIER_SHARED": str(BENCH / "none")}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=invented)
    assert "one invented, repeated" in done.stdout
    assert "the same contracts by hash" in done.stdout


def test_search_finds_what_the_bare_index_finds() -> None:
    command = [sys.executable, str(BENCH / "search.py"), "--notices", "900", "--rounds", "1", "--invented"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "ratio" in done.stdout
    assert "same notices on every query" in done.stdout
