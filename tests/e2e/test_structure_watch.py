"""One life of an ESAT director: from the notices ranked for them to a joint bid a neighbour accepts, without an account."""

from __future__ import annotations

from decimal import Decimal

from levier.watch.models import BidSheet, JointMember
from tests.cast import Cast
from tests.e2e.kit import letter, link_in
from tests.e2e.visitor import Visitor
from tests.watch.structure.conftest import gardeners  # noqa: F401 - a fixture
from tests.watch.world import PARKS, ROADS, neighbour, reserve, store

PHONE = 360


def _is_sound(visitor: Visitor, name: str) -> None:
    visitor.look(width=PHONE)
    assert visitor.overflow() <= 0, visitor.path
    visitor.look()
    assert visitor.faults() == [], visitor.path
    visitor.photograph(name)


def test_from_the_feed_to_a_joint_bid(visitor: Visitor, gardeners: Cast) -> None:  # noqa: F811
    cast = gardeners
    neighbour(
        cast, "Les Balais du Canal (fictive)", "cleaning", latitude=Decimal("48.2"), longitude=Decimal("-1.68"),
        email="balais@exemple.test",
    )  # fmt: skip
    reserve(store(lots=(PARKS, ROADS)), "L2113-12", lot=PARKS.id)
    store("26-2", title="Réfection d’une route (fictive)", lots=(ROADS,), departments=("13",))
    reserve(store("26-3", title="Nettoyage de vitres (fictif)"), "L2113-13")

    visitor.sign_in(cast.members["structure"].user.email)
    visitor.press("Veille")
    visitor.sees("Pour vous", "Entretien des espaces verts", "réservé L2113-12", "Pour des scores plus sûrs")
    visitor.does_not_see("Nettoyage de vitres")
    visitor.press("Pourquoi", group="Entretien des espaces verts")
    visitor.sees("L’objet principal du lot est dans vos activités.")
    _is_sound(visitor, "pour vous")

    visitor.press("Vos réglages")
    visitor.fill("Temps habituel de préparation", "12")
    visitor.fill("Prix moyen d’une heure", "30")
    visitor.fill("Accompagnement", "Une conseillère à mi-temps et un tuteur par équipe.")
    _is_sound(visitor, "réglages")
    visitor.press("Enregistrer")
    visitor.sees("Vos réglages sont enregistrés")

    visitor.press("Décider", group="Entretien des espaces verts")
    visitor.sees("Dix questions avant de décider", "D’après l’avis et vos réglages")
    _is_sound(visitor, "répondre ou non")
    visitor.tick("On répond")
    visitor.press("Enregistrer la fiche")
    visitor.sees("La fiche est enregistrée", "décidé le")
    assert BidSheet.objects.get().decision == "go"

    visitor.press("Préparer la réponse")
    visitor.sees("Mémoire social pour cet avis", "Marché ou lot réservé")
    _is_sound(visitor, "préparer la réponse")
    visitor.press("Marché ou lot réservé")
    visitor.sees("Comment cela se passe", "à vérifier")
    _is_sound(visitor, "fiche conseil")
    visitor.driver.back()

    visitor.press("Voir qui peut vous compléter")
    visitor.sees("Il vous manque", "Nettoyage de locaux")
    visitor.does_not_see("Les Balais du Canal (fictive), à")  # an EI may not answer a lot reserved to EA and ESAT
    _is_sound(visitor, "à plusieurs, réservé")

    visitor.open("/veille/pour-vous/?montrer=ecartes")
    visitor.sees("Nettoyage de vitres", "Votre type n’y est pas.")
    _is_sound(visitor, "écartés")
    open_one = store("26-4", title="Parcs et locaux (fictif)")
    visitor.open(f"/veille/avis/{open_one.pk}/groupement/")
    visitor.sees("un partenaire suffit", "Les Balais du Canal")
    _is_sound(visitor, "à plusieurs")
    visitor.press("Inviter Les Balais du Canal")
    visitor.sees("un lien pour répondre sans compte")
    _is_sound(visitor, "inviter")
    visitor.press("Envoyer l’invitation")
    visitor.sees("L’invitation part à Les Balais du Canal", "1 réponse attendue")
    _is_sound(visitor, "groupement")

    visitor.leave()
    visitor.open(link_in(letter("répondre ensemble"), "groupements"))
    visitor.sees("Répondre ensemble ?", "Nettoyage de locaux")
    _is_sound(visitor, "lien d’invitation")
    visitor.press("D’accord pour répondre ensemble")
    visitor.sees("Merci : votre accord est noté")
    assert JointMember.objects.get().state == "accepted"

    visitor.sign_in(cast.members["structure"].user.email)
    visitor.open("/veille/groupements/")
    visitor.sees("1 partenaire d’accord")
    _is_sound(visitor, "groupements")
    visitor.press("Parcs et locaux")
    visitor.press("Forme et mandataire")
    visitor.choose("Mandataire", "Les Balais du Canal")
    _is_sound(visitor, "forme")
    visitor.press("Enregistrer")
    visitor.sees("La forme du groupement est enregistrée")
