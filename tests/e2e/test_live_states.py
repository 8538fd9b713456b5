"""What changes without a new page: search, calibration, criterion, and the refusals of forms. As clean as the pages."""

from __future__ import annotations

import pytest

from levier.clauses.enums import ClauseState
from levier.clauses.models import Clause
from levier.delivery.models import HoursStatement
from levier.domain.steps import Step
from levier.domain.vocabulary import Lever
from levier.procurement.models import Contract
from tests.cast import Cast
from tests.delivery.hours_world import make_world
from tests.desk import world
from tests.e2e.visitor import Visitor


@pytest.fixture
def lot(visitor: Visitor, cast: Cast) -> str:
    """The address of a lot being set up, the facilitator signed in."""
    made: Contract = world.contract(cast, "Groupe scolaire des Tilleuls", Step.MONTAGE, amount=180000)
    lot = made.lots.get()
    Clause.objects.create(lot=lot, state=ClauseState.DRAFT, lever=Lever.CONDITION_AND_CRITERION.value)
    visitor.sign_in(cast.members["facilitator"].user.email)
    return f"/marches/{made.pk}/montage/{lot.pk}"


def clean(visitor: Visitor, name: str) -> None:
    visitor.photograph(name)
    for width, scheme in ((1280, "light"), (320, "dark")):
        visitor.look(width=width, scheme=scheme)
        assert visitor.faults() == []
        assert visitor.overflow() <= 0
    visitor.look()
    assert [one for one in visitor.console() if "status of 422" not in one] == []


def test_results_come_while_one_types(visitor: Visitor, lot: str) -> None:
    visitor.open("/recherche/")
    box = visitor.driver.find_element("id", "recherche-page")
    box.clear()
    box.send_keys("tilleuls")
    visitor.sees("3 résultats pour « tilleuls »")
    clean(visitor, "recherche")
    box.clear()
    box.send_keys("zzzz")
    visitor.sees("Rien pour « zzzz »")
    clean(visitor, "recherche-vide")


def test_hours_are_computed_while_one_types(visitor: Visitor, lot: str) -> None:
    visitor.open(f"{lot}/calibrage/")
    visitor.fill("Part de main-d’œuvre", "70")
    visitor.sees("Cette valeur est nécessaire au calcul.")
    clean(visitor, "calibrage-incomplet")
    visitor.fill("Taux d’insertion", "5")
    visitor.fill("Coût horaire chargé", "35")
    visitor.sees("Les méthodes côte à côte", "180 h")
    clean(visitor, "calibrage")


def test_a_ranking_is_simulated_while_one_types(visitor: Visitor, lot: str) -> None:
    visitor.open(f"{lot}/critere/")
    visitor.fill("Critère d’insertion", "20")
    visitor.fill("Prix", "80", group="Poids des critères")
    visitor.fill("Sous-critère", "Heures proposées", group="Sous-critère 1")
    visitor.fill("Poids dans le critère", "100", group="Sous-critère 1")
    visitor.choose("Formule", "Proportion", group="Sous-critère 1")
    visitor.fill("Plafond, seuil ou paliers", "1000", group="Sous-critère 1")
    for rank, (price, hours) in enumerate((("90000", "300"), ("95000", "900")), start=1):
        group = f"Offre inventée {rank}"
        visitor.fill("Offre", f"Offre {rank}", group=group)
        visitor.fill("Prix", price, group=group)
        visitor.fill("Réponses aux sous-critères", hours, group=group)
    visitor.sees("Classement simulé")
    clean(visitor, "critere")


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("/marches/nouveau/", "Enregistrer le marché"),
        ("/personnes/nouvelle/", "Enregistrer la personne"),
        ("/programmation/import/", "Lire la feuille"),
    ],
)
def test_a_refused_form_explains_itself(visitor: Visitor, lot: str, path: str, button: str) -> None:
    visitor.open(path)
    visitor.press(button)
    visitor._until(lambda: visitor.focus.get_attribute("data-error-summary") is not None, "the focus on the errors")
    clean(visitor, f"refus{path.replace('/', '-')}")


def test_a_statement_that_raises_questions(visitor: Visitor, cast: Cast) -> None:
    made = make_world(cast)
    statement: HoursStatement = made.statement()
    visitor.sign_in(cast.members["contractor"].user.email)
    visitor.open(f"/heures/{statement.pk}/saisir/")
    visitor.fill("Heures de travail, Prénom0", "beaucoup")
    visitor.press("Envoyer le relevé")
    visitor.sees("À corriger avant de continuer")
    clean(visitor, "releve-refuse")
    visitor.fill("Heures de travail, Prénom0", "300")
    visitor.press("Envoyer le relevé")
    visitor.sees("est-ce bien exact")
    clean(visitor, "releve-questions")
