"""Missing hours: constat, reply, advice, the buyer's decision, each in its turn."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from levier.delivery.documents.letters import letter_pdf, letters
from levier.delivery.enums import ShortfallState
from levier.delivery.models import Obligation, Shortfall
from levier.delivery.penalties import NO_PENALTY, assess_missing
from levier.delivery.services.closing import close_obligation, make_report
from levier.delivery.services.shortfalls import advise_shortfall, decide_shortfall, open_shortfall, reply_shortfall
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.penalties import Decision
from levier.journal.models import JournalEntry
from levier.post.models import OutgoingMessage
from tests.cast import Cast
from tests.delivery.closing_setup import make_obligation, validate_hours

OPENED, DUE, LATER = date(2026, 1, 5), date(2026, 1, 25), date(2026, 2, 2)
PENALTY = {"penalty_per_hour": Decimal(200), "penalty_per_day": Decimal(75)}


def missing(cast: Cast, **clause: object) -> Obligation:
    """1 000 h due, 940 validated: 60 missing."""
    obligation = make_obligation(cast, **(clause or PENALTY))
    validate_hours(obligation, "940")
    return obligation


def opened(cast: Cast, who: str = "buyer", **clause: object) -> Shortfall:
    return open_shortfall(actor=cast.actor(who), obligation=missing(cast, **clause), today=OPENED, reply_due_on=DUE)


def advised(cast: Cast, **clause: object) -> Shortfall:
    shortfall = opened(cast, **clause)
    reply_shortfall(actor=cast.actor("contractor"), shortfall=shortfall, text="Chantier arrêté deux mois.", on=OPENED)
    return advise_shortfall(actor=cast.facilitator, shortfall=shortfall, text="Effort réel, réduire.", on=OPENED)


def test_the_constat_unfolds_what_the_contract_wrote(cast: Cast) -> None:
    shortfall = opened(cast)
    assert shortfall.hours_missing == 60
    assert shortfall.assessment["total"] == "12000.00"
    labels = [step["label"] for step in shortfall.assessment["explanation"]["steps"]]
    assert labels == ["Heures non réalisées", "Pièces en retard"]
    assert OutgoingMessage.objects.count() == 1
    assert "Prénom" not in OutgoingMessage.objects.get().body


def test_late_documents_count_by_day(cast: Cast) -> None:
    shortfall = open_shortfall(
        actor=cast.actor("buyer"), obligation=missing(cast), today=OPENED, reply_due_on=DUE, late_days=10
    )
    assert shortfall.assessment["total"] == "12750.00"


def test_no_term_no_penalty(cast: Cast) -> None:
    shortfall = advised(cast, hours=Decimal(1000))
    assert shortfall.assessment["explanation"]["conclusion"] == NO_PENALTY
    assert shortfall.assessment["total"] == "0"
    with pytest.raises(RuleError, match="rien à appliquer"):
        decide_shortfall(
            actor=cast.actor("buyer"),
            shortfall=shortfall,
            decision=Decision.APPLY,
            amount=None,
            reason="",
            on=LATER,
        )
    decide_shortfall(
        actor=cast.actor("buyer"),
        shortfall=shortfall,
        decision=Decision.WAIVE,
        amount=None,
        reason="Le contrat n’en prévoit pas.",
        on=LATER,
    )
    assert shortfall.state == ShortfallState.WAIVED


def test_the_smic_of_the_day_is_shown_with_its_source(cast: Cast) -> None:
    obligation = missing(cast, penalty_smic_multiple=Decimal(2))
    found = assess_missing(obligation, Decimal(60), late_days=0, on=OPENED)
    assert found.total == Decimal("1442.40")
    assert found.explanation.steps[0].source is not None


def test_the_lower_of_two_caps_holds(cast: Cast) -> None:
    obligation = missing(
        cast, penalty_per_hour=Decimal(200), penalty_cap=Decimal(5000), penalty_cap_share=Decimal("0.001")
    )
    assert assess_missing(obligation, Decimal(60), late_days=0, on=OPENED).total == 900


def test_the_facilitator_sends_the_constat_for_the_buyer_and_it_is_said(cast: Cast) -> None:
    opened(cast, "facilitator")
    entry = JournalEntry.objects.get(action="delivery.shortfall.open")
    assert entry.payload["facts"]["for_the_buyer"] is True


@pytest.mark.parametrize("who", ["contractor", "structure", "coordinator", "referrer"])
def test_others_do_not_open_it(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        opened(cast, who)


def test_nothing_missing_nothing_to_say(cast: Cast) -> None:
    obligation = missing(cast)
    validate_hours(obligation, "60", last_name="Autre", month=date(2025, 4, 1))
    with pytest.raises(RuleError, match="Aucune heure"):
        open_shortfall(actor=cast.actor("buyer"), obligation=obligation, today=OPENED, reply_due_on=DUE)


def test_it_waits_for_the_end_and_leaves_time_to_answer(cast: Cast) -> None:
    obligation = missing(cast)
    with pytest.raises(RuleError, match="court encore"):
        open_shortfall(actor=cast.actor("buyer"), obligation=obligation, today=date(2025, 6, 1), reply_due_on=DUE)
    with pytest.raises(RuleError, match="délai"):
        open_shortfall(actor=cast.actor("buyer"), obligation=obligation, today=OPENED, reply_due_on=OPENED)


def test_the_buyer_cannot_decide_before_reply_and_advice(cast: Cast) -> None:
    shortfall = opened(cast)
    facts = {"decision": Decision.APPLY, "amount": None, "reason": "", "on": OPENED}
    with pytest.raises(Conflict, match="attendez sa réponse"):
        decide_shortfall(actor=cast.actor("buyer"), shortfall=shortfall, **facts)
    with pytest.raises(Conflict):
        advise_shortfall(actor=cast.facilitator, shortfall=shortfall, text="Trop tôt", on=OPENED)
    facts["on"] = LATER
    with pytest.raises(Conflict, match="avis"):
        decide_shortfall(actor=cast.actor("buyer"), shortfall=shortfall, **facts)


def test_a_silent_company_does_not_block_the_rest(cast: Cast) -> None:
    shortfall = opened(cast)
    advise_shortfall(actor=cast.facilitator, shortfall=shortfall, text="Pas de réponse.", on=LATER)
    with pytest.raises(Conflict):
        reply_shortfall(actor=cast.actor("contractor"), shortfall=shortfall, text="Trop tard", on=LATER)


@pytest.mark.parametrize("who", ["facilitator", "admin", "coordinator", "contractor", "structure", "referrer"])
def test_only_the_buyer_decides(cast: Cast, who: str) -> None:
    shortfall = advised(cast)
    with pytest.raises(NotAllowed):
        decide_shortfall(
            actor=cast.actor(who), shortfall=shortfall, decision=Decision.APPLY, amount=None, reason="", on=LATER
        )


@pytest.mark.parametrize(
    ("decision", "amount", "reason", "field"),
    [
        (Decision.REDUCE, Decimal(12_000), "Effort", "amount"),
        (Decision.REDUCE, Decimal(0), "Effort", "amount"),
        (Decision.REDUCE, None, "Effort", "amount"),
        (Decision.REDUCE, Decimal(1000), " ", "reason"),
        (Decision.WAIVE, None, "", "reason"),
    ],
)
def test_a_decision_that_does_not_fit_is_refused(
    cast: Cast, decision: Decision, amount: Decimal | None, reason: str, field: str
) -> None:
    shortfall = advised(cast)
    with pytest.raises(RuleError) as refused:
        decide_shortfall(
            actor=cast.actor("buyer"), shortfall=shortfall, decision=decision, amount=amount, reason=reason, on=LATER
        )
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("decision", "amount", "state", "retained"),
    [
        (Decision.APPLY, None, ShortfallState.APPLIED, "12000"),
        (Decision.REDUCE, Decimal(3000), ShortfallState.REDUCED, "3000"),
        (Decision.WAIVE, None, ShortfallState.WAIVED, "0"),
    ],
)
def test_the_decision_is_final_and_lets_the_obligation_close(
    cast: Cast, decision: Decision, amount: Decimal | None, state: str, retained: str
) -> None:
    shortfall = advised(cast)
    facts = {"decision": decision, "amount": amount, "reason": "Effort réel de l’entreprise.", "on": LATER}
    decide_shortfall(actor=cast.actor("buyer"), shortfall=shortfall, **facts)
    shortfall.refresh_from_db()
    assert (shortfall.state, shortfall.decision_amount) == (state, Decimal(retained))
    with pytest.raises(Conflict, match="déjà prise"):
        decide_shortfall(actor=cast.actor("buyer"), shortfall=shortfall, **facts)
    obligation = shortfall.obligation
    make_report(actor=cast.facilitator, obligation=obligation, as_of=datetime(2027, 2, 3, tzinfo=UTC))
    close_obligation(actor=cast.facilitator, obligation=obligation, today=LATER)
    assert obligation.closed_on


def test_each_document_is_dated_tagged_and_always_the_same(cast: Cast) -> None:
    shortfall = advised(cast)
    decide_shortfall(
        actor=cast.actor("buyer"),
        shortfall=shortfall,
        decision=Decision.REDUCE,
        amount=Decimal(3000),
        reason="Effort réel.",
        on=LATER,
    )
    assert [code for code, _, _ in letters(shortfall)] == ["constat", "reponse", "avis", "decision"]
    texts = {}
    for code, name, _ in letters(shortfall):
        content = letter_pdf(shortfall, code)
        assert content == letter_pdf(shortfall, code)
        reader = PdfReader(io.BytesIO(content))
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert reader.metadata is not None
        assert reader.metadata.title == name
        texts[code] = " ".join(page.extract_text() for page in reader.pages).replace("\u202f", " ").replace("\xa0", " ")
    assert "25 janvier 2026" in texts["constat"]
    assert "12 000 €" in texts["constat"]
    assert "Chantier arrêté deux mois." in texts["reponse"]
    assert "Effort réel, réduire." in texts["avis"]
    assert "Montant retenu : 3 000 €" in texts["decision"]


def test_the_whole_exchange_in_the_browser(cast: Cast) -> None:
    obligation = missing(cast)
    pk = obligation.clause.lot.contract_id
    with time_machine.travel(datetime(2026, 1, 5, 10, tzinfo=UTC), tick=False):
        buyer = cast.client("buyer")
        url = reverse("delivery:shortfall_open", args=[pk, obligation.pk])
        assert "200" in buyer.get(url).text
        assert buyer.post(url, {"reply_due_on": "2026-01-01", "late_days": 0}).status_code == 422
        assert buyer.post(url, {"reply_due_on": "2026-01-25", "late_days": 0}).status_code == 302
        shortfall = Shortfall.objects.get()
        page = reverse("delivery:shortfall", args=[pk, shortfall.pk])
        act = reverse("delivery:shortfall_act", args=[pk, shortfall.pk])
        assert "Enregistrer la décision" not in buyer.get(page).text
        assert "Réponse de l’entreprise attendue" in buyer.get(page).text
        contractor = cast.client("contractor")
        assert contractor.post(act, {"text": " "}).status_code == 422
        assert contractor.post(act, {"text": "Chantier arrêté."}).status_code == 302
        assert "Réponse de l’entreprise attendue" not in buyer.get(page).text
        team = cast.client("facilitator")
        assert "Rendre l’avis" in team.get(page).text
        assert team.post(act, {"text": "Réduire."}).status_code == 302
        assert "Enregistrer la décision" not in team.get(page).text
        team.post(act, {"decision": "waive", "reason": "À la place de l’acheteur"})
        shortfall.refresh_from_db()
        assert shortfall.decided_on is None
        assert "12 000 €" in buyer.get(page).text.replace("\u202f", " ").replace("\xa0", " ")
        assert buyer.post(act, {"decision": "reduce", "amount": "", "reason": "x"}).status_code == 422
        assert buyer.post(act, {"decision": "reduce", "amount": "3 000", "reason": "Effort"}).status_code == 302
        shortfall.refresh_from_db()
        assert shortfall.decision_amount == 3000
        letter = reverse("delivery:shortfall_letter", args=[pk, shortfall.pk, "decision"])
        assert contractor.get(letter)["Content-Type"] == "application/pdf"
        assert contractor.get(letter.replace("decision", "inconnu")).status_code == 404
        assert cast.client("stranger").get(page).status_code == 404
        assert cast.client("structure").get(page).status_code == 404


def personal(shortfall: Shortfall) -> str:
    """The address of the personal link the company received."""
    body = OutgoingMessage.objects.filter(target_type="delivery.shortfall").order_by("pk")[0].body
    found = re.search(r"/heures-manquantes/[^/]+/", body)
    assert found
    return found.group()


def plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def test_the_company_is_told_what_is_missing_until_when_where_to_answer_and_whom_to_ask(cast: Cast) -> None:
    cast.workspace.contact_phone = "01 99 00 12 34"
    cast.workspace.save()
    shortfall = opened(cast, "facilitator")
    body = plain(OutgoingMessage.objects.get().body)
    page = reverse("delivery:shortfall", args=[shortfall.obligation.clause.lot.contract_id, shortfall.pk])
    assert "il manque 60 h" in body
    assert "jusqu’au 25 janvier 2026" in body
    assert page in body
    assert "01 99 00 12 34" in body
    assert personal(shortfall)


def test_the_buyer_is_told_what_there_is_to_decide_and_where(cast: Cast) -> None:
    shortfall = advised(cast)
    message = OutgoingMessage.objects.latest("pk")
    page = reverse("delivery:shortfall", args=[shortfall.obligation.clause.lot.contract_id, shortfall.pk])
    assert "12 000 €" in plain(message.body)
    assert page in message.body
    assert "/heures-manquantes/" not in message.body
    assert message.to == cast.buyer.email


def test_a_company_without_an_account_answers_by_its_link_once(cast: Cast) -> None:
    shortfall = opened(cast)
    url, client = personal(shortfall), Client()
    with time_machine.travel(datetime(2026, 1, 10, 9, tzinfo=UTC), tick=False):
        assert "60 h" in plain(client.get(url).text)
        assert client.post(url, {"text": ""}).status_code == 422
        assert client.post(url, {"text": "Chantier arrêté deux mois."}).status_code == 302
        assert "Envoyer ma réponse" not in client.get(url).text
        assert client.post(url, {"text": "Autre chose."}).status_code == 422
    shortfall.refresh_from_db()
    assert (shortfall.reply, shortfall.replied_on) == ("Chantier arrêté deux mois.", date(2026, 1, 10))


def test_the_link_takes_no_reply_once_the_buyer_decided(cast: Cast) -> None:
    shortfall = opened(cast)
    url = personal(shortfall)
    advise_shortfall(actor=cast.facilitator, shortfall=shortfall, text="Effort réel.", on=LATER)
    decide_shortfall(
        actor=cast.actor("buyer"), shortfall=shortfall, decision=Decision.WAIVE, amount=None, reason="Effort réel.",
        on=LATER,
    )  # fmt: skip
    with time_machine.travel(datetime(2026, 2, 3, 9, tzinfo=UTC), tick=False):
        assert Client().post(url, {"text": "Trop tard."}).status_code == 422
        assert "Effort réel." in Client().get(url).text
    shortfall.refresh_from_db()
    assert shortfall.reply == ""


def test_who_cannot_be_written_to_is_said(cast: Cast) -> None:
    cast.contractor.email = ""
    cast.contractor.save()
    cast.contractor.contacts.all().delete()
    obligation = missing(cast)
    url = reverse("delivery:shortfall_open", args=[obligation.clause.lot.contract_id, obligation.pk])
    with time_machine.travel(datetime(2026, 1, 5, 9, tzinfo=UTC), tick=False):
        page = cast.client("facilitator").post(url, {"reply_due_on": "2026-01-25", "late_days": "0"}, follow=True)
    assert "n’a pas d’adresse électronique" in page.text
    assert not OutgoingMessage.objects.exists()


def test_what_was_written_down_says_who_is_written_to(cast: Cast) -> None:
    shortfall = opened(cast)
    contract = shortfall.obligation.clause.lot.contract
    act = reverse("delivery:shortfall_act", args=[contract.pk, shortfall.pk])
    with time_machine.travel(OPENED, tick=False):
        said = cast.client("contractor").post(act, {"text": "Chantier arrêté."}, follow=True)
        assert f"Un message part à {contract.buyer.name}." in plain(said.text)
        type(contract.buyer).objects.filter(pk=contract.buyer_id).update(email="")
        said = cast.client("facilitator").post(act, {"text": "Effort réel."}, follow=True)
    assert f"{contract.buyer.name} n’a pas d’adresse électronique dans l’annuaire" in plain(said.text)
