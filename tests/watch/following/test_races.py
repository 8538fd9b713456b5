"""Two facilitators follow the same award at the same moment: one contract, whole; with the control that makes two."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from levier.delivery.models import Obligation
from levier.domain.errors import Conflict
from levier.domain.vocabulary import PurchaseNature
from levier.journal.models import JournalEntry
from levier.procurement.models import Contract
from levier.watch.following import services
from levier.watch.following.forms import FollowForm
from levier.watch.following.reading import read_award
from levier.watch.models import AwardFollowUp
from tests.cast import make_cast
from tests.races import at_once
from tests.watch.following.world import award, competition, settle, stored

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_award_followed_by_two_at_once_is_one_contract() -> None:
    cast = make_cast()
    settle(cast)
    notice = stored(competition(), award())
    found = read_award(notice, workspace=cast.workspace)
    blank = FollowForm(None, found=found)
    sent = {one.html_name: one.value() for one in blank if one.value() not in (None, False)}
    together = threading.Barrier(2)

    def naive() -> None:
        seen = Contract.objects.filter(notice_id=notice.key).exists()
        together.wait(timeout=10)
        if seen:
            raise Conflict("déjà suivi")
        Contract.objects.create(
            workspace=cast.workspace, buyer=cast.buyer, title="Deux fois", nature="services", notice_id=notice.key
        )

    assert at_once(naive) == ["won", "won"]
    assert Contract.objects.count() == 2
    Contract.objects.all().delete()

    def follow() -> None:
        form = FollowForm(sent, found=found)
        assert form.is_valid(), form.errors
        names = ("buyer_name", "buyer_siret", "notified_on", "starts_on", "ends_on", "checked")
        services.follow_award(
            actor=cast.facilitator,
            notice=notice,
            today=date(2026, 11, 2),
            facts=form.facts(),
            lots=form.lots(),
            record=found.record,
            **{name: form.cleaned_data[name] for name in names},
        )

    assert at_once(follow) == ["conflict", "won"]
    assert PurchaseNature(Contract.objects.get().nature) is PurchaseNature.SERVICES
    assert (AwardFollowUp.objects.count(), Obligation.objects.count()) == (1, 1)
    assert JournalEntry.objects.filter(action="watch.award.follow").count() == 1
