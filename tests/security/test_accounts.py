"""Accounts that are not plain: two roles, a role withdrawn, a closed account."""

from __future__ import annotations

import pytest

from levier.accounts.actor import Actor
from levier.accounts.models import Membership, User
from levier.domain.vocabulary import Role
from tests.cast import Cast
from tests.security.matrix import ROLES
from tests.security.scenario import build
from tests.security.test_matrix import to_login


@pytest.fixture
def values(cast: Cast) -> dict[str, int | str]:
    return build(cast)


def test_a_person_of_two_workspaces_acts_in_one_at_a_time(cast: Cast, values: dict[str, int | str]) -> None:
    both = Membership.objects.create(
        user=cast.members["facilitator"].user, workspace=cast.other_workspace, role=Role.FACILITATOR.value
    )
    client = cast.client("facilitator")
    path = f"/marches/{values['pk']}/"
    assert client.post("/roles/", {"membership": both.pk}).status_code == 302
    assert client.get(path).status_code == 404
    assert client.post("/roles/", {"membership": cast.members["facilitator"].pk}).status_code == 302
    assert client.get(path).status_code == 200


def test_a_second_role_does_not_add_its_rights_to_the_first(cast: Cast, values: dict[str, int | str]) -> None:
    user = cast.members["buyer"].user
    other = Membership.objects.create(user=user, workspace=cast.workspace, role=Role.COORDINATOR.value)
    client = cast.client("buyer")
    client.post("/roles/", {"membership": cast.members["buyer"].pk})
    assert client.get("/indicateurs/").status_code == 403
    client.post("/roles/", {"membership": other.pk})
    assert client.get("/indicateurs/").status_code == 200
    assert client.get(f"/marches/{values['pk']}/fin/clore/").status_code == 403


@pytest.mark.parametrize("theirs", ["admin", "stranger"])
def test_nobody_takes_the_role_of_somebody_else(cast: Cast, theirs: str) -> None:
    client = cast.client("buyer")
    assert client.post("/roles/", {"membership": cast.members[theirs].pk}).status_code == 404
    assert client.get("/espace/").status_code == 403


def test_a_withdrawn_role_stops_at_the_next_page(cast: Cast, values: dict[str, int | str]) -> None:
    client = cast.client("facilitator")
    client.post("/roles/", {"membership": cast.members["facilitator"].pk})
    assert client.get("/personnes/").status_code == 200
    Membership.objects.filter(pk=cast.members["facilitator"].pk).update(is_active=False)
    response = client.get("/personnes/")
    assert (response.status_code, response["Location"]) == (302, "/sans-espace/")
    assert client.post("/roles/", {"membership": cast.members["facilitator"].pk}).status_code == 404


def test_a_closed_account_is_out_at_the_next_page(cast: Cast) -> None:
    client = cast.client("facilitator")
    User.objects.filter(pk=cast.members["facilitator"].user_id).update(is_active=False)
    assert to_login(client.get("/personnes/"))


@pytest.mark.parametrize("who", [*ROLES.values(), "stranger"])
def test_an_actor_is_what_its_membership_says(cast: Cast, who: str) -> None:
    actor: Actor = cast.actor(who)
    assert actor.workspace_id == cast.members[who].workspace_id
    assert actor.organisation_id == cast.members[who].organisation_id
