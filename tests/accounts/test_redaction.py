"""The key of a personal link is never written in a log."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from levier.accounts.enums import LinkPurpose
from levier.accounts.links import make_link
from levier.accounts.redaction import HIDDEN, redact
from tests.cast import Cast


def test_a_refused_link_is_logged_without_its_key(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    _, token = make_link(workspace=cast.workspace, purpose=LinkPurpose.STATEMENT, days=1)
    with caplog.at_level(logging.WARNING):
        response = Client().get(f"/connexion/{token}/")
    assert response.status_code == 403
    assert caplog.text
    assert token not in caplog.text
    assert HIDDEN in caplog.text


@pytest.mark.parametrize("path", ["/marches/12/montage/", "/static/levier/css/levier.css", "/attestations/ABCD-1234/"])
def test_ordinary_addresses_are_kept(path: str) -> None:
    assert redact(f"Not Found: {path}") == f"Not Found: {path}"
