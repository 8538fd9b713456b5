"""One eligibility, many clauses: what each clause under way answers of a person, and the warnings before it ends."""

from __future__ import annotations

import re
import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from levier.accounts.actor import Actor
from levier.clauses.models import Clause
from levier.directory.models import Organisation
from levier.domain.errors import Conflict
from levier.domain.steps import Step
from levier.journal.models import JournalEntry
from levier.people.lapses import review_day, to_review, to_warn_of
from levier.people.models import EligibilityStatus, Person
from levier.people.recognition import recognition
from levier.people.services.lapses import announce_lapses
from levier.people.services.record import end_status
from levier.people.tasks import announce_ends
from levier.post.models import OutgoingMessage
from levier.procurement.models import Award
from tests.cast import Cast, make_cast
from tests.desk import world
from tests.people import statuses
from tests.races import at_once

TODAY = world.TODAY
END = TODAY + timedelta(days=100)


@pytest.fixture
def who(cast: Cast) -> Person:
    return world.person(cast, "Suivie", referrer=cast.referrer)


def _checked(person: Person, criterion: str, **fields: Any) -> EligibilityStatus:
    proofs = {"rsa": "benefit_certificate", "aah": "benefit_certificate", "iae": "pass_iae"}
    given: dict[str, Any] = {"valid_from": date(2026, 1, 5), "valid_until": END, "proof_on": date(2026, 1, 2)}
    return statuses.status(
        person, criterion, proof_kind=proofs[criterion], **({"checked_on": date(2026, 1, 5)} | given | fields)
    )


def _clause(cast: Cast, title: str, publics: list[str]) -> Clause:
    contract = world.contract(cast, title, Step.MISE_EN_OEUVRE)
    clause = world.clause(contract)
    Clause.objects.filter(pk=clause.pk).update(publics=publics)
    world.award(contract, cast.contractor)
    return clause


def _told(cast: Cast, person: Person, who: str = "facilitator") -> dict[str, tuple[str, str]]:
    """Contract → word and reason."""
    return {
        clause.lot.contract.title: (group.label, group.reason)
        for group in recognition(person, actor=cast.actor(who), on=TODAY)
        for clause in group.clauses
    }


# ------------------------------------------------------------------------------------------------- clause by clause


def test_each_clause_recognises_by_its_own_publics_and_says_why(cast: Cast, who: Person) -> None:
    _checked(who, "rsa")
    for title, publics in (("Commune", []), ("Nommée", ["rsa", "iae"]), ("Fermée", ["iae"])):
        _clause(cast, title, publics)
    told = _told(cast, who)
    assert {title: label for title, (label, _) in told.items()} == {
        "Commune": "Reconnue", "Nommée": "Reconnue", "Fermée": "Non reconnue",
    }  # fmt: skip
    assert "preuve contrôlée" in told["Commune"][1]
    assert "ne fait pas partie des publics de cette clause" in told["Fermée"][1]


def test_what_is_missing_is_said_rather_than_no(cast: Cast, who: Person) -> None:
    _clause(cast, "Halle", [])
    assert _told(cast, who)["Halle"][0] == "À établir"
    assert "recueillez une preuve" in _told(cast, who)["Halle"][1]


def test_a_protected_criterion_is_recognised_without_being_named(cast: Cast, who: Person) -> None:
    _checked(who, "aah")
    _clause(cast, "Réservée", ["aah"])
    _clause(cast, "Autre", ["disabled_worker"])
    told = _told(cast, who)
    assert (told["Réservée"][0], told["Autre"][0]) == ("Reconnue", "Non reconnue")
    assert all("motif protégé" in reason for _, reason in told.values())


@pytest.mark.parametrize("over", ["abandoned", "closed", "ended", "refused", "draft", "no lever"])
def test_a_clause_that_is_over_or_not_yet_agreed_answers_nothing(cast: Cast, who: Person, over: str) -> None:
    clause = _clause(cast, "Halle", [])
    contract = clause.lot.contract
    if over in ("abandoned", "closed"):
        contract.state = over
        contract.save()
    elif over == "ended":
        Award.objects.update(starts_on=date(2024, 1, 1), ends_on=TODAY - timedelta(days=1))
    elif over == "no lever":
        Clause.objects.update(lever="none")
    else:
        Award.objects.all().delete()
        Clause.objects.update(state=over)
    assert _told(cast, who) == {}


