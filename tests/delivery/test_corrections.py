"""A correction is a new entry: the old figure stays readable, and every document says which state it reflects."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from levier.accounts.enums import LinkPurpose
from levier.accounts.links import make_link
from levier.delivery import checks
from levier.delivery.figures import recompute
from levier.delivery.guards import each_obligation_has_its_end
from levier.delivery.models import Certificate, ClosingReport, HoursStatement, LedgerEntry, Obligation
from levier.delivery.services.closing import issue_certificate, make_report, revoke_certificate
from levier.delivery.services.ledger import correct_entry
from levier.delivery.services.obligations import amend_obligation
from levier.delivery.standing import corrected_since, corrections_of, of_report
from levier.desk.todo import todo_items
from levier.directory.models import Contact
from levier.domain.errors import RuleError
from levier.domain.vocabulary import Modality
from levier.people.models import Employment
from levier.post.models import OutgoingMessage
from tests.cast import Cast
from tests.delivery.closing_setup import make_obligation, validate_hours

#: After the last entry, as the hours due are dated from the day of the test.
DRAWN_UP = datetime(2027, 1, 10, 9, tzinfo=UTC)
LATER = DRAWN_UP + timedelta(days=30)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def owed(cast: Cast) -> Obligation:
    obligation = make_obligation(cast)
    for number in range(5):
        validate_hours(obligation, "240", last_name=f"Inventé{number}")
    return obligation


def correct(cast: Cast, obligation: Obligation, wanted: str, *, at: datetime = LATER) -> LedgerEntry:
    entry = LedgerEntry.objects.filter(obligation=obligation, kind="validated").order_by("pk")[0]
    stands = entry.hours + sum((fix.hours for fix in entry.corrections.all()), Decimal(0))
    return correct_entry(
        actor=cast.facilitator,
        entry=entry,
        standing=stands,
        wanted=Decimal(wanted),
        reason="Une journée comptée deux fois.",
        now=at,
    )


def report_of(cast: Cast, obligation: Obligation) -> ClosingReport:
    return make_report(actor=cast.facilitator, obligation=obligation, as_of=DRAWN_UP)


def certificate_of(cast: Cast, obligation: Obligation) -> Certificate:
    report = report_of(cast, obligation)
    return issue_certificate(actor=cast.facilitator, report=report, now=DRAWN_UP, today=DRAWN_UP.date())


def test_each_correction_says_what_stood_before_and_why(cast: Cast, owed: Obligation) -> None:
    correct(cast, owed, "232.5")
    correct(cast, owed, "236", at=LATER + timedelta(days=1))
    entry = LedgerEntry.objects.filter(obligation=owed, kind="validated").order_by("pk")[0]
    said = [plain(one.sentence) for one in corrections_of(entry)]
    assert said == [
        "240 h, corrigées en 232,50 h le 9 février 2027 : Une journée comptée deux fois.",
        "232,50 h, corrigées en 236 h le 10 février 2027 : Une journée comptée deux fois.",
    ]


def test_the_team_and_the_company_read_the_old_figure_beside_the_new_one(cast: Cast, owed: Obligation) -> None:
    correct(cast, owed, "232.5")
    statement = HoursStatement.objects.get(obligation=owed)
    HoursStatement.objects.update(submitted_at=DRAWN_UP)
    _, token = make_link(
        workspace=cast.workspace, purpose=LinkPurpose.STATEMENT, days=7, organisation_id=cast.contractor.pk,
        target=statement,
    )  # fmt: skip
    said = "240 h, corrigées en 232,50 h le 9 février 2027"
    for who, url in (
        ("facilitator", f"/heures/{statement.pk}/"),
        ("contractor", f"/heures/{statement.pk}/"),
        ("anonymous", f"/releves/{token}/"),
    ):
        assert said in plain(cast.client(who).get(url).text), who


def test_the_company_never_reads_a_criterion_in_the_reason(cast: Cast, owed: Obligation) -> None:
    entry = LedgerEntry.objects.filter(obligation=owed).order_by("pk")[0]
    with pytest.raises(RuleError, match="critère"):
        correct_entry(
            actor=cast.facilitator, entry=entry, standing=entry.hours, wanted=Decimal(10), reason="Fin de son RSA.",
            now=LATER,
        )  # fmt: skip


def test_a_report_says_its_state_and_that_a_correction_came_after(cast: Cast, owed: Obligation) -> None:
    report = report_of(cast, owed)
    count = LedgerEntry.objects.filter(obligation=owed).count()
    state = f"État au 10 janvier 2027, {count} lignes d’heures validées ou corrigées"
    contract = owed.clause.lot.contract_id
    page, file = (reverse(f"delivery:{name}", args=[contract, report.pk]) for name in ("report", "report_file"))
    client = cast.client("buyer")
    assert state in plain(client.get(page).text)
    assert "enregistrée depuis" not in client.get(page).text
    text = plain(PdfReader(io.BytesIO(client.get(file).content)).pages[0].extract_text())
    assert f"{count} lignes d’heures validées ou corrigées" in text
    correct(cast, owed, "200")
    assert "Une correction des heures a été enregistrée depuis, le 9 février 2027" in plain(client.get(page).text)
    assert "1 200 h" in plain(client.get(page).text), "the report keeps what it published"
    assert "corrigé depuis" in client.get(reverse("delivery:closing", args=[contract])).text


def test_a_certificate_says_everywhere_that_a_correction_came_after(cast: Cast, owed: Obligation) -> None:
    certificate = certificate_of(cast, owed)
    public = reverse("delivery:certificate_public", args=[certificate.number])
    closing = reverse("delivery:closing", args=[owed.clause.lot.contract_id])
    stranger, team = cast.client("anonymous"), cast.client("facilitator")
    assert "correction" not in stranger.get(public).text
    assert "corrigées depuis" not in team.get(closing).text
    correct(cast, owed, "200")
    said = plain(stranger.get(public).text)
    assert "Une correction des heures a été enregistrée depuis, le 9 février 2027" in said
    assert "valable" in said, "only the team withdraws a certificate"
    assert "heures corrigées depuis" in team.get(closing).text


def test_a_certificate_that_corrections_contradict_waits_for_its_withdrawal(cast: Cast, owed: Obligation) -> None:
    contract = owed.clause.lot.contract
    certificate = certificate_of(cast, owed)
    correct(cast, owed, "1")
    (waiting,) = [one for one in todo_items(actor=cast.facilitator, today=LATER.date()) if one.kind == "certificate"]
    assert waiting.title.startswith("Retirer l’attestation")
    loose = [one for one in each_obligation_has_its_end(contract) if "Retirez-la" in one.sentence]
    assert [one.may_be_left for one in loose] == [False]
    told = OutgoingMessage.objects.count()
    revoke_certificate(actor=cast.facilitator, certificate=certificate, reason="Heures corrigées.", today=LATER.date())
    letters = OutgoingMessage.objects.order_by("pk")[told:]
    assert {one.to for one in letters} == {cast.contractor.email, cast.buyer.email}
    assert all("Heures corrigées" not in one.body for one in letters)
    assert not [one for one in todo_items(actor=cast.facilitator, today=LATER.date()) if one.kind == "certificate"]


def test_hours_validated_later_are_not_a_correction(cast: Cast, owed: Obligation) -> None:
    certificate = certificate_of(cast, owed)
    validate_hours(owed, "12", last_name="Tardif", at=LATER)
    assert corrected_since([certificate.report]) == {}


def test_an_entry_dated_before_the_report_but_written_after_it_is_not_in_its_state(
    cast: Cast, owed: Obligation
) -> None:
    report = report_of(cast, owed)
    correct(cast, owed, "200", at=DRAWN_UP - timedelta(seconds=1))
    assert recompute(report) == report.figures
    assert list(corrected_since([report])) == [report.pk]
    assert list(checks.violations()) == []


def test_a_report_as_of_a_past_day_is_the_one_made_that_day(cast: Cast, owed: Obligation) -> None:
    then = report_of(cast, owed)
    correct(cast, owed, "200")
    amend_obligation(
        actor=cast.facilitator, obligation=owed, hours=Decimal(2000), from_day=LATER.date(), reason="Avenant"
    )
    again = report_of(cast, owed)
    assert recompute(then) == then.figures
    assert of_report(again).through == of_report(then).through


def test_a_modality_corrected_since_moves_nothing_of_what_was_published(cast: Cast, owed: Obligation) -> None:
    report = report_of(cast, owed)
    job = LedgerEntry.objects.filter(obligation=owed).order_by("pk")[0].employment
    other = Modality.LABOUR_SUPPLY_ETTI if job.modality == Modality.DIRECT_HIRE else Modality.DIRECT_HIRE
    Employment.objects.filter(pk=job.pk).update(modality=other.value)
    assert recompute(report) == report.figures
    assert list(checks.violations()) == []
    assert len(report_of(cast, owed).figures["by_modality"]) == 2, "a new balance reads the corrected contract"


def test_a_published_breakdown_that_no_longer_adds_up_is_told(cast: Cast, owed: Obligation) -> None:
    report = report_of(cast, owed)
    cells = [{**one, "hours": "1.00"} for one in report.figures["by_modality"]]
    ClosingReport.objects.filter(pk=report.pk).update(figures={**report.figures, "by_modality": cells})
    assert any(f"Bilan {report.pk} " in sentence for sentence in checks.violations())


def test_what_anyone_reads_of_a_certificate_tells_nothing_of_the_hours_of_others(cast: Cast, owed: Obligation) -> None:
    first = certificate_of(cast, owed)
    other = make_obligation(cast)
    for number in range(7):
        validate_hours(other, "200", last_name=f"Autre{number}")
    second = certificate_of(cast, other)
    for certificate, count in ((first, 5), (second, 7)):
        page = plain(Client().get(f"/attestations/{certificate.number}/").text)
        assert f"10 janvier 2027, {count} lignes d’heures validées ou corrigées<" in page
        printed = plain(PdfReader(io.BytesIO(bytes(certificate.pdf))).pages[0].extract_text())
        assert f"{count} lignes d’heures validées ou corrigées," in " ".join(printed.split())


def test_a_withdrawn_certificate_is_told_once_to_each_contact(cast: Cast, owed: Obligation) -> None:
    certificate = certificate_of(cast, owed)
    buyer = owed.clause.lot.contract.buyer
    for name, email in (("Aline", "aline@ville.test"), ("Bao", "bao@ville.test"), ("Aline bis", "Aline@ville.test")):
        Contact.objects.create(organisation=buyer, name=name, email=email, receives_links=True)
    Contact.objects.create(organisation=buyer, name="Autre service", email="autre@ville.test")
    OutgoingMessage.objects.all().delete()
    revoke_certificate(actor=cast.facilitator, certificate=certificate, reason="Erreur", today=LATER.date())
    told = sorted(OutgoingMessage.objects.values_list("to", flat=True), key=str.lower)
    assert [one.lower() for one in told if one.endswith("ville.test")] == ["aline@ville.test", "bao@ville.test"]


def test_a_published_figure_that_cannot_be_found_again_is_told(cast: Cast, owed: Obligation) -> None:
    report = report_of(cast, owed)
    ClosingReport.objects.filter(pk=report.pk).update(figures={**report.figures, "validated": "999.00"})
    assert any(f"Bilan {report.pk} " in sentence for sentence in checks.violations())
