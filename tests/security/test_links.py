"""Personal links, page by page: what is dead, tampered with or made for something else opens nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from levier.accounts.enums import LinkPurpose
from levier.accounts.links import make_link
from levier.accounts.models import AccessLink, User
from levier.accounts.services import revoke_link
from levier.delivery.models import HoursStatement, Shortfall
from levier.directory.models import Organisation
from levier.people.models import JobOffer, Person
from levier.procurement.models import OrderRequest
from levier.watch.models import JointMember
from tests.cast import Cast
from tests.security.record import photograph, written
from tests.security.scenario import LAST_NAME, build

PAGES = {
    LinkPurpose.STATEMENT: "/releves/",
    LinkPurpose.CALL_OFFS: "/commandes/",
    LinkPurpose.SHORTFALL: "/heures-manquantes/",
    LinkPurpose.SIGN_IN: "/connexion/",
    LinkPurpose.PERSON: "/mon-dossier/",
    LinkPurpose.CANDIDACIES: "/candidats/",
    LinkPurpose.JOINT_BID: "/groupements/",
}
#: Links made for one organisation and one object.
FOR_ORGANISATIONS = [
    LinkPurpose.STATEMENT,
    LinkPurpose.CALL_OFFS,
    LinkPurpose.SHORTFALL,
    LinkPurpose.CANDIDACIES,
    LinkPurpose.JOINT_BID,
]
_pages = pytest.mark.parametrize("purpose", list(PAGES))


def make(cast: Cast, purpose: LinkPurpose, *, days: int = 7) -> str:
    """The token of a link that really opens something of the scenario."""
    if purpose is LinkPurpose.SIGN_IN:
        user = cast.members["buyer"].user
        user.set_unusable_password()
        user.save()
        return make_link(workspace=cast.workspace, purpose=purpose, days=days, user=user)[1]
    if purpose is LinkPurpose.PERSON:
        person = Person.objects.filter(last_name=LAST_NAME).earliest("pk")
        return make_link(workspace=cast.workspace, purpose=purpose, days=days, target=person)[1]
    target, organisation = own_of(cast, purpose)
    return make_link(
        workspace=cast.workspace, purpose=purpose, days=days, organisation_id=organisation.pk, target=target
    )[1]


def own_of(cast: Cast, purpose: LinkPurpose) -> tuple[Model, Organisation]:
    """What a link of this purpose opens in the scenario, and for whom."""
    if purpose is LinkPurpose.CALL_OFFS:
        return OrderRequest.objects.get(), cast.buyer
    if purpose is LinkPurpose.CANDIDACIES:
        return JobOffer.objects.get(), cast.contractor
    if purpose is LinkPurpose.JOINT_BID:
        member = JointMember.objects.get(joint__organisation=cast.structure)
        return member, member.organisation
    return (HoursStatement if purpose is LinkPurpose.STATEMENT else Shortfall).objects.get(), cast.contractor


@pytest.fixture(autouse=True)
def _scenario(cast: Cast) -> None:
    build(cast)


def refused(path: str) -> bool:
    """No page behind this address, and nothing written by asking for it."""
    before = photograph()
    assert Client().get(path).status_code in (403, 404)
    answers = [Client().post(path), Client().post(path, {"aucune": "1", "action": "send", "text": "Réponse"})]
    assert {one.status_code for one in answers} <= {403, 404, 405}  # a page that is only read
    assert written(before) == []
    return True


@_pages
def test_a_live_link_opens_its_page_and_looking_writes_nothing(cast: Cast, purpose: LinkPurpose) -> None:
    path = f"{PAGES[purpose]}{make(cast, purpose)}/"
    before, client = photograph(), Client()
    assert client.get(path).status_code == 200
    assert client.head(path).status_code in (200, 405)  # a mail filter that only asks whether the page exists
    assert written(before) == []
    assert "sessionid" not in client.cookies


@_pages
def test_an_expired_link_opens_nothing(cast: Cast, purpose: LinkPurpose) -> None:
    token = make(cast, purpose)
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        assert refused(f"{PAGES[purpose]}{token}/")


@_pages
def test_a_revoked_link_opens_nothing(cast: Cast, purpose: LinkPurpose) -> None:
    token = make(cast, purpose)
    revoke_link(actor=cast.facilitator, link=AccessLink.objects.latest("pk"))
    assert refused(f"{PAGES[purpose]}{token}/")


@_pages
def test_a_link_changed_by_one_sign_opens_nothing(cast: Cast, purpose: LinkPurpose) -> None:
    token = make(cast, purpose)
    for changed in (
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token.swapcase(),
        token[:-1],
        token + "A",
        AccessLink.objects.latest("pk").token_hash,
    ):
        assert refused(f"{PAGES[purpose]}{changed}/")


@pytest.mark.parametrize("purpose", list(LinkPurpose))
@pytest.mark.parametrize("page", list(PAGES))
def test_a_link_opens_the_page_of_its_purpose_only(cast: Cast, purpose: LinkPurpose, page: LinkPurpose) -> None:
    if purpose is page:
        return
    if purpose in PAGES:
        token = make(cast, purpose)
    else:
        token = make_link(
            workspace=cast.workspace,
            purpose=purpose,
            days=7,
            organisation_id=cast.buyer.pk,
            target=OrderRequest.objects.get(),
        )[1]
    assert refused(f"{PAGES[page]}{token}/")


@pytest.mark.parametrize("purpose", FOR_ORGANISATIONS)
def test_a_link_to_another_kind_of_object_opens_nothing(cast: Cast, purpose: LinkPurpose) -> None:
    own, organisation = own_of(cast, purpose)
    for target in (cast.buyer, None):  # another table, even under the same number; nothing at all
        link, token = make_link(
            workspace=cast.workspace, purpose=purpose, days=7, organisation_id=organisation.pk, target=target
        )
        AccessLink.objects.filter(pk=link.pk).update(target_id=own.pk if target else None)
        assert refused(f"{PAGES[purpose]}{token}/")


@pytest.mark.parametrize("purpose", FOR_ORGANISATIONS)
def test_a_link_of_another_organisation_or_workspace_opens_nothing(cast: Cast, purpose: LinkPurpose) -> None:
    own, _ = own_of(cast, purpose)
    for workspace, organisation in ((cast.workspace, cast.structure), (cast.other_workspace, cast.contractor)):
        _, token = make_link(workspace=workspace, purpose=purpose, days=7, organisation_id=organisation.pk, target=own)
        assert refused(f"{PAGES[purpose]}{token}/")


_UNDER = ["", "pieces/", "feuille/", "feuille/modele.xlsx"]


@pytest.mark.parametrize("under", _UNDER)
def test_the_pages_under_a_monthly_link_open_for_it_alone(cast: Cast, under: str) -> None:
    statement = HoursStatement.objects.get()
    token, other = make(cast, LinkPurpose.STATEMENT), make(cast, LinkPurpose.SHORTFALL)
    neighbour = HoursStatement.objects.create(
        obligation=statement.obligation, declarant=cast.structure, month=statement.month, due_on=statement.due_on
    )
    page = f"/releves/{token}/{statement.pk}/{under}"
    answer = Client().get(page)
    assert answer.status_code in (200, 302)  # a month already sent takes no sheet any more
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    for path in (
        f"/releves/{changed}/{statement.pk}/{under}",
        f"/releves/{token}/{neighbour.pk}/{under}",
        f"/releves/{token}/{statement.pk + 1000}/{under}",
        f"/releves/{other}/{statement.pk}/{under}",
    ):
        before = photograph()
        assert Client().get(path).status_code in (403, 404)
        assert Client().post(path, {"confirm": "1", "action": "save"}).status_code in (403, 404, 405)
        assert written(before) == []
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        assert Client().get(page).status_code == 403
    revoke_link(actor=cast.facilitator, link=AccessLink.objects.filter(purpose=LinkPurpose.STATEMENT).latest("pk"))
    assert Client().get(page).status_code == 403


def test_a_statement_sent_is_read_again_and_not_sent_twice(cast: Cast) -> None:
    path = f"/releves/{make(cast, LinkPurpose.STATEMENT)}/"
    before = photograph()
    assert Client().get(path).status_code == 200
    for data in ({"action": "send", "version": "0"}, {"action": "save", "version": "0"}, {"action": "add"}):
        assert Client().post(path, data).status_code in (200, 303, 409, 422)
    assert written(before) == []


def test_orders_answered_are_not_answered_twice(cast: Cast) -> None:
    path = f"/commandes/{make(cast, LinkPurpose.CALL_OFFS)}/"
    assert Client().post(path, {"terminer": "1"}).status_code == 302
    answered = OrderRequest.objects.get().answered_at
    before = photograph()
    assert Client().post(path, {"aucune": "1"}).status_code in (302, 409, 422)
    assert OrderRequest.objects.get().answered_at == answered
    assert not OrderRequest.objects.get().nothing_ordered
    assert [one for one in written(before) if one != "journal.journalentry"] in ([], ["journal.journalhead"])


def test_a_link_gives_no_other_page(cast: Cast) -> None:
    for purpose in FOR_ORGANISATIONS:
        client = Client()
        client.get(f"{PAGES[purpose]}{make(cast, purpose)}/")
        for page in ("/", "/personnes/", "/heures/", "/marches/", "/espace/"):
            assert client.get(page).status_code == 302


def test_the_session_of_before_is_not_the_session_of_after(cast: Cast) -> None:
    """Session fixation: whoever set the visitor's session does not hold it once the visitor signs in."""
    client, user = Client(), User.objects.get(pk=cast.members["buyer"].user_id)
    client.get("/compte/login/")
    session = client.session
    session["laissé là"] = "par un autre"
    session.save()
    given = client.cookies["sessionid"].value
    assert client.post(f"/connexion/{make(cast, LinkPurpose.SIGN_IN)}/").status_code == 302
    assert client.cookies["sessionid"].value != given
    assert int(client.session["_auth_user_id"]) == user.pk
    other = Client()
    other.cookies["sessionid"] = given
    assert other.get("/personnes/").status_code == 302
