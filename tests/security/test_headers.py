"""Cookies, headers and settings of a real installation; and the eye itself, which must see what it is there to see."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.http import HttpResponse
from django.test import Client

from tests.cast import Cast
from tests.page_checks import header_problems, page_problems

_PAGE = '<!doctype html><html lang="fr"><head><title>Un titre</title></head><body>{}</body></html>'


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ('<p style="color:red">', "<p style=…>"),
        ('<button onclick="go()">', "<button onclick=…>"),
        ("<a href=' javascript:go()'>", "javascript"),
        ("<style>p{}</style>", "<style>"),
        ("<script>go()</script>", "<script> in the page"),
        ('<script src="https://ailleurs.test/a.js"></script>', "taken elsewhere"),
        ('<img src="//ailleurs.test/a.png">', "taken elsewhere"),
        ('<p id="a"><p id="a">', "id twice: a"),
        ('<form method="post"></form>', "CSRF"),
        ("<p>Bonjour None</p>", "leftover"),
        ("<p>{{ name }}</p>", "leftover"),
        ("<p>L&amp;amp;T</p>", "escaped twice"),
    ],
)
def test_the_eye_sees_what_must_not_be_in_a_page(inside: str, said: str) -> None:
    assert any(said in one for one in page_problems(_PAGE.format(inside))), page_problems(_PAGE.format(inside))


def test_the_eye_leaves_a_sound_page_alone() -> None:
    sound = (
        '<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="x"></form>'
        '<script src="/static/a.js" defer></script><script type="application/json">{}</script>'
        '<svg><title>Un graphique</title><path d="M0 0"/></svg><a href="https://ailleurs.test/">Ailleurs</a>'
    )
    assert page_problems(_PAGE.replace("{}", "%s") % sound) == []
    assert page_problems(_PAGE.format("").replace("Un titre", "")) == ["no title"]
    assert page_problems(_PAGE.format("").replace('lang="fr"', "")) == ["lang=''"]


def test_the_eye_reads_headers() -> None:
    assert len(header_problems(HttpResponse("rien"))) == 5


def test_cookies_of_a_session_are_out_of_reach_of_scripts(cast: Cast) -> None:
    client = Client()
    client.get("/compte/login/")
    client.post("/compte/login/", {"login": "buyer@exemple.test", "password": "un mot de passe long"})
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["csrftoken"]["httponly"]
    assert {client.cookies[one]["samesite"] for one in ("sessionid", "csrftoken")} == {"Lax"}


_ASK = """
import json, django
django.setup()
from django.conf import settings
from django.core.checks import run_checks
print(json.dumps({
    "found": [str(one.id) for one in run_checks(include_deployment_checks=True)],
    "secure": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT],
    "debug": settings.DEBUG, "hsts": settings.SECURE_HSTS_SECONDS,
}))
"""


def _installation(folder: Path, **variables: str) -> dict[str, object]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LEVIER_")}
    environment = kept | {
        "DJANGO_SETTINGS_MODULE": "levier.config.settings",
        "LEVIER_DATA_DIR": str(folder),
        **variables,
    }
    done = subprocess.run([sys.executable, "-c", _ASK], env=environment, capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_an_installation_is_safe_without_any_variable_but_the_key_of_what_it_seals(tmp_path: Path) -> None:
    assert _installation(tmp_path / "without")["found"] == ["levier.E001"]
    found = _installation(tmp_path, LEVIER_DATA_KEYS=Fernet.generate_key().decode())
    assert found == {"found": [], "secure": [True, True, True], "debug": False, "hsts": 365 * 24 * 3600}
    assert oct((tmp_path / "secret.key").stat().st_mode)[-3:] == "600"


def test_two_installations_have_two_secrets(tmp_path: Path) -> None:
    for name in ("une", "deux"):
        _installation(tmp_path / name)
    secrets = [(tmp_path / name / "secret.key").read_text() for name in ("une", "deux")]
    assert len(set(secrets)) == 2
    assert min(map(len, secrets)) > 50


def test_a_form_without_its_token_is_refused(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.members["facilitator"].user)
    assert client.post("/roles/", {"membership": cast.members["facilitator"].pk}).status_code == 403


@pytest.mark.parametrize("where", ["https://ailleurs.test/", "//ailleurs.test/", "javascript:go()"])
def test_signing_in_leads_nowhere_else(cast: Cast, where: str) -> None:
    data = {"login": "buyer@exemple.test", "password": "un mot de passe long", "next": where}
    response = Client().post("/compte/login/", data)
    assert response.status_code == 302
    assert response["Location"].startswith("/")
    assert not response["Location"].startswith("//")


def test_a_host_that_is_not_ours_is_refused() -> None:
    assert Client(headers={"host": "ailleurs.test"}).get("/compte/login/").status_code == 400
