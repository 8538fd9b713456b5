"""A committee from its pack to what became of its decisions, and a follow-up handed to the team next door."""

from __future__ import annotations

from datetime import date, timedelta

from levier.accounts.models import Membership
from levier.committees.models import Committee
from levier.delivery.models import LedgerEntry
from levier.domain.months import add_months
from levier.domain.vocabulary import Role
from levier.people.models import Employment, Exit, HandOver, Person, Profile
from tests.cast import Cast
from tests.delivery.closing_setup import make_obligation, validate_hours
from tests.e2e.kit import today
from tests.e2e.visitor import Visitor

PHONE = 360


def _is_sound(visitor: Visitor, name: str) -> None:
    """Nothing wider than the phone, nothing an accessibility tool complains of."""
    visitor.unfold()
    assert visitor.overflow() == 0, visitor.path
    assert visitor.faults() == [], visitor.path
    visitor.photograph(name)
    visitor.look(width=PHONE)


def test_a_committee_decides_and_the_company_says_what_it_did(visitor: Visitor, cast: Cast) -> None:
    owed = make_obligation(cast)
    for rank in range(6):
        validate_hours(owed, "120", last_name=f"Inventé{rank}")
    contract = owed.clause.lot.contract
    visitor.look(width=PHONE)
    visitor.sign_in(cast.members["facilitator"].user.email)
    visitor.open(f"/marches/{contract.pk}/")
    visitor.press("Comité de suivi")
    visitor.fill("Date du comité", today())
    visitor.fill("Lieu", "Mairie de Sérigny")
    visitor.fill("Participants", "La directrice des achats\nLe conducteur de travaux")
    _is_sound(visitor, "comite-nouveau")
    visitor.press("Créer le comité")
    visitor.sees("Pas encore de dossier")
    visitor.press("Préparer le dossier")
    visitor.sees("720 h", "ces chiffres ne changeront plus", "Mairie de Sérigny")
    visitor.press("Compte rendu")
    visitor.fill("Compte rendu", "Camille Inventé0 doit revenir.")
    visitor.press("Enregistrer le compte rendu")
    visitor.sees("nomme une personne suivie")
    visitor.fill("Compte rendu", "Deux recrutements restent à faire.")
    visitor.press("Enregistrer le compte rendu")
    visitor.sees("Le compte rendu est enregistré.")
    visitor.press("Décisions (0)")
    visitor.fill("Décision", "Recruter deux maçons")
    visitor.choose("Qui s’en charge", cast.contractor.name)
    visitor.fill("Pour le", today() + timedelta(days=20))
    visitor.press("Ajouter la décision")
    visitor.sees("Recruter deux maçons")
    _is_sound(visitor, "comite")
    visitor.press("Envoyer les décisions à qui s’en charge")
    visitor.sees("1 message part")
    meeting = Committee.objects.get()
    assert visitor.download("PDF à diffuser").read_bytes().startswith(b"%PDF")
    visitor.press("Compte rendu")
    assert visitor.download("Compte rendu en PDF").read_bytes().startswith(b"%PDF")
    assert visitor.download("Word à diffuser").read_bytes().startswith(b"PK")
    visitor.leave()

    visitor.sign_in(cast.members["contractor"].user.email)
    visitor.open("/a-faire/")
    visitor.press("Dire ce qui est fait")
    _is_sound(visitor, "comite-decision")
    visitor.fill("En un mot", "Deux contrats signés.")
    visitor.press("Enregistrer")
    visitor.sees("le prochain comité le lira")
    visitor.leave()

    visitor.sign_in(cast.members["buyer"].user.email)
    visitor.open("/comites/")
    _is_sound(visitor, "comites")
    visitor.open(f"/comites/{meeting.pk}/")
    visitor.press("Compte rendu")
    visitor.press("Décisions (1)")
    visitor.sees("Deux contrats signés.", "Deux recrutements restent à faire.")


