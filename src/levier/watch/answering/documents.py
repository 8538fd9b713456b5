"""What a structure joins to an answer, as Word files it may finish by hand: company sheet, references, social memo.

The template is built here, so that nothing binary is kept in the sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from docxtpl import DocxTemplate

from levier.clauses.documents import DOCX_TYPE, house_style
from levier.domain.dates import format_date
from levier.domain.quantities import format_euros, format_hours, format_number
from levier.domain.trades import TRADES_BY_CODE

from ..models import BidReference, StoredNotice
from .profile import Bidder

__all__ = ["DOCX_TYPE", "KINDS", "TO_FILL", "Section", "company_sheet", "references_sheet", "social_memo", "write_docx"]

#: Where a person still has to write: never an empty line that could go out unseen.
TO_FILL = "[À compléter]"


@dataclass(frozen=True, slots=True)
class Section:
    """One part: a heading, then lines (« term: value ») and paragraphs."""

    heading: str
    lines: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole document."""

    title: str
    sections: tuple[Section, ...]


def company_sheet(who: Bidder) -> Sheet:
    """Who the structure is."""
    one, said, directory = who.organisation, who.profile, who.directory
    kinds = ", ".join(kind.label for kind in who.structure.kinds)
    place = " ".join(part for part in (one.address, one.postcode, one.city) if part)
    trades = ", ".join(TRADES_BY_CODE[code].label for code in directory.trades if code in TRADES_BY_CODE)
    workers = format_number(said.workers) if said.workers is not None else ""
    insertion = format_number(said.insertion_workers) if said.insertion_workers is not None else ""
    return Sheet(
        "Présentation de la structure",
        (
            Section(
                "Identité",
                _lines(
                    ("Nom", one.name),
                    ("SIRET", one.siret),
                    ("Forme juridique", said.legal_form),
                    ("Année de création", str(said.created_in or "")),
                    ("Agrément ou convention", kinds),
                    ("Adresse", place),
                    ("Téléphone", one.phone),
                    ("Adresse électronique", one.email),
                ),
            ),
            Section("Présentation", paragraphs=_paragraphs(said.presentation)),
            Section("Activités", _lines(("Métiers", trades), ("Rayon d’intervention", f"{directory.radius_km} km"))),
            Section(
                "Effectifs",
                _lines(
                    ("Salariés et travailleurs", workers), ("Dont en insertion ou en situation de handicap", insertion)
                ),
            ),
            Section("Moyens humains et matériels", paragraphs=_paragraphs(said.means)),
            Section("Qualité, certifications, assurances", paragraphs=_paragraphs(said.quality)),
        ),
    )


def references_sheet(references: Iterable[BidReference]) -> Sheet:
    """Work already done, the latest first."""
    sections = tuple(
        Section(
            f"{one.title} ({one.year})",
            _lines(
                ("Client", one.client),
                *((("Montant", f"{format_euros(one.amount)} HT"),) if one.amount is not None else ()),
                *((("Métier", TRADES_BY_CODE[one.trade].label),) if one.trade in TRADES_BY_CODE else ()),
            ),
            (one.description,) if one.description else (),
        )
        for one in references
    )
    return Sheet("Références", sections or (Section("Références", paragraphs=(TO_FILL,)),))


def social_memo(who: Bidder, notice: StoredNotice, quotes: Sequence[str]) -> Sheet:
    """The social memo of an answer: what the notice asks for, then what the structure does."""
    said = who.profile
    capacity = who.structure.capacity_hours_month
    can = (f"Capacité : {format_hours(capacity)} par mois, toutes commandes confondues.",) if capacity else (TO_FILL,)
    asked = tuple(f"« {quote} »" for quote in quotes) or (
        "L’avis ne cite aucune attente sociale : voyez le règlement.",
    )
    return Sheet(
        "Mémoire social",
        (
            Section("La consultation", _lines(("Objet", notice.title), ("Acheteur", notice.buyer_name))),
            Section("Ce que l’avis attend", paragraphs=asked),
            Section("Les publics accueillis", paragraphs=_paragraphs(said.publics)),
            Section("L’accompagnement", paragraphs=_paragraphs(said.support)),
            Section("Les moyens pour ce marché", paragraphs=(*can, *_paragraphs(said.means))),
            Section("Ce que deviennent les personnes", paragraphs=_paragraphs(said.outcomes)),
            Section("L’organisation proposée", paragraphs=(TO_FILL,)),
        ),
    )


def _lines(*pairs: tuple[str, str]) -> tuple[str, ...]:
    return tuple(f"{term} : {value or TO_FILL}" for term, value in pairs)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.splitlines() if part.strip()) or (TO_FILL,)


def _build() -> bytes:
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.5)
    house_style(document)
    document.core_properties.title = "{{ sheet.title }}"
    document.core_properties.language = "fr-FR"
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.add_paragraph("{{ sheet.title }}", style="Title")
    document.add_paragraph("{{ name }}")
    document.add_paragraph("{%p for section in sheet.sections %}")
    document.add_paragraph("{{ section.heading }}", style="Heading 2")
    document.add_paragraph("{%p for line in section.lines %}")
    document.add_paragraph("{{ line }}", style="List Bullet")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p for paragraph in section.paragraphs %}")
    document.add_paragraph("{{ paragraph }}")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endfor %}")
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("{{ name }}, {{ on }}").font.size = Pt(9)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@cache
def _template() -> bytes:
    return _build()


def write_docx(sheet: Sheet, *, name: str, on: date) -> bytes:
    """The Word file. Values are escaped: what a person typed never becomes markup."""
    template = DocxTemplate(BytesIO(_template()))
    template.render({"sheet": sheet, "name": name, "on": format_date(on)}, autoescape=True)
    buffer = BytesIO()
    template.save(buffer)
    return buffer.getvalue()


#: Slug → title of the link, file name.
KINDS: dict[str, tuple[str, str]] = {
    "presentation": ("Présentation de la structure", "presentation.docx"),
    "references": ("Références", "references.docx"),
    "memoire-social": ("Mémoire social pour cet avis", "memoire-social.docx"),
}
