"""The programme sheet: what is read, what is refused and with which sentence."""

from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levier.domain.errors import ImportFailed
from levier.domain.vocabulary import PurchaseNature
from levier.procurement.sheets import SheetContent, guess_mapping, read_lines, read_table
from levier.procurement.sheets.template import template_xlsx

HEAD = ["Référence", "Objet", "Nature", "Montant HT", "Publication prévue"]
GOOD = ["2027-01", "Peinture des écoles", "Travaux", 120000, date(2027, 2, 1)]


def xlsx(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(data: bytes, filename: str = "") -> SheetContent:
    table = read_table(data, filename=filename)
    return read_lines(table, guess_mapping(table.headers))


def read_or_refuse(data: bytes) -> None:
    with contextlib.suppress(ImportFailed):
        read(data)


def refusal(data: bytes, filename: str = "") -> ImportFailed:
    with pytest.raises(ImportFailed) as caught:
        read(data, filename)
    return caught.value


def cell_refusal(header: str, value: object) -> str:
    row = list(GOOD)
    head = list(HEAD)
    if header in head:
        row[head.index(header)] = value
    else:
        head.append(header)
        row.append(value)
    error = refusal(xlsx(head, row))
    assert len(error.errors) == 1, error.errors
    assert error.errors[0].line == 2
    assert error.errors[0].column == header
    return error.errors[0].message


def repacked(data: bytes, add: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            if item.filename not in add:
                target.writestr(item, source.read(item))
        for name, content in add.items():
            target.writestr(name, content)
    return buffer.getvalue()


def test_a_workbook_is_read() -> None:
    [contract] = read(xlsx(HEAD, GOOD)).contracts
    assert contract.reference == "2027-01"
    assert contract.nature is PurchaseNature.WORKS
    assert contract.amount == Decimal("120000.00")
    assert contract.consultation_on == date(2027, 2, 1)
    assert [(lot.number, lot.title) for lot in contract.lots] == [("1", "Peinture des écoles")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_csv_is_read_in_every_usual_shape(encoding: str, separator: str) -> None:
    text = (
        separator.join(["Objet", "Type", "Durée"]) + "\r\n" + separator.join(["Été des écoles", "S", "2 ans"]) + "\r\n"
    )
    [contract] = read(text.encode(encoding)).contracts
    assert (contract.title, contract.duration_months) == ("Été des écoles", 24)


def test_title_rows_above_the_headers_are_skipped() -> None:
    data = xlsx(["Programme 2027"], [], ["Ville de Sérigny"], HEAD, GOOD)
    table = read_table(data)
    assert (table.header_line, table.rows[0].line) == (4, 5)


def test_the_sheet_that_looks_like_a_programme_is_chosen() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Sommaire", "Page"])
    book.active.append(["Un", "1"])
    sheet = book.create_sheet("Achats")
    sheet.append(HEAD)
    sheet.append(GOOD)
    buffer = io.BytesIO()
    book.save(buffer)
    assert "Achats" in read_table(buffer.getvalue()).origin


def test_our_own_template_needs_no_mapping() -> None:
    content = read(template_xlsx())
    assert content.contracts[0].title == "Rénovation du groupe scolaire des Tilleuls"
    assert content.contracts[0].duration_months == 18
    assert content.contracts[0].lots[0].trades


def test_lines_of_one_reference_are_its_lots() -> None:
    head = ["Référence", "Objet", "Lot", "Intitulé du lot", "Nature", "Montant HT"]
    data = xlsx(
        head,
        ["A1", "École", 1, "Gros œuvre", "T", 300000],
        ["A1", "École", 2, "Peinture", "T", 100000],
        ["A2", "Espaces verts", 1, "Tonte", "S", 50000],
    )
    first, second = read(data).contracts
    assert [lot.title for lot in first.lots] == ["Gros œuvre", "Peinture"]
    assert first.amount == Decimal("400000.00")
    assert len(second.lots) == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("120 k€", "120000.00"),
        ("1,2 M€", "1200000.00"),
        ("1 234,50 € HT", "1234.50"),
        ("1.234.567,00", None),
        (1234.5, "1234.50"),
        ("120 000", "120000.00"),
        ("2 millions", "2000000.00"),
    ],
)
def test_amounts_as_buyers_write_them(written: object, expected: str | None) -> None:
    row = [*GOOD[:3], written, GOOD[4]]
    if expected is None:
        assert read(xlsx(HEAD, row)).contracts[0].amount == Decimal("1234567.00")
    else:
        assert read(xlsx(HEAD, row)).contracts[0].amount == Decimal(expected)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("15/02/2027", date(2027, 2, 15)),
        ("2027-02-15", date(2027, 2, 15)),
        ("15.2.27", date(2027, 2, 15)),
        ("02/2027", date(2027, 2, 1)),
        ("février 2027", date(2027, 2, 1)),
        ("1er août 2027", date(2027, 8, 1)),
        ("T3 2027", date(2027, 7, 1)),
        ("3e trimestre 2027", date(2027, 7, 1)),
        (datetime(2027, 2, 15, 8, 30), date(2027, 2, 15)),  # noqa: DTZ001 - as openpyxl gives it
    ],
)
def test_dates_as_buyers_write_them(written: object, expected: date) -> None:
    assert read(xlsx(HEAD, [*GOOD[:4], written])).contracts[0].consultation_on == expected


