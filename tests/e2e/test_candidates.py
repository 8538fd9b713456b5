"""From an offer to a hire, to a no, or to a silence the buyer hears of: referrer, company, facilitator and buyer."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from levier.directory.enums import ServiceKind
from levier.directory.models import LocalService
from levier.directory.references import ensure_short_lists
from levier.domain.matching import Barrier
from levier.people.models import Candidacy, Employment, JobOffer
from levier.people.services.candidacies import propose
from levier.people.tasks import chase_answers
from tests.cast import Cast
from tests.e2e.kit import letter, link_in, today
from tests.e2e.visitor import Visitor
from tests.people.offers_world import make_candidate, make_offer

PHONE = 360


def _is_sound(visitor: Visitor, name: str) -> None:
    """Nothing wider than the phone, nothing an accessibility tool complains of, in light and dark."""
    visitor.unfold()
    visitor.photograph(name)
    for scheme in ("light", "dark"):
        visitor.look(width=PHONE, scheme=scheme)
        assert visitor.overflow() <= 0, visitor.path
        assert visitor.faults() == [], visitor.path
    visitor.look(width=PHONE, scheme="light")


def _offer(cast: Cast) -> JobOffer:
    ensure_short_lists(fictional_communes=True)
    return make_offer(cast, starts_on=today() + timedelta(days=20), ends_on=today() + timedelta(days=200))


def test_somebody_is_proposed_met_and_hired(visitor: Visitor, cast: Cast) -> None:
    job = _offer(cast)
    LocalService.objects.create(
        workspace=cast.workspace, kind=ServiceKind.MOBILITY, name="Roues du Val (fictif)", phone="01 00 00 00 00"
    )
    make_candidate(cast, "Exemple", barriers=(Barrier.MOBILITY,), certificates=("sst",))
    visitor.look(width=PHONE)
    visitor.sign_in(cast.members["referrer"].user.email)
    visitor.open(f"/offres/{job.pk}/")
    visitor.press("Trouver des candidats")
    _is_sound(visitor, "classement")
    visitor.sees("Camille Exemple", "Même métier : Maçonnerie", "Roues du Val")
    visitor.press("Proposer", group="Camille Exemple")
    visitor.sees("Ce que l’entreprise lira, et rien d’autre", "Camille E.")
    _is_sound(visitor, "proposer")
    visitor.press("Proposer cette personne")
    visitor.sees("Demandez d’abord son accord")
    visitor.tick("La personne est d’accord")
    visitor.press("Proposer cette personne")
    visitor.sees("qui reçoit un message", "Réponse de l’entreprise attendue")
    _is_sound(visitor, "proposee")

    page = link_in(letter("Une personne pour votre offre"), "candidats")
    visitor.leave()
    visitor.open(page)
    visitor.sees("Camille E.", "Sauveteur secouriste")
    visitor.does_not_see("Exemple")
    _is_sound(visitor, "lien")
    visitor.press("Fixer un entretien")
    visitor.fill("Jour de l’entretien", today() + timedelta(days=3))
    visitor.fill("Heure et lieu", "9 h 30, au dépôt")
    _is_sound(visitor, "entretien")
    visitor.press("Fixer l’entretien")
    visitor.sees("L’entretien est noté", "9 h 30, au dépôt")
    visitor.press("Embaucher")
    visitor.choose("Contrat", "CDD")
    _is_sound(visitor, "embauche")
    visitor.press("Enregistrer l’embauche")
    visitor.sees("L’embauche est enregistrée", "Embauchée")
    assert Employment.objects.get().employer == cast.contractor

    visitor.sign_in(cast.members["facilitator"].user.email)
    visitor.open(f"/offres/{job.pk}/")
    visitor.sees("Tous les postes sont pourvus")
    _is_sound(visitor, "offre")
    visitor.sees("Embauchée par", "Entretien chez", "Proposée à")
    visitor.press("Sa fiche")
    visitor.sees("Candidatures", "Embauchée", "CDD")
    _is_sound(visitor, "fiche")
    visitor.press("Offres pour cette personne")
    _is_sound(visitor, "offres")


def test_a_company_says_no_with_a_reason_the_referrer_reads(visitor: Visitor, cast: Cast) -> None:
    job = _offer(cast)
    one = propose(
        actor=cast.actor("referrer"), job=job, person=make_candidate(cast, "Exemple"), agreed=True, today=today()
    )
    visitor.look(width=PHONE)
    visitor.sign_in(cast.members["contractor"].user.email)
    visitor.open("/a-faire/")
    visitor.sees("Répondre au sujet d’une personne")
    visitor.press("Répondre")
    visitor.press("Ne pas retenir")
    visitor.press("Enregistrer la réponse")
    _is_sound(visitor, "refus")
    visitor.tick("Compétences à acquérir avant ce poste")
    visitor.fill("Précision", "Lire un plan simple")
    visitor.press("Enregistrer la réponse")
    visitor.sees("Votre réponse est enregistrée", "compétences à acquérir")
    visitor.sign_in(cast.members["referrer"].user.email)
    visitor.open(f"/personnes/{one.person_id}/parcours/")
    visitor.sees("Non retenue par", "compétences à acquérir avant ce poste")
    _is_sound(visitor, "parcours")


def test_a_silence_is_reminded_then_told_to_the_buyer(visitor: Visitor, cast: Cast) -> None:
    job = _offer(cast)
    start = today() - timedelta(days=40)
    propose(actor=cast.facilitator, job=job, person=make_candidate(cast, "Exemple"), agreed=True, today=start)
    for day in range(41):
        chase_answers(now=timezone.make_aware(datetime.combine(start + timedelta(days=day), time(10))))
    assert Candidacy.objects.get().reminders == 2
    assert letter("Sans réponse de l’entreprise").to == cast.buyer.email
    visitor.look(width=PHONE)
    visitor.sign_in(cast.members["facilitator"].user.email)
    visitor.open("/a-faire/")
    visitor.sees("Bâtisseurs de l’Orne (fictive) n’a pas répondu", "l’acheteur est prévenu")
    visitor.open(f"/offres/{job.pk}/")
    visitor.sees("Sans réponse", "2 rappels", "acheteur prévenu le")
    _is_sound(visitor, "silence")
    visitor.sees("Rappel n° 2", "Acheteur prévenu du silence")
    visitor.press("Relancer l’entreprise")
    visitor.sees("Un rappel part")
    visitor.press("Relancer l’entreprise")
    visitor.sees("attendez demain")
    visitor.sign_in(cast.members["buyer"].user.email)
    visitor.open(f"/marches/{job.lot.contract_id}/")
    visitor.sees("acheteur prévenu du silence")
    visitor.does_not_see("Exemple")
