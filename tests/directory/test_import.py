"""A list of structures: what is read, what is refused, and that nothing is half written."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from levier.directory import services
from levier.directory.models import Organisation, StructureProfile
from levier.directory.sheets import read_sheet
from levier.directory.structure_import import from_text, parse, to_text
from levier.domain.errors import ImportFailed, NotAllowed
from levier.domain.vocabulary import StructureKind
from tests.cast import Cast

from .factories import OTHER_SIRET, SIRET, structure, xlsx

TODAY = date(2025, 6, 3)
OURS = (
    "Nom;Type;SIRET;Code postal;Commune;Métiers;Capacité (h/mois);Rayon (km)\n"
    f"Atelier A (fictif);ACI;{SIRET};99010;Aubrelle;Espaces verts | painting;1 200,5;40\n"
    "Régie B (fictive);Régie;;99020;Vaucerelle;;;\n"
)
DATA_INCLUSION = (
    "source,id,nom,date_maj,siret,code_postal,commune,latitude,longitude,courriel,site_web,reseaux_porteurs\n"
    f'demo,demo--1,Entreprise C (fictive),2025-02-14,{OTHER_SIRET},99010,Aubrelle,48.7,0.2,c@exemple.test,,"[""ei"", ""coorace""]"\n'
    'demo,demo--2,Caisse (fictive),2025-02-14,,99010,Aubrelle,,,,,"{caf}"\n'
    "demo,demo--3,Mairie (fictive),2025-02-14,,99010,Aubrelle,,,,,\n"
)


def test_our_own_columns_are_read() -> None:
    found = parse(OURS.encode())
    assert not found.errors
    first, second = found.rows
    assert first.structure.trades == ("green_spaces", "painting")
    assert first.structure.capacity_hours_month == Decimal("1200.5")
    assert (first.structure.radius_km, second.structure.radius_km) == (40, 30)
    assert second.structure.structure_kind is StructureKind.REGIE
    assert second.structure.capacity_hours_month is None


def test_data_inclusion_is_read_and_what_is_not_inclusive_is_left_aside() -> None:
    found = parse(DATA_INCLUSION.encode())
    assert [(row.identity.name, row.structure.structure_kind) for row in found.rows] == [
        ("Entreprise C (fictive)", StructureKind.EI)
    ]
    assert found.rows[0].identity.latitude == Decimal("48.700000")
    assert [one.line for one in found.aside] == [3, 4]
    assert found.ignored == ["source", "id", "date_maj"]


def test_the_older_typology_column_is_read() -> None:
    found = parse(b"nom,typologie\nA (fictif),ETTI\nB (fictif),CAF\n")
    assert [row.structure.structure_kind for row in found.rows] == [StructureKind.ETTI]
    assert len(found.aside) == 1


def test_windows_files_and_workbooks_say_the_same() -> None:
    rows = [tuple(line.split(";")) for line in OURS.splitlines()]
    assert parse(OURS.encode("cp1252")).rows == parse(OURS.encode()).rows == parse(xlsx(*rows)).rows


def test_the_preview_carries_exactly_what_was_read() -> None:
    rows = parse(DATA_INCLUSION.encode()).rows + parse(OURS.encode()).rows
    assert from_text(to_text(rows)) == rows


def test_every_fault_has_its_line_and_column() -> None:
    found = parse(
        "Nom;Type;SIRET;Courriel;Métiers;Capacité;Rayon\n"
        ";EI;123;pas-une-adresse;alchimie;-5;mille\n"
        "B (fictive);Guilde;;;;;\n".encode()
    )
    assert not found.rows
    assert {(error.line, error.column) for error in found.errors} == {
        (2, "Nom"),
        (2, "SIRET"),
        (2, "Courriel"),
        (2, "Métiers"),
        (2, "Capacité"),
        (2, "Rayon"),
        (3, "Type"),
    }


def test_a_structure_twice_in_the_file_is_said() -> None:
    found = parse(f"nom;type;siret\nA (fictif);EI;{SIRET}\nB (fictif);EI;{SIRET}\n".encode())
    assert "déjà à la ligne 2" in str(found.errors[0])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "vide"),
        (b"  \n\n", "vide"),
        (b"nom;type\n", "titres de colonnes"),
        (b"libelle;total\nx;1\n", "Colonne introuvable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "ancien classeur"),
        (b"PK\x03\x04" + b"\0" * 200, "endommagé"),
        (b"%PDF-1.7\0\0\0", "un PDF"),
        (b"nom;type\n" + b"A;EI\n" * 2002, "plus de 2000 lignes"),
    ],
)
def test_a_file_that_is_not_a_list_is_refused_in_a_sentence(data: bytes, message: str) -> None:
    with pytest.raises(ImportFailed, match=message):
        parse(data)


def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(ImportFailed, match="dépasse 1\xa0Mo"):
        parse(b"nom;type\n" + b"A" * 1024 * 1024, max_bytes=1024 * 1024)


def test_macros_are_refused() -> None:
    import zipfile

    sheet = io.BytesIO(xlsx(("nom", "type")))
    with zipfile.ZipFile(sheet, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(ImportFailed, match="macros"):
        parse(sheet.getvalue())


def test_a_formula_is_never_computed() -> None:
    with pytest.raises(ImportFailed) as caught:
        read_sheet(xlsx(("nom", "type"), ("=1+1", "EI")), max_rows=10)
    assert [(error.line, error.column) for error in caught.value.errors] == [(2, "nom")]
    assert "les valeurs seulement" in caught.value.errors[0].message


def test_lines_keep_the_number_they_have_in_the_file() -> None:
    rows = read_sheet("nom;type\n\nRégie (fictive);EI\n".encode(), max_rows=10)
    assert rows == [["nom", "type"], [], ["Régie (fictive)", "EI"]]


def test_numbers_and_dates_of_a_workbook_become_plain_text() -> None:
    rows = read_sheet(xlsx(("nom", "a", "b", "c"), ("X", 1250.0, 0.1, date(2027, 2, 1))), max_rows=10)
    assert rows[1] == ["X", "1250", "0.1", "2027-02-01"]


def test_the_import_writes_new_structures_once(cast: Cast) -> None:
    rows = parse(OURS.encode()).rows
    assert services.import_structures(actor=cast.facilitator, today=TODAY, rows=rows) == 2
    assert services.import_structures(actor=cast.facilitator, today=TODAY, rows=rows) == 0
    found = StructureProfile.objects.get(organisation__siret=SIRET)
    assert (found.capacity_hours_month, found.updated_on) == (Decimal("1200.5"), TODAY)


def test_a_siret_of_a_buyer_stops_the_whole_import(cast: Cast) -> None:
    cast.buyer.siret = SIRET
    cast.buyer.save()
    with pytest.raises(ImportFailed) as caught:
        services.import_structures(actor=cast.facilitator, today=TODAY, rows=parse(OURS.encode()).rows)
    assert caught.value.errors[0].line == 2
    assert not Organisation.objects.filter(name="Régie B (fictive)").exists()


def test_only_the_team_imports(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        services.import_structures(actor=cast.actor("buyer"), today=TODAY, rows=[])


def test_our_export_read_back_adds_nothing(cast: Cast) -> None:
    structure(cast.workspace, "Lavoir (fictif)", siret=SIRET, postcode="99010", city="Aubrelle")
    StructureProfile.objects.update(trades=["laundry"])
    answer = cast.client("facilitator").get("/annuaire/export/")
    found = parse(answer.content)
    assert not found.errors
    assert len(found.rows) == 2
    assert len(found.aside) == 3
    assert services.import_structures(actor=cast.facilitator, today=TODAY, rows=found.rows) == 0


def test_the_template_is_accepted_as_it_is(cast: Cast) -> None:
    answer = cast.client("facilitator").get("/annuaire/import/modele/")
    assert load_workbook(io.BytesIO(answer.content)).active is not None
    found = parse(answer.content)
    assert (len(found.rows), found.errors, found.aside) == (1, [], [])
