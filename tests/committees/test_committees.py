"""Committees: a pack in one click, minutes nobody is named in, decisions that wait until somebody says they are done."""

from __future__ import annotations

import io
import re
import threading
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from docx import Document
from pypdf import PdfReader

from levier.committees import services
from levier.committees.documents import pack_docx, pack_pdf
from levier.committees.enums import DecisionState
from levier.committees.models import Committee, Decision, Pack
from levier.committees.pack import sections, standing_of
from levier.committees.selectors import decided_before
from levier.delivery.models import HoursStatement, LedgerEntry, Obligation
from levier.delivery.services.ledger import correct_entry
from levier.desk.todo import todo_items
from levier.domain.errors import Conflict, LevierError, NotAllowed, RuleError
from levier.domain.masking import HIDDEN
from levier.journal.models import JournalEntry
from levier.people.models import Person
from levier.post.models import OutgoingMessage
from levier.procurement.models import Operation, Programme
from tests.cast import Cast, make_cast
from tests.delivery.closing_setup import make_obligation, validate_hours
from tests.races import at_once

TODAY = date(2027, 1, 12)
NOW = datetime(2027, 1, 12, 9, tzinfo=UTC)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def owed(cast: Cast) -> Obligation:
    obligation = make_obligation(cast)
    for number in range(3):
        validate_hours(obligation, "100", last_name=f"Inventé{number}")
    return obligation


def plan(cast: Cast, *, on: date = TODAY, **scope: Any) -> Committee:
    return services.plan_meeting(actor=cast.facilitator, on=on, today=TODAY, place="Mairie", **scope)


def pack_of(cast: Cast, meeting: Committee) -> Pack:
    return services.prepare_pack(actor=cast.facilitator, meeting=meeting, now=NOW, today=TODAY)


def decide(cast: Cast, meeting: Committee, text: str = "Visiter le chantier", **owner: Any) -> Decision:
    owner = owner or {"organisation": cast.contractor}
    return services.record_decision(
        actor=cast.facilitator, meeting=meeting, text=text, due_on=TODAY + timedelta(days=10), today=TODAY, **owner
    )


def text_of(pack: Pack, *, inside: bool) -> str:
    pages = PdfReader(io.BytesIO(pack_pdf(pack, inside=inside))).pages
    return " ".join(plain("\n".join(page.extract_text() for page in pages)).split())


# ---------------------------------------------------------------------------------------------------------- the pack


def test_the_pack_says_the_state_of_every_clause_in_its_scope(cast: Cast, owed: Obligation) -> None:
    other = make_obligation(cast)
    pack = pack_of(cast, plan(cast, contract=owed.clause.lot.contract))
    assert [one["company"] for one in pack.figures["clauses"]] == [cast.contractor.name]
    clause = pack.figures["clauses"][0]
    assert (clause["due"], clause["validated"], clause["people"]) == ("1000.00", "300.00", 3)
    assert clause["status"] == "Terminée, non remplie"
    assert len(pack_of(cast, plan(cast)).figures["clauses"]) == 2
    assert len(pack_of(cast, plan(cast, buyer=cast.buyer)).figures["clauses"]) == 2
    inner = Programme.objects.create(
        workspace=cast.workspace, name="Quartier", parent=Programme.objects.create(workspace=cast.workspace, name="Val")
    )
    contract = other.clause.lot.contract
    contract.operation = Operation.objects.create(
        workspace=cast.workspace, buyer=cast.buyer, programme=inner, name="Halles"
    )
    contract.save()
    assert inner.parent is not None
    nested = pack_of(cast, plan(cast, programme=inner.parent))
    assert (nested.figures["contracts"], nested.figures["people"]) == (1, 0)


def test_what_leaves_the_workspace_masks_small_groups_and_holds_no_signal(cast: Cast, owed: Obligation) -> None:
    pack = pack_of(cast, plan(cast))
    figures = pack.figures | {"signals": [{"contract": "Écoles", "conclusion": "Contrats courts : la moitié."}]}
    Pack.objects.filter(pk=pack.pk).update(figures=figures)
    pack.refresh_from_db()
    outside, inside = text_of(pack, inside=False), text_of(pack, inside=True)
    assert HIDDEN in outside
    assert "Contrats courts" not in outside
    assert "Contrats courts" in inside
    assert HIDDEN not in inside
    assert "ne pas diffuser" in inside
    for number in range(3):
        validate_hours(owed, "10", last_name=f"Autre{number}")
    six = pack_of(cast, plan(cast))
    assert HIDDEN not in text_of(six, inside=False)


