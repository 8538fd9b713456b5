"""A company is not told that somebody under contract is free, nor for whom they work."""

from __future__ import annotations

from datetime import date, datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from levier.directory.models import Organisation
from levier.people.availability import TO_AGREE, availability
from levier.people.models import Employment, Profile
from tests.cast import Cast

from .candidacies_world import company_link, proposed
from .offers_world import STARTS, TODAY, make_offer

MAY_1, JUNE_30, JULY_1, SEPTEMBER_30 = date(2026, 5, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 30)
SOONER = " ; plus tôt, à convenir avec la personne"


def _contract(starts_on: date, ends_on: date | None) -> Employment:
    return Employment(starts_on=starts_on, ends_on=ends_on)


@pytest.mark.parametrize(
    ("available_from", "contracts", "said"),
    [
        (None, [], ""),
        (STARTS, [], "à partir du 4 mai 2026"),
        (TODAY, [], "dès maintenant"),
        (TODAY, [(TODAY, JUNE_30)], f"à partir du 1er juillet 2026{SOONER}"),
        (None, [(TODAY, JUNE_30)], f"à partir du 1er juillet 2026{SOONER}"),
        (TODAY, [(TODAY, None)], TO_AGREE),
        # one after the other, whatever their order
        (TODAY, [(JULY_1, SEPTEMBER_30), (TODAY, JUNE_30)], f"à partir du 1er octobre 2026{SOONER}"),
        (TODAY, [(TODAY, SEPTEMBER_30), (MAY_1, JUNE_30)], f"à partir du 1er octobre 2026{SOONER}"),
        # what ends before the day they say, or begins after it, changes nothing
        (JULY_1, [(TODAY, JUNE_30)], "à partir du 1er juillet 2026"),
        (STARTS, [(JULY_1, SEPTEMBER_30)], "à partir du 4 mai 2026"),
    ],
)
def test_contracts_put_off_the_first_free_day(
    available_from: date | None, contracts: list[tuple[date, date | None]], said: str
) -> None:
    held = [_contract(*one) for one in contracts]
    found = availability(Profile(available_from=available_from), held, today=TODAY)
    assert found == said


@pytest.mark.usefixtures("lists")
def test_the_company_reads_when_and_not_where(cast: Cast) -> None:
    candidacy = proposed(cast, job=make_offer(cast))
    elsewhere = Organisation.objects.create(
        workspace=cast.workspace, kind="contractor", name="Ailleurs et Fils (fictive)"
    )
    held = Employment.objects.create(
        person=candidacy.person, employer=elsewhere, contract_kind="cdd", modality="direct_hire", occupation="Peintre",
        starts_on=TODAY, ends_on=JUNE_30,
    )  # fmt: skip
    page = company_link(cast, candidacy.offer)
    with time_machine.travel(timezone.make_aware(datetime(2026, 4, 7, 10)), tick=False):  # noqa: DTZ001
        text = Client().get(page).content.decode().replace("\xa0", " ").replace("\u202f", " ")
        assert "juillet 2026 ; plus tôt, à convenir avec la personne" in text
        for hidden in ("Ailleurs et Fils", "Peintre", "contrat en cours", "30 juin"):
            assert hidden not in text
        Employment.objects.filter(pk=held.pk).update(employer=cast.contractor)
        assert "plus tôt" not in Client().get(page).content.decode()