@pytest.mark.parametrize(
    ("header", "value", "sentence"),
    [
        ("Montant HT", -5, "négatif"),
        ("Montant HT", 1e17, "99 milliards"),
        ("Montant HT", "entre 10 et 20", "n’est pas lisible"),
        ("Montant HT", "100 000 € TTC", "hors taxes"),
        ("Montant HT", "=SUM(A1:A9)", "formule"),
        ("Montant HT", date(2027, 1, 1), "date"),
        ("Publication prévue", "01/02/0222", "année 222"),
        ("Publication prévue", "31/02/2027", "calendrier"),
        ("Publication prévue", "bientôt", "lisible"),
        ("Publication prévue", 12, "format date"),
        ("Objet", None, "vide"),
        ("Objet", "x" * 301, "300 caractères"),
        ("Nature", "mystère", "Travaux, Fournitures ou Services"),
        ("Nature", None, "nature manque"),
        ("CPV", "peinture", "huit chiffres"),
        ("Code postal", "6113", "cinq chiffres"),
        ("Durée", "1 an + 2 fois 1 an", "nombre de mois"),
        ("Durée", 0, "de 1 à 600"),
        ("Accord-cadre", "peut-être", "oui ou non"),
        ("SIRET", "12345678901234", "clé du SIRET"),
        ("SIRET", "356000000", "SIREN"),
        ("Objet", '=HYPERLINK("http://exemple.test")', "formule"),
    ],
)
def test_a_bad_cell_is_said_with_line_and_column(header: str, value: object, sentence: str) -> None:
    assert sentence in cell_refusal(header, value)


def test_every_fault_is_listed_at_once() -> None:
    error = refusal(xlsx(HEAD, ["1", "A", "T", -1, "hier"], ["2", "B", "?", 5, "T1 2027"]))
    assert [(one.line, one.column) for one in error.errors] == [
        (2, "Montant HT"),
        (2, "Publication prévue"),
        (3, "Nature"),
    ]
    assert "rien n’a été importé" in error.message
    assert str(error.errors[0]).startswith("Ligne 2, colonne « Montant HT » :")


def test_a_duplicate_reference_points_at_the_first() -> None:
    error = refusal(xlsx(HEAD, GOOD, [*GOOD[:1], "Autre", *GOOD[2:]]))
    assert "déjà à la ligne 2" in error.errors[0].message
    assert error.errors[0].line == 3


def test_the_same_lot_twice_is_refused() -> None:
    head = ["Référence", "Objet", "Lot", "Nature"]
    error = refusal(xlsx(head, ["A", "X", 1, "T"], ["A", "X", 1, "T"]))
    assert "figure deux fois" in error.errors[0].message


def test_a_line_of_another_buyer_is_refused() -> None:
    head = ["Objet", "Nature", "SIRET"]
    table = read_table(xlsx(head, ["A", "T", "35600000000048"], ["B", "T", "35600000012340"]))
    with pytest.raises(ImportFailed) as caught:
        read_lines(table, guess_mapping(table.headers))
    assert "première ligne" in caught.value.errors[0].message or "clé" in caught.value.errors[0].message


def test_wrong_columns_ask_for_the_subject() -> None:
    error = refusal(xlsx(["Nom", "Prénom"], ["Un", "Deux"]))
    assert "Objet du marché" in error.errors[0].message


def test_amounts_including_vat_are_not_mapped() -> None:
    assert "amount" not in guess_mapping(["Objet", "Montant TTC"])


def test_a_remembered_mapping_wins() -> None:
    remembered = {"amount": "Colonne bizarre", "title": "disparue"}
    mapping = guess_mapping(["Objet", "Montant HT", "Colonne bizarre"], remembered=remembered)
    assert mapping["amount"] == "Colonne bizarre"
    assert mapping["title"] == "Objet"


