"""Nothing of the demonstration can be taken for somebody or something real."""

from __future__ import annotations

from random import Random

import pytest

from levier.demo.catalogue import purchases
from levier.demo.names import SIREN_RANGE, Names, mailbox
from levier.domain.identifiers import is_siren, is_siret
from levier.domain.nir import holds_nir
from levier.domain.vocabulary import Lever


@pytest.fixture
def names() -> Names:
    return Names(Random(7))


def test_sirets_are_sound_unique_and_out_of_the_register(names: Names) -> None:
    made = [names.siret() for _ in range(500)]
    assert len(set(made)) == 500
    assert all(is_siret(one) and is_siren(one[:9]) and one.startswith(SIREN_RANGE) for one in made)
    assert not any(holds_nir(one) for one in made)


def test_nobody_is_named_twice(names: Names) -> None:
    people = [names.person(woman=rank % 2 == 0) for rank in range(400)]
    assert len(set(people)) == 400


def test_numbers_are_of_the_ranges_kept_for_fiction(names: Names) -> None:
    numbers = [names.phone(mobile=bool(rank % 2)) for rank in range(300)]
    assert len(set(numbers)) == 300
    assert all(one.startswith(("02 61 91 ", "06 39 98 ")) for one in numbers)


def test_addresses_lead_nowhere() -> None:
    assert mailbox("Zélie Corvaval", "Toitures Belmont & Cie") == "zelie.corvaval@toitures-belmont-cie.exemple.test"
    assert mailbox("contact") == "contact@exemple.test"


def test_the_catalogue_carries_every_lever() -> None:
    assert {lot.lever for one in purchases() for lot in one.lots} == set(Lever)
