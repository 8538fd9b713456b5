"""The end of an obligation: what is missing is said in place, and what is closed is reopened with a reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from levier.delivery import tasks
from levier.delivery.enums import LineState, StatementState
from levier.delivery.models import ClosingReport, HoursLine, HoursStatement, LedgerEntry, Obligation, Shortfall
from levier.delivery.selectors.statements import askable
from levier.delivery.services.closing import close_obligation, issue_certificate, make_report, reopen_obligation
from levier.delivery.services.ledger import correct_entry
from levier.delivery.services.reminders import remind_statement
from levier.delivery.services.shortfalls import advise_shortfall, decide_shortfall, open_shortfall, reply_shortfall
from levier.desk.todo import todo_items
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.penalties import Decision
from levier.domain.steps import Step
from levier.journal.models import JournalEntry
from levier.post.models import OutgoingMessage
from levier.procurement.enums import ContractState
from levier.procurement.models import Contract
from levier.procurement.services import advance
from tests.cast import Cast
from tests.delivery.closing_setup import make_obligation, validate_hours

NOW = datetime(2027, 1, 10, 9, tzinfo=UTC)
TODAY = NOW.date()
WHY = "Une journée a été comptée deux fois en mars."


def plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def report_of(cast: Cast, obligation: Obligation) -> ClosingReport:
    return make_report(actor=cast.facilitator, obligation=obligation, as_of=NOW)


@pytest.fixture
def closed(cast: Cast) -> Obligation:
    """1 000 h due, 1 100 validated, certified and closed."""
    obligation = make_obligation(cast)
    validate_hours(obligation, "700")
    validate_hours(obligation, "400", last_name="Autre")
    issue_certificate(actor=cast.facilitator, report=report_of(cast, obligation), now=NOW, today=TODAY)
    HoursStatement.objects.update(submitted_at=NOW)
    OutgoingMessage.objects.all().delete()
    return close_obligation(actor=cast.facilitator, obligation=obligation, today=TODAY)


def correct(cast: Cast, obligation: Obligation, wanted: str) -> LedgerEntry:
    entry = LedgerEntry.objects.filter(obligation=obligation).order_by("pk")[0]
    return correct_entry(
        actor=cast.facilitator, entry=entry, standing=entry.hours, wanted=Decimal(wanted), reason=WHY, now=NOW
    )


def path(name: str, obligation: Obligation) -> str:
    return reverse(f"delivery:{name}", args=[obligation.clause.lot.contract_id, obligation.pk])


# --------------------------------------------------------------------------------------- what is missing, in place


def test_closing_with_missing_hours_answers_on_the_page_itself_and_leads_to_the_constat(cast: Cast) -> None:
    obligation = make_obligation(cast)
    validate_hours(obligation, "400")
    report_of(cast, obligation)
    client = cast.client("facilitator")
    answer = client.post(path("obligation_close", obligation))
    assert answer.status_code == 422
    said = plain(answer.text)
    assert "Fin : bilan, attestation, heures manquantes" in said
    assert "Il manque 600 h : constatez-les d’abord." in said
    assert f'href="{path("shortfall_open", obligation)}"' in answer.text
    page = client.get(reverse("delivery:closing", args=[obligation.clause.lot.contract_id])).text
    assert "Avant de clore cette obligation" in page
    assert path("obligation_close", obligation) not in page, "what would be refused is not offered"


def test_each_thing_missing_is_said_with_its_page(cast: Cast) -> None:
    obligation = make_obligation(cast)
    validate_hours(obligation, "1000")
    client = cast.client("facilitator")
    answer = client.post(path("obligation_close", obligation))
    assert (answer.status_code, "Arrêtez d’abord le bilan." in answer.text) == (422, True)
    report = report_of(cast, obligation)
    issue_certificate(actor=cast.facilitator, report=report, now=NOW, today=TODAY)
    correct(cast, obligation, "900")
    HoursStatement.objects.update(state=StatementState.SUBMITTED)
    said = client.post(path("obligation_close", obligation)).text
    for part in (
        "Relevés reçus et non traités : 1",
        "arrêtez un nouveau bilan",
        "corrections laissent 100 h manquantes",
        reverse("delivery:certificate_revoke", args=[obligation.clause.lot.contract_id, report.certificate.pk]),
    ):
        assert part in plain(said), part


def test_an_obligation_closed_meanwhile_is_said_in_place(cast: Cast, closed: Obligation) -> None:
    answer = cast.client("facilitator").post(path("obligation_close", closed))
    assert (answer.status_code, "déjà close" in answer.text) == (409, True)
    assert path("obligation_reopen", closed) in answer.text


def test_a_certificate_that_cannot_be_issued_is_said_in_place(cast: Cast) -> None:
    obligation = make_obligation(cast)
    validate_hours(obligation, "400")
    report = report_of(cast, obligation)
    issue = reverse("delivery:certificate_issue", args=[obligation.clause.lot.contract_id, report.pk])
    answer = cast.client("facilitator").post(issue)
    assert answer.status_code == 422
    assert "Il manque 600 h : l’attestation de bonne réalisation n’est pas possible" in plain(answer.text)
    assert "Bilans arrêtés" in answer.text


# ------------------------------------------------------------------------------------------------------ reopening


def test_reopening_is_told_to_the_company_and_the_buyer_and_kept(cast: Cast, closed: Obligation) -> None:
    buyer = closed.clause.lot.contract.buyer
    buyer.email = "acheteur@exemple.test"
    buyer.save()
    reopen_obligation(actor=cast.facilitator, obligation=closed, reason=WHY, today=TODAY)
    assert closed.closed_on is None
    told = OutgoingMessage.objects.order_by("to")
    assert sorted(one.to for one in told) == sorted([cast.contractor.email, "acheteur@exemple.test"])
    assert all(WHY in one.body and "10 janvier 2027" in one.body for one in told)
    line = JournalEntry.objects.filter(action="delivery.obligation.reopen").get()
    assert line.reason == WHY


def test_hours_of_a_reopened_obligation_are_corrected_then_it_closes_on_a_new_balance(
    cast: Cast, closed: Obligation
) -> None:
    with pytest.raises(Conflict, match="close"):
        correct(cast, closed, "650")
    reopen_obligation(actor=cast.facilitator, obligation=closed, reason=WHY, today=TODAY)
    correct(cast, closed, "650")
    with pytest.raises(RuleError, match="arrêtez un nouveau bilan"):
        close_obligation(actor=cast.facilitator, obligation=closed, today=TODAY)
    report_of(cast, closed)
    assert close_obligation(actor=cast.facilitator, obligation=closed, today=TODAY).closed_on == TODAY
    number = ClosingReport.objects.order_by("pk")[0].certificate.number
    assert (
        "Une correction des heures a été enregistrée depuis"
        in cast.client("buyer").get(f"/attestations/{number}/").text
    )


def test_a_reopened_obligation_that_now_misses_hours_goes_to_the_same_decisions(cast: Cast, closed: Obligation) -> None:
    reopen_obligation(actor=cast.facilitator, obligation=closed, reason=WHY, today=TODAY)
    correct(cast, closed, "500")
    report_of(cast, closed)
    with pytest.raises(RuleError, match="Retirez-la d’abord"):
        close_obligation(actor=cast.facilitator, obligation=closed, today=TODAY)


def test_reopening_asks_for_a_reason_the_company_may_read(cast: Cast, closed: Obligation) -> None:
    for reason, match in (("  ", "pourquoi"), ("Fin de son RSA.", "critère")):
        with pytest.raises(RuleError, match=match):
            reopen_obligation(actor=cast.facilitator, obligation=closed, reason=reason, today=TODAY)
    closed.refresh_from_db()
    assert closed.closed_on == TODAY
    reopen_obligation(actor=cast.facilitator, obligation=closed, reason=WHY, today=TODAY)
    with pytest.raises(Conflict, match="ouverte"):
        reopen_obligation(actor=cast.facilitator, obligation=closed, reason=WHY, today=TODAY)


@pytest.mark.parametrize("who", ["buyer", "contractor", "structure", "coordinator", "referrer", "stranger"])
def test_only_the_team_reopens(cast: Cast, closed: Obligation, who: str) -> None:
    with pytest.raises(NotAllowed):
        reopen_obligation(actor=cast.actor(who), obligation=closed, reason=WHY, today=TODAY)


def test_reopening_in_the_browser(cast: Cast, closed: Obligation) -> None:
    client, url = cast.client("facilitator"), path("obligation_reopen", closed)
    fin = client.get(reverse("delivery:closing", args=[closed.clause.lot.contract_id])).text
    assert f'href="{url}"' in fin
    assert "10 janvier 2027" in client.get(url).text
    refused = client.post(url, {"reason": "Fin de son RSA."})
    assert (refused.status_code, "Fin de son RSA." in refused.text) == (422, True)
    assert client.post(url, {"reason": WHY}).status_code == 302
    assert client.get(url).status_code == 302, "open already: nothing to reopen"


# ------------------------------------------------------------------------------ what is refused is not offered


def test_a_closed_obligation_offers_nothing_on_its_statements_but_to_be_reopened(
    cast: Cast, closed: Obligation
) -> None:
    statement, client = HoursStatement.objects.get(obligation=closed), cast.client("facilitator")
    entry = LedgerEntry.objects.filter(obligation=closed).order_by("pk")[0]
    line = HoursLine.objects.order_by("pk").last()
    assert line is not None
    for state in (LineState.PENDING, LineState.REFUSED):
        HoursLine.objects.filter(pk=line.pk).update(state=state)
        page = client.get(reverse("delivery:statement", args=[statement.pk])).text
        assert f'href="{path("obligation_reopen", closed)}"' in page
        for name, pk in (
            ("correct_entry", entry.pk), ("return_statement", statement.pk), ("decide_line", line.pk),
            ("reconsider_line", line.pk), ("accept_clear", statement.pk), ("compare_statement", statement.pk),
        ):  # fmt: skip
            assert reverse(f"delivery:{name}", args=[pk]) not in page, (name, state)
    correction = client.get(reverse("delivery:correct_entry", args=[entry.pk])).text
    assert "Écrire la correction" not in correction
    assert path("obligation_reopen", closed) in correction


def test_what_was_typed_in_a_correction_is_kept_when_the_obligation_closes_meanwhile(
    cast: Cast, closed: Obligation
) -> None:
    entry = LedgerEntry.objects.filter(obligation=closed).order_by("pk")[0]
    answer = cast.client("facilitator").post(
        reverse("delivery:correct_entry", args=[entry.pk]), {"standing": "700", "wanted": "650", "reason": WHY}
    )
    assert answer.status_code == 422
    assert WHY in plain(answer.text)
    assert "rouvrez-la" in answer.text


def test_a_statement_of_a_closed_obligation_is_not_asked_of_the_company(cast: Cast, closed: Obligation) -> None:
    HoursStatement.objects.create(
        obligation=closed, declarant=cast.contractor, month=date(2025, 5, 1), due_on=date(2025, 6, 10)
    )
    page = cast.client("contractor").get(reverse("delivery:progress", args=[closed.clause.lot.contract_id])).text
    assert ">Déclarer<" not in page


# ------------------------------------------------------------------------------------ more missing than decided


def waived(cast: Cast, obligation: Obligation, *, today: date) -> Shortfall:
    """The whole exchange about the hours missing, up to the buyer's waiver."""
    exchange = open_shortfall(
        actor=cast.actor("buyer"), obligation=obligation, today=today, reply_due_on=today + timedelta(days=15)
    )
    reply_shortfall(actor=cast.actor("contractor"), shortfall=exchange, text="Chantier arrêté.", on=today)
    advise_shortfall(actor=cast.facilitator, shortfall=exchange, text="Renoncer.", on=today)
    return decide_shortfall(
        actor=cast.actor("buyer"), shortfall=exchange, decision=Decision.WAIVE, amount=None, reason="Peu.", on=today
    )


