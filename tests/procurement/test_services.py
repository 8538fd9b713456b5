"""Services: what they write, whom they refuse, what they say of bad input."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from levier.accounts.actor import Actor
from levier.directory.models import Organisation
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.steps import AbandonReason, Quarter, Step
from levier.journal.models import JournalEntry
from levier.journal.selectors import broken_links
from levier.post.models import OutgoingMessage
from levier.procurement import selectors, services, tasks
from levier.procurement.enums import AwardRole, ReviewDecision
from levier.procurement.models import Award, Contract, ExpectedDocument, OrderRequest, PendingImport
from levier.procurement.values import LotFacts, MemberFacts
from tests.cast import Cast
from tests.procurement.conftest import TODAY, facts, make_award, make_contract

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))


def test_a_contract_asks_for_an_answer_within_the_delay(cast: Cast) -> None:
    contract = make_contract(cast)
    assert contract.review.due_on == TODAY + timedelta(days=28)
    soon = make_contract(cast, reference="B", consultation_on=date(2026, 12, 1))
    assert soon.review.due_on == date(2026, 12, 1)
    late = make_contract(cast, reference="C", consultation_on=date(2026, 1, 1))
    assert late.review.due_on == TODAY + timedelta(days=28)


def test_the_amount_is_the_sum_of_the_lots_when_each_has_one(cast: Cast) -> None:
    lots = tuple(LotFacts(number=str(n), title=f"Lot {n}", amount=Decimal(n * 1000)) for n in (1, 2))
    assert make_contract(cast, amount=None, lots=lots).amount == 3000


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "objet"),
        ({"amount": Decimal(-1)}, "négatif"),
        ({"amount": Decimal(10) ** 17}, "99 milliards"),
        ({"consultation_on": date(222, 1, 1)}, "année 222"),
        ({"start_order_on": date(2026, 1, 1)}, "avant la publication"),
        ({"notified_on": date(2027, 1, 2), "ends_on": date(2027, 1, 1)}, "finirait avant"),
        ({"duration_months": 0}, "600 mois"),
        ({"lots": (LotFacts(number="1", title="A"), LotFacts(number="1", title="B"))}, "donné deux fois"),
        ({"lots": (LotFacts(number="1", title="A", trades=("magie",)),)}, "Métier inconnu"),
        ({"facilitator_id": 999_999}, "facilitatrice"),
    ],
)
def test_impossible_facts_are_refused(cast: Cast, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RuleError, match=sentence):
        make_contract(cast, **changes)
    assert not Contract.objects.exists()


def test_a_reference_is_unique_for_a_buyer(cast: Cast, contract: Contract) -> None:
    with pytest.raises(Conflict, match="déjà un marché"):
        make_contract(cast)


def test_a_buyer_adds_to_its_own_programme_only(cast: Cast) -> None:
    assert services.create_contract(actor=cast.actor("buyer"), today=TODAY, buyer=cast.buyer, facts=facts())
    other = Organisation.objects.create(workspace=cast.workspace, kind="buyer", name="Autre ville (fictive)")
    with pytest.raises(NotAllowed):
        services.create_contract(actor=cast.actor("buyer"), today=TODAY, buyer=other, facts=facts())
    with pytest.raises(RuleError):
        services.create_contract(actor=cast.actor("buyer"), today=TODAY, buyer_name="Inventée", facts=facts())


def test_a_stranger_cannot_touch_the_contract(cast: Cast, contract: Contract) -> None:
    with pytest.raises(NotAllowed):
        services.update_contract(actor=cast.stranger, contract=contract, facts=facts())
    with pytest.raises(NotAllowed):
        services.advance(actor=cast.stranger, contract=contract, to=Step.MONTAGE)
    with pytest.raises(NotAllowed):
        services.create_contract(actor=cast.stranger, today=TODAY, buyer=cast.buyer, facts=facts())


@pytest.mark.parametrize("who", ["contractor", "structure", "referrer", "coordinator"])
def test_outside_roles_do_not_write(cast: Cast, contract: Contract, who: str) -> None:
    with pytest.raises(NotAllowed):
        services.create_contract(actor=cast.actor(who), today=TODAY, buyer=cast.buyer, facts=facts())
    with pytest.raises(NotAllowed):
        services.abandon(actor=cast.actor(who), contract=contract, why=AbandonReason.CANCELLED, comment="x")


def test_lots_swap_their_numbers(cast: Cast) -> None:
    lots = (LotFacts(number="1", title="A"), LotFacts(number="2", title="B"))
    contract = make_contract(cast, lots=lots)
    first, second = contract.lots.order_by("number")
    swapped = (LotFacts(pk=first.pk, number="2", title="A"), LotFacts(pk=second.pk, number="1", title="B"))
    services.update_contract(actor=cast.facilitator, contract=contract, facts=facts(lots=swapped))
    assert list(contract.lots.order_by("number").values_list("title", flat=True)) == ["B", "A"]


def test_an_awarded_lot_is_not_removed(cast: Cast, award: Award) -> None:
    contract = Contract.objects.select_related("workspace").get(pk=award.lot.contract_id)
    with pytest.raises(Conflict, match="ne peut pas être retiré"):
        services.update_contract(
            actor=cast.facilitator, contract=contract, facts=facts(lots=(LotFacts(number="9", title="Neuf"),))
        )


def test_the_launch_needs_a_holder_before_the_follow_up(cast: Cast, contract: Contract) -> None:
    Contract.objects.filter(pk=contract.pk).update(step=Step.LANCEMENT.value)
    with pytest.raises(RuleError, match="titulaire"):
        services.advance(actor=cast.facilitator, contract=contract, to=Step.SUIVI)
    make_award(cast, contract)
    assert services.advance(actor=cast.actor("buyer"), contract=contract, to=Step.SUIVI).step == Step.SUIVI


def _members(cast: Cast, *roles: AwardRole) -> list[MemberFacts]:
    companies = [cast.contractor, cast.structure]
    return [MemberFacts(organisation_id=companies[i].pk, role=role) for i, role in enumerate(roles)]


@pytest.mark.parametrize(
    ("roles", "dates", "sentence"),
    [
        ((AwardRole.JOINT,), ("2026-11-01", "2026-12-01", "2027-12-01"), "un titulaire"),
        ((AwardRole.HOLDER, AwardRole.HOLDER), ("2026-11-01", "2026-12-01", "2027-12-01"), "et un seul"),
        ((AwardRole.HOLDER,), ("2026-11-01", "2026-12-01", "2026-11-30"), "précède le début"),
        ((AwardRole.HOLDER,), ("0222-11-01", "2026-12-01", "2027-11-30"), "année 222"),
    ],
)
def test_a_wrong_award_is_refused(
    cast: Cast, contract: Contract, roles: tuple[AwardRole, ...], dates: tuple[str, str, str], sentence: str
) -> None:
    Contract.objects.filter(pk=contract.pk).update(step=Step.LANCEMENT.value)
    notified, starts, ends = (date.fromisoformat(day) for day in dates)
    with pytest.raises(RuleError, match=sentence):
        services.record_award(
            actor=cast.facilitator,
            lot=contract.lots.select_related("contract__workspace").get(),
            today=TODAY,
            notified_on=notified,
            starts_on=starts,
            ends_on=ends,
            members=_members(cast, *roles),
        )
    assert not Award.objects.exists()
    assert not ExpectedDocument.objects.exists()


def test_an_award_expects_the_four_papers(cast: Cast, award: Award) -> None:
    kinds = set(ExpectedDocument.objects.values_list("kind", flat=True))
    assert kinds == {"winners_list", "notification_letter", "acte_engagement", "ccap"}


def test_the_holder_may_change_hands(cast: Cast, award: Award) -> None:
    services.update_award(
        actor=cast.facilitator,
        award=award,
        notified_on=award.notified_on,
        starts_on=award.starts_on,
        ends_on=award.ends_on,
        members=[
            MemberFacts(organisation_id=cast.structure.pk, role=AwardRole.HOLDER),
            MemberFacts(organisation_id=cast.contractor.pk, role=AwardRole.JOINT),
        ],
    )
    assert award.members.get(role="holder").organisation == cast.structure


def test_nobody_is_reminded_twice_the_same_day(cast: Cast, award: Award) -> None:
    documents = list(selectors.visible_documents(actor=cast.facilitator))
    assert services.remind_documents(actor=cast.facilitator, buyer=cast.buyer, documents=documents, now=NOW) == 4
    with pytest.raises(Conflict, match="aujourd’hui"):
        services.remind_documents(actor=cast.facilitator, buyer=cast.buyer, documents=documents, now=NOW)
    message = OutgoingMessage.objects.get()
    assert "Acte d’engagement" in message.body
    assert award.lot.contract.title in message.body
    assert award.lot.contract.title not in message.subject


def test_the_schedule_reminds_once_a_week(cast: Cast, award: Award) -> None:
    assert tasks.remind_documents(now=NOW) == 0  # due today, late tomorrow
    tomorrow = NOW + timedelta(days=1)
    assert tasks.remind_documents(now=tomorrow) == 1
    assert tasks.remind_documents(now=tomorrow + timedelta(hours=1)) == 0
    assert tasks.remind_documents(now=tomorrow + timedelta(days=6)) == 0
    assert tasks.remind_documents(now=tomorrow + timedelta(days=7)) == 1
    assert ExpectedDocument.objects.filter(reminders=2).count() == 4


def test_a_buyer_without_address_does_not_stop_the_schedule(cast: Cast, award: Award) -> None:
    Organisation.objects.filter(pk=cast.buyer.pk).update(email="")
    assert tasks.remind_documents(now=NOW + timedelta(days=2)) == 0


def _order(cast: Cast, award: Award, **changes: Any) -> Any:
    values: dict[str, Any] = {
        "award": award,
        "organisation": cast.contractor,
        "number": "BC-1",
        "ordered_on": date(2026, 11, 10),
        "amount": Decimal("5000"),
        "today": TODAY,
    }
    return services.record_call_off(actor=cast.actor("buyer"), **{**values, **changes})


def test_orders_add_up_and_are_corrected_by_a_line(cast: Cast, award: Award) -> None:
    first = _order(cast, award)
    _order(cast, award, number="BC-2", amount=Decimal("1000"))
    correction = services.correct_call_off(
        actor=cast.facilitator, call_off=first, new_amount=Decimal("4000"), today=TODAY, reason="Quantités revues"
    )
    assert correction.amount == -1000
    [line] = selectors.orders_by_company(actor=cast.facilitator, contract=award.lot.contract)
    assert (line.total, line.orders) == (Decimal("5000.00"), 3)
    again = services.correct_call_off(
        actor=cast.facilitator, call_off=first, new_amount=Decimal(0), today=TODAY, reason="Annulée"
    )
    assert again.amount == -4000


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": Decimal(-5)}, "positif"),
        ({"amount": Decimal(10) ** 17}, "99 milliards"),
        ({"ordered_on": date(2027, 1, 1)}, "à venir"),
        ({"ordered_on": date(2026, 1, 1)}, "précède la notification"),
        ({"number": " "}, "numéro"),
    ],
)
def test_a_wrong_order_is_refused(cast: Cast, award: Award, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RuleError, match=sentence):
        _order(cast, award, **changes)


def test_the_same_order_number_is_refused(cast: Cast, award: Award) -> None:
    _order(cast, award)
    with pytest.raises(Conflict, match="déjà enregistré"):
        _order(cast, award)


def test_only_a_framework_agreement_takes_orders(cast: Cast) -> None:
    award = make_award(cast, make_contract(cast))
    with pytest.raises(RuleError, match="accord-cadre"):
        _order(cast, award)


def test_a_silent_buyer_is_reminded_three_times_in_growing_tone_of_all_it_is_late_with(
    cast: Cast, award: Award
) -> None:
    Award.objects.update(starts_on=date(2026, 7, 1), notified_on=date(2026, 7, 1))
    Contract.objects.update(step=Step.MISE_EN_OEUVRE.value)
    tasks.request_orders(now=NOW)
    first = OrderRequest.objects.get()
    OrderRequest.objects.create(
        contract=first.contract, quarter=date(2026, 4, 1), due_on=first.due_on, sent_at=first.sent_at
    )
    for day in range(35):
        tasks.request_orders(now=NOW + timedelta(days=day))
    reminders = OutgoingMessage.objects.exclude(reminder_on=None).order_by("pk")
    assert [one.subject for one in reminders] == [
        "Rappel : état des commandes",
        "Deuxième rappel : état des commandes",
        "Dernier rappel : état des commandes",
    ]
    assert all("2e trimestre 2026" in one.body and "3e trimestre 2026" in one.body for one in reminders)
    assert all(len(set(re.findall(r"/commandes/[\w-]+", one.body))) == 2 for one in reminders)
    assert set(OrderRequest.objects.values_list("reminders", flat=True)) == {3}


def test_the_quarter_is_asked_for_once_then_answered(cast: Cast, award: Award) -> None:
    Award.objects.update(starts_on=date(2026, 7, 1), notified_on=date(2026, 7, 1))
    Contract.objects.update(step=Step.MISE_EN_OEUVRE.value)
    assert tasks.request_orders(now=NOW) == 1
    request = OrderRequest.objects.select_related("contract__buyer", "contract__workspace").get()
    assert request.quarter == date(2026, 7, 1)
    assert "/commandes/" in OutgoingMessage.objects.get().body
    assert tasks.request_orders(now=NOW + timedelta(hours=2)) == 0
    assert tasks.request_orders(now=NOW + timedelta(days=15)) == 0
    assert tasks.request_orders(now=NOW + timedelta(days=16)) == 1
    services.answer_nothing_ordered(actor=cast.actor("buyer"), request=request, now=NOW)
    with pytest.raises(Conflict):
        services.answer_orders(actor=cast.actor("buyer"), request=request, now=NOW)
    assert tasks.request_orders(now=NOW + timedelta(days=20)) == 0


def test_a_quarter_not_over_is_not_asked_for(cast: Cast, award: Award) -> None:
    with pytest.raises(RuleError, match="n’est pas terminé"):
        services.request_orders(actor=cast.facilitator, contract=award.lot.contract, quarter=Quarter(2026, 4), now=NOW)


def test_answers_are_sent_once_a_day(cast: Cast, contract: Contract) -> None:
    with pytest.raises(RuleError, match="n’a encore de réponse"):
        services.send_answers(actor=cast.facilitator, buyer=cast.buyer, today=TODAY)
    services.answer_review(actor=cast.facilitator, contract=contract, today=TODAY, decision=ReviewDecision.CLAUSE)
    assert services.send_answers(actor=cast.facilitator, buyer=cast.buyer, today=TODAY) == 1
    with pytest.raises(Conflict):
        services.send_answers(actor=cast.facilitator, buyer=cast.buyer, today=TODAY)


def test_files_not_confirmed_are_forgotten(cast: Cast) -> None:
    services.prepare_import(actor=cast.facilitator, buyer=cast.buyer, filename="p.csv", sha256="0" * 64, content=b"x")
    PendingImport.objects.update(expires_at=NOW - timedelta(hours=1))
    assert tasks.clean_imports(now=NOW) == 1
    assert not PendingImport.objects.exists()


def test_every_write_left_one_chained_line(cast: Cast, award: Award) -> None:
    _order(cast, award)
    assert list(JournalEntry.objects.values_list("action", flat=True)) == [
        "procurement.contract.create",
        "procurement.award.record",
        "procurement.call_off.record",
    ]
    assert list(broken_links(cast.workspace.pk)) == []


def test_the_system_sees_what_the_team_sees(cast: Cast, contract: Contract) -> None:
    assert list(selectors.contracts(actor=Actor.system(cast.workspace))) == [contract]
    assert not selectors.contracts(actor=cast.stranger).exists()
    assert not selectors.contracts(actor=cast.actor("contractor")).exists()


SIRET = "35600000000048"


def _won_by(cast: Cast, contract: Contract, **member: Any) -> Award:
    Contract.objects.filter(pk=contract.pk).update(step=Step.LANCEMENT.value)
    return services.record_award(
        actor=cast.actor("buyer"),
        lot=contract.lots.select_related("contract__workspace").get(),
        today=TODAY,
        notified_on=date(2026, 11, 2),
        starts_on=date(2026, 12, 1),
        ends_on=date(2028, 12, 1),
        members=[MemberFacts(role=AwardRole.HOLDER, **member)],
    )


def test_a_siret_written_on_an_organisation_met_by_its_name_is_told_in_the_one_line(
    cast: Cast, contract: Contract
) -> None:
    before = JournalEntry.objects.count()
    _won_by(cast, contract, name=cast.contractor.name, siret=SIRET)
    cast.contractor.refresh_from_db()
    assert cast.contractor.siret == SIRET
    assert JournalEntry.objects.count() == before + 1
    assert JournalEntry.objects.latest("sequence").payload["facts"]["sirets_added"] == [cast.contractor.pk]
    made = services.create_contract(
        actor=cast.facilitator, today=TODAY, facts=facts(reference="N"), buyer_name="Syndicat du Val (fictif)"
    )
    line = JournalEntry.objects.latest("sequence")
    assert JournalEntry.objects.count() == before + 2
    assert line.payload["facts"]["organisations_created"] == [made.buyer_id]


def test_a_company_the_directory_does_not_know_is_added_with_its_award(cast: Cast, contract: Contract) -> None:
    award = _won_by(cast, contract, name="Menuiseries du Bocage (fictive)", siret="356 000 000 00048")
    added = award.members.get().organisation
    assert (added.kind, added.name, added.siret) == ("contractor", "Menuiseries du Bocage (fictive)", SIRET)
    told = JournalEntry.objects.latest("sequence").payload["facts"]
    assert (told["organisations_created"], "sirets_added" in told) == ([added.pk], False)
    again = make_contract(cast, reference="B")
    assert _won_by(cast, again, name="Menuiseries", siret=SIRET).members.get().organisation == added


@pytest.mark.parametrize(
    ("member", "sentence"),
    [
        ({"name": "Menuiseries (fictive)"}, "Indiquez le SIRET"),
        ({"name": "Menuiseries (fictive)", "siret": "35600000000049"}, "clé du SIRET"),
        ({"name": " ", "siret": SIRET}, "Indiquez le nom"),
    ],
)
def test_a_company_to_add_has_a_name_and_a_sound_siret(
    cast: Cast, contract: Contract, member: dict[str, str], sentence: str
) -> None:
    known = Organisation.objects.count()
    with pytest.raises(RuleError, match=sentence):
        _won_by(cast, contract, **member)
    assert Organisation.objects.count() == known


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"kind": "referrer"}, "une entreprise ou à une structure"), ({"is_active": False}, "réactivez-la")],
)
def test_a_lot_goes_to_an_active_company(
    cast: Cast, contract: Contract, changes: dict[str, Any], sentence: str
) -> None:
    Organisation.objects.create(
        workspace=cast.workspace, name="Connue", **{"kind": "contractor", "siret": SIRET, **changes}
    )
    with pytest.raises(RuleError, match=sentence):
        _won_by(cast, contract, name="Menuiseries (fictive)", siret=SIRET)
