"""Every page of every role, on the populated workspace of the demonstration, in a real browser.

The pages are found as people find them: by the links, from « À faire », one example of each address. Each page has a
title, is in French, has one first-level heading, no accessibility violation, no complaint in the console, and
nothing wider than the window; a narrow window and the dark colours are looked at on the same visit.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from levier.accounts.models import Membership
from levier.demo.loader import load
from levier.demo.neighbours import SLUG
from levier.domain.vocabulary import Role
from levier.people.models import HandOver
from tests.e2e.kit import today
from tests.e2e.visitor import Visitor

#: Files, and addresses that leave: followed by other tests.
_FILES = ("export", "template", "_docx", "_ics", "_file", "_letter", "company_sheet", "logout")
_LINKS = "return [...document.querySelectorAll('a[href]')].map(one => one.href)"
_HEAD = """return {
  lang: document.documentElement.lang, title: document.title, headings: document.querySelectorAll('h1').length,
  blank: [...document.querySelectorAll('a, button')].filter(n => n.checkVisibility() && !n.innerText.trim()
    && !n.getAttribute('aria-label') && !n.textContent.trim()).length,
}"""


@pytest.fixture
def workspace(transactional_db: None) -> Any:
    """The demonstration: two years of the life of a fictional département."""
    return load(today=today())


def _enter(visitor: Visitor, membership: Membership) -> None:
    """Signed in without the page, which has its own test."""
    client = Client()
    client.force_login(membership.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    visitor.leave()
    visitor.open("/compte/login/")
    name = settings.SESSION_COOKIE_NAME
    visitor.driver.add_cookie({"name": name, "value": client.cookies[name].value, "path": "/"})


def _names(visitor: Visitor) -> Iterator[tuple[str, str]]:
    """(name of the address, path) of each link of the page that stays here and is a page."""
    for link in visitor.driver.execute_script(_LINKS):
        parts = urlsplit(link)
        if not link.startswith(visitor.address):
            continue
        try:
            name = resolve(parts.path).view_name
        except Resolver404:
            name = parts.path  # a link that leads nowhere: opened, and found out
        if not any(one in name for one in _FILES) and not parts.path.startswith(settings.STATIC_URL):
            yield name, parts.path + (f"?{parts.query}" if parts.query else "")


def _check(visitor: Visitor, name: str, *, narrow: int, dark: bool) -> list[str]:
    """What is wrong with the page as it stands."""
    found = visitor.driver.execute_script(_HEAD)
    wrong = []
    if found["lang"] != "fr":
        wrong.append("not said to be in French")
    if not found["title"].removesuffix("· Levier").strip():
        wrong.append("no title")
    if found["headings"] != 1:
        wrong.append(f"{found['headings']} first-level headings")
    if "Erreur 4" in visitor.text or "Erreur 5" in visitor.text:
        wrong.append("an error page")
    visitor.unfold()
    views = [(1280, "light", True), (narrow, "dark" if dark else "light", dark)]
    views.sort(key=lambda view: view[:2] != visitor.shows)  # what the window shows already comes first
    for width, scheme, audited in views:
        visitor.look(width=width, scheme=scheme)
        if (wide := visitor.overflow()) > 0:
            wrong.append(f"{wide} px too wide at {width} px")
        if audited:
            wrong += [f"{width} px, {scheme}: {one}" for one in visitor.faults()]
    wrong += [f"console: {one}" for one in visitor.console()]
    return [f"{name} {visitor.path}: {one}" for one in wrong]


ROLES = (
    Role.FACILITATOR,
    Role.ADMIN,
    Role.COORDINATOR,
    Role.BUYER,
    Role.CONTRACTOR,
    Role.STRUCTURE,
    Role.REFERRER,
)


def test_every_page_of_every_role(visitor: Visitor, workspace: Any) -> None:
    wrong: list[str] = []
    seen_by_anyone: set[str] = set()
    for role in ROLES:
        membership = Membership.objects.filter(workspace=workspace, role=role.value, is_active=True).first()
        assert membership is not None, role
        _enter(visitor, membership)
        waiting, seen = [("desk:home", "/"), ("desk:todo", "/a-faire/")], set()
        while waiting:
            name, path = waiting.pop(0)
            if name in seen:
                continue
            seen.add(name)
            visitor.open(path)
            fresh = name not in seen_by_anyone
            seen_by_anyone.add(name)
            wrong += [f"{role.value}: {one}" for one in _check(visitor, name, narrow=320 if fresh else 360, dark=fresh)]
            if fresh:
                visitor.photograph(f"{role.value}-{Path(name.replace(':', '-').replace('/', '-')).name}")
            waiting += [one for one in _names(visitor) if one[0] not in seen]
    wrong += _next_door(visitor)
    assert len(seen_by_anyone) > 60, sorted(seen_by_anyone)
    assert not wrong, "\n".join(wrong)


def _next_door(visitor: Visitor) -> list[str]:
    """The hand-overs, as the team of the other workspace sees them."""
    _enter(visitor, Membership.objects.get(workspace__slug=SLUG, role=Role.FACILITATOR.value))
    visitor.open("/suivis-confies/")
    shown = {path: name for name, path in _names(visitor) if name == "people:handover"}
    assert len(shown) == HandOver.objects.count() >= 3
    wrong = []
    for path, name in {"/suivis-confies/": "people:handovers", **shown}.items():
        visitor.open(path)
        wrong += [f"next door: {one}" for one in _check(visitor, name, narrow=320, dark=True)]
    return wrong
