"""Pieces: what may be kept, who may open it, and what becomes of the file."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import typst
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader, PdfWriter

from levier.accounts.enums import LinkPurpose
from levier.accounts.links import make_link
from levier.delivery import pieces
from levier.delivery.checks import violations
from levier.delivery.enums import FileKind, LineState
from levier.delivery.models import Evidence, HoursLine, HoursStatement
from levier.delivery.pieces import Inspected, inspect
from levier.delivery.services.evidence import MAX_PIECES, Proven, add_evidence, remove_evidence
from levier.domain.errors import NotAllowed, RuleError
from levier.journal.models import JournalEntry
from levier.people.merging import merge_into
from levier.people.models import EligibilityStatus, Employment, Person
from levier.people.services.erasure import erase_person
from tests.cast import Cast
from tests.people import statuses

from .hours_world import TODAY, World, make_world

JPEG = b"\xff\xd8\xff\xe0 une photo"
PNG = b"\x89PNG\r\n\x1a\n une image"


def pdf(text: str = "Attestation") -> bytes:
    return bytes(typst.compile(text.encode()))


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def _keep(cast: Cast, proves: Proven, file: bytes = JPEG, label: str = "Attestation") -> Evidence:
    return add_evidence(actor=cast.facilitator, proves=proves, label=label, file=inspect(file))


def _path(piece: Evidence) -> Path:
    return Path(settings.MEDIA_ROOT) / piece.stored_as


# ------------------------------------------------------------------------------------------------ what may be kept


@pytest.mark.parametrize(("content", "kind"), [(JPEG, "jpg"), (PNG, "png")])
def test_the_type_is_read_in_the_content(content: bytes, kind: str) -> None:
    assert inspect(content) == Inspected(content, FileKind(kind))


def test_a_pdf_is_kept() -> None:
    assert inspect(pdf()).kind is FileKind.PDF


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vide"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
        (b"<html><script>alert(1)</script></html>", "ni un PDF"),
        (b"PK\x03\x04 un classeur", "ni un PDF"),
        (b"%PDF-1.7 et rien d'autre", "endommagé"),
        (b"\xff\xd8\xff" + b"0" * 10 * 1024 * 1024, "10 Mo"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_advice(content: bytes, sentence: str) -> None:
    with pytest.raises(RuleError, match=sentence):
        inspect(content)


def test_a_pdf_under_a_password_is_refused() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf())))
    writer.encrypt("secret")
    with pytest.raises(RuleError, match="mot de passe"):
        inspect(_bytes(writer))


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    writer = PdfWriter()
    for _ in range(pieces.MAX_PAGES + 1):
        writer.add_blank_page(100, 100)
    with pytest.raises(RuleError, match="50 pages"):
        inspect(_bytes(writer))


@pytest.mark.parametrize("text", ["N° 1 85 05 78 006 084 91", "1850578006084", "2 91 12 2A 004 117"])
def test_a_pdf_that_shows_a_social_security_number_is_refused_and_says_how_to_redact(text: str) -> None:
    with pytest.raises(RuleError, match=r"numéro de sécurité sociale.*Masquez"):
        inspect(pdf(f"Bulletin de paie\n\n{text}"))


def test_a_number_in_the_properties_of_a_pdf_is_found_too() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf())))
    writer.add_metadata({"/Title": "Paie 185057800608491"})
    with pytest.raises(RuleError, match="sécurité sociale"):
        inspect(_bytes(writer))


# ---------------------------------------------------------------------------------------------------- antivirus


@contextmanager
def clamd(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A clamd that reads one INSTREAM and answers."""
    received: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        line, _ = server.accept()
        with line, line.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            content = b""
            while size := struct.unpack("!L", stream.read(4))[0]:
                content += stream.read(size)
            received.append(content)
            line.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"127.0.0.1:{server.getsockname()[1]}", received
    finally:
        thread.join(10)
        server.close()


def test_a_file_the_antivirus_finds_clean_is_kept(settings: Any) -> None:
    content = JPEG + b"x" * 200_000
    with clamd(b"stream: OK\0") as (address, received):
        settings.CLAMAV = address
        assert inspect(content).content == content
    assert received == [content]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (b"stream: Eicar-Signature FOUND\0", "dangereux"),
        (b"INSTREAM size limit exceeded. ERROR\0", "ne répond pas"),
        (b"", "ne répond pas"),
    ],
)
def test_a_file_the_antivirus_does_not_clear_is_refused(answer: bytes, sentence: str, settings: Any) -> None:
    with clamd(answer) as (address, _):
        settings.CLAMAV = address
        with pytest.raises(RuleError, match=sentence):
            inspect(JPEG)


