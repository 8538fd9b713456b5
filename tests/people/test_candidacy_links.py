"""A company answers by its personal link, without an account, on the people of its offer only."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from levier.journal.models import JournalEntry
from levier.people.enums import CandidacyState
from tests.cast import Cast

from .candidacies_world import company_link, proposed

pytestmark = pytest.mark.usefixtures("lists")


def test_a_company_answers_by_its_link_without_an_account(cast: Cast) -> None:
    candidacy = proposed(cast)
    page, client = company_link(cast, candidacy.offer), Client()
    with time_machine.travel(timezone.make_aware(datetime(2026, 4, 7, 10)), tick=False):  # noqa: DTZ001
        assert client.get(f"{page}{candidacy.pk}/embauche/").status_code == 200
        sent = client.post(
            f"{page}{candidacy.pk}/embauche/",
            {"contract_kind": "cdi", "starts_on": "2026-05-04", "weekly_hours": "35"},
        )
        assert sent.status_code == 302
        assert "Embauchée" in client.get(page).content.decode()
        before = JournalEntry.objects.count()
        replayed = client.post(f"{page}{candidacy.pk}/refus/", {"reason": "filled"})
    assert replayed.status_code == 302
    assert JournalEntry.objects.count() == before
    candidacy.refresh_from_db()
    assert candidacy.state == CandidacyState.HIRED


def test_a_link_answers_on_the_people_of_its_offer_only(cast: Cast) -> None:
    mine, other = proposed(cast), proposed(cast, "Modèle")
    page = company_link(cast, mine.offer)
    assert Client().post(f"{page}{other.pk}/refus/", {"reason": "filled"}).status_code == 404
    assert "Camille M." not in Client().get(page).content.decode()
    for path in (f"{page}{mine.pk}/autre/", f"/candidats/{'x' * 43}/{mine.pk}/refus/"):
        assert Client().post(path, {"reason": "filled"}).status_code in (403, 404)
    other.refresh_from_db()
    assert other.state == CandidacyState.PROPOSED
