"""Matching both ways: ranked, explained line by line, with what lifts a barrier, and why somebody is left out."""

from __future__ import annotations

import pytest

from levier.directory.enums import ServiceKind
from levier.directory.lifting import services_near
from levier.directory.models import LocalService
from levier.directory.references import ensure_short_lists
from levier.domain.matching import Barrier
from levier.people.enums import CandidacyState, RefusalReason, Sex
from levier.people.matching import pool
from levier.people.models import Candidacy, Employment, Person
from levier.people.ranking import Fit, free_for, rank_offers, rank_people
from tests.cast import Cast

from .offers_world import STARTS, TODAY, make_candidate, make_offer


@pytest.fixture(autouse=True)
def _lists(db: None) -> None:
    ensure_short_lists(fictional_communes=True)


def _service(cast: Cast, name: str, area: str, kind: ServiceKind = ServiceKind.MOBILITY) -> LocalService:
    return LocalService.objects.create(
        workspace=cast.workspace, kind=kind, name=name, area=area, phone="01 00 00 00 00"
    )


def test_people_are_ranked_by_a_score_whose_lines_add_up_and_name_the_trade(cast: Cast) -> None:
    job = make_offer(cast)
    mason, cook = make_candidate(cast, "Exemple"), make_candidate(cast, "Modèle", occupations=("G1602",))
    found = rank_people(actor=cast.facilitator, job=job, people=free_for(actor=cast.facilitator, job=job))
    assert [one.person for one in found.fits] == [mason, cook]
    assert found.total == 2
    best = found.fits[0]
    assert sum(line.points for line in best.match.lines) == best.match.score
    assert "Maçonnerie" in best.explanation.steps[0].formula
    assert "F1703" not in best.explanation.steps[0].formula


def test_sex_age_and_origin_change_nothing(cast: Cast) -> None:
    job, one, other = make_offer(cast), make_candidate(cast, "Exemple"), make_candidate(cast, "Modèle")
    Person.objects.filter(pk=other.pk).update(sex=Sex.WOMAN, birth_date="1962-03-09", in_qpv=True, first_name="Awa")
    fits = rank_people(actor=cast.facilitator, job=job, people=free_for(actor=cast.facilitator, job=job)).fits
    assert {fit.person for fit in fits} == {one, other}
    assert fits[0].match == fits[1].match


def test_somebody_proposed_before_comes_after_those_nobody_has_answered_on(cast: Cast) -> None:
    job = make_offer(cast)
    mason, cook = make_candidate(cast, "Exemple"), make_candidate(cast, "Modèle", occupations=("G1602",))
    Candidacy.objects.create(
        offer=job,
        person=mason,
        proposed_on=job.starts_on,
        due_on=job.starts_on,
        state=CandidacyState.REFUSED,
        reason=RefusalReason.DATES,
        answered_on=job.starts_on,
        ended_on=job.starts_on,
    )
    fits = rank_people(actor=cast.facilitator, job=job, people=free_for(actor=cast.facilitator, job=job)).fits
    assert [one.person for one in fits] == [cook, mason]


def test_whoever_a_condition_refuses_is_left_out_and_the_page_says_why(cast: Cast) -> None:
    job = make_offer(cast, indispensable=("sst",))
    make_candidate(cast, "Exemple")
    make_candidate(cast, "Modèle", eligible=False, certificates=("sst",))
    client = cast.client("facilitator")
    page = client.get(f"/offres/{job.pk}/rapprochement/").content.decode()
    assert "Modèle" in page
    assert "reste à établir" in page
    assert "Camille Exemple" not in page
    left_out = client.get(f"/offres/{job.pk}/rapprochement/?montrer=ecartees").content.decode()
    assert "Camille Exemple" in left_out
    assert "Sauveteur secouriste du travail (SST) : indispensable, et absent du profil." in left_out.replace(
        "\xa0", " "
    )
    only = client.get(f"/offres/{job.pk}/rapprochement/?eligible=1").content.decode()
    assert "Camille Modèle" not in only


def test_each_barrier_comes_with_the_services_of_the_place(cast: Cast) -> None:
    near = _service(cast, "Roues du Val (fictif)", "Sérigny et alentours")
    wide = _service(cast, "Bus du Val (fictif)", "Tout le territoire")
    _service(cast, "Ailleurs (fictif)", "Département 75")
    _service(cast, "Crèche (fictive)", "Sérigny", ServiceKind.CHILDCARE)
    job = make_offer(cast)
    person = make_candidate(cast, "Exemple", barriers=(Barrier.MOBILITY, Barrier.ADJUSTMENT))
    Person.objects.filter(pk=person.pk).update(postcode="99010", city="Serigny")
    fit = rank_people(actor=cast.facilitator, job=job, people=pool(actor=cast.facilitator)).fits[0]
    assert [(one.obstacle.barrier, one.services) for one in fit.lifts] == [
        (Barrier.MOBILITY, [near, wide]),
        (Barrier.ADJUSTMENT, []),
    ]
    page = cast.client("referrer").get(f"/offres/{job.pk}/rapprochement/").content.decode()
    assert "Roues du Val" in page
    assert "échange avec l’employeur sur le poste" in page


