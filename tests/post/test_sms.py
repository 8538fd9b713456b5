"""Text messages: the same queue and the same claim, through a real HTTP gateway."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import pytest
from pytest_django.fixtures import Settings

from levier.config.settings import sms as sms_settings
from levier.domain.errors import RuleError
from levier.post import sms
from levier.post.delivery import deliver_due
from levier.post.enums import MessageState
from levier.post.messages import queue_sms
from levier.post.models import OutgoingMessage
from tests.cast import Cast


class _Call(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.append((str(self.headers["Authorization"]), body))
        if self.server.cut:
            self.connection.close()
            return
        self.send_response(self.server.answer)
        if 300 <= self.server.answer < 400:
            self.send_header("Location", "/ailleurs")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        return


class Gateway(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Call)
        self.received: list[tuple[str, object]] = []
        self.answer, self.cut = 202, False

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.shutdown()
        self.server_close()


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    with Gateway() as server:
        settings.SMS_LEAVES, settings.SMS_SENDER = True, "http"
        settings.SMS_URL = f"http://127.0.0.1:{server.server_address[1]}/envoi"
        settings.SMS_TEMPLATE = {"messages": [{"dest": "{to}", "corps": "{text}"}], "expediteur": "Levier"}
        settings.SMS_SECRET = "cle"
        yield server


def text(
    cast: Cast, to: str = "06 12 34 56 78", body: str = "Votre dossier : https://exemple.test/x"
) -> OutgoingMessage:
    return queue_sms(workspace_id=cast.workspace.pk, target=cast.contractor, to=to, subject="Votre dossier", body=body)


def test_a_text_message_leaves_once_by_the_gateway_in_its_own_shape(cast: Cast, gateway: Gateway) -> None:
    message = text(cast, body='L’accès "à vous" {to}')
    assert deliver_due() == 1
    assert deliver_due() == 0
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert gateway.received == [
        (
            "Bearer cle",
            {"messages": [{"dest": "+33612345678", "corps": 'L\'accès "à vous" {to}'}], "expediteur": "Levier"},
        )
    ]


@pytest.mark.parametrize(
    ("answer", "state"),
    [(400, MessageState.FAILED), (401, MessageState.QUEUED), (302, MessageState.FAILED), (429, MessageState.QUEUED),
     (503, MessageState.QUEUED), (500, MessageState.UNSURE)],
)  # fmt: skip
def test_a_refusal_is_said_and_a_doubt_is_never_sent_again(
    cast: Cast, gateway: Gateway, answer: int, state: MessageState
) -> None:
    gateway.answer = answer
    message = text(cast)
    deliver_due()
    deliver_due()
    message.refresh_from_db()
    assert message.state == state
    assert len(gateway.received) == 1
    assert "+33" not in message.error


def test_a_line_cut_in_the_middle_is_a_doubt(cast: Cast, gateway: Gateway) -> None:
    gateway.cut = True
    message = text(cast)
    deliver_due()
    message.refresh_from_db()
    assert message.state == MessageState.UNSURE


def test_a_gateway_out_of_reach_leaves_the_message_in_the_queue(
    cast: Cast, gateway: Gateway, settings: Settings
) -> None:
    settings.SMS_URL = "http://127.0.0.1:1/"
    message = text(cast)
    deliver_due()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.QUEUED, 1)


def test_without_a_gateway_a_text_message_is_a_file_and_never_a_line_of_a_log(
    cast: Cast, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SMS_LEAVES, settings.SMS_SENDER, settings.DATA_DIR = True, "console", tmp_path
    text(cast)
    assert deliver_due() == 1
    (kept,) = (tmp_path / "messages").iterdir()
    assert kept.read_text(encoding="utf-8").startswith("+33612345678\n")
    assert "exemple.test" not in caplog.text


def test_where_text_messages_do_not_leave_they_wait(cast: Cast) -> None:
    message = text(cast)
    deliver_due()
    message.refresh_from_db()
    assert message.state == MessageState.QUEUED


@pytest.mark.parametrize("to", ["", "01 23 45 67 89", "personne@exemple.test"])
def test_what_is_not_a_mobile_is_refused_with_its_field(cast: Cast, to: str) -> None:
    with pytest.raises(RuleError) as refusal:
        text(cast, to=to)
    assert refusal.value.field == "phone"


@pytest.mark.parametrize(
    "environ",
    [
        {"LEVIER_SMS_SENDER": "pigeon"},
        {"LEVIER_SMS_SENDER": "http"},
        {"LEVIER_SMS_SENDER": "http", "LEVIER_SMS_URL": "http://exemple.test/"},
        {"LEVIER_SMS_SENDER": "http", "LEVIER_SMS_URL": "https://exemple.test/", "LEVIER_SMS_TEMPLATE": "{"},
        {
            "LEVIER_SMS_SENDER": "http",
            "LEVIER_SMS_URL": "https://exemple.test/",
            "LEVIER_SMS_TEMPLATE": '{"a": "{to}"}',
        },
    ],
)
def test_wrong_settings_are_refused_at_once(environ: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="LEVIER_SMS"):
        sms_settings(environ)


def test_the_usual_template_is_accepted() -> None:
    found = sms_settings({"LEVIER_SMS_SENDER": "http", "LEVIER_SMS_URL": "https://exemple.test/"})
    assert found.template == {"to": "{to}", "text": "{text}"}


def test_costly_signs_have_a_plain_twin() -> None:
    assert sms.plain("L’été « à » 8\u00a0h…") == 'L\'été " à " 8 h...'
