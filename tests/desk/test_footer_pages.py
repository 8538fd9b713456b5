"""Help, accessibility, personal data: for anybody, and every link of the help opens for the one who reads it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from levier.accounts.models import Workspace
from tests.cast import Cast

PAGES = ("/aide/", "/accessibilite/", "/donnees-personnelles/")
ROLES = ("facilitator", "admin", "coordinator", "buyer", "contractor", "structure", "referrer")


def _main(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("who", ["anonymous", *ROLES])
def test_anybody_opens_the_pages_of_the_footer(cast: Cast, who: str, path: str) -> None:
    assert "<h1>" in _main(cast.client(who), path)


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_of_the_footer_change_nothing(cast: Cast, path: str) -> None:
    assert cast.client("facilitator").post(path).status_code == 405


def test_the_footer_leads_to_its_three_pages(cast: Cast) -> None:
    footer = cast.client("anonymous").get("/compte/login/").content.decode().partition("<footer")[2]
    assert set(re.findall(r'href="([^"]+)"', footer)) == set(PAGES)


@pytest.mark.parametrize("who", ["anonymous", *ROLES])
def test_every_link_of_the_help_opens_for_its_reader(cast: Cast, who: str) -> None:
    client = cast.client(who)
    links = set(re.findall(r'href="(/[^"]*)"', _main(client, "/aide/")))
    assert len(links) >= 2
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_a_member_reads_the_help_of_their_own_role_only(cast: Cast) -> None:
    told = _main(cast.client("buyer"), "/aide/")
    assert 'id="buyer"' in told
    assert 'id="facilitator"' not in told
    everything = _main(cast.client("anonymous"), "/aide/")
    assert all(f'id="{role}"' in everything for role in ROLES)


@pytest.mark.parametrize("path", PAGES)
def test_a_member_is_told_whom_to_write_to(cast: Cast, path: str) -> None:
    cast.workspace.contact_email = "clauses@exemple.test"
    cast.workspace.save()
    told = _main(cast.client("contractor"), path)
    assert "clauses@exemple.test" in told
    assert cast.other_workspace.name not in told


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_learns_of_no_workspace_when_there_are_several(cast: Cast, path: str) -> None:
    told = _main(cast.client("anonymous"), path)
    assert cast.workspace.name not in told
    assert cast.other_workspace.name not in told


def test_a_visitor_is_told_the_only_body_there_is(db: None) -> None:
    Workspace.objects.create(name="Clauses du Val", slug="val", contact_email="clauses@exemple.test")
    assert "clauses@exemple.test" in _main(Client(), "/donnees-personnelles/")


def test_the_pages_open_on_an_empty_installation(db: None) -> None:
    for path in PAGES:
        assert _main(Client(), path)


def test_what_is_said_of_personal_data_is_what_the_models_hold() -> None:
    """A field added to a person must be told to that person: change this list and the page together."""
    from levier.people.models import EligibilityStatus, Employment, Person, SpecialFact

    def names(model: type) -> set[str]:
        return {one.name for one in model._meta.fields} - {"id", "workspace", "created_at", "person"}  # type: ignore[attr-defined]

    assert names(Person) == {
        "first_name", "last_name", "birth_date", "sex", "education", "in_qpv", "postcode", "city", "phone", "email",
        "referrer", "informed_on", "kept_on", "notice_on", "erased_on",
    }  # fmt: skip
    assert names(EligibilityStatus) == {
        "criterion", "valid_from", "valid_until", "proof_kind", "proof_on", "checked_on", "checked_by",
        "warned_at_days",
    }  # fmt: skip
    assert names(SpecialFact) == {"status", "sealed", "key"}
    assert names(Employment) == {
        "employer", "contract_kind", "modality", "occupation", "starts_on", "ends_on", "weekly_hours",
        "employed_before", "is_double",
    }  # fmt: skip
