"""``levier check`` on a live database: silent on a sound one, exact on a broken one."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection

from levier.accounts.services import invite_member
from levier.cli.check import check, checks
from levier.domain.vocabulary import Role
from levier.journal import append_only
from levier.journal.models import JournalEntry
from levier.post.models import OutgoingMessage
from tests.cast import Cast

from .processes import run

KEY = "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtISE="


def violations() -> list[str]:
    return [sentence for _name, violated in checks() for sentence in violated()]


def two_lines(cast: Cast) -> None:
    for name in ("un", "deux"):
        invite_member(
            actor=cast.actor("admin"), email=f"{name}@exemple.test", full_name=name.title(), role=Role.FACILITATOR
        )


@pytest.mark.django_db
def test_a_sound_database_has_nothing_to_say(cast: Cast) -> None:
    two_lines(cast)

    answer = CliRunner().invoke(check)

    assert answer.exit_code == 0
    assert answer.output.startswith("Tout est en ordre")


@pytest.mark.django_db
def test_a_line_of_the_journal_changed_behind_its_back_is_found(cast: Cast) -> None:
    two_lines(cast)
    append_only.remove(connection, JournalEntry)
    JournalEntry.objects.filter(sequence=1).update(action="accounts.nothing.happened")
    append_only.install(connection, JournalEntry)

    answer = CliRunner().invoke(check, ["--json"])

    assert answer.exit_code == 1
    (found,) = json.loads(answer.output)["violations"]
    assert "la ligne 1 a été modifiée" in found
    assert str(cast.workspace.pk) in found


@pytest.mark.django_db
def test_a_missing_lock_is_found_and_said_by_name(cast: Cast) -> None:
    append_only.remove(connection, JournalEntry)

    answer = CliRunner().invoke(check)

    assert answer.exit_code == 1
    assert answer.output.count("journal_journalentry_no_") == 2


@pytest.mark.django_db
def test_messages_that_nobody_sends_are_found(cast: Cast) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from tests.post.test_messages import write

    write(cast)
    assert violations() == []
    OutgoingMessage.objects.update(next_attempt_at=timezone.now() - timedelta(hours=2))

    assert ["levier worker" in sentence for sentence in violations()] == [True]


def test_from_the_command_line_on_a_real_folder(tmp_path: Path) -> None:
    folder = {"LEVIER_DATA_DIR": str(tmp_path / "data"), "LEVIER_HTTPS": "0", "LEVIER_DATA_KEYS": KEY}

    absent = run("check", cwd=tmp_path, **folder)
    assert absent.returncode == 2
    assert not (tmp_path / "data" / "levier.sqlite3").exists()

    (tmp_path / "data" / "levier.sqlite3").touch()
    empty = run("check", cwd=tmp_path, **folder)
    assert empty.returncode == 1
    assert "levier migrate" in empty.stdout

    assert run("migrate", cwd=tmp_path, **folder).returncode == 0
    sound = run("check", "--json", cwd=tmp_path, **folder)
    assert sound.returncode == 0, sound.stdout + sound.stderr
    assert json.loads(sound.stdout)["violations"] == []

    (keyless,) = json.loads(run("check", "--json", cwd=tmp_path, **folder | {"LEVIER_DATA_KEYS": ""}).stdout)[
        "violations"
    ]
    assert "LEVIER_DATA_KEYS manque" in keyless

    with sqlite3.connect(tmp_path / "data" / "levier.sqlite3") as database:
        database.execute("DROP TRIGGER journal_journalentry_no_update")
    database.close()
    assert run("check", cwd=tmp_path, **folder).returncode == 1
