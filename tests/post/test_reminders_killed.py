"""Real workers killed with -9 in the middle of reminders: each company is written to once, and nobody is forgotten."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from levier.delivery.models import HoursStatement, Obligation, StatementChase
from levier.delivery.selectors.silence import to_remind
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.post.enums import MessageState
from levier.post.models import OutgoingMessage, ScheduledRun
from tests.cast import Cast, make_cast
from tests.delivery.hours_world import World, make_world

from .smtp import SmtpServer
from .test_worker import REPOSITORY, Start, start, until  # noqa: F401 - a fixture

COMPANIES = 8


def late_companies(cast: Cast) -> World:
    """Companies of one contract, each late with its month, none reminded yet."""
    world = make_world(cast, people=0)
    # Over: the workers' own schedule has no other month to ask for.
    Obligation.objects.update(ends_on=date(2026, 3, 31))
    long_ago = timezone.now() - timedelta(days=30)
    for rank in range(COMPANIES):
        company = Organisation.objects.create(
            workspace=cast.workspace, kind=OrganisationKind.STRUCTURE, name=f"Entreprise {rank} (fictive)",
            email=f"entreprise{rank}@exemple.test",
        )  # fmt: skip
        HoursStatement.objects.create(
            obligation=world.obligation, declarant=company, month=date(2026, 3, 1), due_on=date(2026, 4, 10),
            requested_at=long_ago,
        )  # fmt: skip
    return world


#: The job of the schedule, whatever the hour of the machine, then the messages: what a worker's turn does.
TURN = """
import os, django
django.setup()
from datetime import timedelta
from django.utils import timezone
from levier.delivery import tasks
from levier.post import delivery
now = timezone.localtime()
while now.weekday() >= 5 or now.hour not in range(8, 18):
    now += timedelta(hours=1)
real = tasks.remind_statement
def one_at_a_time(**values):
    found = real(**values)
    print("reminded", flush=True)
    if os.environ.get("WAIT"):
        import time
        time.sleep(60)
    return found
tasks.remind_statement = one_at_a_time
tasks.remind_late(now=now)
print("done", flush=True)
{send}
"""
#: What sending would be without the claim: the two orders there are.
SEND_THEN_MARK = """
from levier.post.models import OutgoingMessage
from django.core.mail import get_connection
server = get_connection()
for message in OutgoingMessage.objects.filter(state="queued").order_by("pk"):
    delivery.as_email(message, server).send()
    OutgoingMessage.objects.filter(pk=message.pk).update(state="sent")
"""
MARK_THEN_SEND = """
from levier.post.models import OutgoingMessage
from django.core.mail import get_connection
server = get_connection()
for message in OutgoingMessage.objects.filter(state="queued").order_by("pk"):
    OutgoingMessage.objects.filter(pk=message.pk).update(state="sent")
    print("marked", flush=True)
    if os.environ.get("WAIT"):
        import time
        time.sleep(60)
    delivery.as_email(message, server).send()
"""


@pytest.fixture
def turn(smtp: SmtpServer, transactional_db: None, tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """A process that does one turn, on the database and the mail server of the test."""

    def begin(send: str = "", *, wait: bool = False) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.live_settings",
            "PYTHONPATH": os.pathsep.join([str(REPOSITORY / "src"), str(REPOSITORY)]),
            "LEVIER_TEST_DATABASE_NAME": str(connection.settings_dict["NAME"]),
            "LEVIER_DATA_DIR": str(tmp_path),
            "LEVIER_EMAIL_URL": f"smtp://127.0.0.1:{smtp.port}",
            **({"WAIT": "1"} if wait else {}),
        }
        command = [sys.executable, "-c", TURN.format(send=send)]
        return subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, text=True)

    return begin


Turn = Callable[..., "subprocess.Popen[str]"]


def kill_once_it_said(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == word:
            break
    process.kill()
    process.wait()
    process.stdout.close()


def to_the_end(process: subprocess.Popen[str]) -> None:
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0, out


def received(smtp: SmtpServer) -> Counter[str]:
    return Counter(str(message["To"]) for message in smtp.received)


def test_killed_while_it_writes_them_then_while_it_sends_them_each_company_is_reminded_once(
    turn: Turn,
    start: Start,  # noqa: F811
    smtp: SmtpServer,
) -> None:
    late_companies(make_cast())
    kill_once_it_said(turn(wait=True), "reminded")
    assert 1 <= OutgoingMessage.objects.count() < COMPANIES
    assert StatementChase.objects.count() == OutgoingMessage.objects.count()
    to_the_end(turn())
    assert OutgoingMessage.objects.count() == COMPANIES

    smtp.may_answer.clear()
    worker = start()
    until(lambda: len(smtp.received) == 1, "the server has kept the first reminder and not said so")
    worker.kill()
    worker.wait()
    smtp.may_answer.set()
    start(), start()
    until(lambda: len(smtp.received) == COMPANIES, "the other workers send the others")
    until(
        lambda: OutgoingMessage.objects.filter(state=MessageState.SENT).count() == COMPANIES - 1,
        "and write that they did",
    )
    to_the_end(turn())

    assert set(received(smtp).values()) == {1}
    assert len(received(smtp)) == COMPANIES
    assert HoursStatement.objects.filter(reminders=1).count() == COMPANIES
    assert OutgoingMessage.objects.filter(state=MessageState.SENDING).count() == 1  # a doubt, said as such later


def test_the_control_sending_then_marking_without_a_claim_writes_twice(turn: Turn, smtp: SmtpServer) -> None:
    late_companies(make_cast())
    smtp.may_answer.clear()
    process = turn(SEND_THEN_MARK)
    until(lambda: len(smtp.received) == 1, "the server has kept the first reminder and not said so")
    process.kill()
    process.communicate()
    smtp.may_answer.set()
    to_the_end(turn(SEND_THEN_MARK))
    assert max(received(smtp).values()) == 2


def test_the_control_marking_then_sending_without_a_claim_loses_one_silently(turn: Turn, smtp: SmtpServer) -> None:
    late_companies(make_cast())
    process = turn(MARK_THEN_SEND)
    assert process.stdout is not None
    to_the_end(process)
    smtp.received.clear()
    OutgoingMessage.objects.update(state=MessageState.QUEUED)
    kill_once_it_said(turn(MARK_THEN_SEND, wait=True), "marked")
    to_the_end(turn(MARK_THEN_SEND))
    assert len(received(smtp)) == COMPANIES - 1
    assert not OutgoingMessage.objects.exclude(state=MessageState.SENT).exists()  # and nobody is told


def test_two_workers_whose_turn_comes_together_remind_each_company_once(turn: Turn) -> None:
    cast = make_cast()
    late_companies(cast)
    for process in [turn(), turn(), turn()]:
        to_the_end(process)
    assert set(HoursStatement.objects.values_list("reminders", flat=True)) == {1}
    assert OutgoingMessage.objects.count() == COMPANIES
    assert to_remind(workspace=cast.workspace, now=timezone.now()) == []
    assert not ScheduledRun.objects.exists()  # the claim of the schedule was not even needed
