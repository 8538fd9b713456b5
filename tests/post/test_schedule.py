"""Periodic jobs: once per turn among all workers, and one that fails spoils no other."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from levier.post import schedule
from levier.post.models import ScheduledRun
from levier.post.schedule import Job, every, in_office_hours

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "REGISTRY", {})


def test_a_job_runs_at_its_first_turn_then_after_its_interval() -> None:
    turns: list[datetime] = []

    @every("test.job", minutes=10)
    def job(*, now: datetime) -> None:
        turns.append(now)

    start = timezone.now()
    for minutes in (0, 1, 9, 10, 15, 21):
        schedule.tick(now=start + timedelta(minutes=minutes))

    assert [(turn - start).total_seconds() / 60 for turn in turns] == [0, 10, 21]


def test_a_job_that_fails_spoils_no_other_and_logs_no_value(caplog: pytest.LogCaptureFixture) -> None:
    ran: list[str] = []

    @every("test.broken", minutes=1)
    def broken(*, now: datetime) -> None:
        raise ValueError("Key (email)=(personne@exemple.test) already exists")

    @every("test.sound", minutes=1)
    def sound(*, now: datetime) -> None:
        ran.append("sound")

    schedule.tick(now=timezone.now())

    assert ran == ["sound"]
    assert "test.broken" in caplog.text
    assert "test_schedule.py" in caplog.text
    assert "personne@exemple.test" not in caplog.text


def test_nothing_starts_once_asked_to_stop() -> None:
    ran: list[str] = []
    every("test.job", minutes=1)(lambda *, now: ran.append("job"))

    assert schedule.tick(now=timezone.now(), stopping=lambda: True) == []
    assert ran == []


def test_a_name_is_registered_once_and_an_interval_is_a_minute_at_least() -> None:
    every("test.job", minutes=1)(lambda *, now: None)

    with pytest.raises(ValueError, match="twice"):
        every("test.job", minutes=1)(lambda *, now: None)
    with pytest.raises(ValueError, match="minute"):
        every("test.other", minutes=0)


def test_an_idle_tick_reads_once_and_writes_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(5):
        every(f"test.{number}", minutes=10)(lambda *, now: None)
    now = timezone.now()
    schedule.tick(now=now)

    with django_assert_num_queries(1):
        schedule.tick(now=now + timedelta(minutes=1))


def _race(claim: object, workers: int = 8) -> int:
    together = threading.Barrier(workers)

    def one() -> bool:
        connection.ensure_connection()
        together.wait()
        try:
            return bool(claim())  # type: ignore[operator]
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return sum(future.result() for future in [pool.submit(one) for _ in range(workers)])


@pytest.mark.django_db(transaction=True)
def test_workers_claiming_one_turn_together_run_it_once() -> None:
    job = Job("test.race", timedelta(minutes=10), lambda *, now: None)
    now = timezone.now()

    assert _race(lambda: schedule.claim(job, now=now)) == 1
    assert _race(lambda: schedule.claim(job, now=now + timedelta(minutes=10))) == 1


@pytest.mark.django_db(transaction=True)
def test_control_reading_the_last_run_first_runs_it_several_times() -> None:
    ScheduledRun.objects.create(name="test.race")
    everyone_has_read = threading.Barrier(8)

    def careless() -> bool:
        run = ScheduledRun.objects.get(name="test.race")
        everyone_has_read.wait()
        if run.last_run_at is not None:
            return False
        run.last_run_at = timezone.now()
        run.save(update_fields=["last_run_at"])
        return True

    assert _race(careless) > 1


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 5, 11), True),
        (date(2026, 5, 14), False),  # Ascension, moves with Easter
        (date(2026, 11, 11), False),
        (date(2026, 4, 3), True),  # Good Friday, a holiday in three départements only
        (date(2026, 11, 14), False),  # a Saturday
    ],
)
def test_nobody_is_written_to_on_a_weekend_or_a_public_holiday(day: date, open_: bool) -> None:
    assert in_office_hours(datetime.combine(day, time(10))) is open_
