"""Joint bids: who completes whom, invitations and their answers on both sides, by account and by personal link."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.accounts.models import Membership, User
from levier.desk.todo import todo_items
from levier.directory.models import Organisation
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.vocabulary import Role, StructureKind
from levier.journal.models import JournalEntry
from levier.post.models import OutgoingMessage
from levier.watch.answering.enums import AgreementKind, MemberState
from levier.watch.answering.services import joint as services
from levier.watch.models import JointBid, JointMember, StoredNotice
from tests.cast import Cast
from tests.watch.world import PARKS, joint, neighbour, reserve, store


def actor_of(cast: Cast, organisation: Organisation) -> Actor:
    user = User.objects.create_user(f"compte-{organisation.pk}@exemple.test", full_name="Direction fictive")
    return Actor.member(
        Membership.objects.create(
            user=user, workspace=cast.workspace, role=Role.STRUCTURE.value, organisation=organisation
        )
    )


def invited(cast: Cast, notice: StoredNotice, one: Organisation, share: str = "Le nettoyage des allées") -> JointMember:
    return services.invite(
        actor=cast.actor("structure"),
        notice=notice,
        lot=PARKS.id,
        organisation=one,
        share=share,
        today=timezone.localdate(),
    )


def answer(actor: Actor, member: JointMember, *, agrees: bool, reason: str = "") -> JointMember:
    return services.answer_invitation(
        actor=actor, member=member, agrees=agrees, reason=reason, today=timezone.localdate()
    )


def link(message: OutgoingMessage) -> str:
    found = re.search(r"https?://[^\s/]+(/groupements/\S+)", message.body)
    assert found
    return found[1]


@pytest.fixture
def sweepers(gardeners: Cast) -> Organisation:
    return neighbour(
        gardeners, "Les Balais (fictive)", "cleaning", latitude=Decimal("48.2"), longitude=Decimal("-1.68")
    )


def test_the_page_says_what_is_needed_what_we_have_and_who_completes(gardeners: Cast, sweepers: Organisation) -> None:
    neighbour(gardeners, "La Cantine (fictive)", "catering")
    notice = store()
    page = gardeners.client("structure").get(f"/veille/avis/{notice.pk}/groupement/").text
    assert "Il vous manque" in page
    assert "un partenaire suffit" in page
    assert "Les Balais (fictive)" in page
    assert re.search(r"à 10\s+km", page)
    assert f"/groupement/inviter/{sweepers.pk}/" in page
    assert "La Cantine (fictive)" in page


def test_on_a_reserved_lot_those_it_refuses_are_left_aside(gardeners: Cast, sweepers: Organisation) -> None:
    notice = store()
    reserve(notice, "L2113-12")
    neighbour(gardeners, "L’Atelier adapté (fictif)", "cleaning", kind=StructureKind.EA)
    page = gardeners.client("structure").get(f"/veille/avis/{notice.pk}/groupement/").text
    assert "L’Atelier adapté (fictif)" in page
    assert "Les Balais (fictive)" not in page


def test_the_load_of_a_neighbour_is_never_told(gardeners: Cast, sweepers: Organisation) -> None:
    sweepers.structure.capacity_hours_month, sweepers.structure.recent_load_hours_month = 400, 333
    sweepers.structure.save()
    page = gardeners.client("structure").get(f"/veille/avis/{store().pk}/groupement/").text
    assert "400" in page
    assert "333" not in page
    assert "67\u00a0h" not in page


def test_an_invitation_leaves_with_a_link_and_one_line_of_journal(gardeners: Cast, sweepers: Organisation) -> None:
    notice = store()
    client = gardeners.client("structure")
    url = f"/veille/avis/{notice.pk}/groupement/inviter/{sweepers.pk}/?lot={PARKS.id}"
    assert "Nettoyage de locaux" in client.get(url).text, "what it brings is proposed"
    assert client.post(url, {"share": ""}).status_code == 422
    done = client.post(url, {"share": "Le nettoyage des allées"})
    member = JointMember.objects.get()
    assert done["Location"] == f"/veille/groupements/{member.joint_id}/"
    [message] = OutgoingMessage.objects.all()
    assert (message.to, message.subject) == ("voisine@exemple.test", "Une structure vous propose de répondre ensemble")
    assert "Le nettoyage des allées" in message.body
    [line] = JournalEntry.objects.filter(action="watch.joint.invite")
    assert line.payload["facts"] == {"notice": "26-1", "lot": PARKS.id, "organisation": sweepers.pk, "told": True}


def test_without_account_the_link_accepts_once_and_the_lead_is_told(gardeners: Cast, sweepers: Organisation) -> None:
    member = invited(gardeners, store(), sweepers)
    url = link(OutgoingMessage.objects.get())
    stranger = Client()
    page = stranger.get(url)
    assert "Le nettoyage des allées" in page.text
    assert page["Cache-Control"] == "private, no-store"
    assert stranger.post(url, {"reponse": "oui"})["Location"] == url
    member.refresh_from_db()
    assert (member.state, member.answered_on) == (MemberState.ACCEPTED, timezone.localdate())
    told = OutgoingMessage.objects.filter(to="contact@exemple.test").get()
    assert "est d’accord pour répondre avec vous" in told.body
    again = stranger.post(url, {"reponse": "oui"}, follow=True).text
    assert "a déjà reçu sa réponse" in again
    assert "D’accord pour répondre ensemble" not in again
    assert OutgoingMessage.objects.count() == 2


def test_a_no_by_link_needs_its_reason_and_the_lead_reads_it(gardeners: Cast, sweepers: Organisation) -> None:
    member = invited(gardeners, store(), sweepers)
    url = link(OutgoingMessage.objects.get())
    assert Client().post(url, {"reason": ""}).status_code == 422
    Client().post(url, {"reason": "Plus d’équipe en mai."})
    member.refresh_from_db()
    assert (member.state, member.reason) == (MemberState.DECLINED, "Plus d’équipe en mai.")
    page = gardeners.client("structure").get(f"/veille/groupements/{member.joint_id}/").text
    assert "Plus d’équipe en mai." in page
    waiting = todo_items(actor=gardeners.actor("structure"), today=timezone.localdate())
    assert "joint_alone" in [one.kind for one in waiting]


def test_a_link_that_expired_was_tampered_with_or_replaced_opens_nothing(
    gardeners: Cast, sweepers: Organisation
) -> None:
    notice = store()
    member = invited(gardeners, notice, sweepers)
    url = link(OutgoingMessage.objects.get())
    assert Client().get(f"{url[:-2]}x/").status_code == 403
    with time_machine.travel(timezone.now() + timedelta(days=60), tick=False):
        assert Client().get(url).status_code == 403
    actor = gardeners.actor("structure")
    services.withdraw_member(actor=actor, member=member, reason="Erreur de lot.", today=timezone.localdate())
    assert Client().get(url).status_code == 403
    invited(gardeners, notice, sweepers)
    assert Client().get(url).status_code == 403, "the new invitation has its own link"
    newest = OutgoingMessage.objects.filter(subject__startswith="Une structure").latest("pk")
    assert Client().get(link(newest)).status_code == 200


def test_a_link_answers_for_its_own_invitation_only(gardeners: Cast, sweepers: Organisation) -> None:
    notice = store()
    mine = invited(gardeners, notice, sweepers)
    url = link(OutgoingMessage.objects.get())
    other = neighbour(gardeners, "La Cantine (fictive)", "catering", email="cantine@exemple.test")
    theirs = invited(gardeners, notice, other)
    Client().post(url, {"reponse": "oui", "member": theirs.pk})
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, theirs.state) == (MemberState.ACCEPTED, MemberState.INVITED)
    assert "La Cantine" not in Client().get(url).text


def test_a_deadline_gone_by_is_no_longer_answered(gardeners: Cast, sweepers: Organisation) -> None:
    member = invited(gardeners, store(days=3), sweepers)
    url = link(OutgoingMessage.objects.get())
    with time_machine.travel(timezone.now() + timedelta(days=5), tick=False):
        assert "La date limite est passée" in Client().get(url).text
        assert "La date limite est passée" in Client().post(url, {"reponse": "oui"}, follow=True).text
    member.refresh_from_db()
    assert member.state == MemberState.INVITED


def test_each_side_reads_its_own_page(gardeners: Cast, sweepers: Organisation) -> None:
    notice = store()
    member = invited(gardeners, notice, sweepers)
    third = neighbour(gardeners, "La Cantine (fictive)", "catering")
    invited(gardeners, notice, third)
    them, client = actor_of(gardeners, sweepers), Client()
    assert them.user
    client.force_login(them.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = f"/veille/groupements/{member.joint_id}/"
    before = client.get(url).text
    assert "D’accord pour répondre ensemble" in before
    assert "La Cantine" not in before
    client.post(f"/veille/invitations/{member.pk}/repondre/", {"reponse": "oui"})
    assert "Me retirer" in client.get(url).text
    assert "La Cantine" not in client.get(url).text, "nobody sees who has not agreed"
    answer(actor_of(gardeners, third), JointMember.objects.get(organisation=third), agrees=True)
    assert "La Cantine" in client.get(url).text
    assert client.get(f"{url}forme/").status_code == 404
    assert client.post(f"{url}abandonner/").status_code == 404


def test_a_structure_outside_the_group_finds_nothing(gardeners: Cast, sweepers: Organisation) -> None:
    member = invited(gardeners, store(), sweepers)
    outside = neighbour(gardeners, "Dehors (fictive)", "cleaning")
    actor, client = actor_of(gardeners, outside), Client()
    assert actor.user
    client.force_login(actor.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/veille/groupements/{member.joint_id}/").status_code == 404
    assert client.post(f"/veille/invitations/{member.pk}/repondre/", {"reponse": "oui"}).status_code == 404
    with pytest.raises(NotAllowed):
        answer(actor, member, agrees=True)
    assert gardeners.client("facilitator").get(f"/veille/groupements/{member.joint_id}/").status_code == 403


def test_the_lead_does_not_answer_for_its_guest(gardeners: Cast, sweepers: Organisation) -> None:
    member = invited(gardeners, store(), sweepers)
    with pytest.raises(NotAllowed, match="structure invitée"):
        answer(gardeners.actor("structure"), member, agrees=True)


def test_who_is_asked_already_or_is_oneself_is_refused(gardeners: Cast, sweepers: Organisation) -> None:
    notice = store()
    invited(gardeners, notice, sweepers)
    with pytest.raises(Conflict, match="déjà invitée"):
        invited(gardeners, notice, sweepers)
    with pytest.raises(NotAllowed):
        invited(gardeners, notice, gardeners.structure)
    with pytest.raises(NotAllowed):
        invited(gardeners, notice, gardeners.contractor)
    assert JointBid.objects.count() == 1


def test_who_declined_may_be_asked_again(gardeners: Cast, sweepers: Organisation) -> None:
    notice = store()
    member = invited(gardeners, notice, sweepers)
    answer(actor_of(gardeners, sweepers), member, agrees=False, reason="Complet.")
    again = invited(gardeners, notice, sweepers, share="La moitié seulement")
    assert (again.pk, again.state, again.reason) == (member.pk, MemberState.INVITED, "")


def test_the_form_no_longer_changes_once_somebody_agreed_and_the_mandataire_is_one_of_them(
    gardeners: Cast, sweepers: Organisation
) -> None:
    member = invited(gardeners, store(), sweepers)
    lead, today = gardeners.actor("structure"), timezone.localdate()
    with pytest.raises(RuleError, match="mandataire"):
        services.set_terms(
            actor=lead, joint=member.joint, kind=AgreementKind.SOLIDAIRE, mandataire=sweepers, today=today
        )
    services.set_terms(
        actor=lead, joint=member.joint, kind=AgreementKind.SOLIDAIRE, mandataire=gardeners.structure, today=today
    )
    them = actor_of(gardeners, sweepers)
    answer(them, member, agrees=True)
    with pytest.raises(Conflict, match="leur accord"):
        services.set_terms(
            actor=lead, joint=member.joint, kind=AgreementKind.CONJOINT, mandataire=sweepers, today=today
        )
    held = services.set_terms(
        actor=lead, joint=member.joint, kind=AgreementKind.SOLIDAIRE, mandataire=sweepers, today=today
    )
    assert held.mandataire_id == sweepers.pk
    told = OutgoingMessage.objects.filter(subject__endswith="forme et mandataire", to="voisine@exemple.test")
    assert ["Mandataire : Les Balais (fictive)" in one.body for one in told.order_by("pk")] == [False, True]
    services.set_terms(actor=lead, joint=member.joint, kind=AgreementKind.SOLIDAIRE, mandataire=sweepers, today=today)
    assert told.count() == 2, "nothing changed: nobody is told again"
    services.withdraw_member(actor=them, member=member, reason="Changement de direction.", today=today)
    held.refresh_from_db()
    assert held.mandataire_id is None, "the group falls back on whoever builds it"
    with pytest.raises(NotAllowed):
        services.set_terms(
            actor=them, joint=member.joint, kind=AgreementKind.CONJOINT, mandataire=sweepers, today=today
        )


def test_abandoning_tells_those_who_wait_and_another_may_be_built(gardeners: Cast, sweepers: Organisation) -> None:
    notice = store()
    member = invited(gardeners, notice, sweepers)
    url = link(OutgoingMessage.objects.get())
    client = gardeners.client("structure")
    client.post(f"/veille/groupements/{member.joint_id}/abandonner/")
    assert "retire sa proposition" in OutgoingMessage.objects.latest("pk").body
    assert Client().get(url).status_code == 403
    with pytest.raises(Conflict, match="abandonné"):
        answer(actor_of(gardeners, sweepers), member, agrees=True)
    assert invited(gardeners, notice, sweepers).joint_id != member.joint_id


def test_what_waits_is_in_a_faire_on_each_side(gardeners: Cast, sweepers: Organisation) -> None:
    notice = store()
    member = invited(gardeners, notice, sweepers)
    them, today = actor_of(gardeners, sweepers), timezone.localdate()
    assert [one.kind for one in todo_items(actor=them, today=today) if one.kind.startswith("joint")] == [
        "joint_invitation"
    ]
    answer(them, member, agrees=True)
    assert [one for one in todo_items(actor=them, today=today) if one.kind.startswith("joint")] == []


def test_thirty_groups_cost_as_many_queries_as_one(gardeners: Cast, sweepers: Organisation) -> None:
    client = gardeners.client("structure")
    joint(gardeners.structure, sweepers, store("0"))
    pages = ("/veille/groupements/", "/a-faire/")
    for page in pages:
        client.get(page)
    counts = []
    for number in range(1, 31):
        if number in (1, 30):
            found = []
            for page in pages:
                with CaptureQueriesContext(connection) as asked:
                    client.get(page)
                found.append(len(asked))
            counts.append(found)
        joint(*((gardeners.structure, sweepers) if number % 2 else (sweepers, gardeners.structure)), store(str(number)))
    assert counts[0] == counts[1]


def test_a_directory_of_thirty_costs_as_many_queries_as_one(gardeners: Cast, sweepers: Organisation) -> None:
    client, url = gardeners.client("structure"), f"/veille/avis/{store().pk}/groupement/"
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for number in range(30):
        neighbour(gardeners, f"Voisine {number} (fictive)", "cleaning")
    with CaptureQueriesContext(connection) as thirty:
        client.get(url)
    assert len(thirty) == len(one)
