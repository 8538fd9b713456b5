"""Steps of preparation, who records them, and what followed."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from levier.domain.errors import NotAllowed, RuleError
from levier.domain.masking import HIDDEN
from levier.people.enums import StepKind, StepOutcome
from levier.people.models import Employment, PathwayStep, Person
from levier.people.services.steps import record_step, update_step
from tests.cast import Cast

TODAY = date(2026, 4, 3)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def _person(cast: Cast, rank: int = 0, **more: Any) -> Person:
    return Person.objects.create(
        workspace=cast.workspace, first_name="Lou", last_name=f"Exemple{rank}", birth_date=date(1990, 1, 1), **more
    )


def _step(cast: Cast, person: Person, who: str = "facilitator", **more: Any) -> PathwayStep:
    given = {"kind": StepKind.SAS, "starts_on": date(2026, 3, 2), "outcome": StepOutcome.RUNNING} | more
    return record_step(actor=cast.actor(who), person=person, today=TODAY, **given)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_on": date(2026, 1, 1)},
        {"starts_on": date(2026, 5, 1)},
        {"starts_on": date(206, 3, 2)},
        {"next_step": "après son hospitalisation"},
    ],
)
def test_an_impossible_step_is_refused(cast: Cast, wrong: dict[str, Any]) -> None:
    with pytest.raises(RuleError):
        _step(cast, _person(cast), **wrong)
    assert not PathwayStep.objects.exists()


def test_a_step_of_another_workspace_s_organisation_is_refused(cast: Cast) -> None:
    elsewhere = type(cast.referrer).objects.create(
        workspace=cast.other_workspace, kind="training_body", name="Ailleurs"
    )
    with pytest.raises(RuleError, match="de votre annuaire"):
        _step(cast, _person(cast), organiser=elsewhere)


@pytest.mark.parametrize("who", ["buyer", "contractor", "structure", "coordinator"])
def test_only_the_team_and_referrers_record_steps(cast: Cast, who: str) -> None:
    step = _step(cast, _person(cast))
    with pytest.raises(NotAllowed):
        _step(cast, step.person, who)
    with pytest.raises(NotAllowed):
        update_step(
            actor=cast.actor(who), step=step, starts_on=TODAY, outcome=StepOutcome.DONE, today=TODAY, next_step=""
        )


def test_a_referrer_follows_a_step_of_its_own_candidate_only(cast: Cast) -> None:
    mine, other = _person(cast, referrer=cast.referrer), _person(cast, 1)
    client = cast.client("referrer")
    sent = {"kind": "sas", "starts_on": "2026-03-02", "outcome": "done", "next_step": "entretien"}
    assert client.post(f"/personnes/{mine.pk}/etape/", sent).status_code == 302
    assert client.post(f"/personnes/{other.pk}/etape/", sent).status_code == 404
    step = PathwayStep.objects.get()
    assert "entretien" in client.get(f"/personnes/{mine.pk}/").text
    assert client.post(f"/personnes/{mine.pk}/etape/{step.pk}/", sent | {"outcome": "left"}).status_code == 302
    step.refresh_from_db()
    assert step.outcome == StepOutcome.LEFT
    hidden = _step(cast, other)
    assert client.get(f"/personnes/{other.pk}/etape/{hidden.pk}/").status_code == 404


# ---------------------------------------------------------------------------------------------------------- cohort


def _cohort(cast: Cast) -> date:
    """Six people through the airlock a hundred days ago: four hired, one trained, one nowhere."""
    ended = timezone.localdate() - timedelta(days=100)
    for rank in range(6):
        person = _person(cast, rank, referrer=cast.referrer if rank == 0 else None)
        PathwayStep.objects.create(
            person=person, kind=StepKind.SAS, starts_on=ended - timedelta(days=20), ends_on=ended, outcome="done"
        )
        if rank < 4:
            Employment.objects.create(
                person=person, employer=cast.contractor, contract_kind="cdd", modality="direct_hire",
                starts_on=ended + timedelta(days=10),
            )  # fmt: skip
        elif rank == 4:
            PathwayStep.objects.create(
                person=person, kind=StepKind.TRAINING, starts_on=ended + timedelta(days=5), outcome="running"
            )
    absent = _person(cast, 9)
    PathwayStep.objects.create(person=absent, kind=StepKind.SAS, starts_on=ended, outcome="absent")
    return ended


@pytest.mark.parametrize("who", ["facilitator", "coordinator"])
def test_the_cohort_says_how_many_passed_and_what_followed(cast: Cast, who: str) -> None:
    _cohort(cast)
    page = cast.client(who).get("/personnes/parcours/").text
    assert "6 personnes passées" in page
    assert "5 personnes sur 6 ont eu une suite en 90 jours, soit 83,33" in plain(page)
    beside = plain(page[: page.index("<details", page.index("soit"))])
    for said in ("au plus tard 90 jours après la fin de l’étape", "chacune une fois", "Une personne encore sans suite"):
        assert said in beside
    assert "À part" not in page
    trail = page.partition("Fil d’Ariane")[2].partition("</nav>")[0]
    assert ("Personnes" if who == "facilitator" else "Indicateurs") in trail
    assert "Ce qui a suivi une étape" in plain(trail)
    assert "Exemple" not in page


def test_the_cohort_tells_apart_those_who_wait(cast: Cast) -> None:
    _cohort(cast)
    latest = _person(cast, 12)
    PathwayStep.objects.create(person=latest, kind=StepKind.SAS, starts_on=timezone.localdate(), outcome="done")
    page = plain(cast.client("facilitator").get("/personnes/parcours/").text)
    assert "7 personnes passées par cette étape" in page
    assert "5 personnes sur 6" in page
    assert "À part : 1 personne sans suite dont le délai de 90 jours court encore, sur 7 en tout." in page


def test_a_referrer_counts_only_those_it_sent(cast: Cast) -> None:
    _cohort(cast)
    assert "1 personne passée" in cast.client("referrer").get("/personnes/parcours/").text


def test_the_sheet_to_hand_around_hides_what_is_under_five_people(cast: Cast) -> None:
    _cohort(cast)
    sent = cast.client("coordinator").get("/personnes/parcours/export/")
    rows = {row[0]: row[1] for row in load_workbook(BytesIO(sent.content)).active.values}
    assert rows["CDD"] == rows["Formation"] == rows["Aucune suite"] == HIDDEN
    assert rows["Délai encore en cours"] == 0


def test_a_wrong_period_is_explained(cast: Cast) -> None:
    asked = "?etape=sas&du=2026-03-01&au=2026-01-01&jours=90"
    answer = cast.client("facilitator").get(f"/personnes/parcours/{asked}")
    assert answer.status_code == 422
    assert "avant d’avoir commencé" in answer.text
    assert cast.client("facilitator").get(f"/personnes/parcours/export/{asked}").status_code == 302
