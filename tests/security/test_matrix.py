"""Who opens which page: the matrix written by hand against what the application answers."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from levier.journal.models import JournalEntry
from tests.security.addresses import ADDRESSES, Address
from tests.security.matrix import ACCOUNT, EVERYONE, MATRIX, NARROW, PUBLIC, ROLES
from tests.security.record import photograph, written
from tests.security.world import World

LOGIN = "/compte/login/"
#: Pages any member opens on their own account, whatever their role.
_OPEN = {PUBLIC, ACCOUNT}
#: Addresses made for nobody in the scenario: an unknown token or key answers 403 or 404 to everyone.
UNKNOWN_KEY = {
    "accounts:sign_in_link",
    "delivery:declare",
    "delivery:declare_one",
    "delivery:declare_sheet",
    "delivery:declare_template",
    "delivery:declare_evidence",
    "delivery:orders_link",
    "delivery:own_document",
    "delivery:own_piece",
    "people:answer_link",
    "people:candidacies_link",
    "people:leave_pool",
    "people:own_data",
    "people:own_file",
    "people:own_withdraw",
    "watch:joint_link",
    "watch:alert_stop",
    "delivery:shortfall_link",
    "account_confirm_email",
}
#: Second factor of somebody who has none: the page is about nothing.
NO_SECOND_FACTOR = {"mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes"}
#: Public in the sense that nobody is signed in yet: without a sign-in begun, they send back to its first page.
SIGN_IN_BEGUN = {"account_confirm_login_code", "mfa_authenticate"}
#: What every member may read of an organisation of the directory (``directory.perms``).
SHARED = {"directory:organisation", "insights:signal"}
#: Published for everybody, of no workspace (decision 0010): whoever watches may read it.
OF_NOBODY = {"watch:notice", "watch:notice_ics", "watch:notice_missed", "watch:finding_correct"} | {
    "watch:award_follow", "watch:award_set_aside", "watch:silent_notice", "watch:silent_letter", "watch:renewal_enter",
}  # fmt: skip

#: So that the tables are made even when these tests run alone.
pytestmark = pytest.mark.django_db

_names = pytest.mark.parametrize("name", sorted(ADDRESSES))


@pytest.fixture
def _django_db_helper() -> None:
    """The transaction pytest-django gives each test: here it is ``world``'s and ``_given_back``'s."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The scenario, built once for every address: each test gives back what it changed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World.make()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _given_back(request: pytest.FixtureRequest) -> Iterator[None]:
    if "world" not in request.fixturenames:
        yield
        return
    everybody = request.getfixturevalue("world").everybody()
    cookies = [copy.deepcopy(client.cookies) for client in everybody]
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    for client, kept in zip(everybody, cookies, strict=True):
        client.cookies = kept  # a page may sign its reader out


def allowed(name: str) -> set[str]:
    """The cast members the matrix lets in."""
    letters = EVERYONE if MATRIX[name] in _OPEN else MATRIX[name]
    return {ROLES[letter] for letter in letters}


