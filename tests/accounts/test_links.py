"""Personal links: one purpose, one organisation, until a date; the token alone is never kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.utils import timezone

import levier
from levier.accounts import services
from levier.accounts.actor import Actor
from levier.accounts.enums import LinkPurpose
from levier.accounts.links import make_link, open_link
from levier.accounts.models import AccessLink
from levier.accounts.perms import READ_JOURNAL, permission
from levier.domain.errors import NotAllowed
from tests.cast import Cast

DECLARE = permission("tests.declare", "Déclarer", [], links=[LinkPurpose.STATEMENT])


def sign_in(cast: Cast, who: str = "buyer", days: int = 7) -> str:
    user = cast.members[who].user
    user.set_unusable_password()
    user.save()
    _, token = make_link(workspace=cast.workspace, purpose=LinkPurpose.SIGN_IN, days=days, user=user)
    return token


def test_the_token_is_not_kept(cast: Cast) -> None:
    token = sign_in(cast)
    assert token not in str(AccessLink.objects.values_list().get())


def test_a_link_signs_in_only_after_a_click(cast: Cast) -> None:
    path = f"/connexion/{sign_in(cast)}/"
    client = Client()
    page = client.get(path)
    assert page.status_code == 200
    assert "Prénom Buyer" in page.content.decode()
    assert client.get("/annuaire/").status_code == 302, "looking opens no session"
    assert client.post(path).status_code == 302
    assert client.get("/annuaire/").status_code == 200


def test_a_link_does_not_go_round_the_password_once_chosen(cast: Cast) -> None:
    path, user = f"/connexion/{sign_in(cast)}/", cast.members["buyer"].user
    user.set_password("une phrase assez longue")
    user.save()
    client = Client()
    for answer in (client.get(path), client.post(path)):
        assert (answer.status_code, answer["Location"]) == (302, "/compte/login/")
    assert client.get("/annuaire/").status_code == 302


@pytest.fixture
def still_clock() -> Iterator[None]:
    """A code holds for thirty seconds: without this, a test may begin in one half minute and end in the next."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.mark.usefixtures("still_clock")
@pytest.mark.parametrize("demo", [False, True])
def test_a_link_does_not_go_round_a_second_factor(cast: Cast, settings: Any, demo: bool) -> None:
    settings.DEMO = demo
    path, user = f"/connexion/{sign_in(cast)}/", cast.members["buyer"].user
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client = Client()
    answer = client.post(path)
    assert (answer.status_code, answer["Location"]) == (302, "/compte/2fa/authenticate/")
    assert client.get("/annuaire/").status_code == 302, "half signed in is not signed in"
    assert client.post(answer["Location"], {"code": "000000"}).status_code == 200
    assert client.get("/annuaire/").status_code == 302
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post(answer["Location"], {"code": code})["Location"] == "/"
    assert client.get("/annuaire/").status_code == 200


def test_signing_in_rests_on_what_allauth_publishes() -> None:
    """What it calls internal may move with any release, and take the second factor of a link with it."""
    sources = Path(levier.__file__).parent.rglob("*.py")
    assert [path.name for path in sources if re.search(r"allauth[\w.]*\.internal", path.read_text())] == []


def test_every_dead_link_says_the_same_thing(cast: Cast) -> None:
    alive = sign_in(cast)
    revoked = sign_in(cast)
    services.revoke_link(actor=cast.facilitator, link=AccessLink.objects.latest("pk"))
    _, other_purpose = make_link(
        workspace=cast.workspace, purpose=LinkPurpose.STATEMENT, days=7, organisation_id=cast.contractor.pk
    )
    _, nobody = make_link(workspace=cast.workspace, purpose=LinkPurpose.SIGN_IN, days=7)
    for token in (alive[:-1] + ("a" if alive[-1] != "a" else "b"), revoked, other_purpose, nobody, "x"):
        for answer in (Client().get(f"/connexion/{token}/"), Client().post(f"/connexion/{token}/")):
            assert answer.status_code == 403
            assert "Ce lien n’est plus valable" in answer.content.decode()
            assert "Lien non valable" in answer.text
            assert "un lien plus récent l’a remplacé" in answer.text
            assert "Action non permise" not in answer.text
            assert "me connecter" in answer.text


def test_a_link_dies_on_its_day(cast: Cast) -> None:
    token = sign_in(cast, days=7)
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        assert Client().get(f"/connexion/{token}/").status_code == 403


def test_a_closed_account_does_not_sign_in(cast: Cast) -> None:
    token = sign_in(cast)
    user = cast.members["buyer"].user
    user.is_active = False
    user.save()
    assert Client().post(f"/connexion/{token}/").status_code == 403


def test_a_link_opens_one_purpose(cast: Cast) -> None:
    _, token = make_link(
        workspace=cast.workspace, purpose=LinkPurpose.STATEMENT, days=1, organisation_id=cast.contractor.pk
    )
    link = open_link(token, LinkPurpose.STATEMENT)
    assert link.organisation == cast.contractor
    with pytest.raises(NotAllowed):
        open_link(token, LinkPurpose.CALL_OFFS)
    link.refresh_from_db()
    assert link.last_used_at is not None


def test_the_holder_of_a_link_may_do_what_its_purpose_opens_and_nothing_else(cast: Cast) -> None:
    link, _ = make_link(
        workspace=cast.workspace, purpose=LinkPurpose.STATEMENT, days=1, organisation_id=cast.contractor.pk
    )
    other, _ = make_link(
        workspace=cast.workspace, purpose=LinkPurpose.CALL_OFFS, days=1, organisation_id=cast.contractor.pk
    )
    holder = Actor.from_link(link)
    assert holder.may(DECLARE)
    assert not Actor.from_link(other).may(DECLARE)
    assert not holder.may(READ_JOURNAL)
    assert not holder.sees_whole_workspace
    assert holder.organisation_id == cast.contractor.pk


def test_a_link_is_no_session(cast: Cast) -> None:
    _, token = make_link(
        workspace=cast.workspace, purpose=LinkPurpose.STATEMENT, days=1, organisation_id=cast.contractor.pk
    )
    client = Client()
    client.get(f"/connexion/{token}/")
    assert client.get("/annuaire/").status_code == 302


def test_only_the_team_revokes(cast: Cast) -> None:
    link, token = make_link(workspace=cast.workspace, purpose=LinkPurpose.SIGN_IN, days=1)
    for who in ("buyer", "stranger"):  # the stranger is a facilitator of another workspace
        with pytest.raises(NotAllowed):
            services.revoke_link(actor=cast.actor(who), link=link)
    services.revoke_link(actor=cast.facilitator, link=link)
    services.revoke_link(actor=cast.facilitator, link=link)
    with pytest.raises(NotAllowed):
        open_link(token, LinkPurpose.SIGN_IN)
