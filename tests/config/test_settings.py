"""Settings: safe by default, refusing what they cannot read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from levier.config.settings import database, email
from tests.cli.processes import environment


def django_admin(*arguments: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "django", *arguments],
        cwd=cwd,
        env=environment(DJANGO_SETTINGS_MODULE="levier.config.settings", **more),
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_deployment_check_is_clean_with_nothing_but_defaults(tmp_path: Path) -> None:
    answer = django_admin("check", "--deploy", "--fail-level", "WARNING", cwd=tmp_path)

    assert answer.returncode == 0, answer.stderr
    assert "no issues" in answer.stdout + answer.stderr


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    django_admin("check", cwd=tmp_path)
    kept = tmp_path / "levier-data" / "secret.key"
    secret = kept.read_text()
    django_admin("check", cwd=tmp_path)

    assert kept.read_text() == secret
    assert len(secret) > 60
    assert kept.stat().st_mode & 0o777 == 0o600


def test_no_migration_is_missing(tmp_path: Path) -> None:
    answer = django_admin("makemigrations", "--check", "--dry-run", cwd=tmp_path)

    assert answer.returncode == 0, answer.stdout


def test_a_postgresql_address_is_read_whole(tmp_path: Path) -> None:
    read = database("postgresql://l%C3%A9a:p%40ss@db.exemple.test:5433/levier", tmp_path)

    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"], read["NAME"]) == (
        "léa",
        "p@ss",
        "db.exemple.test",
        "5433",
        "levier",
    )


@pytest.mark.parametrize("url", ["mysql://h/x", "postgresql://h", "levier"])
def test_another_database_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="LEVIER_DATABASE_URL"):
        database(url, tmp_path)


def test_a_mail_server_is_spoken_to_in_secret_when_there_is_a_password(tmp_path: Path) -> None:
    clear = email("smtp://relais.exemple.test:25", tmp_path)
    starttls = email("smtp://moi:secret@relais.exemple.test", tmp_path)
    tls = email("smtps://moi:secret@relais.exemple.test", tmp_path)

    assert (clear["EMAIL_USE_TLS"], clear["EMAIL_USE_SSL"], clear["EMAIL_PORT"]) == (False, False, 25)
    assert (starttls["EMAIL_USE_TLS"], starttls["EMAIL_USE_SSL"], starttls["EMAIL_PORT"]) == (True, False, 587)
    assert (tls["EMAIL_USE_TLS"], tls["EMAIL_USE_SSL"], tls["EMAIL_PORT"]) == (False, True, 465)
    with pytest.raises(ValueError, match="LEVIER_EMAIL_URL"):
        email("relais.exemple.test", tmp_path)
