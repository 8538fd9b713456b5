"""A candidate on a phone, from registration by a referrer to the question asked after the last contract."""

from __future__ import annotations

from datetime import date, timedelta

from levier.directory.references import ensure_short_lists
from levier.domain.months import add_months
from levier.people.models import Employment, Exit, Person, Profile
from tests.cast import Cast
from tests.e2e.kit import today
from tests.e2e.visitor import Visitor

PHONE = 360


def _is_sound(visitor: Visitor) -> None:
    """Nothing wider than the phone, nothing an accessibility tool complains of."""
    visitor.unfold()
    assert visitor.overflow() == 0, visitor.path
    assert visitor.faults() == [], visitor.path


def test_a_referrer_registers_a_candidate_then_says_what_they_became(visitor: Visitor, cast: Cast) -> None:
    ensure_short_lists()
    born = date(1998, 2, 11)
    twin = Person.objects.create(
        workspace=cast.workspace, first_name="Elodie", last_name="Exempel", birth_date=born, referrer=cast.referrer
    )
    visitor.look(width=PHONE)
    visitor.sign_in(cast.members["referrer"].user.email)
    visitor.open("/personnes/")
    visitor.press("Ajouter une personne")
    _is_sound(visitor)
    visitor.fill("Nom", "Exemple")
    visitor.fill("Prénom", "Élodie")
    visitor.fill("Date de naissance", born)
    visitor.fill("Métier recherché", "masson")
    visitor.tick("Permis B")
    visitor.tick("La personne est informée")
    visitor.press("Enregistrer la personne")
    visitor.sees("Une précision avant d’enregistrer", "choisissez celle qui convient")
    _is_sound(visitor)
    visitor.tick("Maçonnerie (F1703)")
    visitor.press("Enregistrer la personne")
    visitor.sees("peut-être déjà connue", "Elodie Exempel")
    _is_sound(visitor)
    visitor.press("Ce n’est pas elle")
    visitor.sees("La personne est inscrite", "Maçonnerie (F1703)")
    _is_sound(visitor)
    person = Person.objects.exclude(pk=twin.pk).get()
    assert Profile.objects.get(person=person).has_licence

    visitor.press("Ajouter une étape")
    visitor.choose("Étape", "Sas de préparation")
    visitor.fill("Début", today() - timedelta(days=400))
    visitor.choose("Résultat", "Suivie jusqu’au bout")
    visitor.press("Enregistrer l’étape")
    visitor.sees("L’étape est enregistrée", "Sas de préparation")
    end = add_months(today(), -3) - timedelta(days=3)
    Employment.objects.create(
        person=person, employer=cast.structure, contract_kind="cddi", modality="ei",
        starts_on=end - timedelta(days=180), ends_on=end,
    )  # fmt: skip
    visitor.open("/a-faire/")
    visitor.sees("Que devient Élodie Exemple ?")
    visitor.press("Renseigner")
    visitor.sees("non renseigné", "Relais Chantier", "Sans contrat ni étape")
    _is_sound(visitor)
    visitor.press("Renseigner")
    visitor.choose("Situation", "CDI")
    _is_sound(visitor)
    visitor.press("Enregistrer la situation")
    visitor.sees("La situation est enregistrée", "constatée le")
    assert Exit.objects.get().outcome == "cdi"
    visitor.open("/personnes/parcours/")
    _is_sound(visitor)