def test_a_service_of_another_departement_is_not_shown(cast: Cast) -> None:
    far, here = _service(cast, "Loin (fictif)", "75 et 92"), _service(cast, "Ici (fictif)", "99")
    assert services_near([far, here], kind="mobility", postcode="99010") == [here]
    assert services_near([far, here], kind="mobility") == [here, far]


def test_somebody_at_work_when_the_job_begins_is_said_so_and_loses_no_point(cast: Cast) -> None:
    job, person = make_offer(cast), make_candidate(cast, "Exemple")

    def fit() -> Fit:
        return rank_people(actor=cast.facilitator, job=job, people=pool(actor=cast.facilitator)).fits[0]

    before = fit()
    held = Employment.objects.create(
        person=person, employer=cast.structure, contract_kind="cddi", modality="ei",
        starts_on=TODAY, ends_on=STARTS,
    )  # fmt: skip
    assert (fit().busy, fit().match) == (held, before.match)
    assert "Quand ce poste commence, encore sous contrat, jusqu’au 4 mai 2026" in cast.client("referrer").get(
        f"/offres/{job.pk}/rapprochement/"
    ).content.decode().replace("\xa0", " ")
    Employment.objects.update(ends_on=TODAY)
    assert fit().busy is None


@pytest.mark.parametrize(
    ("area", "postcode", "shown"),
    [
        ("Dans un rayon de 30 km autour d’Alençon", "61000", True),
        ("Les 15 communes du bassin, à 20 minutes", "61000", True),
        ("Orne et Calvados (61 et 14)", "61000", True),
        ("Orne et Calvados (61 et 14)", "14000", True),
        ("Communauté urbaine, 61000 et 61250", "61400", True),
        ("Sarthe (72)", "61000", False),
        ("Haute-Corse (2B)", "20200", True),
        ("Haute-Corse (2B)", "20000", False),
        ("Guadeloupe (971)", "97110", True),
        ("Guadeloupe (971)", "97200", False),
        ("Guadeloupe (971)", "61000", False),
    ],
)
def test_what_a_service_covers_is_read_as_it_is_written(cast: Cast, area: str, postcode: str, shown: bool) -> None:
    service = _service(cast, "Service (fictif)", area)
    assert bool(services_near([service], kind="mobility", postcode=postcode)) is shown


def test_a_referrer_ranks_its_own_people_only(cast: Cast) -> None:
    job = make_offer(cast)
    make_candidate(cast, "Exemple")
    other = make_candidate(cast, "Modèle", mine=False)
    client = cast.client("referrer")
    page = client.get(f"/offres/{job.pk}/rapprochement/").content.decode()
    assert "Camille Exemple" in page
    assert "Camille Modèle" not in page
    assert client.get(f"/personnes/{other.pk}/offres/").status_code == 404
    assert client.get(f"/offres/{job.pk}/proposer/{other.pk}/").status_code == 404


@pytest.mark.parametrize("who", ["contractor", "structure", "buyer", "coordinator"])
def test_nobody_else_ranks_people(cast: Cast, who: str) -> None:
    job = make_offer(cast)
    assert cast.client(who).get(f"/offres/{job.pk}/rapprochement/").status_code == 403


def test_offers_are_ranked_for_a_person_and_those_left_out_say_why(cast: Cast) -> None:
    near, far = make_offer(cast), make_offer(cast, rome="G1602", title="Cuisinier ou cuisinière")
    closed_to = make_offer(cast, title="Conducteur ou conductrice", indispensable=("permit_b",))
    make_offer(cast, published=False, title="Brouillon")
    person = pool(actor=cast.facilitator).get(pk=make_candidate(cast, "Exemple").pk)
    jobs = [near, far, closed_to]
    assert [one.offer for one in rank_offers(actor=cast.facilitator, person=person, jobs=jobs).fits] == [near, far]
    page = cast.client("referrer").get(f"/personnes/{person.pk}/offres/").content.decode()
    assert page.index("Maçon ou maçonne") < page.index("Cuisinier ou cuisinière")
    assert "Conducteur" not in page
    assert "Brouillon" not in page
    left_out = cast.client("referrer").get(f"/personnes/{person.pk}/offres/?montrer=ecartees").content.decode()
    assert "Permis B : indispensable" in left_out.replace("\xa0", " ")


def test_without_a_profile_the_page_leads_to_it(cast: Cast) -> None:
    person = make_candidate(cast, "Exemple")
    person.profile.delete()
    page = cast.client("facilitator").get(f"/personnes/{person.pk}/offres/").content.decode()
    assert "Pas encore de profil" in page
    assert f"/personnes/{person.pk}/profil/" in page


def test_whoever_is_a_candidate_is_not_found_again_and_an_earlier_no_is_said(cast: Cast) -> None:
    job, person = make_offer(cast), make_candidate(cast, "Exemple")
    one = Candidacy.objects.create(offer=job, person=person, proposed_on=TODAY, due_on=TODAY)
    client = cast.client("facilitator")
    assert "Camille Exemple" not in client.get(f"/offres/{job.pk}/rapprochement/").content.decode()
    assert f"/offres/{job.pk}/proposer/" not in client.get(f"/personnes/{person.pk}/offres/").content.decode()
    Candidacy.objects.filter(pk=one.pk).update(state=CandidacyState.REFUSED, reason="dates")
    page = client.get(f"/offres/{job.pk}/rapprochement/").content.decode()
    assert "non retenue, dates ou horaires incompatibles" in page
