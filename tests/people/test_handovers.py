"""A follow-up is handed to another workspace with the person's knowledge; each side then keeps its own record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from levier.accounts.models import Workspace
from levier.desk.todo import todo_items
from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.domain.eligibility import by_code
from levier.domain.errors import Conflict, LevierError, NotAllowed, RuleError
from levier.domain.matching import Barrier
from levier.journal.models import JournalEntry
from levier.people.access import handover_lines
from levier.people.enums import ExitOutcome, HandOverState, Informed
from levier.people.handovers import news_from, possible_receivers
from levier.people.held import everything_held
from levier.people.merging import merge_into
from levier.people.models import EligibilityStatus, Employment, Exit, HandOver, PathwayStep, Person, Profile
from levier.people.services import exits
from levier.people.services import handovers as services
from levier.people.services.erasure import erase_person
from levier.people.services.record import record_status
from levier.post.models import OutgoingMessage
from tests.cast import Cast

TODAY = date(2026, 10, 20)
ENDED = date(2026, 7, 10)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def who(cast: Cast) -> Person:
    """Worked until three months ago, with a running status, a protected one, a profile and a step."""
    Workspace.objects.update(contact_email="equipe@exemple.test")
    person = Person.objects.create(
        workspace=cast.workspace, first_name="Zoé", last_name="Marchand", birth_date=date(1990, 5, 4), sex="f",
        phone="06 00 00 00 01", email="zoe@exemple.test", postcode="99010", city="Sérigny", referrer=cast.referrer,
    )  # fmt: skip
    Employment.objects.create(
        person=person, employer=cast.contractor, contract_kind="cdd", modality="direct_hire",
        starts_on=date(2026, 1, 5), ends_on=ENDED,
    )  # fmt: skip
    Profile.objects.create(
        person=person,
        occupations=["F1703"],
        updated_on=TODAY,
        barriers=[Barrier.MOBILITY.value, Barrier.ADJUSTMENT.value],
    )
    PathwayStep.objects.create(
        person=person, kind="sas", outcome="done", starts_on=date(2025, 11, 3), next_step="Revoir Zoé"
    )
    for criterion, until in (("rsa", date(2027, 1, 4)), ("disabled_worker", None)):
        record_status(
            actor=cast.facilitator, person=person, criterion=criterion, valid_from=date(2026, 1, 5), valid_until=until,
            proof_kind=by_code(criterion).proofs[0].kind, proof_on=date(2026, 1, 2), checked=True, today=TODAY,
        )  # fmt: skip
    return person


def propose(cast: Cast, who: Person, **changed: Any) -> HandOver:
    facts: dict[str, Any] = {
        "receiver": cast.other_workspace,
        "informed_on": TODAY,
        "informed_how": Informed.TALK,
        "need": "Embauche dans une entreprise de votre territoire.",
        "today": TODAY,
    }
    return services.hand_over(actor=cast.facilitator, person=who, **{**facts, **changed})


def accepted(cast: Cast, who: Person) -> HandOver:
    return services.accept_handover(actor=cast.stranger, handover=propose(cast, who), today=TODAY)


# ------------------------------------------------------------------------------------------------- before it is accepted


@pytest.mark.parametrize(
    "changed",
    [
        {"informed_on": None},
        {"informed_how": None},
        {"informed_on": TODAY + timedelta(days=1)},
        {"need": " "},
        {"need": "Embauche de Zoé chez vous"},
        {"need": "Mme MARCHAND arrive"},
        {"need": "Elle a la RQTH"},
    ],
)
def test_nothing_is_sent_before_the_person_was_informed_nor_with_their_name(
    cast: Cast, who: Person, changed: dict[str, Any]
) -> None:
    OutgoingMessage.objects.all().delete()
    with pytest.raises(RuleError):
        propose(cast, who, **changed)
    assert not HandOver.objects.exists()
    assert not OutgoingMessage.objects.exists()


def test_the_receiver_is_chosen_among_the_other_workspaces(cast: Cast, who: Person) -> None:
    Workspace.objects.create(name="Démonstration", slug="demo", is_demo=True)
    assert list(possible_receivers(cast.workspace)) == [cast.other_workspace]
    for receiver in (cast.workspace, Workspace.objects.get(slug="demo")):
        with pytest.raises(RuleError):
            propose(cast, who, receiver=receiver)


def test_before_accepting_the_other_workspace_does_not_learn_who(cast: Cast, who: Person) -> None:
    handover = propose(cast, who)
    client = cast.client("stranger")
    page = client.get(reverse("people:handover", args=[handover.pk])).text
    listed = client.get(reverse("people:handovers")).text
    asked = [one for one in todo_items(actor=cast.stranger, today=TODAY) if one.kind == "handover"]
    assert "Embauche dans une entreprise" in page
    assert "Sérigny" in page
    assert len(asked) == 1
    for said in (
        page,
        listed,
        asked[0].title,
        *(one.body + one.subject for one in OutgoingMessage.objects.order_by("pk")),
    ):
        assert "Zoé" not in said
        assert "Marchand" not in said
    assert Person.objects.filter(workspace=cast.other_workspace).count() == 0
    assert client.get(reverse("people:person", args=[who.pk])).status_code == 404


def test_each_side_reads_who_is_waited_for_and_what_comes_next(cast: Cast, who: Person) -> None:
    handover = propose(cast, who)
    url, listing = reverse("people:handover", args=[handover.pk]), reverse("people:handovers")
    for role, standing, way, meaning in (
        ("facilitator", "Réponse attendue", "Confié à", "vous suivez toujours cette personne"),
        ("stranger", "À vous de répondre", "Reçu de", "Vous saurez de qui il s’agit si vous acceptez"),
    ):
        client = cast.client(role)
        listed = plain(client.get(listing).text)
        assert standing in listed
        assert way in listed
        assert meaning in plain(client.get(url).text)
    services.accept_handover(actor=cast.stranger, handover=handover, today=TODAY)
    assert "Suivi confié : Zoé Marchand" in plain(cast.client("facilitator").get(url).text)
    assert "Suivi reçu : Zoé Marchand" in plain(cast.client("stranger").get(url).text)


def test_the_receiver_does_not_correct_what_the_sender_saw_before(cast: Cast, who: Person) -> None:
    Exit.objects.create(
        employment=who.employments.get(), months=3, outcome="search", observed_on=TODAY - timedelta(days=1)
    )
    handover = accepted(cast, who)
    with time_machine.travel(TODAY, tick=False):
        page = cast.client("stranger").get(reverse("people:handover", args=[handover.pk])).text
    assert "Recherche d’emploi" in plain(page)
    assert reverse("people:handover_news", args=[handover.pk, 3]) not in page


def test_only_the_two_teams_see_a_hand_over(cast: Cast, who: Person) -> None:
    handover = propose(cast, who)
    third = Workspace.objects.create(name="Ailleurs", slug="ailleurs")
    cast.members["stranger"].workspace = third
    cast.members["stranger"].save()
    url = reverse("people:handover", args=[handover.pk])
    assert cast.client("stranger").get(url).status_code == 404
    for other in ("buyer", "contractor", "structure", "referrer", "coordinator"):
        assert cast.client(other).get(url).status_code == 403
    for act in (
        lambda: services.accept_handover(actor=cast.actor("stranger"), handover=handover, today=TODAY),
        lambda: services.refuse_handover(actor=cast.actor("stranger"), handover=handover, reason="Non", today=TODAY),
        lambda: services.take_back(actor=cast.actor("stranger"), handover=handover, today=TODAY),
        lambda: services.accept_handover(actor=cast.facilitator, handover=handover, today=TODAY),
    ):
        with pytest.raises(NotAllowed):
            act()
    handover.refresh_from_db()
    assert handover.state == HandOverState.PROPOSED


def test_one_hand_over_runs_at_a_time(cast: Cast, who: Person) -> None:
    first = propose(cast, who)
    with pytest.raises(Conflict):
        propose(cast, who)
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.create(
            workspace=cast.workspace,
            receiver=cast.other_workspace,
            person=who,
            informed_on=TODAY,
            need="x",
            sent_on=TODAY,
        )
    services.take_back(actor=cast.facilitator, handover=first, today=TODAY)
    with pytest.raises(Conflict):
        services.accept_handover(actor=cast.stranger, handover=first, today=TODAY)
    assert propose(cast, who).pk != first.pk


def test_a_refusal_says_why_and_copies_nothing(cast: Cast, who: Person) -> None:
    handover = propose(cast, who)
    with pytest.raises(RuleError):
        services.refuse_handover(actor=cast.stranger, handover=handover, reason=" ", today=TODAY)
    services.refuse_handover(
        actor=cast.stranger, handover=handover, reason="Nous ne couvrons pas ce lieu.", today=TODAY
    )
    page = cast.client("facilitator").get(reverse("people:handover", args=[handover.pk])).text
    assert "Nous ne couvrons pas ce lieu." in page
    assert f"Proposé à {cast.other_workspace.name}" in " ".join(page.split())
    assert "Confié à" not in page
    subjects = list(OutgoingMessage.objects.order_by("pk").values_list("subject", flat=True))
    assert subjects == ["Suivi proposé : refusé"]
    assert not Person.objects.filter(workspace=cast.other_workspace).exists()
    with pytest.raises(Conflict):
        services.accept_handover(actor=cast.stranger, handover=handover, today=TODAY)
    journal = plain(cast.client("stranger").get(reverse("accounts:journal")).text)
    assert f"proposé par {cast.workspace.name}" in journal
    assert "Espace n°" not in journal
    assert "—" not in journal[journal.index("<tbody") : journal.index("</tbody")]


# ----------------------------------------------------------------------------------------------------- once it is accepted


def test_the_receiver_gets_a_record_of_its_own_without_protected_facts(cast: Cast, who: Person) -> None:
    handover = accepted(cast, who)
    mine = handover.received
    assert mine is not None
    assert mine.pk != who.pk
    assert (mine.workspace, str(mine), mine.phone, mine.referrer) == (
        cast.other_workspace,
        "Zoé Marchand",
        who.phone,
        None,
    )
    assert mine.informed_on == TODAY
    assert mine.profile.occupations == ["F1703"]
    assert mine.profile.barriers == [Barrier.MOBILITY.value]
    status = mine.statuses.get()
    assert (status.criterion, status.valid_until, status.checked_on) == ("rsa", date(2027, 1, 4), TODAY)
    said = plain(" ".join(handover.summary))
    assert "Bâtisseurs de l’Orne" in said
    assert "Sas de préparation" in said
    assert "Revoir" not in said
    assert who.statuses.count() == 2
    page = plain(cast.client("facilitator").get(reverse("people:pathway", args=[who.pk])).text)
    assert f"Suivi confié à {cast.other_workspace.name} depuis le 20 octobre 2026" in page


def test_both_records_and_both_paths_say_that_the_follow_up_is_shared(cast: Cast, who: Person) -> None:
    handover = accepted(cast, who)
    assert handover.received is not None
    link = reverse("people:handover", args=[handover.pk])
    for address in ("people:person", "people:pathway"):
        ours = plain(cast.client("facilitator").get(reverse(address, args=[who.pk])).text)
        assert f"Suivi confié à {cast.other_workspace.name} depuis le 20 octobre 2026" in ours
        theirs = plain(cast.client("stranger").get(reverse(address, args=[handover.received.pk])).text)
        assert f"Suivi reçu de {cast.workspace.name} le 20 octobre 2026" in theirs
        assert "Les critères protégés ne sont jamais transmis" in theirs
        assert link in ours
        assert link in theirs


def test_somebody_known_already_keeps_their_record(cast: Cast, who: Person) -> None:
    known = Person.objects.create(
        workspace=cast.other_workspace, first_name="Zoé", last_name="MARCHAND",
        birth_date=who.birth_date, phone="07 00 00 00 00",
    )  # fmt: skip
    EligibilityStatus.objects.create(person=known, criterion="rsa", valid_from=date(2026, 1, 5))
    handover = accepted(cast, who)
    known.refresh_from_db()
    assert handover.received == known
    assert (known.phone, known.email) == ("07 00 00 00 00", "zoe@exemple.test")
    assert known.statuses.count() == 1


def test_each_side_writes_its_own_line_in_its_own_journal(cast: Cast, who: Person) -> None:
    JournalEntry.objects.filter(workspace=cast.other_workspace)
    accepted(cast, who)
    last = {
        one.workspace_id: (one.action, one.target_type)
        for one in JournalEntry.objects.order_by("workspace", "sequence")
    }
    assert last == {
        cast.workspace.pk: ("people.handover.send", "people.handover"),
        cast.other_workspace.pk: ("people.handover.accept", "people.person"),
    }


def test_the_receiver_is_asked_and_the_sender_hears(cast: Cast, who: Person) -> None:
    def asked(actor: Any, kind: str) -> list[str]:
        return [one.title for one in todo_items(actor=actor, today=TODAY) if one.kind == kind]

    assert asked(cast.facilitator, "exit") == ["Que devient Zoé Marchand ?"]
    handover = accepted(cast, who)
    assert asked(cast.facilitator, "exit") == []
    assert asked(cast.stranger, "handover") == ["Que devient Zoé Marchand ?"]
    facts: dict[str, Any] = {
        "handover": handover,
        "months": 3,
        "outcome": ExitOutcome.CDI,
        "observed_on": TODAY,
        "today": TODAY,
    }
    with pytest.raises(NotAllowed):
        services.tell_exit(actor=cast.facilitator, **facts)
    for wrong in ({"months": 6}, {"months": 4}, {"observed_on": ENDED}):
        with pytest.raises(RuleError):
            services.tell_exit(actor=cast.stranger, **{**facts, **wrong})
    services.tell_exit(actor=cast.stranger, **facts)
    assert asked(cast.stranger, "handover") == []
    found = Exit.objects.get(employment__person=who)
    assert (found.months, found.outcome) == (3, "cdi")
    with pytest.raises(Conflict, match="déjà renseignée"):
        services.tell_exit(actor=cast.stranger, **{**facts, "outcome": ExitOutcome.SEARCH})
    found.refresh_from_db()
    assert found.outcome == "cdi"
    with time_machine.travel(TODAY, tick=False):
        page = plain(cast.client("facilitator").get(reverse("people:pathway", args=[who.pk])).text)
    assert "CDI" in page


def test_the_sender_hears_of_the_exits_after_the_receivers_own_contracts(cast: Cast, who: Person) -> None:
    handover = accepted(cast, who)
    employer = Organisation.objects.create(
        workspace=cast.other_workspace, kind=OrganisationKind.CONTRACTOR, name="Charpentes du Littoral (fictive)"
    )
    job = Employment.objects.create(
        person=handover.received, employer=employer, contract_kind="cdd", modality="direct_hire",
        starts_on=TODAY, ends_on=date(2027, 1, 5),
    )  # fmt: skip
    later = date(2027, 4, 8)
    exits.record_exit(
        actor=cast.stranger, employment=job, months=3, outcome=ExitOutcome.LONG_CDD, observed_on=later, today=later
    )
    assert [(one.months, one.outcome) for one in news_from(handover)] == [(3, "CDD de 6 mois ou plus")]
    page = cast.client("facilitator").get(reverse("people:handover", args=[handover.pk])).text
    assert "CDD de 6 mois ou plus" in plain(page)
    assert "Littoral" not in page
    handover = services.take_back(actor=cast.facilitator, handover=handover, today=later)
    assert news_from(handover) == []


# ------------------------------------------------------------------------------------------------------ erasure and merge


def test_an_erasure_by_the_sender_is_told_and_leaves_the_receivers_record(cast: Cast, who: Person) -> None:
    handover = accepted(cast, who)
    OutgoingMessage.objects.all().delete()
    erase_person(actor=cast.facilitator, person=who, today=TODAY)
    handover.refresh_from_db()
    assert (handover.person, handover.need, handover.received is not None) == (None, "(effacé)", True)
    assert [one.subject for one in OutgoingMessage.objects.order_by("pk")] == [
        "Une personne au suivi partagé a été effacée"
    ]
    page = cast.client("stranger").get(reverse("people:handover", args=[handover.pk])).text
    assert "a effacé cette personne" in page
    assert "Zoé Marchand" in page
    mine = cast.client("facilitator").get(reverse("people:handover", args=[handover.pk])).text
    assert "Zoé" not in mine
    assert "Vous avez effacé cette personne" in mine
    for gone in ("(effacé)", "Reprendre le suivi", "chacun garde sa fiche"):
        assert gone not in mine + page.replace("« Reprendre le suivi »", "")
    with time_machine.travel(TODAY, tick=False):
        asked = [one.title for one in todo_items(actor=cast.stranger, today=handover.sender_erased_on)]
    assert f"{cast.workspace.name} a effacé Zoé Marchand" in asked
    assert handover.sender_erased_on is not None
    later = handover.sender_erased_on + timedelta(days=31)
    assert not any("a effacé" in one.title for one in todo_items(actor=cast.stranger, today=later))


def test_an_erasure_by_the_receiver_is_told_and_the_sender_asks_again(cast: Cast, who: Person) -> None:
    handover = accepted(cast, who)
    assert handover.received is not None
    erase_person(actor=cast.stranger, person=handover.received, today=TODAY)
    handover.refresh_from_db()
    assert (handover.received, handover.summary, handover.person) == (None, [], who)
    page = cast.client("facilitator").get(reverse("people:handover", args=[handover.pk])).text
    assert "a effacé cette personne" in page
    assert any(one.kind == "exit" for one in todo_items(actor=cast.facilitator, today=TODAY))
    assert not any(one.kind == "handover" for one in todo_items(actor=cast.stranger, today=TODAY))


def test_a_proposal_about_somebody_erased_falls(cast: Cast, who: Person) -> None:
    handover = propose(cast, who)
    erase_person(actor=cast.facilitator, person=who, today=TODAY)
    with pytest.raises(LevierError):
        services.accept_handover(actor=cast.stranger, handover=handover, today=TODAY)
    assert cast.client("stranger").get(reverse("people:handover", args=[handover.pk])).status_code == 404


def test_merging_keeps_the_hand_over_that_was_accepted(cast: Cast, who: Person) -> None:
    handover = accepted(cast, who)
    other = Person.objects.create(
        workspace=cast.workspace, first_name="Zoée", last_name="Marchand", birth_date=date(1990, 4, 5)
    )
    pending = propose(cast, other)
    merge_into(other, who)
    handover.refresh_from_db()
    pending.refresh_from_db()
    assert (handover.person, handover.state) == (other, HandOverState.ACCEPTED)
    assert pending.state == HandOverState.WITHDRAWN


def test_the_person_reads_that_their_follow_up_was_handed_over(cast: Cast, who: Person) -> None:
    accepted(cast, who)
    table = next(one for one in everything_held(who) if one.code == "people.handover")
    told = {one.code: one.text for one in table.rows[0]}
    assert told["receiver_name"] == cast.other_workspace.name
    assert handover_lines(who)[0][0] == f"De {cast.workspace.name} à {cast.other_workspace.name}"


def test_the_whole_hand_over_in_the_browser(cast: Cast, who: Person) -> None:
    with time_machine.travel(TODAY, tick=False):
        sender, receiver = cast.client("facilitator"), cast.client("stranger")
        url = reverse("people:hand_over", args=[who.pk])
        assert cast.other_workspace.name in sender.get(url).text
        form = {
            "receiver": cast.other_workspace.pk,
            "need": "Embauche chez vous.",
            "informed_on": "",
            "informed_how": "talk",
        }
        assert sender.post(url, form).status_code == 422
        assert sender.post(url, form | {"receiver": cast.workspace.pk, "informed_on": "2026-10-20"}).status_code == 422
        assert sender.post(url, form | {"informed_on": "2026-10-20"}).status_code in (302, 303)
        handover = HandOver.objects.get()
        page = reverse("people:handover", args=[handover.pk])
        assert receiver.post(reverse("people:handover_refuse", args=[handover.pk]), {"reason": ""}).status_code == 422
        receiver.post(reverse("people:handover_accept", args=[handover.pk]))
        assert "Parcours transmis" in receiver.get(page).text
        assert receiver.get(reverse("people:people")).text.count("Marchand") >= 1
        told = receiver.post(
            reverse("people:handover_news", args=[handover.pk, 3]), {"outcome": "cdi", "observed_on": "2026-10-20"}
        )
        assert told.status_code in (302, 303)
        assert "CDI" in sender.get(page).text
        assert sender.post(reverse("people:handover_accept", args=[handover.pk])).status_code == 404
        assert receiver.post(reverse("people:handover_end", args=[handover.pk])).status_code == 404
        sender.post(reverse("people:handover_end", args=[handover.pk]))
        handover.refresh_from_db()
        assert handover.state == HandOverState.ENDED
        assert sender.get(reverse("people:handovers") + "?sens=confies").status_code == 200