@pytest.mark.parametrize(("reader", "shown"), [("facilitator", True), ("referrer", True), ("contractor", False)])
def test_who_reads_it_on_the_record(cast: Cast, who: Person, reader: str, shown: bool) -> None:
    _checked(who, "rsa")
    clause = _clause(cast, "Halle aux grains", [])
    world.employment(who, cast.contractor)
    page = cast.client(reader).get(f"/personnes/{who.pk}/").text
    assert ("Pour chaque clause en cours" in page) == shown
    assert ("Halle aux grains" in page) == shown
    assert (f'href="/marches/{clause.lot.contract_id}/"' in page) == (reader == "facilitator")


def test_a_stranger_clause_is_not_asked(cast: Cast, who: Person) -> None:
    _clause(cast, "Halle", [])
    Clause.objects.get().lot.contract.__class__.objects.update(workspace=cast.other_workspace)
    assert _told(cast, who) == {}


def test_the_record_makes_as_many_queries_for_1_and_30_clauses(cast: Cast, who: Person) -> None:
    client, path = cast.client("facilitator"), f"/personnes/{who.pk}/"
    _checked(who, "aah")
    _clause(cast, "Première", [])
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for rank in range(29):
        _clause(cast, f"Halle {rank}", ["rsa"] if rank % 2 else ["aah"])
    _checked(who, "iae")
    with CaptureQueriesContext(connection) as many:
        client.get(path)
    assert len(few) == len(many)


def test_the_proof_seen_is_told_with_its_kind_its_day_and_who_saw_it(cast: Cast, who: Person) -> None:
    user = cast.members["facilitator"].user
    _checked(who, "rsa", checked_by=user)
    _checked(who, "aah", checked_by=user)
    page = re.sub(r"\s+", " ", cast.client("facilitator").get(f"/personnes/{who.pk}/").text)
    assert "Attestation de l’organisme qui verse l’allocation, du 2 janvier 2026" in page
    assert "Datée du 2 janvier 2026" in page
    assert page.count("vérifiée le 05/01/2026 par Prénom Facilitator") == 2


# -------------------------------------------------------------------------------------------------- before it ends


def _on(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 9))  # noqa: DTZ001


def _turn(day: date) -> list[OutgoingMessage]:
    """The messages of that day's run."""
    known = set(OutgoingMessage.objects.values_list("pk", flat=True))
    with time_machine.travel(_on(day), tick=False):
        announce_ends(now=_on(day))
    return list(OutgoingMessage.objects.exclude(pk__in=known).order_by("pk"))


def test_the_referrer_is_warned_once_sixty_days_before_and_once_fifteen(cast: Cast, who: Person) -> None:
    _checked(who, "rsa")
    days = [day for day in range(101) if _turn(TODAY + timedelta(days=day))]
    assert days == [40, 85]


def test_one_message_tells_everybody_a_referrer_follows_and_names_nobody(cast: Cast) -> None:
    people = [world.person(cast, f"Nommée{rank}", referrer=cast.referrer) for rank in range(3)]
    for rank, person in enumerate(people):
        _checked(person, "aah", valid_until=TODAY + timedelta(days=10 + rank))
    (message,) = _turn(TODAY)
    assert message.to == "contact@exemple.test"
    assert [f"/personnes/{person.pk}/" in message.body for person in people] == [True] * 3
    said = message.subject + message.body
    assert not any(word in said for word in ("Nommée", "AAH", "handicap", "protégé"))
    assert _turn(TODAY) == []
    assert JournalEntry.objects.filter(action="people.status.announce").count() == 1


@pytest.mark.parametrize(("count", "said"), [(1, "ses heures ne comptent plus"), (2, "leurs heures ne comptent plus")])
def test_the_warning_speaks_of_one_person_or_of_several(cast: Cast, count: int, said: str) -> None:
    for rank in range(count):
        _checked(world.person(cast, f"Nommée{rank}", referrer=cast.referrer), "rsa", valid_until=TODAY)
    (message,) = _turn(TODAY)
    assert said in message.body


def test_nobody_is_warned_of_a_status_another_one_outlives(cast: Cast, who: Person) -> None:
    _checked(who, "rsa", valid_until=TODAY + timedelta(days=10))
    _checked(who, "iae", valid_until=None)
    assert _turn(TODAY) == []


