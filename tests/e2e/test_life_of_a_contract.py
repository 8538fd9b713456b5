"""One new contract, from the line of a buyer's sheet to the certificate a stranger can verify, by its users."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import docx
import pytest
from icalendar import Calendar
from pypdf import PdfReader

from tests.cast import Cast
from tests.e2e.kit import (
    first_of_last_month,
    french_month,
    letter,
    link_in,
    programme_sheet,
    step,
    today,
)
from tests.e2e.visitor import Visitor, spaces

TITLE = "Peinture de l’école des Tilleuls"


def test_from_the_sheet_of_the_buyer_to_the_verified_certificate(visitor: Visitor, cast: Cast, tmp_path):
    people = {who: cast.members[who].user.email for who in ("facilitator", "buyer", "contractor")}
    visitor.sign_in(people["facilitator"])
    programming(visitor, tmp_path)
    return
    clause(visitor)
    visitor.sign_in(people["buyer"])
    agreement(visitor)
    visitor.sign_in(people["facilitator"])
    launch(visitor)
    follow_up(visitor)
    declared = hours(visitor, people["facilitator"])
    visitor.sign_in(people["facilitator"])
    validation(visitor, declared)
    number = closing(visitor)
    visitor.leave()
    anybody_verifies(visitor, number, tmp_path)
    assert visitor.console() == []


def programming(visitor: Visitor, folder) -> None:
    sheet = programme_sheet(
        folder / "achats.xlsx",
        ("A-01", TITLE, "T", "45442100", 180000, 12, "Sérigny", "61130", (today() + timedelta(days=60)).strftime("%d/%m/%Y")),
        ("A-02", "Fournitures de bureau", "F", "30192000", 40000, 24, "Sérigny", "61130", ""),
    )
    visitor.press("Programmation")
    visitor.photograph("programmation-vide")
    visitor.press("Importer une programmation")
    visitor.choose("Acheteur", "Ville de Sérigny")
    visitor.give_file("Feuille du programme", sheet)
    visitor.press("Lire la feuille")
    visitor.photograph("import-colonnes")
    visitor.choose("Objet du marché", "Ce que nous achetons")
    visitor.choose("Référence", "N° interne")
    visitor.choose("Montant estimé", "Enveloppe HT")
    visitor.press("Relire avec ces colonnes")
    visitor.sees("La feuille est lisible", "2 marchés lus")
    visitor.photograph("import-lisible")
    visitor.press("Importer ces marchés")
    visitor.sees(TITLE)
    visitor.photograph("programmation")
    visitor.press(TITLE)
    visitor.sees("Y a-t-il un levier ?", "Réponse à donner")
    visitor.photograph("pre-diagnostic")
