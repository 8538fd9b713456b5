"""Searching the notices, reading one, correcting what was read: with the keyboard of somebody who has ten minutes."""

from __future__ import annotations

from levier.watch.alerting.links import token_of
from levier.watch.models import FindingCorrection, SavedAlert
from levier.watch.search import columns
from tests.cast import Cast
from tests.e2e.visitor import Visitor
from tests.watch.pages.world import contract, fill

PHONE = 360


def _is_sound(visitor: Visitor, name: str) -> None:
    visitor.look(width=PHONE)
    assert visitor.overflow() <= 0, visitor.path
    visitor.look()
    assert visitor.faults() == [], visitor.path
    visitor.photograph(name)


def test_a_search_kept_as_an_alert_then_changed(visitor: Visitor, cast: Cast) -> None:
    columns.forget()
    fill()
    visitor.sign_in(cast.members["structure"].user.email)
    visitor.open("/veille/")
    visitor.does_not_see("Enregistrer comme alerte")
    visitor.fill("Mots de l’avis", "nettoy*")
    visitor.sees("1 avis publié ces 12 derniers mois")
    visitor.press("Enregistrer comme alerte")
    visitor.sees("L’alerte est enregistrée", "Tout avis ; contenant : nettoy*", "Chaque jour ouvré")
    _is_sound(visitor, "alertes")
    visitor.press("Tout avis ; contenant : nettoy")
    visitor.fill("Nom de l’alerte", "Nettoyage")
    visitor.fill("Mots cherchés", "nettoy* ET (vitres")
    visitor.press("Enregistrer")
    visitor.sees("parenthèse")
    _is_sound(visitor, "une alerte refusée")
    assert all("422" in said for said in visitor.console())
    visitor.fill("Mots cherchés", "nettoy* SAUF vitres")
    visitor.press("Enregistrer")
    visitor.sees("L’alerte est à jour")
    alert = SavedAlert.objects.get()
    assert (alert.name, alert.question) == ("Nettoyage", "q=nettoy%2A+SAUF+vitres")
    visitor.leave()
    visitor.open(f"/alertes/{token_of(alert)}/")
    _is_sound(visitor, "ne plus recevoir")
    visitor.press("Ne plus recevoir cette alerte")
    visitor.sees("ne vous écrit plus")
    assert visitor.console() == []


def test_from_a_few_letters_to_a_correction(visitor: Visitor, cast: Cast) -> None:
    columns.forget()
    fill()
    for rank in range(3):
        contract(rank)
    visitor.sign_in(cast.members["facilitator"].user.email)
    visitor.press("Veille")
    visitor.sees("Nettoyage des écoles", "Fourniture de papier", "Clause sociale : 120 heures")
    _is_sound(visitor, "veille")
    visitor.fill("Mots de l’avis", "nettoy*")
    visitor.sees("1 avis publié ces 12 derniers mois")
    visitor.does_not_see("Fourniture de papier")
    assert visitor.path.startswith("/veille/?q=nettoy")
    _is_sound(visitor, "veille cherchée")
    visitor.press("Nettoyage des écoles")
    visitor.sees("2 lots", "Ce que cet acheteur a déjà acheté", "Propreté de l’Isère")
    _is_sound(visitor, "avis")
    visitor.press("Il en manque une")
    visitor.fill("Le passage de l’avis", "Visite obligatoire")
    _is_sound(visitor, "il en manque une")
    visitor.press("Enregistrer")
    visitor.sees("la correction est enregistrée", "Corrigé par votre espace (1)")
    assert FindingCorrection.objects.get().text == "Visite obligatoire"
    assert visitor.console() == []
