"""A company fills its month from a sheet, by its link, on a phone, with scripts refused; the team compares and accepts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from levier.accounts.enums import LinkPurpose
from levier.accounts.links import make_link
from levier.delivery.models import HoursLine, HoursStatement, LedgerEntry
from tests.cast import Cast
from tests.delivery.hours_world import make_world
from tests.e2e.visitor import Visitor


@pytest.fixture
def plain(visitor: Visitor) -> Iterator[Visitor]:
    """Somebody on a phone, with scripts refused."""
    visitor.look(width=360)
    refuse = "Emulation.setScriptExecutionDisabled"
    visitor.driver.execute_cdp_cmd(refuse, {"value": True})
    yield visitor
    visitor.driver.execute_cdp_cmd(refuse, {"value": False})
    visitor.look()


def test_a_month_comes_by_sheet_and_is_accepted_with_a_second_source(
    plain: Visitor, cast: Cast, tmp_path: Path
) -> None:
    world = make_world(cast)
    statement = world.statement(month=date(2026, 3, 1))
    _, token = make_link(
        workspace=cast.workspace, purpose=LinkPurpose.STATEMENT, days=7, organisation_id=cast.contractor.pk,
        target=statement,
    )  # fmt: skip
    plain.open(f"/releves/{token}/")
    plain.press("Remplir par une feuille")
    filled = openpyxl.load_workbook(plain.download("Télécharger le modèle"))
    assert filled.active is not None
    filled.active["F2"], filled.active["F3"] = 120, "35:30"
    filled.save(tmp_path / "heures.xlsx")
    plain.give_file("Votre feuille", tmp_path / "heures.xlsx")
    plain.press("Lire la feuille")
    plain.sees("La feuille est lisible", "155,50 h", "Prénom0 Nom00")
    assert plain.overflow() <= 0
    assert not HoursLine.objects.exists()
    plain.press("Reprendre ces heures")
    plain.sees("2 lignes reprises")
    plain.fill("Votre nom", "Service de la paie")
    plain.press("Envoyer le relevé")
    plain.sees("Relevé bien reçu", "155,50 h")

    plain.sign_in(cast.members["facilitator"].user.email)
    plain.open(f"/heures/{statement.pk}/")
    plain.press("Comparer avec une feuille")
    plain.give_file("Votre feuille", tmp_path / "heures.xlsx")
    plain.press("Comparer")
    plain.sees("2 lignes concordent avec la feuille", "deux sources concordent")
    assert plain.overflow() <= 0
    plain.press("Valider 2 lignes sans question")
    plain.sees("Traitées (2)")
    assert HoursStatement.objects.get().state == "closed"
    assert sum(LedgerEntry.objects.values_list("hours", flat=True)) == Decimal("155.50")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_are_sound_on_a_phone(visitor: Visitor, cast: Cast, tmp_path: Path, scheme: str) -> None:
    world = make_world(cast)
    statement = world.statement(month=date(2026, 3, 1))
    world.statement(month=date(2026, 2, 1))
    _, token = make_link(
        workspace=cast.workspace, purpose=LinkPurpose.STATEMENT, days=7, organisation_id=cast.contractor.pk,
        target=statement,
    )  # fmt: skip
    sheet = tmp_path / "paie.csv"
    sheet.write_text("Matricule;Salarié;Qté P1\n1;NOM00 Prénom0;12,5\n2;NOUVELLE Ada;7\n", encoding="utf-8")

    def sound() -> None:
        visitor.look(width=360, scheme=scheme)
        visitor.unfold()
        assert visitor.faults() == []
        assert visitor.overflow() <= 0

    visitor.look(width=360, scheme=scheme)
    visitor.open(f"/releves/{token}/")
    sound()
    visitor.open(f"/releves/{token}/{statement.pk}/")
    sound()
    visitor.press("Remplir par une feuille")
    sound()
    visitor.give_file("Votre feuille", sheet)
    visitor.press("Lire la feuille")
    visitor.sees("Dites quelle colonne contient")
    asked = [one for one in visitor.driver.find_elements("tag name", "select") if one.is_displayed()]
    assert [one.get_attribute("name") for one in asked] == ["work"]  # what was guessed is folded
    sound()
    visitor.choose("Heures de travail", "Qté P1")
    visitor.press("Relire avec ces colonnes")
    visitor.sees("n’est pas sur votre liste")
    sound()
    visitor.sign_in(cast.members["facilitator"].user.email)
    visitor.open("/heures/demander/?tout=1")
    sound()
    visitor.open("/heures/?tout=1")
    sound()
    visitor.open(f"/heures/{world.sent('80', '30', month=date(2026, 1, 1)).pk}/")
    sound()
    visitor.look()
