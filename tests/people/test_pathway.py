"""One line over a whole path, and what became of somebody after their last contract."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from levier.desk.todo import todo_items
from levier.domain.errors import NotAllowed, RuleError
from levier.domain.months import add_months
from levier.people.enums import ExitOutcome
from levier.people.models import EligibilityStatus, Employment, Exit, PathwayStep, Person
from levier.people.outcomes import outcomes_between
from levier.people.pathway import pathway_of
from levier.people.services.exits import record_exit
from tests.cast import Cast
from tests.delivery.closing_setup import make_obligation, validate_hours

TODAY = date(2026, 4, 3)


def _person(cast: Cast, **more: Any) -> Person:
    return Person.objects.create(
        workspace=cast.workspace, first_name="Lou", last_name="Exemple", birth_date=date(1990, 1, 1), **more
    )


def _second(cast: Cast, last_name: str = "Autre") -> Person:
    return Person.objects.create(
        workspace=cast.workspace, first_name="Nil", last_name=last_name, birth_date=date(1991, 1, 1)
    )


def _job(person: Person, employer: Any, starts_on: date, ends_on: date | None) -> Employment:
    return Employment.objects.create(
        person=person, employer=employer, contract_kind="cdd", modality="direct_hire", starts_on=starts_on, ends_on=ends_on
    )  # fmt: skip


def _left(cast: Cast, months: int, **more: Any) -> Employment:
    """Somebody whose last contract ended that many months ago, and three days."""
    end = add_months(timezone.localdate(), -months) - timedelta(days=3)
    return _job(_person(cast, **more), cast.contractor, end - timedelta(days=90), end)


# ------------------------------------------------------------------------------------------------------------ page


def test_the_path_joins_work_steps_statuses_hours_and_gaps(cast: Cast) -> None:
    obligation = make_obligation(cast)
    entry = validate_hours(obligation, "120.5")
    person, job = entry.employment.person, entry.employment
    Person.objects.filter(pk=person.pk).update(referrer=cast.referrer)
    Employment.objects.filter(pk=job.pk).update(ends_on=date(2025, 3, 31))
    _job(person, cast.structure, date(2025, 9, 1), date(2025, 10, 31))
    PathwayStep.objects.create(
        person=person, kind="sas", starts_on=date(2025, 4, 1), ends_on=date(2025, 4, 30), outcome="done"
    )
    EligibilityStatus.objects.create(person=person, criterion="rsa", valid_from=date(2025, 1, 1))
    for who in ("facilitator", "referrer"):
        page = cast.client(who).get(f"/personnes/{person.pk}/parcours/").text
        for word in ("120,5", "Ville de Sérigny", "Relais Chantier", "Sas de préparation", "RSA", "étape pendant 123"):
            assert word in page, word


@pytest.mark.parametrize(
    ("outcome", "title"),
    [
        ("cdi", "Ni contrat ni étape enregistrés ici"),
        ("search", "Sans contrat ni étape"),
        (None, "Sans contrat ni étape"),
    ],
)
def test_a_time_without_contract_says_what_is_known_of_it(cast: Cast, outcome: str | None, title: str) -> None:
    job, day = _left(cast, 6), timezone.localdate()
    if outcome:
        seen = add_months(job.ends_on or day, 3)
        Exit.objects.create(employment=job, months=3, outcome=outcome, observed_on=seen)
    found = pathway_of(job.person, actor=cast.facilitator, today=day)
    (gap,) = [one for one in found.items if "contrat ni étape" in str(one["title"])]
    assert str(gap["title"]).startswith(title)
    told = {"cdi": "Situation connue : à 3 mois, CDI", "search": "Situation connue : à 3 mois, Recherche d’emploi"}
    assert str(gap["body"]) == ". ".join(["Encore aujourd’hui", *([told[outcome]] if outcome else [])])


def test_an_employer_and_a_stranger_read_no_path(cast: Cast) -> None:
    job = _left(cast, 3)
    address = f"/personnes/{job.person_id}/parcours/"
    assert cast.client("contractor").get(address).status_code == 403
    assert cast.client("stranger").get(address).status_code == 404
    assert cast.client("referrer").get(address).status_code == 404


def test_a_longer_path_makes_no_more_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    job = _left(cast, 30)
    client, address = cast.client("facilitator"), f"/personnes/{job.person_id}/parcours/"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for rank in range(10):
        start = date(2020, 1, 1) + timedelta(days=50 * rank)
        _job(job.person, cast.structure, start, start + timedelta(days=5))
        PathwayStep.objects.create(person=job.person, kind="sas", starts_on=start, outcome="done")
    with django_assert_num_queries(len(few)):
        client.get(address)


# ----------------------------------------------------------------------------------------------------------- exits


def test_a_point_not_answered_is_shown_as_such_then_filled_in(cast: Cast) -> None:
    job = _left(cast, 6, referrer=cast.referrer)
    client = cast.client("referrer")
    address = f"/personnes/{job.person_id}/parcours/"
    page = client.get(address).text
    assert page.count("non renseigné") == 2  # at three and six months; twelve is to come
    assert "à venir" in page
    form = f"/personnes/{job.person_id}/contrat/{job.pk}/sortie/6/"
    assert client.get(form).status_code == 200
    assert client.post(form, {"outcome": "cdi", "observed_on": timezone.localdate().isoformat()}).status_code == 302
    assert Exit.objects.get().outcome == ExitOutcome.CDI
    assert client.get(address).text.count("non renseigné") == 1


@pytest.mark.parametrize(("months", "day"), [(6, TODAY), (5, TODAY), (3, date(2026, 3, 1)), (3, date(2026, 4, 4))])
def test_a_situation_is_not_recorded_before_its_day_nor_in_the_future(cast: Cast, months: int, day: date) -> None:
    job = _job(_person(cast), cast.contractor, date(2025, 9, 1), date(2026, 1, 2))
    with pytest.raises(RuleError):
        record_exit(
            actor=cast.facilitator, employment=job, months=months, outcome=ExitOutcome.CDI, observed_on=day, today=TODAY
        )


def test_a_running_contract_has_no_exit(cast: Cast) -> None:
    job = _job(_person(cast), cast.contractor, date(2025, 9, 1), None)
    with pytest.raises(RuleError, match="pas terminé"):
        record_exit(
            actor=cast.facilitator, employment=job, months=3, outcome=ExitOutcome.CDI, observed_on=TODAY, today=TODAY
        )
    page = cast.client("facilitator").get(f"/personnes/{job.person_id}/parcours/").text
    assert "Un contrat est en cours" in page


@pytest.mark.parametrize("who", ["buyer", "contractor", "structure", "coordinator"])
def test_only_the_team_and_referrers_record_exits(cast: Cast, who: str) -> None:
    job = _left(cast, 3)
    with pytest.raises(NotAllowed):
        record_exit(
            actor=cast.actor(who), employment=job, months=3, outcome=ExitOutcome.CDI,
            observed_on=timezone.localdate(), today=timezone.localdate(),
        )  # fmt: skip


@pytest.mark.parametrize("months", [3, 6, 12])
def test_the_question_waits_in_the_to_do_until_it_is_answered(cast: Cast, months: int) -> None:
    job, today = _left(cast, months, referrer=cast.referrer), timezone.localdate()

    def asked(who: str) -> list[str]:
        return [item.why for item in todo_items(actor=cast.actor(who), today=today) if item.kind == "exit"]

    assert len(asked("facilitator")) == len(asked("referrer")) == 1
    assert f"{months} mois" in asked("referrer")[0]
    assert not asked("stranger")
    record_exit(
        actor=cast.actor("referrer"), employment=job, months=months, outcome=ExitOutcome.UNREACHED, observed_on=today,
        today=today,
    )  # fmt: skip
    assert not asked("facilitator")


def test_nobody_is_asked_about_a_person_who_works_again_or_of_somebody_else_s(cast: Cast) -> None:
    job, today = _left(cast, 3), timezone.localdate()
    assert not [item for item in todo_items(actor=cast.actor("referrer"), today=today) if item.kind == "exit"]
    _job(job.person, cast.structure, today - timedelta(days=5), None)
    assert not [item for item in todo_items(actor=cast.facilitator, today=today) if item.kind == "exit"]


def test_what_people_became_is_counted_with_those_nobody_asked(cast: Cast) -> None:
    today = timezone.localdate()
    first = _left(cast, 6)
    _job(_second(cast), cast.contractor, today - timedelta(days=300), today - timedelta(days=200))
    record_exit(
        actor=cast.facilitator, employment=first, months=3, outcome=ExitOutcome.CDI, observed_on=today, today=today
    )
    back = _second(cast, "Revenu")
    _job(back, cast.contractor, today - timedelta(days=300), today - timedelta(days=200))
    _job(back, cast.structure, today - timedelta(days=20), None)
    asked = {"since": today - timedelta(days=365), "until": today, "today": today}
    found = outcomes_between(actor=cast.actor("coordinator"), **asked)
    assert found.people == 2
    assert dict(found.rows) == {"CDI": [1, 0, 0], "Non renseigné": [1, 2, 0]}
    assert outcomes_between(actor=cast.actor("referrer"), **asked).people == 0
    assert "Après le dernier contrat" in cast.client("coordinator").get("/personnes/parcours/").text
