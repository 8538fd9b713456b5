"""A person is proposed for a job with their agreement, once at a time, by those who follow them."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from levier.directory.references import ensure_short_lists
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.journal.models import JournalEntry
from levier.people.enums import ACTIVE, CandidacyState, RefusalReason
from levier.people.models import Candidacy
from levier.people.services.candidacies import hire_candidate, propose, refuse_candidate
from levier.people.services.offers import close_offer
from levier.post.models import OutgoingMessage
from tests.cast import Cast, make_cast
from tests.races import at_once

from .candidacies_world import CDD, LAST_DAY, proposed
from .offers_world import TODAY, make_candidate, make_offer

pytestmark = pytest.mark.usefixtures("lists")


def test_a_referrer_proposes_a_person_who_agreed_and_the_company_has_fifteen_days(cast: Cast) -> None:
    OutgoingMessage.objects.all().delete()
    candidacy = proposed(cast)
    assert (candidacy.state, candidacy.due_on) == (CandidacyState.PROPOSED, LAST_DAY)
    message = OutgoingMessage.objects.get(subject__startswith="Une personne pour votre offre")
    assert message.to == cast.contractor.email
    assert "Exemple" not in message.subject + message.body
    assert JournalEntry.objects.latest("sequence").action == "people.candidacy.propose"


def test_the_delay_is_the_one_of_the_house_rules(cast: Cast) -> None:
    cast.workspace.candidacy_answer_days = 7
    cast.workspace.save()
    cast.members["referrer"].refresh_from_db()
    assert proposed(cast).due_on == TODAY + timedelta(days=7)


def test_without_the_persons_agreement_nobody_is_proposed(cast: Cast) -> None:
    job, person = make_offer(cast), make_candidate(cast, "Exemple")
    with pytest.raises(RuleError):
        propose(actor=cast.facilitator, job=job, person=person, agreed=False, today=TODAY)
    page = cast.client("referrer").post(f"/offres/{job.pk}/proposer/{person.pk}/", {})
    assert page.status_code == 422
    assert "Demandez d’abord son accord" in page.content.decode()
    assert not Candidacy.objects.exists()


def test_somebody_a_condition_refuses_is_not_proposed(cast: Cast) -> None:
    job, person = make_offer(cast, indispensable=("sst",)), make_candidate(cast, "Exemple")
    with pytest.raises(RuleError, match="écartée"):
        propose(actor=cast.facilitator, job=job, person=person, agreed=True, today=TODAY)
    page = cast.client("facilitator").get(f"/offres/{job.pk}/proposer/{person.pk}/").content.decode()
    assert "Cette personne est écartée" in page
    assert "Proposer cette personne" not in page


def test_a_draft_a_closed_or_a_filled_offer_takes_nobody(cast: Cast) -> None:
    draft, closed, filled = make_offer(cast, published=False), make_offer(cast), make_offer(cast)
    close_offer(actor=cast.facilitator, job=closed, today=TODAY)
    hire_candidate(actor=cast.facilitator, candidacy=proposed(cast, job=filled), contract=CDD, today=TODAY)
    other = make_candidate(cast, "Modèle")
    for job in (draft, closed, filled):
        with pytest.raises(Conflict):
            propose(actor=cast.facilitator, job=job, person=other, agreed=True, today=TODAY)


@pytest.mark.parametrize("who", ["contractor", "structure", "buyer", "coordinator", "stranger"])
def test_nobody_else_proposes(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        proposed(cast, who=who)


def test_a_referrer_does_not_propose_somebody_elses_person(cast: Cast) -> None:
    job, person = make_offer(cast), make_candidate(cast, "Exemple", mine=False)
    with pytest.raises(NotAllowed):
        propose(actor=cast.actor("referrer"), job=job, person=person, agreed=True, today=TODAY)


def test_a_person_is_a_candidate_once_at_a_time_and_may_be_proposed_again_after_a_no(cast: Cast) -> None:
    first = proposed(cast)
    job, person = first.offer, first.person
    with pytest.raises(Conflict, match="déjà proposée"):
        propose(actor=cast.facilitator, job=job, person=person, agreed=True, today=TODAY)
    refuse_candidate(actor=cast.facilitator, candidacy=first, reason=RefusalReason.DATES, comment="", today=TODAY)
    again = propose(actor=cast.facilitator, job=job, person=person, agreed=True, today=TODAY)
    assert set(Candidacy.objects.all()) == {first, again}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_propose_the_same_person_one_wins() -> None:
    cast = make_cast()
    ensure_short_lists(fictional_communes=True)
    job, person = make_offer(cast), make_candidate(cast, "Exemple")
    [constraint] = (one for one in Candidacy._meta.constraints if one.name == "candidacy_active_once")

    together = threading.Barrier(2)

    def naive() -> None:
        """The control: to look before writing is not enough, both look and see nobody."""
        assert not Candidacy.objects.filter(offer=job, person=person, state__in=ACTIVE).exists()
        together.wait(timeout=10)
        Candidacy.objects.create(offer=job, person=person, proposed_on=TODAY, due_on=LAST_DAY)

    with connection.schema_editor() as editor:
        editor.remove_constraint(Candidacy, constraint)
    try:
        assert at_once(naive) == ["won", "won"]
    finally:
        Candidacy.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Candidacy, constraint)

    def act() -> None:
        propose(actor=cast.facilitator, job=job, person=person, agreed=True, today=TODAY)

    assert at_once(act, 4) == ["conflict", "conflict", "conflict", "won"]
    assert Candidacy.objects.count() == 1
