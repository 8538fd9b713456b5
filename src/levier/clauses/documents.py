"""The clause as a Word document. The template is built here, so that nothing binary is kept in the sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docxtpl import DocxTemplate

from levier.domain.wording import Wording

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FONT = "Calibri"


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the text."""

    buyer: str
    title: str
    reference: str
    lot: str
    date: str


def house_style(document: Document) -> None:  # type: ignore[valid-type]
    styles = document.styles  # type: ignore[attr-defined]
    normal = styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    normal.element.get_or_add_rPr().append(language)
    for name, size in (("Title", 18), ("Heading 1", 15), ("Heading 2", 12)):
        style = styles[name]
        style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), RGBColor(0x1F, 0x2A, 0x44)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)
        fonts.set(qn("w:hAnsi"), _FONT)


def build_template() -> bytes:
    """The .docx template: heading, then parts, sections and paragraphs by docxtpl loops."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.5)
    house_style(document)
    document.core_properties.title = "{{ heading.title }}"
    document.core_properties.language = "fr-FR"
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.add_paragraph("Clause sociale d’insertion", style="Title")
    document.add_paragraph("{{ heading.buyer }}")
    document.add_paragraph("{{ heading.title }}")
    document.add_paragraph("{%p if heading.reference %}")
    document.add_paragraph("Référence : {{ heading.reference }}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p if heading.lot %}")
    document.add_paragraph("{{ heading.lot }}")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p for part in parts %}")
    document.add_paragraph("{{ part.document }}", style="Heading 1")
    document.add_paragraph("{%p for section in part.sections %}")
    document.add_paragraph("{{ section.heading }}", style="Heading 2")
    document.add_paragraph("{%p for paragraph in section.paragraphs %}")
    document.add_paragraph("{%p if paragraph.item %}")
    document.add_paragraph("{{ paragraph.text }}", style="List Bullet")
    document.add_paragraph("{%p else %}")
    document.add_paragraph("{{ paragraph.text }}")
    document.add_paragraph("{%p endif %}")
    for _ in range(3):
        document.add_paragraph("{%p endfor %}")
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("Texte proposé le {{ heading.date }}, à relire et à adapter par l’acheteur.").font.size = Pt(9)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@cache
def _template() -> bytes:
    return build_template()


def clause_docx(wording: Wording, heading: Heading) -> bytes:
    """The Word file of a text. Values are escaped: what a person typed never becomes markup."""
    template = DocxTemplate(BytesIO(_template()))
    template.render({"heading": heading, "parts": wording.parts}, autoescape=True)
    buffer = BytesIO()
    template.save(buffer)
    return buffer.getvalue()