def test_a_status_whose_proof_nobody_saw_silences_no_warning(cast: Cast, who: Person) -> None:
    _checked(who, "rsa", valid_until=TODAY + timedelta(days=10))
    later = _checked(who, "iae", valid_until=None, checked_on=None)
    assert len(_turn(TODAY)) == 1
    EligibilityStatus.objects.filter(pk=later.pk).update(checked_on=TODAY)
    assert _turn(TODAY + timedelta(days=1)) == []
    EligibilityStatus.objects.update(warned_at_days=None)
    assert _turn(TODAY + timedelta(days=2)) == []


def _reviews(day: date) -> list[date]:
    return [on for _, on in to_review(EligibilityStatus.objects.all(), today=day)]


def test_a_status_without_an_end_is_reviewed_at_the_end_of_the_duration_quoted(cast: Cast, who: Person) -> None:
    status = _checked(who, "rsa", valid_until=None)
    end = date(2028, 1, 4)
    assert review_day(status) == end
    assert [_reviews(end + timedelta(days=days)) for days in (-61, -60, 0, 90)] == [[], [end], [end], [end]]
    page = cast.client("facilitator").get(f"/personnes/{who.pk}/").text.replace("\u00a0", " ")
    assert "à revoir avant le 04/01/2028 (durée à vérifier)" in page
    with time_machine.travel(_on(end), tick=False):
        listed = cast.client("facilitator").get("/a-faire/").text
    assert "un statut sans fin est à revoir" in listed.replace("\u00a0", " ")


def test_a_review_is_not_asked_of_what_ends_is_unchecked_or_was_taken_over(cast: Cast, who: Person) -> None:
    day = date(2028, 1, 4)
    status = _checked(who, "rsa", valid_until=None)
    again = _checked(who, "rsa", valid_until=None, valid_from=date(2027, 12, 1))
    assert _reviews(day) == []
    EligibilityStatus.objects.filter(pk=again.pk).update(checked_on=None)
    assert _reviews(day) == [day]
    EligibilityStatus.objects.filter(pk=again.pk).delete()
    job = world.employment(who, cast.contractor, starts_on=date(2026, 2, 1))
    type(job).objects.filter(pk=job.pk).update(contract_kind="cdi", ends_on=None)
    assert _reviews(day) == []
    type(job).objects.filter(pk=job.pk).update(ends_on=day - timedelta(days=1))
    assert _reviews(day) == [day]
    type(job).objects.filter(pk=job.pk).update(starts_on=day + timedelta(days=1), ends_on=None)
    assert _reviews(day) == [day], "a contract to come"
    assert _reviews(day + timedelta(days=1)) == []
    EligibilityStatus.objects.filter(pk=status.pk).update(valid_until=day)
    assert _reviews(day) == []


def test_a_new_end_is_warned_of_again(cast: Cast, who: Person) -> None:
    status = _checked(who, "rsa", valid_until=TODAY + timedelta(days=10))
    assert len(_turn(TODAY)) == 1
    status.refresh_from_db()
    end_status(actor=cast.facilitator, status=status, valid_until=TODAY + timedelta(days=12))
    assert len(_turn(TODAY + timedelta(days=1))) == 1


def test_without_an_address_or_a_referrer_nothing_is_written_and_the_team_still_sees_it(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.referrer.pk).update(email="")
    for rank, referrer in enumerate((cast.referrer, None)):
        _checked(world.person(cast, f"Personne{rank}", referrer=referrer), "rsa", valid_until=TODAY + timedelta(days=9))
    assert _turn(TODAY) == []
    Organisation.objects.filter(pk=cast.referrer.pk).update(email="enfin@exemple.test")
    assert [message.to for message in _turn(TODAY)] == ["enfin@exemple.test"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_warn_once() -> None:
    cast = make_cast()
    _checked(world.person(cast, "Suivie", referrer=cast.referrer), "rsa", valid_until=TODAY + timedelta(days=10))
    actor, together = Actor.system(cast.workspace), threading.Barrier(2)

    def naive() -> None:
        """The control: both workers see the same status to warn of."""
        seen = to_warn_of(workspace=cast.workspace, today=TODAY).count()
        together.wait(timeout=10)
        assert seen == 1

    assert at_once(naive) == ["won", "won"]

    def act() -> None:
        announce_lapses(actor=actor, referrer=cast.referrer, today=TODAY)

    assert at_once(act, 3) == ["conflict", "conflict", "won"]
    assert OutgoingMessage.objects.count() == 1
    with pytest.raises(Conflict):
        act()