@pytest.fixture
def grown(cast: Cast) -> Obligation:
    """10 h missing, waived and closed; reopened, corrected: 900 h missing on a new balance."""
    obligation = make_obligation(cast, penalty_per_hour=Decimal(10))
    validate_hours(obligation, "900")
    validate_hours(obligation, "90", last_name="Autre")
    waived(cast, obligation, today=TODAY)
    report_of(cast, obligation)
    close_obligation(actor=cast.facilitator, obligation=obligation, today=TODAY)
    reopen_obligation(actor=cast.facilitator, obligation=obligation, reason=WHY, today=TODAY)
    correct(cast, obligation, "10")
    report_of(cast, obligation)
    return obligation


def test_hours_missing_beyond_those_decided_go_to_a_second_exchange(cast: Cast, grown: Obligation) -> None:
    with pytest.raises(RuleError, match=r"Il manque 900.h, et la décision de l’acheteur portait sur 10.h"):
        close_obligation(actor=cast.facilitator, obligation=grown, today=TODAY)
    with pytest.raises(RuleError, match=r"portait sur 10.h"):
        advance(actor=cast.facilitator, contract=grown.clause.lot.contract, to=Step.FIN, reason="Tant pis")
    second = waived(cast, grown, today=TODAY)
    assert (second.hours_missing, second.assessment["total"]) == (900, "9000.00")
    assert close_obligation(actor=cast.facilitator, obligation=grown, today=TODAY).closed_on == TODAY


