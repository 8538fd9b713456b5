"""What starts a visit: the worker's schedule, and ``levier watch pull``."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone
from pytest_django.fixtures import Settings

from levier.cli.watch_pull import pull
from levier.post import schedule
from levier.watch import tasks
from levier.watch.models import StoredNotice

from .configurations import at
from .fake_sources import RECORDS, SEARCH, Answer, FakeSources
from .publications import contracts, notices, records

pytestmark = pytest.mark.django_db


def recent(sources: FakeSources) -> None:
    day = timezone.localdate() - timedelta(days=2)
    sources.data.records = records(3, first=day)
    sources.data.notices = notices(2, first=day)
    sources.data.files["contracts"] = {"decp.json": contracts(4)}


def test_nothing_is_called_by_itself_unless_the_installation_says_so(sources: FakeSources, settings: Settings) -> None:
    assert settings.WATCH.periodic == ()  # the tests' own settings
    settings.WATCH = at(sources.host)
    tasks.pull(now=timezone.now())
    assert sources.requests == []


def test_the_sources_named_are_visited_twice_a_day(sources: FakeSources, settings: Settings) -> None:
    recent(sources)
    settings.WATCH = at(sources.host, periodic=("boamp", "ted"))
    now = timezone.now()
    tasks.pull(now=now)
    assert StoredNotice.objects.count() == 5
    asked = len(sources.requests)
    tasks.pull(now=now + timedelta(hours=6))
    assert len(sources.requests) == asked
    tasks.pull(now=now + timedelta(hours=12))
    assert len(sources.requests) > asked


def test_it_is_one_of_the_jobs_of_the_worker() -> None:
    assert schedule.REGISTRY["watch.pull"].interval == timedelta(minutes=10)


def test_the_command_tells_what_it_did_and_goes_on_after_a_source_that_fails(
    sources: FakeSources, settings: Settings
) -> None:
    recent(sources)
    settings.WATCH = at(sources.host, attempts=1)
    sources.trouble(SEARCH, Answer(500))
    done = CliRunner().invoke(pull, [])
    assert "BOAMP : 3 ajoutés, 0 mis à jour, 0 déjà là." in done.stdout
    assert "DECP : 4 ajoutés" in done.stdout
    assert "répond par une erreur 500" in done.stderr
    assert "relancez la commande" in done.stderr
    assert done.exit_code == 1
    done = CliRunner().invoke(pull, ["--source", "ted", "--source", "boamp", "--json"])
    assert [(one["source"], one["added"], one["known"]) for one in json.loads(done.stdout)] == [
        ("ted", 2, 0), ("boamp", 0, 3),
    ]  # fmt: skip
    assert done.exit_code == 0


def test_a_day_to_come_is_refused(sources: FakeSources, settings: Settings) -> None:
    settings.WATCH = at(sources.host)
    done = CliRunner().invoke(pull, ["--since", f"{timezone.localdate() + timedelta(days=1)}"])
    assert "dans l’avenir" in done.stderr
    assert not sources.asked(RECORDS)
