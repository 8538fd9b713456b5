"""Step 4: the meeting, its invitation, the company's page, planned recruitments."""

from __future__ import annotations

import io
import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar
from pypdf import PdfReader

from levier.clauses.models import Clause
from levier.delivery.models import LaunchMeeting, Obligation, PlannedRecruitment
from levier.delivery.selectors.launch import modalities_of, planned_of, trade_labels
from levier.delivery.selectors.review import counting_terms
from levier.delivery.services.launch import hold_meeting, plan_meeting, send_invitations
from levier.delivery.services.obligations import create_obligations
from levier.delivery.services.recruitments import plan_recruitment
from levier.directory.enums import ServiceKind
from levier.directory.models import LocalService, Organisation
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.vocabulary import Modality, accepted_modalities
from levier.post.messages import queue_message
from levier.post.models import OutgoingMessage
from levier.procurement.writing import locate
from tests.cast import Cast, make_cast
from tests.delivery.closing_setup import make_award, make_obligation
from tests.races import at_once

AT = datetime(2025, 1, 20, 9, 30, tzinfo=UTC)
NOW = datetime(2025, 1, 2, 8, tzinfo=UTC)


def meeting_of(cast: Cast) -> LaunchMeeting:
    obligation = make_obligation(cast)
    return plan_meeting(
        actor=cast.facilitator,
        contract=obligation.clause.lot.contract,
        at=AT,
        minutes=90,
        place="Salle du conseil, Sérigny",
        agenda="1. La clause\n2. Les structures",
    )


def test_the_invitation_goes_to_buyer_and_company_with_a_calendar(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.contractor.pk).update(email="chantier@exemple.test")
    meeting = meeting_of(cast)
    assert send_invitations(actor=cast.facilitator, meeting=meeting, now=NOW) == 2
    sent = OutgoingMessage.objects.all()
    assert {one.to for one in sent} == {"contact@exemple.test", "chantier@exemple.test"}
    event = Calendar.from_ical(sent[0].calendar).walk("VEVENT")[0]
    assert event.decoded("dtstart") == AT
    assert (event.decoded("dtend") - event.decoded("dtstart")).total_seconds() == 90 * 60
    assert "Prénom" not in sent[0].subject + str(event["summary"])
    assert meeting.invited_at == NOW


def test_the_same_invitation_never_leaves_twice(cast: Cast) -> None:
    meeting = meeting_of(cast)
    send_invitations(actor=cast.facilitator, meeting=meeting, now=NOW)
    with pytest.raises(Conflict, match="déjà reçu"):
        send_invitations(actor=cast.facilitator, meeting=meeting, now=NOW)
    Organisation.objects.filter(pk=cast.contractor.pk).update(email="chantier@exemple.test")
    assert send_invitations(actor=cast.facilitator, meeting=meeting, now=NOW) == 1
    assert OutgoingMessage.objects.count() == 2


def test_a_meeting_that_moves_is_announced_again_even_back_to_its_first_day(cast: Cast) -> None:
    meeting = meeting_of(cast)
    facts = {"minutes": meeting.minutes, "place": meeting.place, "agenda": meeting.agenda}
    send_invitations(actor=cast.facilitator, meeting=meeting, now=NOW)
    for at in (AT.replace(day=21), AT):
        meeting = plan_meeting(actor=cast.facilitator, contract=meeting.contract, at=at, **facts)
        assert meeting.invited_at is None
        assert send_invitations(actor=cast.facilitator, meeting=meeting, now=NOW) == 1
    meeting = plan_meeting(actor=cast.facilitator, contract=meeting.contract, at=AT, **facts)
    assert meeting.invited_at == NOW


