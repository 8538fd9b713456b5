"""``levier calibrate``: the same figures as the screens, from a terminal."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from levier.cli import levier

EURO = ["calibrate", "hours-per-euro", "--basis", "invoiced", "--hours-per-tranche", "1", "--tranche", "2000"]


def run(*arguments: str):
    return CliRunner().invoke(levier, list(arguments))


def test_the_published_example_gives_833_hours_with_its_steps():
    done = run(
        *("calibrate", "labour-share", "--amount", "1 000 000", "--labour-share", "50"),
        *("--insertion-rate", "5 %", "--hourly-cost", "30"),
    )
    assert done.exit_code == 0
    assert "833 h" in done.output.replace("\u00a0", " ")
    assert "500\u202f000\u00a0€" in done.output
    assert "n’a pas de source" in done.output


@pytest.mark.parametrize(("amount", "hours"), [("2699999", 0), ("2700000", 0), ("2702000", 1), ("3500001", 400)])
def test_the_states_ccap_of_2021_gives_the_hours_its_text_implies(amount: str, hours: int):
    done = run(*EURO, "--amount", amount, "--counting", "complete", "--trigger", "2700000", "--json")
    assert float(json.loads(done.output)["hours"]) == hours


@pytest.mark.parametrize("share", ["0.5", "abc", "150", "-3"])
def test_an_unreadable_or_ambiguous_rate_is_one_line_and_exit_code_2(share: str):
    done = run(
        *("calibrate", "labour-share", "--amount", "100000", "--labour-share", share),
        *("--insertion-rate", "5", "--hourly-cost", "30"),
    )
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_the_contract_must_say_how_tranches_are_counted():
    done = run(*EURO, "--amount", "10000")
    assert done.exit_code == 2
    assert "--counting" in done.output


def test_the_body_s_own_floor_replaces_150_hours():
    done = run(
        *("calibrate", "charter-share", "--worked-hours", "1000", "--insertion-rate", "10"),
        *("--minimum-hours", "50", "--json"),
    )
    codes = {warning["code"] for warning in json.loads(done.output)["explanation"]["warnings"]}
    assert "under-minimum" not in codes
