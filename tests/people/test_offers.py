"""Job offers of a clause: written by the team, shown to the referrers who cover the place, honest about their conditions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from levier.directory.enums import OrganisationKind
from levier.directory.models import Organisation
from levier.directory.references import ensure_short_lists
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.people.enums import CandidacyState, OfferState
from levier.people.models import Candidacy, JobOffer, Person
from levier.people.offers import covering_referrers, offers
from levier.people.services.offers import close_offer, create_offer, publish_offer, update_offer
from levier.people.services.twins import merge_people
from levier.post.models import OutgoingMessage
from tests.cast import Cast

from .offers_world import STARTS, TODAY, facts, make_candidate, make_lot, make_offer


@pytest.fixture(autouse=True)
def _lists(db: None) -> None:
    ensure_short_lists(fictional_communes=True)


def form(cast: Cast, **changed: str) -> dict[str, Any]:
    return {
        "title": "Maçon ou maçonne",
        "company": str(cast.contractor.pk),
        "occupation": "Maçonnerie (F1703)",
        "seats": "2",
        "starts_on": "2026-05-04",
        "weekly_hours": "35",
        **changed,
    }


def test_an_offer_is_written_as_a_draft_nobody_outside_the_team_sees(cast: Cast) -> None:
    job = make_offer(cast, published=False)
    assert job.state == OfferState.DRAFT
    assert offers(actor=cast.facilitator).get() == job
    for who in ("referrer", "contractor", "structure", "buyer", "coordinator", "stranger"):
        assert not offers(actor=cast.actor(who)).exists()


def test_publishing_shows_it_to_the_company_and_to_referrers_and_writes_to_them_once(cast: Cast) -> None:
    job = make_offer(cast, published=False)
    assert publish_offer(actor=cast.facilitator, job=job, today=TODAY) == [cast.referrer]
    message = OutgoingMessage.objects.get()
    assert message.to == cast.referrer.email
    assert f"/offres/{job.pk}/" in message.body
    for who in ("referrer", "contractor"):
        assert offers(actor=cast.actor(who)).get() == job
    for who in ("structure", "buyer", "coordinator", "stranger"):
        assert not offers(actor=cast.actor(who)).exists()
    with pytest.raises(Conflict):
        publish_offer(actor=cast.facilitator, job=job, today=TODAY)


def test_only_the_referrers_of_the_departement_are_told(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.referrer.pk).update(postcode="75010")
    near = Organisation.objects.create(
        workspace=cast.workspace, kind=OrganisationKind.REFERRER, name="Près (fictif)", postcode="99800"
    )
    Organisation.objects.create(workspace=cast.workspace, kind=OrganisationKind.REFERRER, name="Sans lieu (fictif)")
    job = make_offer(cast, postcode="99010")
    assert list(covering_referrers(job)) == [near]
    assert not offers(actor=cast.actor("referrer")).exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"rome": "Z9999"}, "occupation"),
        ({"ends_on": date(2026, 1, 1)}, "ends_on"),
        ({"starts_on": date(222, 1, 1), "ends_on": None}, "starts_on"),
        ({"weekly_hours": Decimal(49)}, "weekly_hours"),
        ({"seats": 0}, "seats"),
        ({"indispensable": ("permit_b",), "wished": ("permit_b",)}, "wished"),
        ({"indispensable": ("a_diploma_nobody_lists",)}, "wished"),
        ({"description": "Réservé aux bénéficiaires du RSA"}, "description"),
        ({"tutor": "1 85 05 78 006 084 91"}, "tutor"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(cast: Cast, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleError) as refused:
        create_offer(actor=cast.facilitator, lot=make_lot(cast), facts=facts(cast, **wrong))
    assert refused.value.field == field
    assert not JobOffer.objects.exists()


def test_the_company_has_won_the_lot_or_lends_people(cast: Cast) -> None:
    create_offer(actor=cast.facilitator, lot=make_lot(cast), facts=facts(cast, company=cast.structure))
    other = Organisation.objects.create(workspace=cast.workspace, kind="contractor", name="Sans lot (fictive)")
    with pytest.raises(RuleError) as refused:
        create_offer(actor=cast.facilitator, lot=make_lot(cast), facts=facts(cast, company=other))
    assert refused.value.field == "company"


@pytest.mark.parametrize("who", ["referrer", "contractor", "structure", "buyer", "coordinator"])
def test_only_the_team_writes_offers(cast: Cast, who: str) -> None:
    lot, job = make_lot(cast), make_offer(cast)
    with pytest.raises(NotAllowed):
        create_offer(actor=cast.actor(who), lot=lot, facts=facts(cast))
    with pytest.raises(NotAllowed):
        close_offer(actor=cast.actor(who), job=job, today=TODAY)


def test_a_stranger_writes_nothing_here(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        create_offer(actor=cast.stranger, lot=make_lot(cast), facts=facts(cast))
    with pytest.raises(NotAllowed):
        publish_offer(actor=cast.stranger, job=make_offer(cast, published=False), today=TODAY)


def test_a_closed_offer_stays_as_it_was(cast: Cast) -> None:
    job = close_offer(actor=cast.facilitator, job=make_offer(cast), today=TODAY)
    assert job.closed_on == TODAY
    for again in (
        lambda: close_offer(actor=cast.facilitator, job=job, today=TODAY),
        lambda: update_offer(actor=cast.facilitator, job=job, facts=facts(cast, seats=3)),
        lambda: publish_offer(actor=cast.facilitator, job=job, today=TODAY),
    ):
        with pytest.raises(Conflict):
            again()


def test_the_form_starts_from_the_recruitment_planned(cast: Cast) -> None:
    lot = make_lot(cast)
    planned = f"?poste=Maçon&personnes=3&debut=2026-05-04&entreprise={cast.contractor.pk}"
    page = cast.client("facilitator").get(f"/offres/lot/{lot.pk}/nouvelle/{planned}").content.decode()
    assert 'value="Maçon"' in page
    assert 'value="2026-05-04"' in page
    assert f'<option value="{cast.contractor.pk}" selected>' in page


def test_writing_and_publishing_from_the_pages(cast: Cast) -> None:
    client, lot = cast.client("facilitator"), make_lot(cast)
    written = client.post(f"/offres/lot/{lot.pk}/nouvelle/", form(cast))
    job = JobOffer.objects.get()
    assert (written.status_code, job.starts_on, job.seats, job.rome) == (302, STARTS, 2, "F1703")
    assert client.post(f"/offres/{job.pk}/modifier/", form(cast, seats="4")).status_code == 302
    assert client.post(f"/offres/{job.pk}/diffuser/").status_code == 302
    job.refresh_from_db()
    assert (job.seats, job.state) == (4, OfferState.PUBLISHED)
    assert "Maçon ou maçonne" in cast.client("referrer").get("/offres/").content.decode()
    assert client.post(f"/offres/{job.pk}/clore/").status_code == 302


def test_an_occupation_that_may_be_several_is_asked_again(cast: Cast) -> None:
    answer = cast.client("facilitator").post(
        f"/offres/lot/{make_lot(cast).pk}/nouvelle/", form(cast, occupation="masson")
    )
    assert answer.status_code == 422
    assert "Quel métier est-ce" in answer.content.decode()


def test_the_page_says_which_words_speak_to_one_sex_only_and_what_each_condition_costs(cast: Cast) -> None:
    make_candidate(cast, "Exemple", certificates=("sst",))
    make_candidate(cast, "Modèle", mine=False)
    job = make_offer(cast, title="Maçon", indispensable=("sst",))
    page = cast.client("facilitator").get(f"/offres/{job.pk}/").content.decode()
    assert "maçon ou maçonne" in page
    assert "Sur 2 personnes" in page
    assert "Sauveteur secouriste du travail (SST)" in page
    mine = cast.client("referrer").get(f"/offres/{job.pk}/").content.decode()
    assert "Sur 1 personne" in mine
    assert "maçon ou maçonne" not in mine


def test_a_company_reads_its_offer_without_the_pool(cast: Cast) -> None:
    page = cast.client("contractor").get(f"/offres/{make_offer(cast).pk}/")
    assert page.status_code == 200
    assert "vivier" not in page.content.decode()


def test_merging_two_records_keeps_the_candidacy_that_was_answered(cast: Cast) -> None:
    job, other = make_offer(cast), make_offer(cast)
    kept, merged = make_candidate(cast, "Exemple"), make_candidate(cast, "Exemplé")

    def candidacy(offer: JobOffer, person: Person, **values: Any) -> Candidacy:
        return Candidacy.objects.create(offer=offer, person=person, proposed_on=TODAY, due_on=TODAY, **values)

    candidacy(job, kept)
    answered = candidacy(job, merged, answered_on=TODAY, state=CandidacyState.INTERVIEW)
    alone = candidacy(other, merged)
    merge_people(actor=cast.facilitator, kept=kept, merged=merged)
    assert set(kept.candidacies.all()) == {answered, alone}