def test_a_meeting_moved_meanwhile_is_announced_as_it_stands(cast: Cast) -> None:
    read = meeting_of(cast)
    facts = {"minutes": 60, "place": "Mairie annexe", "agenda": "1. La clause"}
    plan_meeting(actor=cast.facilitator, contract=read.contract, at=AT.replace(day=27), **facts)
    send_invitations(actor=cast.facilitator, meeting=read, now=NOW)
    assert "Mairie annexe" in OutgoingMessage.objects.get().body
    with pytest.raises(Conflict, match="déjà reçu"):
        send_invitations(actor=cast.facilitator, meeting=LaunchMeeting.objects.get(), now=NOW)
    hold_meeting(
        actor=cast.facilitator, meeting=LaunchMeeting.objects.get(), held_on=AT.date(), notes="", today=AT.date()
    )
    with pytest.raises(Conflict, match="déjà eu lieu"):
        send_invitations(actor=cast.facilitator, meeting=read, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_once_one_sends() -> None:
    cast = make_cast()
    meeting_of(cast)
    together = threading.Barrier(2)

    def naive() -> None:
        """The control: both read a meeting nobody was invited to, and both write."""
        found = LaunchMeeting.objects.get()
        assert found.invited_at is None
        together.wait(timeout=10)
        queue_message(
            workspace_id=cast.workspace.pk, target=found, to="a@exemple.test", subject="Réunion", body="Venez"
        )

    assert at_once(naive) == ["won", "won"]
    assert OutgoingMessage.objects.count() == 2
    OutgoingMessage.objects.all().delete()
    clicks = at_once(lambda: send_invitations(actor=cast.facilitator, meeting=LaunchMeeting.objects.get(), now=NOW), 4)
    assert clicks == ["conflict", "conflict", "conflict", "won"]
    assert OutgoingMessage.objects.count() == 1


def test_a_distance_counted_from_a_chef_lieu_is_said_to_be_approximate(cast: Cast) -> None:
    obligation = make_obligation(cast)
    contract = obligation.clause.lot.contract
    contract.postcode, contract.place = "61400", "Mortagne-au-Perche"
    locate(contract)
    contract.save()
    cast.structure.latitude, cast.structure.longitude = Decimal("48.5"), Decimal("0.3")
    cast.structure.save()
    client = cast.client("facilitator")
    page, sheet = (
        client.get(reverse("delivery:launch", args=[contract.pk])),
        client.get(reverse("delivery:company_sheet", args=[contract.pk, obligation.pk])),
    )
    printed = " ".join("".join(one.extract_text() for one in PdfReader(io.BytesIO(sheet.content)).pages).split())
    for text in (" ".join(page.text.split()), printed):
        assert "environ " in text
        assert "distance approchée, comptée depuis le chef-lieu" in text
    contract.latitude = Decimal("48.52")
    contract.save()
    assert "approchée" not in client.get(reverse("delivery:launch", args=[contract.pk])).text


def test_without_any_address_nothing_leaves(cast: Cast) -> None:
    meeting = meeting_of(cast)
    Organisation.objects.update(email="")
    with pytest.raises(RuleError, match="adresse"):
        send_invitations(actor=cast.facilitator, meeting=meeting, now=NOW)
    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("minutes", 5), ("minutes", 900), ("place", " "), ("agenda", ""), ("at", AT.replace(year=2222))],
)
def test_an_impossible_meeting_is_refused(cast: Cast, field: str, value: object) -> None:
    contract = make_award(cast).lot.contract
    facts = {"at": AT, "minutes": 60, "place": "Mairie", "agenda": "1. La clause", field: value}
    with pytest.raises(RuleError) as refused:
        plan_meeting(actor=cast.facilitator, contract=contract, **facts)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not LaunchMeeting.objects.exists()


def test_a_held_meeting_is_not_moved(cast: Cast) -> None:
    meeting = meeting_of(cast)
    hold_meeting(actor=cast.facilitator, meeting=meeting, held_on=AT.date(), notes="Deux postes", today=AT.date())
    with pytest.raises(Conflict):
        plan_meeting(
            actor=cast.facilitator, contract=meeting.contract, at=AT, minutes=60, place="Mairie", agenda="1. La clause"
        )


def test_a_meeting_to_come_was_not_held(cast: Cast) -> None:
    meeting = meeting_of(cast)
    with pytest.raises(RuleError):
        hold_meeting(actor=cast.facilitator, meeting=meeting, held_on=AT.date(), notes="", today=NOW.date())


def plan(cast: Cast, who: str = "contractor", **changes: object) -> PlannedRecruitment:
    obligation = make_obligation(cast)
    facts = {
        "occupation": "Peintre",
        "people": 2,
        "hours": Decimal(600),
        "starts_on": date(2025, 3, 1),
        "modality": Modality.LABOUR_SUPPLY_ETTI,
        "structure": cast.structure,
        **changes,
    }
    return plan_recruitment(actor=cast.actor(who), obligation=obligation, **facts)  # type: ignore[arg-type]


def test_planned_recruitments_are_set_against_what_is_due(cast: Cast) -> None:
    planned = plan(cast)
    contract = planned.obligation.clause.lot.contract
    (one,) = planned_of(actor=cast.facilitator, contract=contract)
    assert (one.hours, one.missing) == (Decimal(600), Decimal(400))


