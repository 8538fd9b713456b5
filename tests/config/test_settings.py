"""Settings: safe by default, refusing what they cannot read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from levier.config.settings import data_keys, database, email
from tests.cli.processes import environment, run

#: A real installation is given its key: nothing starts without one.
KEYED = {"LEVIER_DATA_KEYS": "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtISE="}


def django_admin(*arguments: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "django", *arguments],
        cwd=cwd,
        env=environment(DJANGO_SETTINGS_MODULE="levier.config.settings", **more),
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_deployment_check_is_clean_with_nothing_but_defaults_and_a_key(tmp_path: Path) -> None:
    answer = django_admin("check", "--deploy", "--fail-level", "WARNING", cwd=tmp_path, **KEYED)

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
    answer = django_admin("makemigrations", "--check", "--dry-run", cwd=tmp_path, **KEYED)

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


def test_a_demonstration_makes_its_own_data_key_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = data_keys(tmp_path, given=None, may_make=True)
    kept = tmp_path / "data.key"

    assert data_keys(tmp_path, given=None, may_make=True) == first == [kept.read_text()]
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["data.key"]


def test_a_real_installation_is_given_its_data_keys_and_makes_none(tmp_path: Path) -> None:
    assert data_keys(tmp_path, given=" nouvelle , ancienne,", may_make=False) == ["nouvelle", "ancienne"]
    assert data_keys(tmp_path, given=None, may_make=False) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [("serve",), ("worker", "--once")])
@pytest.mark.parametrize(("keys", "sentence"), [("", "LEVIER_DATA_KEYS manque"), ("abc", "clé illisible")])
def test_nothing_starts_without_a_data_key(command: tuple[str, ...], keys: str, sentence: str, tmp_path: Path) -> None:
    answer = run(*command, cwd=tmp_path, LEVIER_DATA_KEYS=keys)

    assert (answer.returncode, answer.stdout) == (2, "")
    assert sentence in answer.stderr
    assert answer.stderr.count("\n") == 1
