"""``levier applies``: the duties of a purchase on a day."""

from __future__ import annotations

import json

from click.testing import CliRunner

from levier.cli import levier

BASE = ["applies", "--buyer", "authority", "--nature", "services"]


def run(*arguments: str):
    return CliRunner().invoke(levier, [*BASE, *arguments])


def duty(output: str) -> dict[str, object]:
    return next(one for one in json.loads(output)["duties"] if one["code"] == "social_condition")


def test_the_duty_binds_from_21_august_2026_above_the_threshold():
    done = run("--amount", "300 000", "--launch", "2026-09-01", "--json")
    assert duty(done.output)["binds"] is True
    assert duty(done.output)["written_reason_required"] is True


def test_a_consultation_launched_the_day_before_is_free():
    done = run("--amount", "300000", "--launch", "20/08/2026", "--on", "2026-08-20", "--json")
    assert duty(done.output)["binds"] is False


def test_an_unknown_launch_date_is_asked_for_not_guessed():
    done = run("--amount", "300000", "--on", "2026-11-22", "--json")
    assert duty(done.output)["binds"] is None
    assert "date de lancement" in " ".join(json.loads(done.output)["missing"])


def test_the_text_marks_what_is_to_be_checked():
    done = run("--amount", "300000", "--launch", "2026-09-01")
    assert "L2112-2-1" in done.output
    assert "(à vérifier)" in done.output


def test_an_impossible_date_is_one_line_and_exit_code_2():
    done = run("--launch", "2026-13-45")
    assert done.exit_code == 2
    assert len(done.output.strip().splitlines()) == 1