def test_one_small_company_cannot_be_found_by_difference(cast: Cast, owed: Obligation) -> None:
    for number in range(9):
        validate_hours(owed, "10", last_name=f"Autre{number}")
    small = make_obligation(cast)
    validate_hours(small, "10", last_name="Seule")
    rows = sections(pack_of(cast, plan(cast)), inside=False)[0].rows
    assert [row[6] for row in rows] == [HIDDEN, HIDDEN, "13"]


def test_the_documents_are_accessible_say_their_state_and_never_change(cast: Cast, owed: Obligation) -> None:
    pack = pack_of(cast, plan(cast, contract=owed.clause.lot.contract))
    content = pack_pdf(pack, inside=False)
    reader = PdfReader(io.BytesIO(content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    state = plain(standing_of(pack).sentence)
    assert state == f"État au 12 janvier 2027, {pack.figures['rank']} lignes d’heures validées ou corrigées"
    assert state in text_of(pack, inside=False)
    entry = LedgerEntry.objects.filter(obligation=owed).order_by("pk")[0]
    correct_entry(
        actor=cast.facilitator,
        entry=entry,
        standing=entry.hours,
        wanted=Decimal(1),
        reason="Erreur de saisie.",
        now=NOW,
    )
    assert pack_pdf(Pack.objects.get(pk=pack.pk), inside=False) == content
    words = [p.text for p in Document(io.BytesIO(pack_docx(pack, inside=False))).paragraphs]
    assert "État des clauses" in words
    assert any(state in plain(line) for line in words)


def test_difficulties_are_late_statements_and_hours_that_will_be_missing(cast: Cast, owed: Obligation) -> None:
    HoursStatement.objects.create(
        obligation=owed, declarant=cast.contractor, month=date(2025, 5, 1), due_on=date(2025, 6, 10)
    )
    part = next(one for one in sections(pack_of(cast, plan(cast)), inside=False) if one.title == "Difficultés")
    assert any("relevé attendu (mai 2025)" in plain(item) for item in part.items)
    assert any("700 h" in plain(item) for item in part.items)


def test_nobody_is_named_in_a_pack(cast: Cast, owed: Obligation) -> None:
    pack = pack_of(cast, plan(cast))
    assert "Inventé" not in str(pack.figures)
    assert "Inventé" not in text_of(pack, inside=True)


def test_a_pack_costs_the_same_for_one_and_ten_contracts(cast: Cast, owed: Obligation) -> None:
    meeting = plan(cast)
    pack_of(cast, meeting)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            pack_of(cast, meeting)
        return len(queries)

    one = cost()
    for rank in range(9):
        validate_hours(make_obligation(cast), "10", last_name=f"Encore{rank}")
    assert cost() == one


# ---------------------------------------------------------------------------------------------- minutes and decisions


def test_minutes_name_nobody_of_the_pool(cast: Cast, owed: Obligation) -> None:
    meeting = plan(cast)
    Person.objects.create(
        workspace=cast.workspace, first_name="Anne-Lise", last_name="de la Tour", birth_date=date(1990, 1, 1)
    )
    for text in ("Camille Inventé0 reprend.", "INVENTE0 Camille, absente", "Mme anne lise DE LA TOUR est là"):
        with pytest.raises(RuleError, match="nomme une personne"):
            services.write_minutes(actor=cast.facilitator, meeting=meeting, text=text, version=0)
        with pytest.raises(RuleError, match="nomme une personne"):
            decide(cast, meeting, text)
    services.write_minutes(actor=cast.facilitator, meeting=meeting, text="Camille et la tour : rien à dire.", version=0)


def test_the_names_of_another_workspace_are_not_told(cast: Cast) -> None:
    Person.objects.create(
        workspace=cast.other_workspace, first_name="Ailleurs", last_name="Inconnu", birth_date=date(1990, 1, 1)
    )
    meeting = plan(cast)
    services.write_minutes(actor=cast.facilitator, meeting=meeting, text="Ailleurs Inconnu est venu.", version=0)


def test_two_colleagues_do_not_overwrite_each_other(cast: Cast) -> None:
    meeting = plan(cast)
    services.write_minutes(actor=cast.facilitator, meeting=meeting, text="Une première version.", version=0)
    with pytest.raises(Conflict):
        services.write_minutes(actor=cast.actor("admin"), meeting=meeting, text="Une autre.", version=0)
    assert Committee.objects.get().minutes == "Une première version."


def test_a_decision_waits_in_to_do_of_its_owner_until_it_is_done(cast: Cast, owed: Obligation) -> None:
    meeting = plan(cast, contract=owed.clause.lot.contract)
    decision = decide(cast, meeting)

    def waiting(who: str, on: date = TODAY) -> list[str]:
        return [one.title for one in todo_items(actor=cast.actor(who), today=on) if one.kind == "decision"]

    assert waiting("contractor") == ["Visiter le chantier"]
    assert waiting("structure") == waiting("referrer") == waiting("buyer") == waiting("facilitator") == []
    late = TODAY + timedelta(days=11)
    assert waiting("facilitator", late) == [f"{cast.contractor.name} : Visiter le chantier"]
    page = cast.client("contractor").post(f"/comites/decisions/{decision.pk}/", {"state": "done", "outcome": "Mardi."})
    assert page.status_code in (302, 303)
    assert waiting("contractor") == waiting("facilitator", late) == []
    decision.refresh_from_db()
    assert (decision.state, decision.outcome) == ("done", "Mardi.")


def test_a_member_is_given_a_decision_whatever_their_role(cast: Cast) -> None:
    decision = decide(cast, plan(cast), member=cast.members["coordinator"].user)
    items = todo_items(actor=cast.actor("coordinator"), today=TODAY)
    assert [one.url for one in items if one.kind == "decision"] == [f"/comites/decisions/{decision.pk}/"]


def test_the_next_committee_reads_what_became_of_the_last_one(cast: Cast, owed: Obligation) -> None:
    contract = owed.clause.lot.contract
    old, last = (plan(cast, on=TODAY - timedelta(days=days), contract=contract) for days in (200, 100))
    settled_long_ago, still_open, of_last = (
        decide(cast, old, "Ancienne"),
        decide(cast, old, "Ouverte"),
        decide(cast, last),
    )
    services.settle_decision(
        actor=cast.facilitator, decision=settled_long_ago, state=DecisionState.DONE, outcome="",
        today=TODAY - timedelta(days=150),
    )  # fmt: skip
    services.settle_decision(
        actor=cast.facilitator, decision=of_last, state=DecisionState.DROPPED, outcome="Chantier fini.", today=TODAY
    )
    decide(cast, plan(cast, on=TODAY - timedelta(days=50)), "D’un autre périmètre")
    now = plan(cast, contract=contract)
    assert set(decided_before(now)) == {still_open, of_last}
    said = text_of(pack_of(cast, now), inside=False)
    assert "Abandonnée le 12 janvier 2027 : Chantier fini." in said
    assert "Ancienne" not in said
    assert "D’un autre périmètre" not in said


@pytest.mark.parametrize(
    ("who", "state", "outcome", "error"),
    [
        ("structure", "done", "", NotAllowed),
        ("coordinator", "done", "", NotAllowed),
        ("contractor", "dropped", "Trop long", RuleError),
        ("contractor", "open", "", RuleError),
        ("facilitator", "dropped", " ", RuleError),
        ("stranger", "done", "", LevierError),
    ],
)
def test_a_decision_is_settled_by_its_owner_or_the_team(
    cast: Cast, who: str, state: str, outcome: str, error: type[Exception]
) -> None:
    decision = decide(cast, plan(cast))
    with pytest.raises(error):
        services.settle_decision(
            actor=cast.actor(who), decision=decision, state=DecisionState(state), outcome=outcome, today=TODAY
        )
    assert Decision.objects.get().state == "open"


def test_the_minutes_are_a_pdf_with_who_came_and_what_was_decided(cast: Cast, owed: Obligation) -> None:
    meeting = plan(
        cast, contract=owed.clause.lot.contract, participants="Élise Fictive, Mairie\nPaul Inventé, Entreprise"
    )
    path = f"/comites/{meeting.pk}/compte-rendu.pdf"
    page = cast.client("buyer").get(f"/comites/{meeting.pk}/").text
    assert path not in page, "nothing is written yet"
    services.write_minutes(
        actor=cast.facilitator, meeting=meeting, text="Le gros œuvre avance.\nOn se revoit.", version=0
    )
    decide(cast, meeting, "Visiter le chantier")
    assert path in cast.client("buyer").get(f"/comites/{meeting.pk}/").text
    answer = cast.client("buyer").get(path)
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = " ".join(plain(reader.pages[0].extract_text()).split())
    for part in (
        "Élise Fictive, Mairie",
        "Le gros œuvre avance.",
        "Visiter le chantier",
        cast.contractor.name,
        "À faire",
    ):
        assert part in text, part
    for who in ("contractor", "referrer", "stranger"):
        assert cast.client(who).get(path).status_code in (403, 404), who


def test_the_page_of_a_committee_is_folded_but_for_its_first_section_and_what_is_refused(
    cast: Cast, owed: Obligation
) -> None:
    meeting = plan(cast, contract=owed.clause.lot.contract)
    pack_of(cast, meeting)
    client, url = cast.client("facilitator"), f"/comites/{meeting.pk}/"
    opened = re.compile(r'<details class="card" open><summary><h\d class="summary-title">([^<]+)')
    assert [plain(one) for one in opened.findall(client.get(url).text)] == ["Dossier", "État des clauses"]
    refused = client.post(f"{url}compte-rendu/", {"minutes": "Appeler Camille Inventé0", "version": "0"})
    assert "Compte rendu" in opened.findall(refused.text)
    assert "Appeler Camille Inventé0" in refused.text


def test_nothing_is_to_do_before_the_committee_that_decides_it(cast: Cast) -> None:
    meeting = plan(cast)
    facts: dict[str, Any] = {"meeting": meeting, "text": "Visiter", "today": TODAY, "organisation": cast.contractor}
    with pytest.raises(RuleError, match="Le comité a lieu le 12 janvier 2027") as refused:
        services.record_decision(actor=cast.facilitator, due_on=TODAY - timedelta(days=1), **facts)
    assert refused.value.field == "due_on"
    services.record_decision(actor=cast.facilitator, due_on=TODAY, **facts)
    moved: dict[str, Any] = {"actor": cast.facilitator, "place": "", "participants": "", "today": TODAY}
    with pytest.raises(RuleError, match="à faire pour le 12 janvier 2027, avant ce jour") as refused:
        services.update_meeting(meeting=meeting, on=TODAY + timedelta(days=1), **moved)
    assert refused.value.field == "on"
    services.update_meeting(meeting=meeting, on=TODAY - timedelta(days=1), **moved)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first_moves", [True, False])
def test_a_day_moved_and_a_decision_written_together_do_not_cross(first_moves: bool) -> None:
    cast = make_cast()
    meeting = plan(cast)
    written, refused = threading.Event(), []

    def move() -> None:
        seen, on = Committee.objects.get(), TODAY + timedelta(days=5)
        services.update_meeting(actor=cast.facilitator, meeting=seen, on=on, place="", participants="", today=TODAY)

    def decide_early() -> None:
        services.record_decision(
            actor=cast.facilitator, meeting=meeting, text="Visiter", due_on=TODAY + timedelta(days=1), today=TODAY,
            organisation=cast.contractor,
        )  # fmt: skip

    ways = [move, decide_early] if first_moves else [decide_early, move]

    def first() -> None:
        with transaction.atomic():
            ways[0]()
            written.set()
            time.sleep(1)  # the second acts before this one is kept

    def second() -> None:
        assert written.wait(timeout=10)
        try:
            ways[1]()
        except RuleError as error:
            refused.append(error.field)

    turns = iter((first, second))
    assert at_once(lambda: next(turns)()) == ["won", "won"]
    assert refused == ["due_on" if first_moves else "on"]
    assert not Decision.objects.filter(due_on__lt=F("meeting__on")).exists()


def test_a_decision_is_settled_once(cast: Cast) -> None:
    decision = decide(cast, plan(cast))
    facts = {"decision": decision, "state": DecisionState.DONE, "outcome": "", "today": TODAY}
    services.settle_decision(actor=cast.facilitator, **facts)
    with pytest.raises(Conflict):
        services.settle_decision(actor=cast.actor("contractor"), **facts)


def test_each_owner_is_written_to_once_and_reads_only_their_own(cast: Cast) -> None:
    meeting = plan(cast)
    decide(cast, meeting, "Recruter deux maçons")
    decide(cast, meeting, "Relire la clause", member=cast.members["admin"].user)
    assert services.send_decisions(actor=cast.facilitator, meeting=meeting, today=TODAY) == 2
    assert services.send_decisions(actor=cast.facilitator, meeting=meeting, today=TODAY) == 0
    sent = {one.to: one.body for one in OutgoingMessage.objects.order_by("pk")}
    assert set(sent) == {"contact@exemple.test", "admin@exemple.test"}
    assert "Recruter deux maçons" in sent["contact@exemple.test"]
    assert "Relire la clause" not in sent["contact@exemple.test"]


def test_each_act_leaves_one_line_in_the_journal(cast: Cast) -> None:
    meeting = plan(cast)
    pack_of(cast, meeting)
    decide(cast, meeting)
    actions = list(JournalEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["committees.committee.plan", "committees.pack.prepare", "committees.decision.record"]


def test_the_database_keeps_one_scope_and_one_owner(cast: Cast, owed: Obligation) -> None:
    meeting = plan(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Committee.objects.filter(pk=meeting.pk).update(contract=owed.clause.lot.contract, buyer=cast.buyer)
    decision = decide(cast, meeting)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(member=cast.members["admin"].user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(state="done")


# ------------------------------------------------------------------------------------------------------- who reads it


def test_a_buyer_reads_the_committees_of_its_contracts_masked(cast: Cast, owed: Obligation) -> None:
    own, whole = plan(cast, contract=owed.clause.lot.contract), plan(cast)
    pack = pack_of(cast, own)
    buyer = cast.client("buyer")
    assert buyer.get("/comites/").text.count("/comites/") >= 1
    assert buyer.get(f"/comites/{whole.pk}/").status_code == 404
    page = buyer.get(f"/comites/{own.pk}/")
    assert HIDDEN in plain(page.text)
    assert "pour l’équipe" not in page.text
    asked = buyer.get(f"/comites/{own.pk}/dossiers/{pack.pk}.pdf?diffusion=interne")
    assert "interne" not in asked["Content-Disposition"]
    assert HIDDEN not in plain(cast.client("facilitator").get(f"/comites/{own.pk}/").text)


def test_a_stranger_finds_nothing(cast: Cast, owed: Obligation) -> None:
    meeting = plan(cast, contract=owed.clause.lot.contract)
    pack, decision = pack_of(cast, meeting), decide(cast, meeting)
    stranger = cast.client("stranger")
    for path in (f"/comites/{meeting.pk}/", f"/comites/{meeting.pk}/dossiers/{pack.pk}.pdf",
                 f"/comites/{meeting.pk}/dossiers/{pack.pk}.docx", f"/comites/decisions/{decision.pk}/"):  # fmt: skip
        assert stranger.get(path).status_code == 404, path
    for act in (
        lambda: services.prepare_pack(actor=cast.stranger, meeting=meeting, now=NOW, today=TODAY),
        lambda: services.plan_meeting(actor=cast.stranger, on=TODAY, today=TODAY, buyer=cast.buyer),
        lambda: decide(cast, meeting, organisation=make_foreign(cast)),
    ):
        with pytest.raises(NotAllowed):
            act()


def make_foreign(cast: Cast) -> Any:
    return type(cast.contractor).objects.create(workspace=cast.other_workspace, kind="contractor", name="Ailleurs")


def test_the_whole_meeting_in_the_browser(cast: Cast, owed: Obligation) -> None:
    contract = owed.clause.lot.contract
    with time_machine.travel(NOW, tick=False):
        client = cast.client("facilitator")
        assert f"sur=marche-{contract.pk}" in client.get(f"/marches/{contract.pk}/").text
        form = client.get(f"/comites/nouveau/?sur=marche-{contract.pk}").text
        assert f'value="marche-{contract.pk}" selected' in form
        client.post("/comites/nouveau/", {"about": f"marche-{contract.pk}", "on": "2027-01-12", "place": "Mairie"})
        meeting = Committee.objects.get()
        assert any(one.kind == "committee" for one in todo_items(actor=cast.facilitator, today=TODAY))
        client.post(f"/comites/{meeting.pk}/dossier/")
        page = plain(client.get(f"/comites/{meeting.pk}/").text)
        assert "1 000 h" in page
        assert "État au 12 janvier 2027" in page
        refused = client.post(
            f"/comites/{meeting.pk}/decisions/",
            {"text": "Appeler Camille Inventé0", "owner": f"organisation-{cast.buyer.pk}", "due_on": "2027-02-01"},
        )
        assert refused.status_code == 422
        client.post(
            f"/comites/{meeting.pk}/decisions/",
            {"text": "Prolonger le lot", "owner": f"organisation-{cast.buyer.pk}", "due_on": "2027-02-01"},
        )
        client.post(f"/comites/{meeting.pk}/compte-rendu/", {"minutes": "Tout va bien.", "version": "0"})
        client.post(f"/comites/{meeting.pk}/envoyer/")
        page = client.get(f"/comites/{meeting.pk}/").text
        assert "Prolonger le lot" in page
        assert "Tout va bien." in page
        assert f"/comites/{meeting.pk}/" in client.get(f"/marches/{contract.pk}/?tout=1").text