def test_an_antivirus_that_is_off_refuses_every_file(settings: Any, tmp_path: Path) -> None:
    settings.CLAMAV = str(tmp_path / "clamd.sock")
    with pytest.raises(RuleError, match="ne répond pas"):
        inspect(JPEG)


# ----------------------------------------------------------------------------------------------------- keeping


def test_a_piece_is_kept_under_a_random_name_that_only_the_service_reads(cast: Cast, world: World) -> None:
    piece = _keep(cast, world.people[0].statuses.get())
    assert _path(piece).read_bytes() == JPEG
    assert _path(piece).stat().st_mode & 0o077 == 0
    assert world.people[0].last_name not in piece.stored_as
    assert str(piece.pk) != _path(piece).name
    entry = JournalEntry.objects.latest("sequence")
    assert entry.payload["facts"] == {"kind": "jpg", "size": len(JPEG)}


def test_the_same_file_twice_is_one_piece(cast: Cast, world: World) -> None:
    assert _keep(cast, world.jobs[0]) == _keep(cast, world.jobs[0])
    assert Evidence.objects.count() == 1


def test_the_proof_of_a_protected_reason_is_never_copied(cast: Cast, world: World) -> None:
    status = statuses.status(world.people[0], "aah", valid_from=world.jobs[0].starts_on)
    with pytest.raises(RuleError, match="jamais copié"):
        _keep(cast, status)


def test_the_label_of_what_a_company_reads_names_no_criterion(cast: Cast, world: World) -> None:
    with pytest.raises(RuleError, match="critère"):
        _keep(cast, world.jobs[0], label="Attestation RSA")


def test_one_thing_does_not_take_endless_pieces(cast: Cast, world: World) -> None:
    for rank in range(MAX_PIECES):
        _keep(cast, world.jobs[0], JPEG + bytes([rank]))
    with pytest.raises(RuleError, match="déjà jointes"):
        _keep(cast, world.jobs[0], PNG)


def test_a_missing_file_is_said_by_the_check(cast: Cast, world: World) -> None:
    piece = _keep(cast, world.jobs[0])
    assert list(violations()) == []
    _path(piece).unlink()
    assert list(violations()) == [f"Pièce {piece.pk} : son fichier manque dans le dossier des fichiers."]


def test_a_piece_taken_out_leaves_no_file(cast: Cast, world: World, django_capture_on_commit_callbacks: Any) -> None:
    piece = _keep(cast, world.jobs[0])
    path = _path(piece)
    with django_capture_on_commit_callbacks(execute=True):
        remove_evidence(actor=cast.facilitator, piece=piece)
    assert not path.exists()
    assert not Evidence.objects.exists()


def test_the_file_goes_with_the_person(cast: Cast, world: World, django_capture_on_commit_callbacks: Any) -> None:
    person = Person.objects.create(
        workspace=cast.workspace, first_name="Lise", last_name="Exemple", birth_date=world.people[0].birth_date
    )
    status = EligibilityStatus.objects.create(person=person, criterion="rsa", valid_from=world.jobs[0].starts_on)
    path = _path(_keep(cast, status))
    with django_capture_on_commit_callbacks(execute=True):
        person.delete()
    assert not path.exists()


