"""A real ``levier worker`` process: it works, stops when asked, and loses nothing when killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from levier.post import recovery
from levier.post.delivery import LEASE
from levier.post.enums import MessageState
from levier.post.models import OutgoingMessage, ScheduledRun, WorkerBeat
from levier.post.worker import Worker
from tests.cast import Cast, make_cast

from .smtp import SmtpServer
from .test_messages import write

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PATIENCE = 40.0


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something real to happen."""
    limit = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > limit:
            pytest.fail(f"never happened: {what}")
        time.sleep(0.05)


@pytest.fixture
def start(smtp: SmtpServer, transactional_db: None, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start worker processes on the database and the mail server of the test."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.live_settings",
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY / "src"), str(REPOSITORY)]),
        "LEVIER_TEST_DATABASE_NAME": str(connection.settings_dict["NAME"]),
        "LEVIER_DATA_DIR": str(tmp_path),
        "LEVIER_EMAIL_URL": f"smtp://127.0.0.1:{smtp.port}",
    }
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "levier", "worker"]
        started.append(subprocess.Popen(command, env=environment, cwd=tmp_path))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


Start = Callable[[], "subprocess.Popen[bytes]"]


def states() -> list[str]:
    return sorted(OutgoingMessage.objects.values_list("state", flat=True))


def test_a_worker_sends_what_waits_and_what_comes_then_stops_when_asked(start: Start, smtp: SmtpServer) -> None:
    cast = make_cast()
    write(cast)
    worker = start()
    until(lambda: states() == [MessageState.SENT], "the first message leaves")
    write(cast)
    until(lambda: states() == [MessageState.SENT] * 2, "the second message leaves")
    assert WorkerBeat.objects.count() == 1
    assert ScheduledRun.objects.filter(name="post.recover", last_run_at__isnull=False).exists()

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(10) == 0
    assert not WorkerBeat.objects.exists()
    assert len(smtp.received) == 2


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_asked_to_stop_while_sending_finishes_that_message(
    start: Start, smtp: SmtpServer, how: signal.Signals
) -> None:
    cast = make_cast()
    write(cast)
    write(cast)
    smtp.may_answer.clear()
    worker = start()
    until(lambda: len(smtp.received) == 1, "the server holds a message")

    worker.send_signal(how)
    time.sleep(0.3)
    smtp.may_answer.set()

    assert worker.wait(10) == 0
    assert states() == [MessageState.QUEUED, MessageState.SENT]


def test_a_worker_killed_while_sending_never_makes_a_second_copy(start: Start, smtp: SmtpServer) -> None:
    cast = make_cast()
    first, second = write(cast), write(cast)
    assert first is not None
    assert second is not None
    smtp.may_answer.clear()
    worker = start()
    until(lambda: len(smtp.received) == 1, "the server has kept the message and not said so")

    worker.kill()
    worker.wait()
    smtp.may_answer.set()
    start(), start()
    until(lambda: MessageState.SENT in states(), "other workers send the message that was not touched")
    assert states() == [MessageState.SENDING, MessageState.SENT]
    OutgoingMessage.objects.filter(pk=first.pk).update(claimed_at=timezone.now() - LEASE - timedelta(seconds=1))
    ScheduledRun.objects.update(last_run_at=None)
    until(lambda: states() == [MessageState.SENT, MessageState.UNSURE], "the lost claim becomes a doubt, said as such")
    time.sleep(2.5)  # two more turns of both workers

    assert sorted(str(received["Message-ID"]).split("-")[1] for received in smtp.received) == sorted(
        [str(first.pk), str(second.pk)]
    )


@task()
def slow_then_mark(folder: str) -> None:
    """A background task that takes its time, and says each time it starts and ends."""
    runs = Path(folder)
    (runs / f"started-{os.getpid()}").touch()
    while not (runs / "go").exists():
        time.sleep(0.05)
    (runs / f"ended-{os.getpid()}").touch()


def test_a_task_whose_worker_is_killed_is_run_again_by_another(start: Start, tmp_path: Path) -> None:
    slow_then_mark.enqueue(str(tmp_path))
    first = start()
    until(lambda: (tmp_path / f"started-{first.pid}").exists(), "the task starts")
    first.kill()
    first.wait()
    (tmp_path / "go").touch()
    second = start()
    assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING

    long_ago = timezone.now() - recovery.SILENCE - timedelta(seconds=1)
    DBTaskResult.objects.update(started_at=long_ago)
    WorkerBeat.objects.exclude(worker_id__contains=f"-{second.pid}-").update(seen_at=long_ago)
    ScheduledRun.objects.update(last_run_at=None)

    until(lambda: DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL, "the task is run again")
    assert (tmp_path / f"ended-{second.pid}").exists()
    assert not (tmp_path / f"ended-{first.pid}").exists()


def running_task(workers: list[str], started_before: timedelta) -> DBTaskResult[..., object]:
    slow_then_mark.enqueue("unused")
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING, worker_ids=workers, started_at=timezone.now() - started_before
    )
    return DBTaskResult.objects.get()


@pytest.mark.django_db
def test_a_long_task_of_a_worker_that_still_beats_is_left_alone() -> None:
    task = running_task(["alive"], timedelta(hours=3))
    recovery.beat("alive")

    assert recovery.recover_tasks(now=timezone.now()) == 0
    task.refresh_from_db()
    assert task.status == TaskResultStatus.RUNNING


@pytest.mark.django_db
def test_a_task_that_outlives_three_workers_is_given_up() -> None:
    task = running_task(["a", "b"], timedelta(hours=1))
    assert recovery.recover_tasks(now=timezone.now()) == 1
    task.refresh_from_db()
    assert task.status == TaskResultStatus.READY

    task = running_task(["a", "b", "c"], timedelta(hours=1)) if DBTaskResult.objects.all().delete() else task
    assert recovery.recover_tasks(now=timezone.now()) == 1
    task.refresh_from_db()
    assert task.status == TaskResultStatus.FAILED


@pytest.mark.django_db
def test_finished_tasks_are_forgotten_after_a_month(cast: Cast) -> None:
    from levier.post.tasks import sweep

    slow_then_mark.enqueue("old")
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now() - timedelta(days=31))
    slow_then_mark.enqueue("waiting")

    sweep(now=timezone.now())

    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_a_stopped_worker_takes_nothing_in_its_turn(smtp: SmtpServer, cast: Cast) -> None:
    write(cast)
    worker = Worker()
    worker.stop()

    worker.turn()

    assert smtp.received == []