@pytest.mark.parametrize(
    ("field", "value"),
    [("occupation", ""), ("people", 0), ("hours", Decimal(0)), ("hours", Decimal(-1)), ("starts_on", date(222, 1, 1))],
)
def test_an_impossible_recruitment_is_refused(cast: Cast, field: str, value: object) -> None:
    with pytest.raises(RuleError) as refused:
        plan(cast, **{field: value})
    assert refused.value.field == field


def test_a_company_plans_for_itself_only(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        plan(cast, "structure")


def test_the_company_page_is_one_accessible_page(cast: Cast) -> None:
    LocalService.objects.create(
        workspace=cast.workspace,
        kind=ServiceKind.MOBILITY,
        name="Garage solidaire du Val (fictif)",
        phone="01 99 00 00 01",
    )
    obligation = make_obligation(cast)
    url = reverse("delivery:company_sheet", args=[obligation.clause.lot.contract_id, obligation.pk])
    response = cast.client("contractor").get(url)
    assert response.status_code == 200
    reader = PdfReader(io.BytesIO(response.content))
    root = reader.trailer["/Root"]
    assert len(reader.pages) == 1
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("fr")
    assert reader.metadata is not None
    assert reader.metadata.title == "Votre clause sociale d’insertion en une page"
    text = reader.pages[0].extract_text().replace("\u202f", " ").replace("\xa0", " ")
    for words in ("1 000 h", "Embauche directe", "Relais Chantier", "Garage solidaire", "31 décembre 2025"):
        assert words in text


def sheet_text(cast: Cast, obligation: Obligation) -> str:
    url = reverse("delivery:company_sheet", args=[obligation.clause.lot.contract_id, obligation.pk])
    text = PdfReader(io.BytesIO(cast.client("facilitator").get(url).content)).pages[0].extract_text()
    return " ".join(text.split())


def test_the_company_page_lists_what_the_clause_accepts_and_the_penalties_it_wrote(cast: Cast) -> None:
    obligation = make_obligation(cast)
    Clause.objects.filter(pk=obligation.clause_id).update(modalities=[])
    text = sheet_text(cast, obligation)
    assert Modality.LABOUR_SUPPLY_ETTI.label in text
    assert Modality.TEMP_AGENCY.label not in text
    assert "Aucune pénalité écrite au contrat." in text
    Clause.objects.filter(pk=obligation.clause_id).update(modalities=["ett"], penalty_per_hour=60)
    text = sheet_text(cast, obligation)
    assert Modality.TEMP_AGENCY.label in text
    assert "une pénalité de 60 € par heure" in text
    assert "Aucune pénalité" not in text


def test_what_a_clause_accepts_counts_and_nothing_else(cast: Cast) -> None:
    obligation = make_obligation(cast)
    obligation.clause.modalities = []
    accepted = counting_terms(obligation).modalities
    assert accepted == frozenset(modalities_of(obligation)) == frozenset(accepted_modalities(()))
    assert Modality.TEMP_AGENCY not in accepted
    obligation.clause.modalities = ["ett"]
    assert counting_terms(obligation).modalities == {Modality.TEMP_AGENCY}


def test_a_service_reads_as_one_sentence_on_the_company_page(cast: Cast) -> None:
    LocalService.objects.create(
        workspace=cast.workspace,
        kind=ServiceKind.MOBILITY,
        name="Garage du Val (fictif)",
        description="Ouvert dès 6 h.",
        phone="01 99 00 00 01",
    )
    assert "dès 6 h, 01 99" in sheet_text(cast, make_obligation(cast))


def test_markup_in_a_name_is_only_text(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.contractor.pk).update(name='#panic("non") *gras* $x$ </svg>')
    obligation = make_obligation(cast)
    url = reverse("delivery:company_sheet", args=[obligation.clause.lot.contract_id, obligation.pk])
    text = PdfReader(io.BytesIO(cast.client("facilitator").get(url).content)).pages[0].extract_text()
    assert "*gras*" in text


def test_the_obligations_button_creates_them(cast: Cast) -> None:
    award = make_award(cast)
    contract = award.lot.contract
    client = cast.client("facilitator")
    page = client.get(reverse("delivery:launch", args=[contract.pk]))
    assert "Créer les obligations" in page.text
    client.post(reverse("delivery:obligations_create", args=[contract.pk, award.pk]))
    assert award.obligations.count() == 1


EXPECTED = {
    "facilitator": 200,
    "admin": 200,
    "coordinator": 200,
    "buyer": 200,
    "contractor": 200,
    "structure": 404,
    "referrer": 403,
    "stranger": 404,
    "anonymous": 302,
}


@pytest.mark.parametrize("who", EXPECTED)
def test_who_opens_the_pages_of_step_4(cast: Cast, who: str) -> None:
    meeting = meeting_of(cast)
    contract = meeting.contract
    obligation = contract.lots.get().awards.get().obligations.get()
    client = cast.client(who)
    for name, args in (
        ("launch", [contract.pk]),
        ("obligation", [contract.pk, obligation.pk]),
        ("meeting_ics", [contract.pk]),
    ):
        assert client.get(reverse(f"delivery:{name}", args=args)).status_code == EXPECTED[who], name


def test_the_forms_of_step_4_work_end_to_end(cast: Cast) -> None:
    contract = make_award(cast).lot.contract
    create_obligations(actor=cast.facilitator, award=contract.lots.get().awards.get())
    obligation = contract.lots.get().awards.get().obligations.get()
    client = cast.client("facilitator")
    url = reverse("delivery:meeting", args=[contract.pk])
    assert "La clause sociale" in client.get(url).text
    assert client.post(url, {"at": "2025-01-20T09:30", "minutes": 60, "place": "", "agenda": "x"}).status_code == 422
    assert (
        client.post(url, {"at": "2025-01-20T09:30", "minutes": 60, "place": "Mairie", "agenda": "x"}).status_code == 302
    )
    assert client.post(reverse("delivery:meeting_invite", args=[contract.pk])).status_code == 302
    held = reverse("delivery:meeting_held", args=[contract.pk])
    diary = reverse("delivery:meeting_ics", args=[contract.pk])
    launch = reverse("delivery:launch", args=[contract.pk])
    assert diary in client.get(launch).text
    assert client.post(held, {"held_on": "2025-01-20", "notes": "Deux postes"}).status_code == 302
    assert diary not in client.get(launch).text
    add = reverse("delivery:recruitment_add", args=[contract.pk, obligation.pk])
    assert client.get(add).status_code == 200
    data = {"occupation": "Peintre", "people": 2, "hours": "1 000,50", "starts_on": "2025-03-01", "modality": "etti"}
    assert client.post(add, data).status_code == 302
    planned = PlannedRecruitment.objects.get()
    assert planned.hours == Decimal("1000.50")
    page = client.get(reverse("delivery:launch", args=[contract.pk])).text
    assert "Peintre" in page
    assert client.post(reverse("delivery:recruitment_remove", args=[contract.pk, planned.pk])).status_code == 302
    amend = reverse("delivery:obligation_amend", args=[contract.pk, obligation.pk])
    assert "Le marché écrit\u00a0: 1\u202f000\u00a0h" in client.get(amend).text
    data = {"hours": "900", "from_day": "2025-06-01", "ends_on": "2025-12-31", "reason": "Avenant n° 1"}
    assert client.post(amend, data).status_code == 302
    assert "Avenant n° 1" in client.get(reverse("delivery:obligation", args=[contract.pk, obligation.pk])).text


def test_step_4_costs_the_same_for_one_and_thirty_recruitments(cast: Cast) -> None:
    planned = plan(cast)
    url = reverse("delivery:launch", args=[planned.obligation.clause.lot.contract_id])
    client = cast.client("facilitator")
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    PlannedRecruitment.objects.bulk_create(
        PlannedRecruitment(
            obligation=planned.obligation,
            occupation=f"Poste {number}",
            hours=Decimal(10),
            starts_on=planned.starts_on,
            modality=planned.modality,
            structure=cast.structure,
        )
        for number in range(29)
    )
    with CaptureQueriesContext(connection) as thirty:
        client.get(url)
    assert len(one) == len(thirty)


def test_the_trades_of_a_structure_are_one_sentence_that_keeps_its_acronyms() -> None:
    assert trade_labels(["civil_works", "structure"]) == "Gros œuvre et maçonnerie, VRD et travaux publics"


def test_who_is_not_invited_for_want_of_an_address_is_one_click_away(cast: Cast) -> None:
    contract = make_obligation(cast).clause.lot.contract
    Organisation.objects.update(email="")
    page = cast.client("facilitator").get(reverse("delivery:launch", args=[contract.pk])).content.decode()
    assert f'<a href="/annuaire/{cast.contractor.pk}/">{cast.contractor.name}</a>' in page
    assert "Reçoit les liens et les relances" in page
