"""The worker: a loop that runs the schedule, the background tasks and the messages, in that order.

Any number of them may run, on any number of hosts: everything is claimed in the database. SIGTERM and SIGINT end
the loop after the piece of work in hand.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import time
from types import FrameType

from django.db import close_old_connections, connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker as TaskRunner

from . import delivery, schedule
from .recovery import Heart, beat
from .traces import describe

logger = logging.getLogger(__name__)

_TASKS_PER_TURN = 20


class Worker:
    """One worker process. ``interval`` is the pause between two turns, in seconds."""

    def __init__(self, *, interval: float = 1.0) -> None:
        self.interval = interval
        self.worker_id = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.stopping = False
        self._tasks: TaskRunner | None = None

    def stop(self, signum: int = 0, frame: FrameType | None = None) -> None:
        """Finish the work in hand, then end. Safe in a signal handler: it only sets flags."""
        self.stopping = True
        if self._tasks is not None:
            self._tasks.running = False

    def run_for_ever(self) -> None:
        """Turn until told to stop, through failures of the database."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        schedule.discover()
        heart: Heart | None = None
        try:
            while not self.stopping:
                try:
                    close_old_connections()
                    if heart is None:
                        beat(self.worker_id)  # before the first task: see recover_tasks
                        heart = Heart(self.worker_id)
                        heart.start()
                        logger.info("worker %s ready", self.worker_id)
                    self.turn()
                except Exception as error:  # noqa: BLE001 - the database comes back, and the next turn goes on
                    logger.error("worker turn failed: %s", describe(error))  # noqa: TRY400
                    connections.close_all()
                if not self.stopping:
                    time.sleep(self.interval)
        finally:
            if heart is not None:
                heart.stop()
            connections.close_all()
        logger.info("worker %s stopped", self.worker_id)

    def turn(self) -> None:
        """Everything that is due now, once."""
        schedule.tick(now=timezone.now(), stopping=lambda: self.stopping)
        self._run_tasks()
        delivery.deliver_due(stopping=lambda: self.stopping)

    def _run_tasks(self) -> None:
        if self.stopping:
            return
        self._tasks = TaskRunner(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=_TASKS_PER_TURN,
            worker_id=self.worker_id,
            excluded_queue_names=[],
        )
        if self.stopping:  # asked between the two lines above
            return
        self._tasks.run()
        self._tasks = None


def run_once() -> None:
    """One turn, for an installation that prefers a timer to a service."""
    worker = Worker()
    schedule.discover()
    beat(worker.worker_id)
    worker.turn()
