"""A letter as a Word document."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from docx import Document
from docx.shared import Cm

from levier.clauses.documents import house_style


def letter_document(paragraphs: Iterable[str], *, title: str) -> bytes:
    """One A4 page in the style of the house; texts are set as they are, never as markup."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.5)
    house_style(document)
    properties = document.core_properties
    properties.title, properties.language, properties.author, properties.comments = title[:200], "fr-FR", "", ""
    for one in paragraphs:
        document.add_paragraph("".join(sign for sign in one if sign >= " " or sign == "\n"))
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()
