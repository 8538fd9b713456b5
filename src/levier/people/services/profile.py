"""Register a candidate and keep their profile up to date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from levier.accounts.actor import Actor
from levier.directory.models import Organisation
from levier.domain.vocabulary import Role
from levier.journal.services import note, service

from .. import perms
from ..models import DistinctPeople, Person, Profile
from ..profiles import apply_profile
from ..screening import screen
from ..spellings import remember
from ..values import PersonFacts, ProfileFacts, Reach
from ..writing import apply_facts


@service("people.person.create", perms.REGISTER_PERSON)
def create_person(
    *,
    actor: Actor,
    facts: PersonFacts,
    today: date,
    profile: ProfileFacts | None = None,
    not_these: Iterable[Person] = (),
) -> Person:
    """Record a person, with the profile of a candidate when one is given. What a referrer records is its own.

    ``not_these`` are people who look alike and whom somebody told apart.

    Raises:
        Conflict: somebody of that name, born that day, is already recorded.
        RuleError: an impossible value, or a text that holds what is never stored.
    """
    twin = "Cette personne est déjà enregistrée : cherchez-la dans la liste."
    if actor.role is Role.REFERRER:
        facts = replace(facts, referrer=Organisation.objects.get(pk=actor.organisation_id or 0))
        twin = "Une personne de ce nom, née ce jour, est déjà connue : demandez l’accès au facilitateur."
    person = Person(workspace=actor.workspace)
    apply_facts(person, facts, today=today, twin=twin)
    if profile is not None:
        apply_profile(person, profile, today=today)
    DistinctPeople.objects.bulk_create(DistinctPeople(one=one, other=person) for one in not_these)
    note(person, profile=profile is not None)
    return person


@service("people.profile.update", perms.EDIT_PROFILE)
def update_profile(*, actor: Actor, person: Person, reach: Reach, facts: ProfileFacts, today: date) -> Profile:
    """Correct what a candidate can do, wants and needs, and how to reach them. Raises ``RuleError``."""
    before = Person.objects.select_for_update().get(pk=person.pk)
    person.postcode, person.city = screen(reach.postcode, field="postcode"), screen(reach.city, field="city")
    person.phone, person.email = screen(reach.phone, field="phone"), reach.email.strip()
    person.save(update_fields=["postcode", "city", "phone", "email"])
    remember(person, before)
    profile = apply_profile(person, facts, today=today)
    note(person)
    return profile
