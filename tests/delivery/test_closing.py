"""Step 7: frozen figures, certificates anyone may check, nothing about any person."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import segno
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from levier.delivery.documents.render import qr_svg
from levier.delivery.enums import EntryKind, StatementState
from levier.delivery.figures import OUTSIDE, Cell, shown_outside
from levier.delivery.models import Certificate, ClosingReport, HoursStatement, LedgerEntry, Obligation
from levier.delivery.selectors.closing import normalise_number, public_certificate
from levier.delivery.services.closing import (
    close_obligation,
    issue_certificate,
    make_report,
    new_number,
    revoke_certificate,
)
from levier.delivery.services.ledger import correct_entry
from levier.delivery.services.obligations import amend_obligation
from levier.domain.errors import Conflict, NotAllowed, RuleError
from levier.domain.vocabulary import Modality
from tests.cast import Cast
from tests.delivery.closing_setup import make_obligation, validate_hours

TODAY = date(2027, 1, 10)
AS_OF = datetime(2027, 1, 10, 9, tzinfo=UTC)


def done(cast: Cast, *, people: int = 6, hours: str = "200") -> Obligation:
    obligation = make_obligation(cast)
    for number in range(people):
        modality = Modality.DIRECT_HIRE if number < people - 1 else Modality.LABOUR_SUPPLY_ETTI
        validate_hours(obligation, hours, last_name=f"Inventé{number}", modality=modality)
    return obligation


def report_of(cast: Cast, obligation: Obligation) -> ClosingReport:
    return make_report(actor=cast.facilitator, obligation=obligation, as_of=AS_OF, comment="Belle mobilisation.")


def certificate_of(cast: Cast, obligation: Obligation) -> Certificate:
    return issue_certificate(actor=cast.facilitator, report=report_of(cast, obligation), now=AS_OF, today=TODAY)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def text_of(content: bytes) -> str:
    return plain("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def test_a_report_keeps_its_figures_whatever_happens_next(cast: Cast) -> None:
    obligation = done(cast)
    report = report_of(cast, obligation)
    validate_hours(obligation, "50", last_name="Tardif", at=datetime(2027, 2, 1, tzinfo=UTC))
    amend_obligation(
        actor=cast.facilitator, obligation=obligation, hours=Decimal(2000), from_day=TODAY, reason="Avenant n° 1"
    )
    report.refresh_from_db()
    assert (report.figures["due"], report.figures["validated"]) == ("1000.00", "1200.00")
    assert report.figures["people"] == 6
    assert report.figures["fte_basis"] == "1600"


def test_corrections_count_in_the_balance(cast: Cast) -> None:
    obligation = make_obligation(cast)
    entry = validate_hours(obligation, "100")
    LedgerEntry.objects.create(
        workspace=cast.workspace,
        obligation=obligation,
        employment=entry.employment,
        month=entry.month,
        kind=EntryKind.CORRECTION,
        hours=Decimal("-40.50"),
        corrects=entry,
        reason="Heures comptées deux fois",
        recorded_at=datetime(2025, 5, 2, tzinfo=UTC),
    )
    figures = report_of(cast, obligation).figures
    assert (figures["validated"], figures["missing"]) == ("59.50", "940.50")


def test_a_report_before_anything_was_due_is_refused(cast: Cast) -> None:
    with pytest.raises(RuleError):
        make_report(actor=cast.facilitator, obligation=done(cast), as_of=datetime(2020, 1, 1, tzinfo=UTC))


def test_the_report_pdf_is_accessible_and_hides_small_groups(cast: Cast) -> None:
    report = report_of(cast, done(cast))
    contract_pk = report.obligation.clause.lot.contract_id
    content = cast.client("buyer").get(reverse("delivery:report_file", args=[contract_pk, report.pk])).content
    reader = PdfReader(io.BytesIO(content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Bilan de la clause sociale d’insertion"
    text = text_of(content)
    assert "1 200 h" in text
    assert "1 600" in text
    assert "Belle mobilisation." in text
    assert "Inventé" not in text
    assert "Mise à disposition par une ETTI" not in text


def test_the_team_sees_every_group_and_outside_they_are_joined(cast: Cast) -> None:
    report = report_of(cast, done(cast, people=3, hours="400"))
    url = reverse("delivery:report", args=[report.obligation.clause.lot.contract_id, report.pk])
    inside, outside = cast.client("facilitator").get(url), cast.client("buyer").get(url)
    assert "Mise à disposition par une ETTI" in inside.text
    assert "Mise à disposition par une ETTI" not in outside.text
    assert "moins de 5" in outside.text
    assert "mars 2025" in inside.text
    assert "mars 2025" not in outside.text


_cells = st.lists(
    st.builds(
        Cell,
        label=st.text("abcdef", min_size=1, max_size=4),
        hours=st.decimals(1, 1000, places=2),
        people=st.frozensets(st.integers(1, 30), min_size=1, max_size=9),
    ),
    max_size=6,
)


@given(_cells)
def test_no_figure_outside_rests_on_fewer_than_five_people(cells: list[Cell]) -> None:
    shown = shown_outside(cells)
    assert all(len(cell.people) >= OUTSIDE for cell in shown)
    if shown:
        assert sum(cell.hours for cell in shown) == sum(cell.hours for cell in cells)
    small = [cell for cell in cells if len(cell.people) < OUTSIDE]
    assert not (shown and len(small) == 1 and len(shown) == len(cells))


def test_a_certificate_is_a_tagged_pdf_with_its_address_and_code(cast: Cast) -> None:
    certificate = certificate_of(cast, done(cast))
    content = bytes(certificate.pdf)
    assert hashlib.sha256(content).hexdigest() == certificate.pdf_sha256
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("fr")
    url = f"http://127.0.0.1:8000/attestations/{certificate.number}/"
    text = text_of(content)
    assert "Attestation de bonne réalisation" in text
    assert url in text.replace("\n", "")
    assert certificate.number in text
    for words in ("Bâtisseurs de l’Orne", "Ville de Sérigny", "1 000 h", "1 200 h"):
        assert words in text
    assert "Inventé" not in text
    assert cast.facilitator.user is not None
    assert "Prénom" not in text.replace(f"{cast.facilitator.user.full_name}, facilitateur", "")
    links = [annotation.get_object()["/A"]["/URI"] for page in reader.pages for annotation in page.get("/Annots", [])]
    assert url in links


def test_the_code_is_the_public_address(cast: Cast) -> None:
    url = "http://127.0.0.1:8000/attestations/LV-7K3M-9QRT-2XWP/"
    drawn = qr_svg(url)
    expected = io.BytesIO()
    segno.make(url, error="m", micro=False).save(expected, kind="svg", xmldecl=False, scale=4, border=2)
    assert drawn == expected.getvalue().decode()
    assert drawn != qr_svg(url.replace("7", "8"))


def test_missing_hours_allow_no_certificate(cast: Cast) -> None:
    with pytest.raises(RuleError, match="Il manque"):
        certificate_of(cast, done(cast, people=2))
    assert not Certificate.objects.exists()


def test_one_valid_certificate_at_a_time(cast: Cast) -> None:
    obligation = done(cast)
    certificate = certificate_of(cast, obligation)
    with pytest.raises(Conflict):
        certificate_of(cast, obligation)
    revoke_certificate(actor=cast.facilitator, certificate=certificate, reason="Erreur de lot", today=TODAY)
    with pytest.raises(Conflict):
        issue_certificate(actor=cast.facilitator, report=certificate.report, now=AS_OF, today=TODAY)
    assert certificate_of(cast, obligation).number != certificate.number


def test_revoking_needs_a_reason_and_is_done_once(cast: Cast) -> None:
    certificate = certificate_of(cast, done(cast))
    with pytest.raises(RuleError):
        revoke_certificate(actor=cast.facilitator, certificate=certificate, reason=" ", today=TODAY)
    revoke_certificate(actor=cast.facilitator, certificate=certificate, reason="Erreur", today=TODAY)
    with pytest.raises(Conflict):
        revoke_certificate(actor=cast.facilitator, certificate=certificate, reason="Encore", today=TODAY)


def test_anyone_may_confirm_a_certificate_and_learns_of_nobody(cast: Cast) -> None:
    obligation = done(cast, people=3, hours="400")
    report = report_of(cast, obligation)
    certificate = issue_certificate(actor=cast.facilitator, report=report, now=AS_OF, today=TODAY)
    url = reverse("delivery:certificate_public", args=[certificate.number])
    page = Client().get(url)
    assert page.status_code == 200
    text = plain(page.text)
    for words in ("authentique et valable", "Bâtisseurs de l’Orne", "Ville de Sérigny", "1 000 h", "1 200 h"):
        assert words in text
    for secret in ("Inventé", "Camille", "Prénom", "ETTI", "Embauche", "mars 2025", "Belle mobilisation", "ersonnes"):
        assert secret not in text.split("<main", 1)[1].split("</main>")[0]
    revoke_certificate(actor=cast.facilitator, certificate=certificate, reason="Fraude supposée", today=TODAY)
    page = Client().get(url)
    assert "a été retirée" in page.text
    assert "Fraude" not in page.text


def test_the_file_is_compared_to_the_last_byte(cast: Cast) -> None:
    certificate = certificate_of(cast, done(cast))
    url = reverse("delivery:certificate_public", args=[certificate.number])
    right = SimpleUploadedFile("attestation.pdf", bytes(certificate.pdf), content_type="application/pdf")
    wrong = SimpleUploadedFile("attestation.pdf", bytes(certificate.pdf) + b"\n", content_type="application/pdf")
    assert "exactement celui" in Client().post(url, {"file": right}).text
    assert "n’est pas celui" in Client().post(url, {"file": wrong}).text
    assert Client().post(url, {}).status_code == 422


def test_an_unknown_number_is_said_so(cast: Cast) -> None:
    response = Client().get(reverse("delivery:certificate_public", args=["LV-AAAA-BBBB-CCCC"]))
    assert response.status_code == 404
    assert "n’est pas authentique" in response.text


def test_a_number_is_found_however_it_is_typed(cast: Cast) -> None:
    number = new_number()
    typed = number.lower().replace("-", " ")
    assert normalise_number(typed) == number
    response = Client().get(reverse("delivery:certificate_search"), {"number": typed})
    assert response["Location"].endswith(f"/attestations/{number}/")
    assert Client().get(reverse("delivery:certificate_search"), {"number": "tout faux"}).status_code == 422
    assert public_certificate("%") is None


def test_an_obligation_closes_when_everything_is_settled(cast: Cast) -> None:
    obligation = done(cast)
    with pytest.raises(RuleError, match="bilan"):
        close_obligation(actor=cast.facilitator, obligation=obligation, today=TODAY)
    report_of(cast, obligation)
    HoursStatement.objects.update(state=StatementState.SUBMITTED)
    with pytest.raises(RuleError, match="non traités : 1"):
        close_obligation(actor=cast.facilitator, obligation=obligation, today=TODAY)
    HoursStatement.objects.update(state=StatementState.CLOSED)
    close_obligation(actor=cast.facilitator, obligation=obligation, today=TODAY)
    assert obligation.closed_on == TODAY


def test_missing_hours_keep_an_obligation_open_until_the_buyer_decides(cast: Cast) -> None:
    obligation = done(cast, people=1)
    report_of(cast, obligation)
    with pytest.raises(RuleError, match="puis l’acheteur décide"):
        close_obligation(actor=cast.facilitator, obligation=obligation, today=TODAY)


@pytest.mark.parametrize("who", ["buyer", "contractor", "structure", "coordinator", "referrer"])
def test_only_the_team_reports_and_certifies(cast: Cast, who: str) -> None:
    obligation = done(cast)
    with pytest.raises(NotAllowed):
        make_report(actor=cast.actor(who), obligation=obligation, as_of=AS_OF)
    report = report_of(cast, obligation)
    with pytest.raises(NotAllowed):
        issue_certificate(actor=cast.actor(who), report=report, now=AS_OF, today=TODAY)


def test_another_workspace_cannot_report(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        make_report(actor=cast.stranger, obligation=done(cast), as_of=AS_OF)


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
def test_who_opens_the_end(cast: Cast, who: str) -> None:
    certificate = certificate_of(cast, done(cast))
    report = certificate.report
    pk = report.obligation.clause.lot.contract_id
    client = cast.client(who)
    for name, args in (
        ("closing", [pk]),
        ("report", [pk, report.pk]),
        ("report_file", [pk, report.pk]),
        ("certificate_file", [pk, certificate.pk]),
    ):
        assert client.get(reverse(f"delivery:{name}", args=args)).status_code == EXPECTED[who], name


def test_the_end_in_the_browser(cast: Cast) -> None:
    obligation = done(cast)
    contract = obligation.clause.lot.contract
    client = cast.client("facilitator")
    make = reverse("delivery:report_make", args=[contract.pk, obligation.pk])
    assert client.get(make).status_code == 200
    assert client.post(make, {"as_of": "0222-01-01"}).status_code == 422
    response = client.post(make, {"as_of": date.today().isoformat(), "comment": ""})  # noqa: DTZ011
    assert response.status_code == 302
    report = ClosingReport.objects.get()
    assert client.post(reverse("delivery:certificate_issue", args=[contract.pk, report.pk])).status_code == 302
    certificate = Certificate.objects.get()
    assert certificate.number in client.get(reverse("delivery:closing", args=[contract.pk])).text
    revoke = reverse("delivery:certificate_revoke", args=[contract.pk, certificate.pk])
    assert client.get(revoke).status_code == 200
    assert client.post(revoke, {"reason": ""}).status_code == 422
    assert client.post(revoke, {"reason": "Erreur de lot"}).status_code == 302
    assert client.post(reverse("delivery:obligation_close", args=[contract.pk, obligation.pk])).status_code == 302
    assert (
        client.post(
            reverse("delivery:contract_end", args=[contract.pk]), {"reason": "Attestation à refaire"}
        ).status_code
        == 302
    )
    contract.refresh_from_db()
    assert contract.step == "fin"


def test_the_end_costs_the_same_for_one_and_thirty_reports(cast: Cast) -> None:
    obligation = done(cast)
    url = reverse("delivery:closing", args=[obligation.clause.lot.contract_id])
    client = cast.client("facilitator")
    report_of(cast, obligation)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for _ in range(29):
        report_of(cast, obligation)
    with CaptureQueriesContext(connection) as thirty:
        client.get(url)
    assert len(one) == len(thirty)


def test_no_certificate_from_a_report_the_hours_have_overtaken(cast: Cast) -> None:
    obligation = done(cast)
    report = report_of(cast, obligation)
    amend_obligation(
        actor=cast.facilitator, obligation=obligation, hours=Decimal(1500), from_day=TODAY, reason="Avenant"
    )
    with pytest.raises(RuleError, match="il manque maintenant 300"):
        issue_certificate(actor=cast.facilitator, report=report, now=AS_OF, today=TODAY)
    assert not Certificate.objects.exists()


def test_an_old_report_does_not_close_an_obligation_that_misses_hours_now(cast: Cast) -> None:
    obligation = done(cast)
    report_of(cast, obligation)
    amend_obligation(
        actor=cast.facilitator, obligation=obligation, hours=Decimal(1500), from_day=TODAY, reason="Avenant"
    )
    with pytest.raises(RuleError, match=r"arrêtez un nouveau bilan\. Il manque 300"):
        close_obligation(actor=cast.facilitator, obligation=obligation, today=TODAY)


def test_hours_of_a_closed_obligation_or_of_elsewhere_are_not_corrected(cast: Cast) -> None:
    obligation = done(cast)
    entry = LedgerEntry.objects.filter(obligation=obligation).first()
    assert entry is not None
    facts = {"standing": entry.hours, "wanted": Decimal(1), "reason": "Erreur", "now": AS_OF}
    with pytest.raises(NotAllowed):
        correct_entry(actor=cast.stranger, entry=entry, **facts)
    report_of(cast, obligation)
    close_obligation(actor=cast.facilitator, obligation=obligation, today=TODAY)
    entry.refresh_from_db()
    with pytest.raises(Conflict, match="close"):
        correct_entry(actor=cast.facilitator, entry=entry, **facts)


@pytest.mark.parametrize(("days", "words"), [(0, "Il reste <strong>"), (1, "Il manque <strong>")])
def test_hours_are_missing_only_once_the_period_is_over(cast: Cast, days: int, words: str) -> None:
    obligation = done(cast, people=1)
    url = reverse("delivery:closing", args=[obligation.clause.lot.contract_id])
    with time_machine.travel(obligation.ends_on + timedelta(days=days), tick=False):
        page = cast.client("facilitator").get(url).text
    assert words in page


def test_a_report_made_just_after_midnight_bears_the_local_day(cast: Cast) -> None:
    obligation = done(cast)
    night = datetime(2027, 1, 9, 23, 30, tzinfo=UTC)  # 10 January in Paris
    report = make_report(actor=cast.facilitator, obligation=obligation, as_of=night)
    certificate = issue_certificate(actor=cast.facilitator, report=report, now=AS_OF, today=TODAY)
    found = public_certificate(certificate.number)
    assert found is not None
    assert found.as_of == date(2027, 1, 10)
    assert "10 janvier 2027" in text_of(bytes(certificate.pdf))


def test_a_certificate_names_who_signs_and_their_function(cast: Cast) -> None:
    reader = PdfReader(io.BytesIO(bytes(certificate_of(cast, done(cast)).pdf)))
    text = " ".join(reader.pages[0].extract_text().split())
    assert cast.facilitator.user is not None
    assert f"{cast.facilitator.user.full_name}, facilitateur, pour {cast.workspace.name}." in text
