"""Somebody written twice: a referrer registers a candidate the team knows already, with a slip of the keyboard."""

from __future__ import annotations

from datetime import datetime, timedelta

from levier.domain.vocabulary import Role
from levier.people.models import Person
from levier.people.services.profile import create_person
from levier.people.values import PersonFacts, ProfileFacts

from .story import Story

#: Records of the demonstration that describe somebody already there.
DOUBLES = 1


def plan_doubles(story: Story) -> None:
    """It happens last week: the pair waits in « Doublons possibles »."""
    story.at(story.today - timedelta(days=5), lambda now: _write_again(story, now))


def _write_again(story: Story, now: datetime) -> None:
    known = Person.objects.filter(workspace=story.workspace, employments__isnull=False, handovers=None).order_by("-pk")
    person = known.exclude(phone="")[0]
    facts = PersonFacts(
        first_name=person.first_name,
        last_name=f"{person.last_name}{person.last_name[-1]}",
        birth_date=person.birth_date,
        phone=person.phone,
        postcode=person.postcode,
        city=person.city,
        informed_on=now.date(),
    )
    profile = ProfileFacts(occupations=("F1703",), wishes="Un poste près de chez elle ou lui.")
    create_person(actor=story.actor(Role.REFERRER.value), facts=facts, profile=profile, today=now.date())
