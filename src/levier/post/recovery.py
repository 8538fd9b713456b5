"""Take up what a killed worker had begun: django-tasks-db leaves its task RUNNING for ever.

Every worker beats (``WorkerBeat``) from a thread of its own, even during a long task. A task RUNNING under a worker
silent for ``SILENCE`` goes back to the queue, up to ``MAX_RUNS`` times: a task that kills its workers is not run
for ever. Hence a task may run again from its start, and must bear it.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from .models import WorkerBeat

logger = logging.getLogger(__name__)

BEAT_SECONDS = 10
SILENCE = timedelta(minutes=2)
MAX_RUNS = 3


def beat(worker_id: str) -> None:
    """Say that this worker is alive."""
    WorkerBeat.objects.update_or_create(worker_id=worker_id, defaults={"seen_at": timezone.now()})


class Heart(threading.Thread):
    """Beats until told to stop; a database that does not answer is tried again at the next beat."""

    def __init__(self, worker_id: str) -> None:
        super().__init__(name="heart", daemon=True)
        self.worker_id = worker_id
        self._stopped = threading.Event()

    def run(self) -> None:
        while True:
            try:
                beat(self.worker_id)
            except DatabaseError as error:
                logger.warning("heartbeat not written: %s", type(error).__name__)
                connection.close()
            if self._stopped.wait(BEAT_SECONDS):
                connection.close()
                return

    def stop(self) -> None:
        self._stopped.set()
        self.join(timeout=5)
        WorkerBeat.objects.filter(worker_id=self.worker_id).delete()


def recover_tasks(*, now: datetime) -> int:
    """Put back the tasks of silent workers; give up those that outlived ``MAX_RUNS`` workers. Returns how many."""
    alive = set(WorkerBeat.objects.filter(seen_at__gte=now - SILENCE).values_list("worker_id", flat=True))
    recovered = 0
    # A worker writes its first beat before it takes a task, so one that is absent from ``alive`` is dead.
    for task in DBTaskResult.objects.running().filter(started_at__lt=now - SILENCE):
        if task.worker_ids and task.worker_ids[-1] in alive:
            continue
        unchanged = DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at)
        if len(task.worker_ids) < MAX_RUNS:
            recovered += unchanged.update(status=TaskResultStatus.READY, started_at=None)
            continue
        recovered += unchanged.update(
            status=TaskResultStatus.FAILED,
            finished_at=now,
            exception_class_path="levier.post.recovery.WorkerKilled",
            traceback=f"{MAX_RUNS} workers were killed while running this task.",
        )
        logger.error("task %s given up: %d workers were killed while running it", task.pk, MAX_RUNS)
    WorkerBeat.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    return recovered


class WorkerKilled(Exception):
    """Recorded on a task given up because each of its workers was killed."""
