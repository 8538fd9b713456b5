"""What people must be able to do whatever their browser refuses: sign in, import a programme, declare a month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import timezone

from levier.delivery.models import HoursStatement
from levier.procurement.models import Contract
from tests.cast import Cast
from tests.delivery.hours_world import make_world
from tests.e2e.kit import first_of_last_month, letter, link_in, programme_sheet, today
from tests.e2e.visitor import Visitor


@pytest.fixture
def plain(visitor: Visitor) -> Iterator[Visitor]:
    """The same person, with scripts refused."""
    refuse = "Emulation.setScriptExecutionDisabled"
    visitor.driver.execute_cdp_cmd(refuse, {"value": True})
    yield visitor
    visitor.driver.execute_cdp_cmd(refuse, {"value": False})


def _no_script_ran(visitor: Visitor) -> bool:
    return bool(visitor.driver.execute_script("return typeof window.htmx === 'undefined'"))


def test_signing_in_and_importing_a_programme(plain: Visitor, cast: Cast, tmp_path) -> None:
    sheet = programme_sheet(
        tmp_path / "achats.xlsx", ("A-01", "Entretien des parcs", "S", "77310000", 90000, 24, "", "", "")
    )
    plain.sign_in(cast.members["facilitator"].user.email)
    assert _no_script_ran(plain)
    plain.press("Programmation")
    plain.press("Importer une programmation")
    plain.choose("Acheteur", "Ville de Sérigny")
    plain.give_file("Feuille du programme", sheet)
    plain.press("Lire la feuille")
    plain.choose("Objet du marché", "Ce que nous achetons")
    plain.choose("Montant estimé", "Enveloppe HT")
    plain.press("Relire avec ces colonnes")
    plain.sees("La feuille est lisible")
    plain.press("Importer ces marchés")
    plain.sees("Entretien des parcs")
    assert Contract.objects.get().amount == 90000
    assert _no_script_ran(plain)


def test_a_company_declares_its_month_by_its_link(visitor: Visitor, plain: Visitor, cast: Cast) -> None:
    world = make_world(cast, people=0)
    month = first_of_last_month(today())
    begin = date(month.year - 1, month.month, 1)
    type(world.obligation).objects.filter(pk=world.obligation.pk).update(
        starts_on=begin, ends_on=date(month.year + 2, 1, 1)
    )
    plain.sign_in(cast.members["facilitator"].user.email)
    plain.press("Heures", group="Navigation principale")
    plain.press("Demander des relevés")
    plain.press("Demander les relevés cochés")
    link = link_in(letter("heures", to="contact@exemple.test"), "releves")
    plain.leave()
    plain.open(link)
    plain.press("Ajouter une personne")
    plain.fill("Nom", "Inventé")
    plain.fill("Prénom", "Alix")
    plain.control("Date de naissance").send_keys("04051990")
    plain.choose("Contrat de travail", "CDD")
    plain.control("Début du contrat").send_keys(begin.strftime("%d%m%Y"))
    plain.choose("Comment la personne", "Embauche directe")
    plain.fill("Poste", "Peintre")
    plain.press("Ajouter cette personne")
    plain.fill("Heures de travail, Alix", "70,5")
    plain.fill("Votre nom", "Chef de chantier")
    plain.press("Envoyer le relevé")
    plain.sees("Relevé bien reçu", "70,50 h")
    assert _no_script_ran(plain)
    assert HoursStatement.objects.get().submitted_at <= timezone.now()
