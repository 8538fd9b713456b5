"""Sheets of hours that are refused, and with which sentence."""

from __future__ import annotations

import pytest

from levier.delivery.models import HoursSheet, HoursStatement
from tests.delivery.hours_sheets.page import HEAD, Page, xlsx

#: Fictional and sound: a key that matches.
NIR = "1 90 05 61 001 001 53"


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.csv", "vide"),
        (b" \r\n", "a.csv", "vide"),
        (b"%PDF-1.7 ...", "a.xlsx", "un PDF"),
        (b"PK\x03\x04rien", "a.xlsx", "endommagé"),
        (b"\xd0\xcf\x11\xe0", "a.xls", "ancien classeur"),
        (xlsx(HEAD, ["Nom00", "Prénom0", 1]), "a.xlsm", "macros"),
        ("Nom;Prénom;Heures\nÃ©tienne;Ã©;3".encode(), "a.csv", "abîmés"),
        (xlsx(["Ville", "Température"], ["Sérigny", 12]), "a.xlsx", "Dites quelles colonnes"),
        (xlsx(HEAD), "a.xlsx", "aucune ligne en dessous"),
        (xlsx(HEAD, ["Nom00", "Prénom0", "=1+1"]), "a.xlsx", "formule"),
        (xlsx(HEAD, ["Nom00", "Prénom0", "beaucoup"]), "a.xlsx", "« beaucoup » n’est pas un nombre d’heures"),
        (xlsx(HEAD, ["Nom00", "Prénom0", -3]), "a.xlsx", "jamais négatives"),
        (xlsx(HEAD, [None, None, 3]), "a.xlsx", "heures sans nom"),
        (xlsx([*HEAD, "Mois"], ["Nom00", "Prénom0", 3, "février 2026"]), "a.xlsx", "Aucune ligne de cette feuille"),
        (xlsx(HEAD, ["Nom00", "Prénom0", 500], ["Nom00", "Prénom0", 500]), "a.xlsx", "1 000 h dans le mois"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_a_sentence_and_writes_nothing(
    statement: HoursStatement, page: Page, data: bytes, name: str, sentence: str
) -> None:
    assert sentence in page.send(data, name)
    assert not statement.lines.exists()
    assert "Relisez, puis envoyez" not in page.take()
    assert not statement.lines.exists()


def test_a_fault_is_shown_with_its_line_and_column(page: Page) -> None:
    read = page.send(xlsx(HEAD, ["Nom00", "Prénom0", 3], ["Nom01", "Prénom1", "x"], ["Nom02", "Prénom2", "y"]))
    assert "Ligne 3, colonne « Heures »" in read
    assert "Ligne 4, colonne « Heures »" in read


def test_the_same_unreadable_lot_is_said_on_each_line_of_the_month_whatever_came_before(
    statement: HoursStatement, page: Page
) -> None:
    head = [*HEAD, "Mois", "Lot"]
    read = page.send(
        xlsx(
            head,
            ["Nom00", "Prénom0", 12, "02/2026", "#REF!"],
            ["Nom00", "Prénom0", 20, "03/2026", "#REF!"],
            ["Nom00", "Prénom0", 7, "03/2026", "1"],
            ["Nom00", "Prénom0", 5, "03/2026", "#REF!"],
        )
    )
    assert "2 erreurs : rien n’en a été repris" in read
    for line in (3, 5):
        assert f"Ligne {line}, colonne « Lot »" in read
    assert "Relisez, puis envoyez" not in page.take()
    assert not statement.lines.exists()


def test_a_social_security_number_is_refused_wherever_it_stands_and_never_kept(page: Page) -> None:
    for data in (
        xlsx([*HEAD, "N° SS"], ["Nom00", "Prénom0", 3, NIR]),
        xlsx([*HEAD, "Divers"], ["Nom00", "Prénom0", 3, f"voir {NIR}"]),
        f"Nom;Prénom;Heures;SS\nNom00;Prénom0;3;{NIR.replace(' ', '')}".encode(),
    ):
        read = page.send(data, "a.xlsx" if data.startswith(b"PK") else "a.csv")
        assert "numéros de sécurité sociale, que Levier ne garde jamais" in read
        assert "supprimez la colonne ou videz ces cellules" in read
        assert "PDF" not in read  # the advice that fits a scanned piece, not a sheet
        assert not HoursSheet.objects.exists()


def test_a_file_too_large_is_refused(page: Page) -> None:
    data = "Nom;Prénom;Heures\n" + "Nom00;Prénom0;1\n" * 700_000
    assert "10 Mo" in page.send(data.encode(), "a.csv")
