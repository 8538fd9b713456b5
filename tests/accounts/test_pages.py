"""Roles, members, rules, journal: who opens them and what they do."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

import levier
from levier.accounts import listing, services
from levier.accounts.middleware import ErrorPages
from levier.accounts.models import Membership, User, Workspace
from levier.accounts.wording import _OBJECTS, _VERBS, action_label, target_label
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.vocabulary import Role
from levier.journal.models import JournalEntry
from levier.post.models import OutgoingMessage
from tests.cast import Cast

OUTSIDE = ("coordinator", "buyer", "contractor", "structure", "referrer")
PAGES = {
    "/espace/": {"admin"},
    "/espace/export/": {"admin"},
    "/espace/regles/": {"admin"},
    "/espace/journal/": {"admin", "facilitator"},
    "/espace/journal/export/": {"admin", "facilitator"},
    "/roles/": {"admin", "facilitator", *OUTSIDE},
}


@pytest.mark.parametrize("path", PAGES)
def test_each_page_answers_each_role_as_decided(cast: Cast, path: str) -> None:
    for who in ("admin", "facilitator", *OUTSIDE):
        assert cast.client(who).get(path).status_code == (200 if who in PAGES[path] else 403), who
    assert Client().get(path).status_code == 302


def test_a_form_nobody_sent_shows_no_error(cast: Cast) -> None:
    for path in ("/espace/", "/espace/regles/"):
        assert "À corriger" not in cast.client("admin").get(path).content.decode()


def test_someone_without_a_role_is_told_whom_to_ask(cast: Cast) -> None:
    Membership.objects.filter(pk=cast.members["buyer"].pk).update(is_active=False)
    client = cast.client("buyer")
    answer = client.get("/annuaire/")
    assert (answer.status_code, answer["Location"]) == (302, "/sans-espace/")
    assert "l’administrateur de votre espace" in client.get("/sans-espace/").content.decode()
    assert client.get("/roles/").status_code == 200


# -- Members ----------------------------------------------------------------------------------------------------


def test_an_invited_person_gets_a_role_and_an_account(cast: Cast) -> None:
    typed = {"full_name": "Camille Essai", "email": "Camille@Exemple.test", "role": "facilitator"}
    answer = cast.client("admin").post("/espace/", typed, follow=True)
    assert "fait maintenant partie de l’espace" in answer.content.decode()
    member = Membership.objects.get(user__email="camille@exemple.test")
    assert (member.workspace, member.role) == (cast.workspace, Role.FACILITATOR)
    assert not member.user.has_usable_password(), "they choose it themselves"
    entry = JournalEntry.objects.get(action="accounts.member.invite")
    assert "amille" not in str(entry.payload)


def test_a_newcomer_receives_a_link_that_signs_in(cast: Cast) -> None:
    typed = {"full_name": "Dominique Essai", "email": "d@exemple.test", "role": "facilitator"}
    cast.client("admin").post("/espace/", typed)
    message = OutgoingMessage.objects.get()
    assert message.to == "d@exemple.test"
    assert cast.workspace.name in message.subject
    assert "Essai" not in message.subject
    assert "facilitateur" in message.body
    found = re.search(r"/connexion/[\w-]+/", message.body)
    assert found is not None
    newcomer = Client()
    assert newcomer.post(found[0]).status_code == 302
    assert newcomer.get("/a-faire/").status_code == 200


def test_a_member_with_a_password_receives_no_link_that_replaces_it(cast: Cast) -> None:
    typed = {"full_name": "X", "email": "facilitator@exemple.test", "role": "coordinator"}
    cast.client("admin").post("/espace/", typed)
    message = OutgoingMessage.objects.get()
    assert "/connexion/" not in message.body
    assert "/compte/login/" in message.body


def test_an_outside_role_needs_an_organisation_of_this_workspace(cast: Cast) -> None:
    typed = {"full_name": "Dominique Essai", "email": "d@exemple.test", "role": "buyer"}
    answer = cast.client("admin").post("/espace/", typed)
    assert answer.status_code == 422
    assert "Choisissez l’organisation" in answer.content.decode()
    assert not User.objects.filter(email="d@exemple.test").exists()
    theirs = type(cast.buyer).objects.create(workspace=cast.other_workspace, kind="buyer", name="Ailleurs (fictif)")
    with pytest.raises(RuleError, match="pas dans votre annuaire"):
        services.invite_member(
            actor=cast.actor("admin"), email="d@exemple.test", full_name="D", role=Role.BUYER, organisation_id=theirs.pk
        )
    assert cast.client("admin").post("/espace/", {**typed, "organisation": theirs.pk}).status_code == 422


def test_the_same_role_twice_is_a_conflict_and_a_withdrawn_one_comes_back(cast: Cast) -> None:
    admin = cast.actor("admin")
    same = {"email": "facilitator@exemple.test", "full_name": "X", "role": Role.FACILITATOR}
    with pytest.raises(Conflict):
        services.invite_member(actor=admin, **same)  # type: ignore[arg-type]
    services.deactivate_member(actor=admin, membership=cast.members["facilitator"])
    again = services.invite_member(actor=admin, **same)  # type: ignore[arg-type]
    assert (again.pk, again.is_active) == (cast.members["facilitator"].pk, True)


def test_an_address_that_says_no_method_it_takes_still_answers_a_page(rf: RequestFactory) -> None:
    request = rf.get("/espace/")
    request.user = AnonymousUser()
    answer = ErrorPages(lambda _: HttpResponse(status=405))(request)
    assert answer.status_code == 405
    assert "Cette adresse ne s’ouvre pas ainsi" in answer.text


def test_a_withdrawn_member_no_longer_enters(cast: Cast) -> None:
    facilitator = cast.client("facilitator")
    assert facilitator.get("/annuaire/").status_code == 200
    path = f"/espace/membres/{cast.members['facilitator'].pk}/retirer/"
    assert cast.client("admin").get(path).status_code == 405, "a link alone withdraws nobody"
    assert cast.client("admin").post(path).status_code == 302
    assert facilitator.get("/annuaire/").status_code == 302


def test_an_administrator_cannot_withdraw_themselves(cast: Cast) -> None:
    answer = cast.client("admin").post(f"/espace/membres/{cast.members['admin'].pk}/retirer/")
    assert answer.status_code == 422
    assert "demandez à un collègue" in answer.content.decode()


def test_a_member_of_another_workspace_is_404(cast: Cast) -> None:
    stranger = cast.members["stranger"]
    assert cast.client("admin").post(f"/espace/membres/{stranger.pk}/retirer/").status_code == 404
    assert "stranger@" not in cast.client("admin").get("/espace/").content.decode()


def test_only_the_administrator_invites(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        services.invite_member(actor=cast.facilitator, email="x@exemple.test", full_name="X", role=Role.ADMIN)


def test_the_list_of_members_is_filtered_and_costs_the_same_with_30_rows(cast: Cast) -> None:
    client = cast.client("admin")
    page = client.get("/espace/?role=buyer").content.decode()
    assert "buyer@exemple.test" in page
    assert "referrer@exemple.test" not in page

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/espace/")
        return len(queries)

    before = cost()
    for number in range(30):
        user = User.objects.create_user(f"n{number}@exemple.test", full_name=f"N {number}")
        Membership.objects.create(user=user, workspace=cast.workspace, role="facilitator")
    assert cost() == before


# -- Several roles ----------------------------------------------------------------------------------------------


def test_a_person_with_two_roles_switches_from_any_page(cast: Cast) -> None:
    user = cast.members["facilitator"].user
    second = Membership.objects.create(user=user, workspace=cast.other_workspace, role="admin")
    client = cast.client("facilitator")
    assert 'href="/roles/"' in client.get("/annuaire/").content.decode()
    assert client.post("/roles/", {"membership": second.pk}).status_code == 302
    shown = client.get("/espace/").content.decode()
    assert cast.other_workspace.name in shown
    assert cast.buyer.name not in shown


def test_a_person_with_one_role_is_not_offered_to_switch(cast: Cast) -> None:
    assert 'href="/roles/"' not in cast.client("facilitator").get("/annuaire/").content.decode()


@pytest.mark.parametrize("given", ["", "abc", "999999999", "-1"])
def test_a_role_that_is_not_mine_is_404(cast: Cast, given: str) -> None:
    assert cast.client("buyer").post("/roles/", {"membership": given}).status_code == 404
    admin = cast.members["admin"].pk
    assert cast.client("buyer").post("/roles/", {"membership": admin}).status_code == 404


# -- Rules ------------------------------------------------------------------------------------------------------

RULES = {
    "minimum_hours": "200,5",
    "rounding": "5",
    "fte_basis": "1607",
    "answer_days": "21",
    "statement_due_day": "5",
    "candidacy_answer_days": "10",
    "contact_email": "clauses@exemple.test",
    "contact_phone": "",
}


def test_the_rules_are_kept(cast: Cast) -> None:
    assert cast.client("admin").post("/espace/regles/", RULES).status_code == 302
    kept = Workspace.objects.get(pk=cast.workspace.pk)
    assert (str(kept.minimum_hours), kept.rounding, kept.fte_basis, kept.answer_days) == ("200.50", "5", "1607", 21)
    assert kept.candidacy_answer_days == 10


@pytest.mark.parametrize(
    "wrong", [{"minimum_hours": "-1"}, {"statement_due_day": "31"}, {"rounding": "7"}, {"answer_days": "0"}]
)
def test_a_wrong_rule_is_said_and_nothing_changes(cast: Cast, wrong: dict[str, str]) -> None:
    assert cast.client("admin").post("/espace/regles/", {**RULES, **wrong}).status_code == 422
    assert Workspace.objects.get(pk=cast.workspace.pk).answer_days == 28


# -- Journal ----------------------------------------------------------------------------------------------------


@pytest.fixture
def written(cast: Cast) -> Cast:
    admin = cast.actor("admin")
    with time_machine.travel("2025-06-03T10:00:00+02:00", tick=False):
        services.invite_member(actor=admin, email="a@exemple.test", full_name="A", role=Role.FACILITATOR)
    with time_machine.travel("2025-06-10T10:00:00+02:00", tick=False):
        services.deactivate_member(actor=admin, membership=cast.members["buyer"])
    return cast


def _rows(page: str) -> int:
    return page.count("<tr>") - 1


def test_the_journal_is_in_french_newest_first(written: Cast) -> None:
    page = written.client("facilitator").get("/espace/journal/").content.decode()
    rows = page[page.index("<tbody") :]
    assert rows.index("10 juin 2025") < rows.index("Membre\u00a0: retrait") < rows.index("3 juin 2025")
    assert _rows(page) == 2
    assert "Prénom Admin" in page


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("?action=accounts.member.invite", 1),
        ("?du=2025-06-04", 1),
        ("?au=2025-06-03", 1),
        ("?du=2025-06-03&au=2025-06-10", 2),
        ("?qui=admin", 2),
        ("?qui=personne", 0),
        ("?action=inconnue&du=hier", 2),
    ],
)
def test_the_journal_is_filtered_and_exported_alike(written: Cast, query: str, rows: int) -> None:
    client = written.client("facilitator")
    page = client.get(f"/espace/journal/{query}").content.decode()
    assert (_rows(page) if rows else page.count("Aucune ligne")) == (rows or 1)
    sheet = load_workbook(io.BytesIO(client.get(f"/espace/journal/export/{query}").content)).active
    assert sheet is not None
    assert sheet.max_row == rows + 1


def test_a_stranger_reads_nothing_of_this_journal(written: Cast) -> None:
    page = written.client("stranger").get("/espace/journal/").content.decode()
    assert "Le journal est vide" in page


def test_the_journal_costs_the_same_with_30_lines(written: Cast) -> None:
    client = written.client("facilitator")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/espace/journal/")
        return len(queries)

    before = cost()
    for number in range(30):
        services.invite_member(
            actor=written.actor("admin"), email=f"n{number}@exemple.test", full_name="N", role=Role.FACILITATOR
        )
    assert cost() == before


def test_intents_and_targets_read_in_french() -> None:
    assert action_label("directory.organisation.create") == "Organisation\u00a0: création"
    assert action_label("elsewhere.thing.do") == "elsewhere.thing.do"
    assert target_label("directory.organisation", "12") == "Organisation n°\u00a012"
    assert target_label("nowhere.nothing", "3") == "nothing n°\u00a03"


def test_every_intent_of_the_application_has_its_french_words() -> None:
    """An action without words would show its code in the journal: add it to ``accounts.wording``."""
    sources = Path(levier.__file__).parent.rglob("*.py")
    actions = {found for path in sources for found in re.findall(r'@service\(\s*"([^"]+)"', path.read_text())}
    assert "directory.organisation.create" in actions
    unsaid = {one for one in actions if one.split(".")[1] not in _OBJECTS or one.split(".")[2] not in _VERBS}
    assert unsaid == set()


def test_the_day_of_the_filter_is_the_local_one(cast: Cast) -> None:
    """23:30 UTC on 3 June is already 4 June in Paris."""
    moment = timezone.datetime(2025, 6, 3, 23, 30, tzinfo=timezone.get_fixed_timezone(timedelta(0)))
    with time_machine.travel(moment, tick=False):
        services.deactivate_member(actor=cast.actor("admin"), membership=cast.members["buyer"])
    client = cast.client("facilitator")
    assert _rows(client.get("/espace/journal/?du=2025-06-04").content.decode()) == 1
    assert "Aucune ligne" in client.get("/espace/journal/?au=2025-06-03").content.decode()


@pytest.mark.parametrize("typed", ["²", "9" * 5000, "-1", "abc", "\x00", ""])
def test_a_role_that_cannot_be_read_is_not_found(cast: Cast, typed: str) -> None:
    assert cast.client("buyer").post("/roles/", {"membership": typed}).status_code == 404


def test_the_sheet_of_members_dates_them_in_local_time(cast: Cast) -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # already 1 January in Paris
    Membership.objects.update(created_at=new_year)
    rows = listing.member_rows(Membership.objects.select_related("user", "organisation"))
    assert {row[-1] for row in rows} == {date(2027, 1, 1)}
