"""The door for mail providers: closed without a secret, and open only to what is signed and fresh."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from levier.post.bounces.webhook import FRESH, parse, sign
from levier.post.enums import MessageState
from levier.post.models import DeadAddress, OutgoingMessage
from levier.post.references import reference_of
from tests.cast import Cast

from .dsn_samples import notification
from .test_messages import write

DOOR = "/retours/courriels/"
SECRET = "un secret partagé"


@pytest.fixture(autouse=True)
def _secret(settings: Settings) -> None:
    settings.BOUNCE_SECRET = SECRET
    cache.clear()


@pytest.fixture
def message(cast: Cast) -> OutgoingMessage:
    found = write(cast)
    assert found is not None
    OutgoingMessage.objects.update(state=MessageState.SENT)
    return found


def call(body: bytes, *, header: str | None = None, kind: str = "application/json", at: float | None = None) -> Any:
    signature = sign(body, secret=SECRET, at=int(time.time() if at is None else at)) if header is None else header
    # As a program calls: no cookie, no CSRF token.
    client = Client(enforce_csrf_checks=True)
    return client.post(DOOR, body, content_type=kind, headers={"x-levier-signature": signature})


def events(message: OutgoingMessage, **changes: object) -> bytes:
    event = {"message_id": f"<{reference_of(message)}@exemple.test>", "status": "5.1.1", "autre": 1, **changes}
    return json.dumps({"events": [event]}).encode()


def test_events_signed_with_the_secret_are_taken(message: OutgoingMessage) -> None:
    assert call(events(message)).status_code == 204
    assert DeadAddress.objects.get().address == "personne@exemple.test"


def test_a_notification_itself_is_taken(message: OutgoingMessage) -> None:
    assert call(notification(reference_of(message)), kind="message/rfc822").status_code == 204
    assert DeadAddress.objects.exists()


def test_without_a_secret_there_is_no_such_page(message: OutgoingMessage, settings: Settings) -> None:
    settings.BOUNCE_SECRET = ""
    assert call(events(message)).status_code == 404
    assert not DeadAddress.objects.exists()


@pytest.mark.parametrize("header", ["", "t=1,v1=00", "v1=" + "0" * 64, "t=1,v1=" + "0" * 64, "é"])
def test_a_wrong_signature_is_refused(message: OutgoingMessage, header: str) -> None:
    assert call(events(message), header=header).status_code == 403
    assert not DeadAddress.objects.exists()


def test_a_signature_of_another_body_or_another_secret_is_refused(message: OutgoingMessage) -> None:
    body, now = events(message), int(time.time())
    for header in (sign(b"{}", secret=SECRET, at=now), sign(body, secret="autre", at=now)):
        assert call(body, header=header).status_code == 403


@pytest.mark.parametrize("late", [-FRESH - 5, FRESH + 5])
def test_a_request_copied_and_played_again_later_is_refused(message: OutgoingMessage, late: int) -> None:
    assert call(events(message), at=time.time() + late).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"events": 3}',
        b'{"events": [3]}',
        b'{"events": [{}]}',
        b"\xff",
        b'{"events": null}',
        b"[" * 9999,
    ],
)
def test_what_is_signed_and_makes_no_sense_is_refused_without_a_crash(body: bytes) -> None:
    assert call(body).status_code == 400


def test_only_a_message_of_ours_is_heard_of(message: OutgoingMessage) -> None:
    for said in ("x", "<levier-1-20260413090000-00000000000000000000@a>", "", None):
        assert call(events(message, message_id=said)).status_code == 204
    assert not DeadAddress.objects.exists()


def test_too_large_a_body_is_refused_before_it_is_read() -> None:
    assert call(b"x" * (300 * 1024)).status_code == 413


def test_somebody_who_tries_signatures_is_stopped(message: OutgoingMessage) -> None:
    answers = [call(events(message), header="t=1,v1=" + "0" * 64).status_code for _ in range(40)]
    assert answers[0] == 403
    assert answers[-1] == 429
    assert call(events(message)).status_code == 204  # and does not stop those who hold the secret


def test_reading_the_door_shows_nothing() -> None:
    assert Client().get(DOOR).status_code == 405


def test_events_beyond_the_five_hundredth_wait_for_another_call(message: OutgoingMessage) -> None:
    one = json.loads(events(message))["events"][0]
    assert len(parse(json.dumps({"events": [one] * 600}).encode(), content_type="application/json")) == 500
