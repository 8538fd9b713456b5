"""Nothing personal reaches the logs of a running installation."""

from __future__ import annotations

import logging
from io import StringIO

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client

from levier.config.logs import Discreet

TOKEN = "naymmM7Ts0cXRKz8ZkM7QFiorP_qlxF7UW6isf8R3KM"


def formatted(record: logging.LogRecord) -> str:
    return Discreet("{levelname} {name}: {message}", style="{").format(record)


def test_an_error_is_told_by_where_it_happened_and_not_by_what_it_quotes() -> None:
    def broken() -> None:
        raise DatabaseError("DETAIL: Key (email)=(lea.martin) already exists")

    try:
        broken()
    except DatabaseError as error:
        record = logging.LogRecord(
            "django.request",
            logging.ERROR,
            __file__,
            1,
            "Internal Server Error: %s",
            ("/marches/",),
            (type(error), error, error.__traceback__),
        )

    text = formatted(record)

    assert "DatabaseError" in text
    assert "test_logs.py" in text
    assert "lea.martin" not in text


def test_a_personal_link_and_an_address_are_hidden() -> None:
    record = logging.LogRecord(
        "x", logging.WARNING, __file__, 1, "Forbidden: /connexion/%s/ %s", (TOKEN, "a@b.test"), None
    )

    assert formatted(record) == "WARNING x: Forbidden: /connexion/[lien]/ …"


def test_everything_that_is_logged_goes_through_the_discreet_formatter() -> None:
    assert settings.LOGGING["formatters"]["plain"]["()"] == "levier.config.logs.Discreet"
    for name in ("django", "django.request", "django.server", "django.security", "levier", "allauth"):
        assert logging.getLogger(name).handlers == [], f"{name} has a handler of its own"
    assert any(isinstance(handler.formatter, Discreet) for handler in logging.getLogger().handlers)


@pytest.mark.django_db
def test_a_refused_link_leaves_no_key_in_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    (ours,) = [handler for handler in logging.getLogger().handlers if isinstance(handler.formatter, Discreet)]
    assert isinstance(ours, logging.StreamHandler)
    stream, before = StringIO(), ours.stream
    ours.setStream(stream)
    try:
        assert Client().get(f"/connexion/{TOKEN}/").status_code == 403
    finally:
        ours.setStream(before)

    assert "/connexion/[lien]/" in stream.getvalue()
    assert TOKEN not in stream.getvalue()
