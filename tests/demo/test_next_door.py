"""The workspace next door: follow-ups go both ways, and somebody was written twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from levier.accounts.actor import Actor
from levier.accounts.models import Membership, Workspace
from levier.demo.neighbours import FACILITATOR, SLUG
from levier.desk.todo import todo_items
from levier.domain.months import month_start
from levier.people.enums import HandOverState
from levier.people.models import Exit, HandOver, Person
from levier.people.selectors import people
from levier.people.twins import possible_doubles

from .conftest import Loaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def next_door(loaded: Loaded) -> Actor:
    return Actor.member(Membership.objects.get(workspace__slug=SLUG, user__full_name=FACILITATOR))


def _asked(actor: Actor, loaded: Loaded) -> list[str]:
    return [one.title for one in todo_items(actor=actor, today=loaded.today) if one.kind == "handover"]


def test_each_side_has_an_answer_to_give(loaded: Loaded, next_door: Actor) -> None:
    here = loaded.actor("facilitator")
    for sender, receiver in ((here, next_door), (next_door, here)):
        waiting = HandOver.objects.get(workspace=sender.workspace, state=HandOverState.PROPOSED)
        assert waiting.receiver == receiver.workspace
        assert len([one for one in _asked(receiver, loaded) if sender.workspace.name in one]) == 1


def test_one_follow_up_was_taken_and_its_exit_told_back(loaded: Loaded, next_door: Actor) -> None:
    taken = HandOver.objects.get(state=HandOverState.ACCEPTED)
    assert (taken.workspace, taken.receiver) == (loaded.workspace, next_door.workspace)
    assert taken.received in people(actor=next_door)
    assert taken.summary
    assert taken.answered_on is not None
    told = Exit.objects.get(employment__person=taken.person, observed_on__gt=taken.answered_on)
    assert told.outcome == "cdi"


def test_nobody_of_one_team_sees_the_people_of_the_other(loaded: Loaded, next_door: Actor) -> None:
    theirs, ours = people(actor=next_door), people(actor=loaded.actor("facilitator"))
    assert theirs.count() >= 6
    assert not theirs.filter(pk__in=ours.values("pk")).exists()
    assert Workspace.objects.filter(is_demo=True).count() == 2


def test_a_possible_double_waits_to_be_compared(loaded: Loaded) -> None:
    found = list(possible_doubles(people(actor=loaded.actor("facilitator"))))
    assert len(found) >= 1
    one, other, why = found[0]
    assert "date de naissance" in why
    assert Person.objects.get(pk=other.pk).referrer_id == loaded.actor("referrer").organisation_id
    assert one.pk != other.pk


def test_what_happens_next_door_is_recent(loaded: Loaded) -> None:
    sent = HandOver.objects.values_list("sent_on", flat=True)
    assert min(sent) >= month_start(loaded.today) - timedelta(days=31)
    assert max(sent) < loaded.today
