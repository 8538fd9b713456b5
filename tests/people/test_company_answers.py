"""What a company reads of somebody proposed to it, what it may answer, and who learns of the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from levier.directory.models import Organisation
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.matching import Barrier
from levier.domain.vocabulary import ContractKind, Modality
from levier.people.candidacies import candidacies
from levier.people.enums import CandidacyState, RefusalReason
from levier.people.models import Employment, JobOffer, Person
from levier.people.services.candidacies import (
    hire_candidate,
    plan_interview,
    propose,
    refuse_candidate,
    withdraw_candidacy,
)
from levier.people.services.record import create_employment
from levier.post.models import OutgoingMessage
from tests.cast import Cast

from .candidacies_world import CDD, company_link, proposed
from .offers_world import STARTS, TODAY, make_candidate, make_offer

pytestmark = pytest.mark.usefixtures("lists")


def test_a_company_reads_skills_and_availability_and_nothing_more(cast: Cast) -> None:
    job = make_offer(cast)
    person = make_candidate(
        cast, "Quatrelangue", has_licence=True, certificates=("sst",), available_from=STARTS, radius_km=20,
        barriers=(Barrier.CHILDCARE,), wishes="Travailler dehors",
    )  # fmt: skip
    Person.objects.filter(pk=person.pk).update(postcode="99010", city="Sérigny", email="q@exemple.test")
    propose(actor=cast.actor("referrer"), job=job, person=person, agreed=True, today=TODAY)
    for page in (
        cast.client("contractor").get(f"/offres/{job.pk}/"),
        Client().get(company_link(cast, job)),
    ):
        text = page.content.decode().replace("\xa0", " ").replace("\u202f", " ")
        for shown in ("Camille Q.", "Maçonnerie", "Permis B", "Sauveteur secouriste", "4 mai 2026", "35 h par semaine"):
            assert shown in text
        for hidden in (
            "Quatrelangue", "RSA", "rsa", "Garde d’enfants", "06 00", "99010", "q@exemple", "dehors", "20 km", "1996",
            cast.referrer.name, "sur 100", f"/personnes/{person.pk}/",
        ):  # fmt: skip
            assert hidden not in text, hidden
    assert cast.client("contractor").get(f"/personnes/{person.pk}/").status_code == 404


def test_whoever_waits_for_an_answer_is_read_first(cast: Cast) -> None:
    job = make_offer(cast, seats=2)
    first = proposed(cast, job=job)
    proposed(cast, "Modèle", job=job)
    refuse_candidate(actor=cast.facilitator, candidacy=first, reason=RefusalReason.DATES, comment="", today=TODAY)
    for page in (cast.client("contractor").get(f"/offres/{job.pk}/"), Client().get(company_link(cast, job))):
        text = page.content.decode()
        assert text.index("Camille M.") < text.index("Camille E.")


def test_an_interview_is_planned_then_moved(cast: Cast) -> None:
    candidacy = proposed(cast)
    client = cast.client("contractor")
    path = f"/offres/{candidacy.offer_id}/candidatures/{candidacy.pk}/entretien/"
    assert client.post(path, {"on": "2026-04-10", "meeting": "9 h, au dépôt"}).status_code == 302
    assert client.post(path, {"on": "2026-04-13", "meeting": "14 h, au dépôt"}).status_code == 302
    candidacy.refresh_from_db()
    assert (candidacy.state, candidacy.interview_on) == (CandidacyState.INTERVIEW, date(2026, 4, 13))
    told = OutgoingMessage.objects.filter(subject__startswith="Réponse d’une entreprise", to=cast.referrer.email)
    assert told.count() == 2
    assert "Exemple" not in told[0].body


@pytest.mark.parametrize(
    ("on", "meeting", "field"),
    [
        (date(2026, 4, 1), "", "on"),
        (date(222, 4, 1), "", "on"),
        (TODAY, "Apportez votre numéro 1 85 05 78 006 084 91", "meeting"),
    ],
)
def test_an_impossible_interview_is_refused_beside_its_field(cast: Cast, on: date, meeting: str, field: str) -> None:
    with pytest.raises(RuleError) as refused:
        plan_interview(actor=cast.actor("contractor"), candidacy=proposed(cast), on=on, meeting=meeting, today=TODAY)
    assert refused.value.field == field


def test_a_hire_records_the_work_contract(cast: Cast) -> None:
    candidacy = proposed(cast)
    page = cast.client("contractor").post(
        f"/offres/{candidacy.offer_id}/candidatures/{candidacy.pk}/embauche/",
        {"contract_kind": "cdd", "starts_on": "2026-05-04", "ends_on": "2026-12-18", "weekly_hours": "35"},
    )
    assert page.status_code == 302
    candidacy.refresh_from_db()
    job = Employment.objects.get()
    assert (candidacy.state, candidacy.employment) == (CandidacyState.HIRED, job)
    assert (job.employer, job.occupation, job.modality) == (cast.contractor, "Maçon ou maçonne", "direct_hire")
    assert candidacies(actor=cast.actor("contractor")).get().employment == job


def test_a_structure_hires_under_its_own_modality(cast: Cast) -> None:
    candidacy = proposed(cast, job=make_offer(cast, company=cast.structure))
    page = cast.client("structure").get(f"/offres/{candidacy.offer_id}/candidatures/{candidacy.pk}/embauche/")
    assert '<option value="ei" selected>' in page.content.decode()


def test_a_contract_recorded_meanwhile_is_linked_not_doubled(cast: Cast) -> None:
    candidacy = proposed(cast)
    known = create_employment(
        actor=cast.facilitator, person=candidacy.person, employer=cast.contractor, contract_kind=ContractKind.CDD,
        modality=Modality.DIRECT_HIRE, starts_on=STARTS, weekly_hours=Decimal(30),
    )  # fmt: skip
    hired = hire_candidate(actor=cast.actor("contractor"), candidacy=candidacy, contract=CDD, today=TODAY)
    assert (hired.employment, Employment.objects.count()) == (known, 1)
    assert Employment.objects.get().weekly_hours == 30


def test_nobody_is_hired_through_a_proposal_from_before_it(cast: Cast) -> None:
    candidacy = proposed(cast)
    before = replace(CDD, starts_on=TODAY - timedelta(days=1))
    with pytest.raises(RuleError, match="le contrat ne peut pas commencer avant") as refused:
        hire_candidate(actor=cast.facilitator, candidacy=candidacy, contract=before, today=TODAY)
    assert refused.value.field == "starts_on"
    assert not Employment.objects.exists()


def test_nobody_hired_reads_as_available(cast: Cast) -> None:
    job = make_offer(cast)
    person = make_candidate(cast, "Exemple", available_from=TODAY)
    candidacy = propose(actor=cast.actor("referrer"), job=job, person=person, agreed=True, today=TODAY)
    with time_machine.travel(TODAY, tick=False):
        assert "dès maintenant" in cast.client("contractor").get(f"/offres/{job.pk}/").text
        hire_candidate(actor=cast.facilitator, candidacy=candidacy, contract=CDD, today=TODAY)
        assert "dès maintenant" not in cast.client("contractor").get(f"/offres/{job.pk}/").text


def test_no_more_people_are_hired_than_there_are_seats(cast: Cast) -> None:
    job = make_offer(cast)
    first, second = proposed(cast, job=job), proposed(cast, "Modèle", job=job)
    hire_candidate(actor=cast.facilitator, candidacy=first, contract=CDD, today=TODAY)
    with pytest.raises(Conflict, match="pourvus"):
        hire_candidate(actor=cast.facilitator, candidacy=second, contract=CDD, today=TODAY)
    assert "Tous les postes sont pourvus" in cast.client("facilitator").get(f"/offres/{job.pk}/").content.decode()


def test_a_refusal_has_a_reason_about_the_job(cast: Cast) -> None:
    candidacy = proposed(cast)
    client, path = cast.client("contractor"), f"/offres/{candidacy.offer_id}/candidatures/{candidacy.pk}/refus/"
    for wrong in ({}, {"reason": "closed"}, {"reason": "other"}, {"reason": "skills", "comment": "Elle est enceinte"}):
        assert client.post(path, wrong).status_code == 422
    candidacy.refresh_from_db()
    assert candidacy.state == CandidacyState.PROPOSED
    assert client.post(path, {"reason": "skills", "comment": "Lire un plan"}).status_code == 302
    candidacy.refresh_from_db()
    assert (candidacy.state, candidacy.reason, candidacy.comment) == ("refused", "skills", "Lire un plan")
    page = cast.client("referrer").get(f"/personnes/{candidacy.person_id}/").content.decode()
    assert "compétences à acquérir avant ce poste (Lire un plan)" in page


def test_what_is_answered_is_not_answered_again(cast: Cast) -> None:
    candidacy = proposed(cast)
    refuse_candidate(
        actor=cast.actor("contractor"), candidacy=candidacy, reason=RefusalReason.JOURNEY, comment="", today=TODAY
    )
    for again in (
        lambda: hire_candidate(actor=cast.facilitator, candidacy=candidacy, contract=CDD, today=TODAY),
        lambda: plan_interview(actor=cast.facilitator, candidacy=candidacy, on=TODAY, meeting="", today=TODAY),
        lambda: withdraw_candidacy(actor=cast.facilitator, candidacy=candidacy, today=TODAY),
    ):
        with pytest.raises(Conflict):
            again()


@pytest.mark.parametrize("who", ["structure", "buyer", "coordinator", "stranger", "referrer"])
def test_nobody_answers_for_the_company_but_the_team(cast: Cast, who: str) -> None:
    candidacy = proposed(cast)
    with pytest.raises(NotAllowed):
        hire_candidate(actor=cast.actor(who), candidacy=candidacy, contract=CDD, today=TODAY)
    assert candidacies(actor=cast.actor(who)).exists() is (who == "referrer")


def test_a_referrer_follows_its_own_people_on_an_offer_of_another_place(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.referrer.pk).update(postcode="99010")
    job = make_offer(cast)
    JobOffer.objects.filter(pk=job.pk).update(postcode="38000")
    client = cast.client("referrer")
    assert client.get(f"/offres/{job.pk}/").status_code == 404
    candidacy = proposed(cast, job=job, who="facilitator")
    assert "Camille Exemple" in client.get(f"/offres/{job.pk}/").content.decode()
    path = f"/offres/{job.pk}/candidatures/{candidacy.pk}/retrait/"
    assert client.post(path, follow=True).status_code == 200
    stranger = make_candidate(cast, "Ailleurs", mine=False)
    away = make_offer(cast)
    JobOffer.objects.filter(pk=away.pk).update(postcode="38000")
    proposed_away = propose(actor=cast.facilitator, job=away, person=stranger, agreed=True, today=TODAY)
    assert client.get(f"/offres/{proposed_away.offer_id}/").status_code == 404


def test_an_answer_reaches_the_facilitator_when_the_referrer_has_no_address(cast: Cast) -> None:
    candidacy = proposed(cast)
    Organisation.objects.filter(pk=cast.referrer.pk).update(email="")
    contract = candidacy.offer.lot.contract
    contract.facilitator = cast.facilitator.user
    contract.save()
    refuse_candidate(actor=cast.facilitator, candidacy=candidacy, reason=RefusalReason.FILLED, comment="", today=TODAY)
    told = OutgoingMessage.objects.get(subject__startswith="Réponse d’une entreprise")
    assert cast.facilitator.user is not None
    assert told.to == cast.facilitator.user.email


def test_a_company_no_longer_reads_the_skills_of_those_it_did_not_keep(cast: Cast) -> None:
    job = make_offer(cast)
    candidacy = proposed(cast, job=job)
    page = company_link(cast, job)
    assert "Maçonnerie" in Client().get(page).content.decode()
    refuse_candidate(actor=cast.facilitator, candidacy=candidacy, reason=RefusalReason.FILLED, comment="", today=TODAY)
    after = Client().get(page).content.decode()
    assert "Camille E." in after
    assert "Maçonnerie" not in after


def test_each_step_is_on_the_offer_the_record_and_the_path(cast: Cast) -> None:
    candidacy = proposed(cast)
    plan_interview(actor=cast.facilitator, candidacy=candidacy, on=date(2026, 4, 10), meeting="", today=TODAY)
    hire_candidate(actor=cast.facilitator, candidacy=candidacy, contract=CDD, today=date(2026, 4, 14))
    client = cast.client("facilitator")
    for path in (f"/offres/{candidacy.offer_id}/", f"/personnes/{candidacy.person_id}/parcours/"):
        page = client.get(path).content.decode()
        for fact in ("Proposée à", "Entretien chez", "Embauchée par"):
            assert fact in page
    assert "Le 14 avril 2026" in client.get(f"/personnes/{candidacy.person_id}/").content.decode().replace("\xa0", " ")
    path = client.get(f"/personnes/{candidacy.person_id}/parcours/").content.decode()
    assert path.index("Embauchée par") < path.index("Entretien chez") < path.index("Proposée à")
    contract = candidacy.offer.lot.contract
    page = client.get(f"/marches/{contract.pk}/").content.decode()
    assert "embauchée par Bâtisseurs" in page
    assert "Exemple" not in page