@pytest.mark.parametrize(
    ("data", "filename", "sentence"),
    [
        (b"", "p.xlsx", "vide"),
        (b"\n\n  ", "p.csv", "vide"),
        (b"x" * (10 * 1024 * 1024 + 1), "p.csv", "dépasse 10\u00a0Mo"),
        (b"%PDF-1.7", "p.xlsx", "PDF"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "p.xls", "ancien classeur"),
        (b"<html><table>", "p.xls", "page web"),
        (b"PK\x03\x04broken", "p.xlsx", "endommagé"),
        (b"Objet;Nature\n\x81\x8d\x90;T\n", "p.csv", "encodage"),
        (b"\x00\x01\x02binary", "p.csv", "encodage"),
        ("Objet;Nature\nRÃ©novation;T\n".encode(), "p.csv", "converti deux fois"),
        (b'Objet;Nature\n"jamais fini;T\n', "p.csv", "guillemet"),
        (b"Objet;Nature\n", "p.csv", "aucune ligne en dessous"),
        (b"seul\n", "p.csv", "en-têtes"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(data: bytes, filename: str, sentence: str) -> None:
    assert sentence in refusal(data, filename).message


def test_macros_are_refused_by_content_and_by_name() -> None:
    good = xlsx(HEAD, GOOD)
    assert "macros" in refusal(repacked(good, {"xl/vbaProject.bin": b"x"})).message
    assert "macros" in refusal(good, "programme.xlsm").message


def test_a_zip_bomb_is_not_opened() -> None:
    bomb = repacked(xlsx(HEAD, GOOD), {"xl/worksheets/sheet9.xml": b"<a>" + b" " * 30_000_000})
    assert "démesuré" in refusal(bomb).message


def test_xml_entities_are_not_read() -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'
    assert "dangereuses" in refusal(repacked(xlsx(HEAD, GOOD), {"xl/worksheets/sheet1.xml": evil})).message


def test_too_many_lines_are_refused() -> None:
    text = "Objet;Nature\n" + "A;T\n" * 5_001
    assert "5000 lignes" in refusal(text.encode()).message
    assert "5000 lignes" in refusal(xlsx(["Objet", "Nature"], *[["A", "T"]] * 5_001)).message


def test_a_document_that_is_not_a_workbook_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert "pas un classeur" in refusal(buffer.getvalue()).message


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_a_refusal(data: bytes) -> None:
    read_or_refuse(data)


_CELLS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.sampled_from(["1,2 M€", "T1 2027", "oui", "Objet", "=1", "0x", "1e999", "NaN", "٣", "²", "M€", "k"]),
    st.integers(),
    st.floats(allow_nan=False),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(_CELLS, min_size=1, max_size=15), min_size=1, max_size=4))
def test_any_cells_are_contracts_or_a_refusal(rows: list[list[object]]) -> None:
    from levier.procurement.sheets import FIELDS
    from levier.procurement.sheets.table import build_table
    from levier.sheets import cell_value

    raw: list[tuple[int, list[object]]] = [(1, [field.label for field in FIELDS])]
    raw += [(n, [None if c is None else cell_value(c) for c in row]) for n, row in enumerate(rows, 2)]  # type: ignore[arg-type]
    try:
        table = build_table(raw, origin="")  # type: ignore[arg-type]
        content = read_lines(table, guess_mapping(table.headers))
    except ImportFailed:
        return
    for contract in content.contracts:
        assert contract.title
        assert contract.lots
        assert contract.amount is None or contract.amount >= 0


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60), st.integers(min_value=0))
def test_a_damaged_workbook_never_breaks_the_reader(noise: bytes, where: int) -> None:
    good = bytearray(_SAMPLE)
    at = where % len(good)
    good[at : at + len(noise)] = noise
    read_or_refuse(bytes(good))


_SAMPLE = xlsx(HEAD, GOOD)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Réf. interne", "reference"),
        ("N° de consultation", "reference"),
        ("Intitulé de la consultation", "title"),
        ("Objet de l’achat", "title"),
        ("Lancement prévu", "consultation_on"),
        ("Date de l’AAPC", "consultation_on"),
        ("Date de l’OS", "start_order_on"),
        ("Budget prévisionnel (HT)", "amount"),
        ("Délai d’exécution", "duration_months"),
    ],
)
def test_headers_are_recognised_by_their_telling_words(header: str, field: str) -> None:
    assert guess_mapping([header]) == {field: header}


def test_a_subject_that_opens_with_accord_cadre_is_one_only_when_asked_and_when_no_column_says_otherwise() -> None:
    rows = ["2027-01", "Accord-cadre de peinture", "Travaux", 120000, None]
    table = read_table(xlsx([*HEAD, "Accord-cadre"], [*rows, None], ["2027-02", *rows[1:], "non"]))
    columns = guess_mapping(table.headers)
    asked = read_lines(table, columns, frameworks_by_title=True)
    assert [one.is_framework for one in asked.contracts] == [True, False]
    assert [one.is_framework for one in read_lines(table, columns).contracts] == [False, False]


def test_a_column_shows_what_its_first_filled_cell_says() -> None:
    table = read_table(xlsx(HEAD, ["2027-01", None, None, 1, date(2027, 2, 1)], GOOD))
    assert [table.sample(header) for header in HEAD] == [
        "ex. : 2027-01",
        "ex. : Peinture des écoles",
        "ex. : Travaux",
        "ex. : 1",
        "ex. : 1er février 2027",
    ]
