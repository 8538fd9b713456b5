"""Every door is guarded: services, permissions, views, selectors. Nothing here names a room: new code is seen at once."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet

import levier
from levier.accounts.actor import Actor
from levier.accounts.models import Membership
from levier.accounts.perms import REGISTRY, Permission
from levier.domain.vocabulary import Role
from tests.cast import Cast
from tests.security.addresses import ADDRESSES
from tests.security.matrix import ACCOUNT, MATRIX, PUBLIC, ROLES
from tests.security.scenario import build

_ROOMS = (
    "accounts", "journal", "post", "directory", "procurement", "clauses", "people", "delivery", "insights", "watch", "desk", "demo"
)  # fmt: skip


def _modules() -> list[Any]:
    found = []
    for info in pkgutil.walk_packages(levier.__path__, "levier."):
        parts = info.name.split(".")
        if parts[1] in _ROOMS and "migrations" not in parts:
            found.append(importlib.import_module(info.name))
    return found


MODULES = _modules()


def _functions() -> dict[str, Callable[..., Any]]:
    """Functions of ours, by full name, each once (where it is written)."""
    found = {}
    for module in MODULES:
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__:
                found[f"{module.__name__}.{name}"] = value
    return found


FUNCTIONS = _functions()
SERVICES = {name: one for name, one in FUNCTIONS.items() if hasattr(one, "action")}


def _writes_by_itself(function: Callable[..., Any]) -> bool:
    source = inspect.getsource(function)
    return any(word in source for word in (".save(", ".create(", ".delete(", ".update(", "bulk_create("))


def test_every_service_holds_a_declared_permission_and_its_own_intent() -> None:
    assert len(SERVICES) > 70
    for name, one in SERVICES.items():
        assert REGISTRY.get(one.permission.code) is one.permission, name
    actions = [one.action for one in SERVICES.values()]
    assert len(actions) == len(set(actions))


def test_every_public_function_of_a_services_door_is_a_service_or_writes_nothing() -> None:
    """Work two services share may write; it then takes no actor, or it is private."""
    open_doors = [
        name
        for name, one in FUNCTIONS.items()
        if ".services" in name
        and "journal" not in name
        and not name.rpartition(".")[2].startswith("_")
        and name not in SERVICES
        and "actor" in inspect.signature(one).parameters
        and _writes_by_itself(one)
    ]
    assert open_doors == []


def test_views_never_write() -> None:
    """A write goes through a service: no view saves, creates or deletes by itself."""
    writing = [name for name, one in FUNCTIONS.items() if ".views" in name and _writes_by_itself(one)]
    assert writing == []


def test_every_permission_is_used() -> None:
    held = {one.permission.code for one in SERVICES.values()}
    held |= {one.view.permission.code for one in ADDRESSES.values() if hasattr(one.view, "permission")}
    read = [Path(module.__file__).read_text() for module in MODULES if not module.__name__.endswith("perms")]
    asked = "\n".join(read)
    unused = []
    for code, permission in REGISTRY.items():
        name = _name_of(permission)
        if code not in held and not (name and f"perms.{name}" in asked) and not code.startswith("tests."):
            unused.append(code)
    assert unused == []


def _name_of(permission: Permission) -> str:
    for module in MODULES:
        if "perms" in module.__name__:
            for name, value in vars(module).items():
                if value is permission:
                    return name
    return ""


def test_every_view_asks_for_a_permission_or_is_said_to_be_open() -> None:
    for name, address in ADDRESSES.items():
        guarded = hasattr(address.view, "permission")
        assert guarded == (MATRIX[name] not in (PUBLIC, ACCOUNT)), name
        if MATRIX[name] != PUBLIC:
            assert getattr(address.view, "login_required", True), name


def test_the_matrix_lets_nobody_in_that_the_permission_refuses() -> None:
    for name, address in ADDRESSES.items():
        if hasattr(address.view, "permission"):
            said = {Role(ROLES[letter]) for letter in MATRIX[name]}
            assert said <= address.view.permission.roles, name


# ------------------------------------------------------------------------------------------------------- selectors


def _is_selector(name: str, function: Callable[..., Any]) -> bool:
    parameters = inspect.signature(function).parameters
    given = [one for one in parameters.values() if one.default is inspect.Parameter.empty]
    return (
        "actor" in parameters
        and {one.name for one in given} <= {"actor", "today"}
        and "QuerySet" in str(inspect.signature(function).return_annotation)
        and not name.rpartition(".")[2].startswith("_")
    )


#: Published by somebody else, for everybody (decision 0010).
_PUBLIC = {
    "levier.watch.selectors.notices",
    "levier.watch.selectors.awarded_contracts",
    "levier.watch.answering.feed.open_notices",
    "levier.watch.following.awards.awards_to_follow",
    "levier.watch.following.renewals.renewals",
    "levier.watch.following.silent.silent_notices",
}
SELECTORS = {name: one for name, one in FUNCTIONS.items() if _is_selector(name, one) and name not in _PUBLIC}


def _read(function: Callable[..., Any], actor: Actor) -> list[Any]:
    from django.utils import timezone

    more = {"today": timezone.localdate()} if "today" in inspect.signature(function).parameters else {}
    found = function(actor=actor, **more)
    querysets = [one for one in found if isinstance(one, QuerySet)] if isinstance(found, tuple) else [found]
    return [row for one in querysets for row in one]


@pytest.mark.django_db
def test_a_stranger_selects_nothing_and_the_facilitator_something(cast: Cast) -> None:
    build(cast)
    # the stranger's own role is in the other workspace: the only thing they may find is themselves
    known = {"levier.accounts.selectors.members", "levier.accounts.selectors.facilitators"}
    assert len(SELECTORS) > 25
    seen = 0
    for name, selector in SELECTORS.items():
        found = _read(selector, cast.stranger)
        if name in known:
            found = [one for one in found if one.pk not in (cast.members["stranger"].pk, cast.stranger.user_id)]
        assert found == [], name
        seen += bool(_read(selector, cast.facilitator))
    assert seen > len(SELECTORS) // 2, "the scenario must give the selectors something to hide"


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.BUYER, Role.CONTRACTOR, Role.STRUCTURE, Role.REFERRER])
def test_an_organisation_nothing_concerns_selects_nothing_of_the_others(cast: Cast, role: Role) -> None:
    from levier.directory.enums import OrganisationKind
    from levier.directory.models import Organisation

    build(cast)
    other = Organisation.objects.create(
        workspace=cast.workspace, kind=OrganisationKind(role.value), name="Autre (fictive)"
    )
    user = cast.members[role.value].user
    actor = Actor.member(
        Membership.objects.create(user=user, workspace=cast.workspace, role=role.value, organisation=other)
    )
    shared = ("directory.selectors", "accounts.selectors")
    for name, selector in SELECTORS.items():
        if not any(one in name for one in shared):
            assert _read(selector, actor) == [], name