def test_the_second_exchange_is_opened_from_the_page_fin_and_says_what_was_decided(
    cast: Cast, grown: Obligation
) -> None:
    contract, client = grown.clause.lot.contract_id, cast.client("facilitator")
    fin, url = reverse("delivery:closing", args=[contract]), path("shortfall_open", grown)
    assert f'href="{url}"' in client.get(fin).text
    said = "pour 10 h de ces heures : renonciation motivée, montant retenu 0 €"
    assert said in plain(client.get(url).text)
    answer = client.post(url, {"reply_due_on": date.today() + timedelta(days=20), "late_days": "0"})  # noqa: DTZ011
    assert answer.status_code == 302
    second, first = Shortfall.objects.all()
    page = client.get(answer["Location"]).text
    assert said in plain(page)
    assert "compte toutes les heures qui manquent aujourd’hui, celles-là comprises" in plain(page)
    text = client.get(fin).text
    for one in (first, second):
        assert reverse("delivery:shortfall", args=[contract, one.pk]) in text
    assert f'href="{url}"' not in text
    with pytest.raises(RuleError, match="attend une décision"):
        close_obligation(actor=cast.facilitator, obligation=grown, today=TODAY)


def test_one_exchange_at_a_time_and_none_about_as_many_hours(cast: Cast, grown: Obligation) -> None:
    waived(cast, grown, today=TODAY)
    with pytest.raises(Conflict, match="n’en manque pas plus"):
        waived(cast, grown, today=TODAY)
    facts = {"obligation": grown, "hours_missing": 950, "assessment": {}, "notice_on": TODAY, "reply_due_on": TODAY}
    Shortfall.objects.create(**facts)
    with pytest.raises(Conflict, match="déjà envoyé"):
        waived(cast, grown, today=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Shortfall.objects.create(**facts)


# ------------------------------------------------------------------------------- what a reopening does not wake


def unanswered(cast: Cast, obligation: Obligation) -> HoursStatement:
    """Asked for in its time, never sent, left behind when the obligation was closed."""
    return HoursStatement.objects.create(
        obligation=obligation,
        declarant=cast.contractor,
        month=date(2025, 5, 1),
        due_on=date(2025, 6, 10),
        requested_at=datetime(2025, 6, 1, 9, tzinfo=UTC),
    )


@pytest.mark.parametrize("state", [ContractState.ACTIVE, ContractState.CLOSED])
def test_reopening_chases_nobody_for_what_was_left_unanswered(
    cast: Cast, closed: Obligation, state: ContractState
) -> None:
    old = unanswered(cast, closed)
    Contract.objects.update(state=state)
    reopen_obligation(actor=cast.facilitator, obligation=closed, reason=WHY, today=TODAY)
    OutgoingMessage.objects.all().delete()
    tasks.remind_late(now=datetime(2027, 1, 12, 10, tzinfo=UTC))
    assert not OutgoingMessage.objects.exists()
    with pytest.raises(Conflict, match="n’est plus demandé"):
        remind_statement(actor=cast.facilitator, statement=old, now=NOW)
    assert {"declare", "late_statement"} & todo_kinds(cast, "contractor") == set()
    assert "late_statement" not in todo_kinds(cast, "facilitator")


def test_what_is_late_in_an_open_obligation_is_still_chased(cast: Cast) -> None:
    unanswered(cast, make_obligation(cast))
    tasks.remind_late(now=datetime(2027, 1, 12, 10, tzinfo=UTC))
    assert OutgoingMessage.objects.filter(to=cast.contractor.email).exists()


def test_no_month_is_asked_for_by_itself_after_a_reopening(cast: Cast, closed: Obligation) -> None:
    january, workspace = datetime(2026, 1, 5, 9, tzinfo=UTC), closed.workspace
    reopen_obligation(actor=cast.facilitator, obligation=closed, reason=WHY, today=january.date())
    OutgoingMessage.objects.all().delete()
    tasks.request_last_month(now=january)
    assert not OutgoingMessage.objects.exists()
    months = [month for month, _ in askable(workspace=workspace, today=january.date())]
    assert date(2025, 12, 1) in months, "somebody may still ask for it"
    Contract.objects.update(state=ContractState.CLOSED)
    assert askable(workspace=workspace, today=january.date()) == []


@pytest.mark.parametrize("state", [ContractState.ACTIVE, ContractState.CLOSED])
def test_a_reopened_obligation_waits_in_the_list_until_it_is_closed_again(
    cast: Cast, closed: Obligation, state: ContractState
) -> None:
    Contract.objects.update(state=state)
    assert "reopened" not in todo_kinds(cast, "facilitator")
    reopen_obligation(actor=cast.facilitator, obligation=closed, reason=WHY, today=TODAY)
    (item,) = [one for one in todo_items(actor=cast.facilitator, today=TODAY) if one.kind == "reopened"]
    assert (item.title, item.since) == (f"Rouverte, à clore : {cast.contractor}", TODAY)
    assert item.url.endswith("/fin/")
    close_obligation(actor=cast.facilitator, obligation=closed, today=TODAY)
    assert "reopened" not in todo_kinds(cast, "facilitator")


def todo_kinds(cast: Cast, who: str) -> set[str]:
    return {one.kind for one in todo_items(actor=cast.actor(who), today=TODAY)}
