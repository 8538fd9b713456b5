"""``levier open-workspace``: from an empty database to a signed-in administrator."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from django.test import Client

from levier.accounts.models import Membership, Workspace
from levier.cli.open_workspace import open_workspace
from levier.journal.models import JournalEntry

ARGUMENTS = ("Clauses du Val", "--admin-email", "a.martin@exemple.test", "--admin-name", "Alex Martin")


@pytest.mark.django_db
def test_the_link_signs_the_first_administrator_in() -> None:
    answer = CliRunner().invoke(open_workspace, ARGUMENTS)
    assert answer.exit_code == 0, answer.output
    member = Membership.objects.get()
    assert (member.role, member.workspace.slug) == ("admin", "clauses-du-val")
    assert JournalEntry.objects.get().action == "accounts.member.invite"
    found = re.search(r"/connexion/[\w-]+/", answer.output)
    assert found is not None
    client = Client()
    assert client.post(found[0]).status_code == 302
    assert client.get("/espace/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments", [ARGUMENTS, ("!!!", *ARGUMENTS[1:]), ("Autre", "--admin-email", "x", "--admin-name", "X")]
)
def test_a_name_taken_or_unreadable_and_a_bad_address_open_nothing(arguments: tuple[str, ...]) -> None:
    Workspace.objects.create(name="Clauses du Val", slug="clauses-du-val")
    answer = CliRunner().invoke(open_workspace, arguments)
    assert answer.exit_code == 1
    assert "espace" in answer.output or "adresse" in answer.output
    assert Workspace.objects.count() == 1