def test_hours_corrected_after_a_certificate_are_said_to_everybody(visitor: Visitor, cast: Cast) -> None:
    owed = make_obligation(cast)
    for rank in range(6):
        validate_hours(owed, "200", last_name=f"Inventé{rank}")
    contract = owed.clause.lot.contract
    visitor.look(width=PHONE)
    visitor.sign_in(cast.members["facilitator"].user.email)
    visitor.open(f"/marches/{contract.pk}/fin/")
    visitor.press("Arrêter un bilan")
    visitor.fill("Arrêter les heures au", today())
    visitor.press("Arrêter le bilan")
    visitor.sees("lignes d’heures validées ou corrigées")
    visitor.press("Établir l’attestation")
    visitor.sees("annoncée à l’entreprise")
    entry = LedgerEntry.objects.order_by("pk")[0]
    visitor.open(f"/heures/ecritures/{entry.pk}/corriger/")
    visitor.fill("Heures à retenir", "190")
    visitor.fill("Motif", "Une journée comptée deux fois.")
    visitor.press("Écrire la correction")
    visitor.sees("200 h, corrigées en 190 h le", "Une journée comptée deux fois.")
    _is_sound(visitor, "correction-releve")
    visitor.open(f"/marches/{contract.pk}/fin/")
    visitor.sees("heures corrigées depuis", "corrigé depuis")
    _is_sound(visitor, "correction-fin")
    visitor.open(f"/attestations/{visitor.link_text('LV-')}/")
    visitor.sees("Une correction des heures a été enregistrée depuis")
    _is_sound(visitor, "correction-attestation")


def test_a_follow_up_is_proposed_taken_and_told_back(visitor: Visitor, cast: Cast) -> None:
    who = Person.objects.create(
        workspace=cast.workspace, first_name="Zoé", last_name="Exemple", birth_date=date(1994, 3, 2), city="Sérigny"
    )
    Profile.objects.create(person=who, occupations=["F1703"], updated_on=today())
    Employment.objects.create(
        person=who, employer=cast.contractor, contract_kind="cdd", modality="direct_hire",
        starts_on=today() - timedelta(days=300), ends_on=add_months(today(), -3) - timedelta(days=3),
    )  # fmt: skip
    visitor.look(width=PHONE)
    visitor.sign_in(cast.members["facilitator"].user.email)
    visitor.open(f"/personnes/{who.pk}/parcours/")
    visitor.press("Confier le suivi")
    visitor.choose("Espace qui prendra le suivi", f"{cast.other_workspace.name} ({cast.other_workspace.territory})")
    visitor.fill("Pourquoi", "Embauche dans une entreprise de votre territoire.")
    visitor.choose("De quelle façon", "De vive voix")
    visitor.press("Proposer ce suivi")
    assert not HandOver.objects.exists(), "the person was not informed"
    visitor.fill("Personne informée le", today())
    _is_sound(visitor, "suivi-confier")
    visitor.press("Proposer ce suivi")
    visitor.sees("sans nommer la personne")
    _is_sound(visitor, "suivi-propose")
    visitor.leave()

    Membership.objects.filter(role=Role.FACILITATOR.value, workspace=cast.other_workspace).update(is_active=True)
    visitor.sign_in(cast.members["stranger"].user.email)
    visitor.open("/a-faire/")
    visitor.press("Répondre")
    visitor.does_not_see("Zoé")
    _is_sound(visitor, "suivi-recu")
    visitor.press("Prendre ce suivi")
    visitor.sees("Zoé Exemple", "Parcours transmis")
    visitor.press("Donner des nouvelles à 3 mois")
    visitor.choose("Situation", "CDI")
    visitor.press("Donner ces nouvelles")
    visitor.sees("CDI")
    _is_sound(visitor, "suivi-nouvelles")
    visitor.leave()

    visitor.sign_in(cast.members["facilitator"].user.email)
    visitor.open(f"/personnes/{who.pk}/parcours/")
    visitor.sees(f"Suivi confié à {cast.other_workspace.name}", "CDI")
    visitor.open("/suivis-confies/")
    _is_sound(visitor, "suivis")
    assert Exit.objects.get().outcome == "cdi"