def to_login(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith(LOGIN)


def _wrong(response: HttpResponse, name: str, *, may: bool) -> bool:
    code = response.status_code
    if not may:
        return code not in (403, 404)
    if name in UNKNOWN_KEY:
        return code >= 500
    return code == 403 or code >= 500 or to_login(response) or (code == 404 and name not in NARROW)


def _each(world: World) -> Iterator[tuple[str, Client]]:
    for who in ROLES.values():
        yield who, world.clients[who]


def test_every_address_has_its_line_and_every_line_its_address() -> None:
    assert sorted(ADDRESSES) == sorted(MATRIX)
    assert set(NARROW) <= set(MATRIX)


@_names
def test_who_opens_a_page(name: str, world: World) -> None:
    """Narrow pages may answer 404 to some of the roles allowed; never to all of them."""
    path = ADDRESSES[name].path(world.values)
    found = {who: client.get(path) for who, client in _each(world)}
    wrong = {who: page.status_code for who, page in found.items() if _wrong(page, name, may=who in allowed(name))}
    assert wrong == {}
    if name not in UNKNOWN_KEY | NO_SECOND_FACTOR | {"account_reset_password_from_key"}:
        codes = {who: found[who].status_code for who in allowed(name)}
        assert set(codes.values()) & {200, 302, 405, 422}, codes


_ASIDE = re.compile(r'<p class="toolbar"><a[^>]*href="([^"]+)"')


@_names
def test_what_only_takes_a_form_says_so_in_french_and_leads_to_a_page(name: str, world: World) -> None:
    """Signed in or not, and however it is opened: never the browser's own empty page, never a way to another refusal."""
    path = ADDRESSES[name].path(world.values)
    team, buyer = world.clients["facilitator"], world.clients["buyer"]
    for client, method in ((team, "get"), (buyer, "get"), (Client(), "get"), (team, "put")):
        response = getattr(client, method)(path)
        if response.status_code != 405:
            continue
        assert response["Allow"]
        assert "Cette adresse ne s’ouvre pas ainsi" in response.text
        there = _ASIDE.search(response.text)
        assert there
        if name not in UNKNOWN_KEY:
            # 404: what the address is about is not theirs, and the page says no more than the address did.
            assert client.get(there[1]).status_code in (200, 302, 404), there[1]


def test_the_page_of_a_form_is_the_nearest_above_it(world: World) -> None:
    path = ADDRESSES["delivery:contract_end"].path(world.values)
    assert f'href="{path.removesuffix("clore/")}"' in world.clients["facilitator"].get(path).text


@_names
def test_nobody_opens_it_without_an_account_unless_it_is_public(name: str, world: World) -> None:
    path = ADDRESSES[name].path(world.values)
    before = photograph()
    for response in (Client().get(path), Client().post(path)):
        assert to_login(response) == (MATRIX[name] != PUBLIC or name in SIGN_IN_BEGUN), response.status_code
    assert written(before) == []


@_names
def test_reading_never_writes(name: str, world: World) -> None:
    path = ADDRESSES[name].path(world.values)
    if name == "account_email":  # allauth notes the account's own address beside it at the first visit
        for _, client in _each(world):
            client.get(path)
    before = photograph()
    for _, client in _each(world):
        client.get(path)
        client.head(path)
    assert written(before) == []


@_names
def test_an_empty_form_breaks_nothing_and_a_refused_one_writes_nothing(name: str, world: World) -> None:
    path = ADDRESSES[name].path(world.values)
    before, lines = photograph(), JournalEntry.objects.count()
    wrong = {}
    for who, client in _each(world):
        with transaction.atomic():
            cookies = copy.deepcopy(client.cookies)
            response = client.post(path)
            client.cookies = cookies
            may = who in allowed(name)
            if (
                response.status_code >= 500
                or to_login(response)
                or (not may and response.status_code not in (403, 404))
            ):
                wrong[who] = response.status_code
            if not may:
                assert (who, written(before)) == (who, [])
                assert JournalEntry.objects.count() == lines
            transaction.set_rollback(True)
    assert wrong == {}


def _is_theirs(response: HttpResponse) -> bool:
    return response.status_code in (403, 404, 405) or to_login(response)


@_names
def test_a_stranger_finds_nothing_behind_an_object(name: str, world: World) -> None:
    address: Address = ADDRESSES[name]
    if not address.has_object or name in OF_NOBODY:
        return
    path, client, before = address.path(world.values), world.clients["stranger"], photograph()
    # 404 and not 403: a stranger does not even learn that the object exists.
    role_may = name not in UNKNOWN_KEY and ("F" in MATRIX[name] or MATRIX[name] in _OPEN)
    assert client.get(path).status_code in ((404, 405) if role_may else (403, 404, 405))
    assert _is_theirs(client.post(path))
    assert written(before) == []


@_names
def test_another_organisation_of_the_workspace_finds_nothing(name: str, world: World) -> None:
    address = ADDRESSES[name]
    if not address.has_object or name in SHARED | OF_NOBODY:
        return
    path, before = address.path(world.values), photograph()
    for role, client in world.rivals.items():
        for response in (client.get(path), client.post(path)):
            assert (role, _is_theirs(response)) == (role, True), response.status_code
    assert written(before) == []


WORDS = ("Tilleuls", "Sérigny", "Bâtisseurs", "Relais Chantier", "Quatrelangue", "Zéphirine", "Grand chantier du Val")


@_names
def test_the_lists_of_a_stranger_hold_nothing_of_the_workspace(name: str, world: World) -> None:
    address = ADDRESSES[name]
    if address.has_object or MATRIX[name] == PUBLIC:
        return
    response = world.clients["stranger"].get(address.path(world.values), {"q": "e"})
    page = response.content.decode(errors="replace")
    assert [word for word in WORDS if word in page] == []


@_names
def test_an_account_without_workspace_enters_nowhere(name: str, world: World) -> None:
    if MATRIX[name] in _OPEN:
        return
    client = world.nowhere
    path, before = ADDRESSES[name].path(world.values), photograph()
    for response in (client.get(path), client.post(path)):
        assert (response.status_code, response["Location"]) == (302, "/sans-espace/")
    assert written(before) == []