def test_an_erased_person_leaves_no_piece_not_even_on_the_statements_they_were_on(
    cast: Cast, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    statement, person = world.sent("100", "50"), world.people[0]
    HoursLine.objects.update(state=LineState.REFUSED)
    Employment.objects.update(ends_on=TODAY)
    gone = [_keep(cast, one) for one in (person.statuses.get(), world.jobs[0], statement)]
    other = _keep(cast, world.jobs[1])
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(actor=cast.facilitator, person=person, today=TODAY)
    assert list(Evidence.objects.all()) == [other]
    assert [_path(one).exists() for one in (*gone, other)] == [False, False, False, True]


def test_two_records_merged_keep_both_their_pieces(cast: Cast, world: World) -> None:
    kept, merged = world.people
    for person in (kept, merged):
        _keep(cast, person.statuses.get(), JPEG + person.last_name.encode())
    merge_into(kept, merged)
    assert Evidence.objects.filter(person=kept).count() == 2


# ------------------------------------------------------------------------------------------------- who opens what


def _statuses_of(cast: Cast, piece: Evidence) -> dict[str, int]:
    who = ("facilitator", "admin", "coordinator", "buyer", "contractor", "structure", "referrer", "stranger")
    return {one: cast.client(one).get(f"/pieces/{piece.pk}/").status_code for one in who}


def test_the_proof_of_a_status_opens_for_the_team_and_the_referrer_of_the_person(cast: Cast, world: World) -> None:
    answers = _statuses_of(cast, _keep(cast, world.people[0].statuses.get()))
    assert {one for one, code in answers.items() if code == 200} == {"facilitator", "admin", "referrer"}
    assert answers["contractor"] == answers["structure"] == answers["stranger"] == 404
    assert answers["buyer"] == answers["coordinator"] == 403
    Person.objects.update(referrer=None)
    assert cast.client("referrer").get(f"/pieces/{Evidence.objects.get().pk}/").status_code == 404


def test_a_work_contract_opens_for_the_team_and_its_employer(cast: Cast, world: World) -> None:
    answers = _statuses_of(cast, _keep(cast, world.jobs[0]))
    assert {one for one, code in answers.items() if code == 200} == {"facilitator", "admin", "contractor"}
    assert answers["structure"] == answers["referrer"] == answers["stranger"] == 404


def test_the_proof_of_a_month_opens_for_the_team_and_its_declarant(cast: Cast, world: World) -> None:
    answers = _statuses_of(cast, _keep(cast, world.statement()))
    assert {one for one, code in answers.items() if code == 200} == {"facilitator", "admin", "contractor"}
    assert Client().get(f"/pieces/{Evidence.objects.get().pk}/").status_code == 302


def test_a_piece_is_served_as_a_file_to_save(cast: Cast, world: World) -> None:
    piece = _keep(cast, world.jobs[0], pdf())
    answer = cast.client("facilitator").get(f"/pieces/{piece.pk}/")
    assert answer["Content-Disposition"] == f'attachment; filename="piece-{piece.pk}.pdf"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert "no-store" in answer["Cache-Control"]


def test_nobody_joins_a_piece_to_what_is_not_theirs(cast: Cast, world: World) -> None:
    job, status, statement = world.jobs[0], world.people[0].statuses.get(), world.statement()
    for who, proves in (
        ("stranger", job), ("structure", job), ("referrer", job), ("contractor", status), ("structure", statement),
        ("stranger", status),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            add_evidence(actor=cast.actor(who), proves=proves, label="Pièce", file=inspect(JPEG))
    assert cast.client("stranger").get(f"/personnes/{job.person_id}/pieces/").status_code == 404
    assert cast.client("structure").get(f"/heures/{statement.pk}/pieces/").status_code == 404
    with pytest.raises(NotAllowed):
        remove_evidence(actor=cast.stranger, piece=_keep(cast, job))


# -------------------------------------------------------------------------------------------------------- pages


def test_a_facilitator_joins_a_piece_on_the_page_of_the_person_and_takes_it_out(cast: Cast, world: World) -> None:
    client, person = cast.client("facilitator"), world.people[0]
    path = f"/personnes/{person.pk}/pieces/"
    assert path in client.get(f"/personnes/{person.pk}/").content.decode()
    data = {"proves": f"s{person.statuses.get().pk}", "label": "Attestation", "file": _upload(PNG, "Nom00 rsa.png")}
    assert client.post(path, data).status_code == 303
    page = client.get(path).content.decode()
    assert "Attestation" in page
    assert "Nom00 rsa" not in page
    client.post(f"/pieces/{Evidence.objects.get().pk}/retirer/")
    assert "Aucune pièce" in client.get(path).content.decode()


def test_a_refused_file_says_why_beside_the_field(cast: Cast, world: World) -> None:
    path = f"/heures/{world.statement().pk}/pieces/"
    answer = cast.client("contractor").post(
        path, {"label": "Paie", "file": _upload(pdf("185057800608491"), "paie.pdf")}
    )
    assert answer.status_code == 422
    assert "numéro de sécurité sociale, que Levier ne garde jamais" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_company_joins_a_piece_by_its_monthly_link_and_opens_none_with_it(cast: Cast, world: World) -> None:
    statement = world.statement()
    other = HoursStatement.objects.create(
        obligation=world.obligation, declarant=cast.structure, month=statement.month, due_on=statement.due_on
    )
    _keep(cast, other, label="Feuille du voisin")
    link, token = make_link(
        workspace=cast.workspace, purpose=LinkPurpose.STATEMENT, days=7, organisation_id=cast.contractor.pk,
        target=statement,
    )  # fmt: skip
    client = Client()
    assert f'href="/releves/{token}/{statement.pk}/pieces/"' in client.get(f"/releves/{token}/").content.decode()
    path = f"/releves/{token}/{statement.pk}/pieces/"
    assert client.post(path, {"label": "Feuille d’heures", "file": _upload(JPEG, "a.jpg")}).status_code == 303
    page = client.get(path).content.decode()
    assert "Feuille d’heures" in page
    assert "Feuille du voisin" not in page
    assert "/pieces/" not in page.replace(path, "")
    assert client.get(f"/pieces/{statement.evidence.get().pk}/").status_code == 302
    link.delete()
    assert client.get(path).status_code == 403


def _upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _bytes(writer: PdfWriter) -> bytes:
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
