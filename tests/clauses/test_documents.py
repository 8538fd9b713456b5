"""The Word file: the whole text, nothing but text."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from levier.clauses import services
from levier.clauses.documents import Heading, clause_docx
from levier.clauses.wording import wording_of

from .conftest import TODAY, Setup

HEADING = Heading(buyer="Ville (fictive)", title="Rénovation", reference="", lot="", date="23 novembre 2026")


def lines(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(BytesIO(content)).paragraphs]


def test_every_paragraph_of_the_text_is_in_the_file(setup: Setup):
    setup.complete()
    wording = wording_of(setup.clause(), today=TODAY)
    found = lines(clause_docx(wording, HEADING))
    for part in wording.parts:
        assert part.document in found
        for section in part.sections:
            assert section.heading in found
            assert all(paragraph.text in found for paragraph in section.paragraphs)
    assert not any("{" in line for line in found)


@pytest.mark.parametrize("typed", ["<w:p/> & <script>", "{{ 7 * 7 }} {% for x in y %}", "]]>  ’ « » €"])
def test_what_a_person_types_never_becomes_markup(setup: Setup, typed: str):
    setup.complete()
    services.set_terms(actor=setup.cast.facilitator, lot=setup.fresh_lot(), scope=f"Lieu {typed} fin")
    content = clause_docx(wording_of(setup.clause(), today=TODAY), HEADING)
    scope = next(line for line in lines(content) if line.startswith("Périmètre"))
    assert (
        scope.replace("\u00a0", " ").replace("\u202f", " ").split()
        == f"Périmètre de l’action : Lieu {typed} fin.".split()
    )


def test_the_file_says_it_is_french_and_holds_no_macro(setup: Setup):
    setup.complete()
    with ZipFile(BytesIO(clause_docx(wording_of(setup.clause(), today=TODAY), HEADING))) as archive:
        assert not [name for name in archive.namelist() if "vba" in name.lower()]
        assert b'w:val="fr-FR"' in archive.read("word/styles.xml")


def test_the_file_is_downloaded_under_a_plain_name(setup: Setup):
    setup.complete()
    answer = setup.cast.client("facilitator").get(setup.url() + "texte.docx")
    assert answer.status_code == 200
    assert 'filename="clause-2026-017-lot-1.docx"' in answer["Content-Disposition"]
    assert lines(answer.content)[0] == "Clause sociale d’insertion"
    assert setup.cast.client("stranger").get(setup.url() + "texte.docx").status_code == 404
