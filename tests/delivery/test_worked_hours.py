"""A clause that asks for a share of all the hours worked: what is owed follows their total."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from django.urls import reverse
from django.utils import timezone

from levier.clauses.enums import HoursBasis
from levier.delivery.enums import RevisionCause
from levier.delivery.models import Obligation, WorkedHours
from levier.delivery.selectors.obligations import hours_due, obligations
from levier.delivery.services.closing import close_obligation, make_report
from levier.delivery.services.obligations import amend_obligation
from levier.delivery.services.worked import record_worked_hours
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.journal.models import JournalEntry
from tests.cast import Cast
from tests.delivery.closing_setup import make_obligation

TODAY = date(2025, 10, 6)
SHARE = {"hours_basis": HoursBasis.SHARE_OF_HOURS, "hours_share": Decimal("0.05"), "hours": Decimal(700)}


def owed(cast: Cast) -> Obligation:
    return make_obligation(cast, **SHARE)


def record(cast: Cast, obligation: Obligation, total: str, up_to: date = date(2025, 6, 30), who: str = "facilitator"):
    return record_worked_hours(
        actor=cast.actor(who),
        obligation=obligation,
        total=Decimal(total),
        up_to=up_to,
        source="État des heures remis par l’entreprise",
        today=TODAY,
    )


def test_the_total_of_the_hours_worked_makes_the_hours_due_in_one_journal_line(cast: Cast) -> None:
    obligation = owed(cast)
    assert hours_due(obligation) == 700
    before = JournalEntry.objects.count()
    revision = record(cast, obligation, "12400.50")
    assert hours_due(obligation) == Decimal("620.03")
    assert obligations(actor=cast.facilitator).get(pk=obligation.pk).due == Decimal("620.03")
    assert revision.cause == RevisionCause.WORKED
    assert "30 juin 2025" in revision.explanation["steps"][0]["label"]
    assert "remis par l’entreprise" in str(revision.explanation)
    assert JournalEntry.objects.count() == before + 1


def test_the_order_of_entry_changes_nothing(cast: Cast) -> None:
    totals = [("1000", date(2025, 3, 31)), ("5000", date(2025, 6, 30)), ("9000.40", date(2025, 9, 30))]
    ends = set()
    for arrangement in permutations(totals):
        obligation = owed(cast)
        for total, up_to in arrangement:
            record(cast, obligation, total, up_to)
        ends.add(hours_due(obligation))
    assert ends == {Decimal("450.02")}


def test_a_total_of_the_same_day_replaces_the_one_before(cast: Cast) -> None:
    obligation = owed(cast)
    record(cast, obligation, "9000")
    record(cast, obligation, "8000")
    assert hours_due(obligation) == 400
    assert obligation.worked_hours.count() == 2


def test_an_amendment_stays_when_the_total_grows(cast: Cast) -> None:
    obligation = owed(cast)
    record(cast, obligation, "1000")
    amend_obligation(
        actor=cast.facilitator, obligation=obligation, hours=Decimal(80), from_day=TODAY, reason="Avenant n° 1"
    )
    revision = record(cast, obligation, "2000", date(2025, 9, 30))
    assert revision.hours_due == 130
    assert "Avec les avenants" in revision.explanation["conclusion"]


@pytest.mark.parametrize(
    ("total", "up_to", "field"),
    [
        ("999", date(2025, 9, 30), "total"),
        ("1001", date(2025, 3, 31), "total"),
        ("-1", date(2025, 9, 30), "total"),
        ("1e9", date(2025, 9, 30), "total"),
        ("2000", date(2025, 10, 7), "up_to"),
        ("2000", date(2024, 12, 31), "up_to"),
    ],
)
def test_a_total_that_cannot_be_is_refused(cast: Cast, total: str, up_to: date, field: str) -> None:
    obligation = owed(cast)
    record(cast, obligation, "1000")
    with pytest.raises(RuleError) as refusal:
        record(cast, obligation, total, up_to)
    assert refusal.value.field == field
    assert WorkedHours.objects.count() == 1


def test_a_clause_of_fixed_hours_and_a_closed_obligation_take_no_total(cast: Cast) -> None:
    with pytest.raises(RuleError, match="part des heures"):
        record(cast, make_obligation(cast), "1000")
    obligation = owed(cast)
    record(cast, obligation, "0")  # nothing is due: it may be closed
    make_report(actor=cast.facilitator, obligation=obligation, as_of=timezone.now())
    close_obligation(actor=cast.facilitator, obligation=obligation, today=TODAY)
    with pytest.raises(Conflict):
        record(cast, obligation, "1000")


@pytest.mark.parametrize("who", ["buyer", "contractor", "structure", "coordinator", "stranger"])
def test_others_record_no_total(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        record(cast, owed(cast), "1000", who=who)


def test_the_pages_lead_to_the_form_and_show_how_the_hours_were_reached(cast: Cast) -> None:
    obligation = owed(cast)
    contract = obligation.clause.lot.contract
    client = cast.client("facilitator")
    form = reverse("delivery:worked_hours", args=[contract.pk, obligation.pk])
    for page in ("suivi", "mise-en-oeuvre", f"obligations/{obligation.pk}"):
        assert form in client.get(f"/marches/{contract.pk}/{page}/").text
    assert form not in cast.client("buyer").get(f"/marches/{contract.pk}/suivi/").text
    assert client.post(form, {"total": "12 400,50", "up_to": "2025-06-30"}).status_code == 422
    typed = {"total": "12 400,50", "up_to": "2025-06-30", "source": "Situation n° 3"}
    assert client.post(form, typed).status_code == 302
    shown = client.get(reverse("delivery:obligation", args=[contract.pk, obligation.pk])).text
    assert "620,03\u00a0h" in shown
    assert "Situation n° 3" in shown
    assert cast.client("contractor").get(form).status_code == 403
    assert cast.client("stranger").get(form).status_code == 404
