"""The pack as a PDF and as a Word file, from the same sections as its page; the minutes as a PDF."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from django.utils import timezone
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from levier.clauses.documents import DOCX_TYPE, house_style
from levier.delivery.documents.render import CONTENT_TYPE, pdf
from levier.domain.dates import format_date

from .models import Committee, Pack
from .pack import Section, decision_facts, decisions_section, sections, standing_of

__all__ = ["CONTENT_TYPE", "DOCX_TYPE", "minutes_pdf", "pack_docx", "pack_pdf"]

TITLE = "Dossier du comité de suivi"


MINUTES = "Compte rendu du comité de suivi"


def _place(meeting: Committee) -> str:
    where = f", {meeting.place}" if meeting.place else ""
    return f"{meeting.about}. Comité du {format_date(meeting.on)}{where}."


def _participants(meeting: Committee) -> list[Section]:
    people = tuple(line.strip() for line in meeting.participants.splitlines() if line.strip())
    return [Section("Participants", items=people)] if people else []


def _head(pack: Pack, *, inside: bool) -> list[str]:
    lines = [_place(pack.meeting), f"{standing_of(pack).sentence}."]
    if inside:
        lines.append("Document interne à l’équipe : ne pas diffuser.")
    return lines


def _shown(pack: Pack, *, inside: bool) -> list[Section]:
    return [*_participants(pack.meeting), *sections(pack, inside=inside)]


def pack_pdf(pack: Pack, *, inside: bool) -> bytes:
    """Tagged PDF; the same pack gives the same bytes."""
    shown = _shown(pack, inside=inside)
    return _pdf(pack.meeting, TITLE, _head(pack, inside=inside), shown, made_at=pack.as_of)


def minutes_pdf(meeting: Committee, *, now: datetime) -> bytes:
    """The minutes and the decisions as they stand, the same for everybody who reads them.

    Those who take part and the member in charge are named; none of the people followed is.
    """
    paragraphs = tuple(line.strip() for line in meeting.minutes.splitlines() if line.strip())
    decided = meeting.decisions.select_related("organisation", "member").order_by("due_on", "pk")
    shown = [
        *_participants(meeting),
        Section("Compte rendu", paragraphs=paragraphs, nothing="Pas encore écrit."),
        decisions_section("Décisions", [decision_facts(one) for one in decided], nothing="Aucune décision écrite."),
    ]
    head = [_place(meeting), f"Édité le {format_date(timezone.localdate(now))}."]
    return _pdf(meeting, MINUTES, head, shown, made_at=now)


def _pdf(meeting: Committee, title: str, head: list[str], shown: list[Section], *, made_at: datetime) -> bytes:
    data = {
        "title": title,
        "issuer": meeting.workspace.name,
        "footer": f"{meeting.workspace.name}, comité de suivi du {format_date(meeting.on)}",
        "head": head,
        "sections": [
            {
                "title": one.title,
                "headers": list(one.headers),
                "rows": [list(row) for row in one.rows],
                "right": list(one.numbers),
                "items": list(one.items),
                "paragraphs": list(one.paragraphs),
                "nothing": one.nothing if one.empty else "",
                "note": one.note,
            }
            for one in shown
        ],
    }
    return pdf("sections", data, made_at=made_at)


def pack_docx(pack: Pack, *, inside: bool) -> bytes:
    """Word file, to be completed by hand before the meeting. What people typed is text, never markup."""
    document = Document()
    house_style(document)
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    document.core_properties.title = TITLE
    document.core_properties.language = "fr-FR"
    document.core_properties.author = pack.meeting.workspace.name
    document.core_properties.comments = ""
    document.add_paragraph(TITLE, style="Title")
    for line in _head(pack, inside=inside):
        document.add_paragraph(line)
    for one in _shown(pack, inside=inside):
        document.add_paragraph(one.title, style="Heading 1")
        if one.rows:
            table = document.add_table(rows=1, cols=len(one.headers), style="Table Grid")
            for cell, header in zip(table.rows[0].cells, one.headers, strict=True):
                cell.paragraphs[0].add_run(header).bold = True
            for row in one.rows:
                for number, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
                    cell.paragraphs[0].add_run(text).font.size = Pt(10)
                    if number in one.numbers:
                        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for item in one.items:
            document.add_paragraph(item, style="List Bullet")
        if one.empty and one.nothing:
            document.add_paragraph(one.nothing)
        if one.note:
            document.add_paragraph(one.note)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()
