"""A company that does not answer: the administrator's own words leave, then its buyer is told; and a lost address."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from levier.delivery.models import HoursStatement
from levier.post.bounces.apply import apply
from levier.post.bounces.dsn import read
from levier.post.enums import MessageState
from levier.post.models import OutgoingMessage
from levier.post.references import reference_of
from tests.cast import Cast
from tests.delivery.hours_world import make_world
from tests.e2e.kit import first_of_last_month, french_month, letter, link_in, today
from tests.e2e.visitor import Visitor
from tests.post.dsn_samples import notification

PHONE = 360


def _is_sound(visitor: Visitor, name: str) -> None:
    visitor.look(width=PHONE)
    assert visitor.overflow() == 0, visitor.path
    visitor.look()
    assert visitor.faults() == [], visitor.path
    visitor.photograph(name)


def _late_statement(cast: Cast) -> HoursStatement:
    cast.buyer.email = "acheteur@exemple.test"
    cast.buyer.save()
    world = make_world(cast)
    return HoursStatement.objects.create(
        obligation=world.obligation,
        declarant=cast.contractor,
        month=first_of_last_month(today()),
        due_on=today() - timedelta(days=3),
        requested_at=timezone.now() - timedelta(days=12),
    )


def test_the_words_of_the_administrator_leave_then_the_buyer_is_told(visitor: Visitor, cast: Cast) -> None:
    one = _late_statement(cast)
    visitor.sign_in(cast.members["admin"].user.email)
    visitor.open("/espace/messages/")
    visitor.sees("Premier rappel", "Message à l’acheteur", "d’origine")
    _is_sound(visitor, "messages")
    visitor.press("Premier rappel", group="Relevés d’heures en retard")
    _is_sound(visitor, "un message")
    visitor.fill("Objet", "Vos heures {mois}")
    visitor.fill("Message", "Chère équipe de {entreprise},\n\n{liste}\n\nC’est ici : {lein}\n")
    visitor.press("Enregistrer ce texte")
    visitor.sees("« {lein} » n’existe pas ici")
    _is_sound(visitor, "un mot inconnu")
    visitor.fill("Message", "Chère équipe de {entreprise},\n\n{liste}\n\nC’est ici : {lien}\n")
    visitor.press("Voir l’aperçu")
    visitor.sees("pas encore enregistré", "Chère équipe de Bâtisseurs de l’Orne")
    _is_sound(visitor, "aperçu")
    visitor.press("Enregistrer ce texte")
    visitor.sees("partira désormais avec vos mots", "le vôtre")

    visitor.sign_in(cast.members["facilitator"].user.email)
    visitor.open(f"/heures/{one.pk}/")
    visitor.sees("Le prochain rappel part de lui-même")
    visitor.press("Relancer l’entreprise")
    visitor.sees("Un rappel part à Bâtisseurs de l’Orne", "1er rappel à l’entreprise")
    _is_sound(visitor, "relevé relancé")
    reminder = letter("Vos heures")
    assert french_month(one.month) in reminder.subject
    assert reminder.body.startswith("Chère équipe de Bâtisseurs de l’Orne")

    visitor.leave()
    visitor.open(link_in(reminder, "releves"))
    visitor.sees("Bâtisseurs de l’Orne")

    visitor.sign_in(cast.members["facilitator"].user.email)
    visitor.open(f"/heures/{one.pk}/")
    visitor.press("Prévenir l’acheteur")
    visitor.sees("L’acheteur est prévenu depuis", "Acheteur prévenu")
    _is_sound(visitor, "acheteur prévenu")
    assert (
        "Rénovation de l’école des Tilleuls" in letter("relevés d’heures sans réponse", to="acheteur@exemple.test").body
    )
    visitor.open(f"/marches/{one.obligation.clause.lot.contract_id}/")
    visitor.sees("Acheteur prévenu", "1er rappel à l’entreprise")

    visitor.sign_in(cast.members["buyer"].user.email)
    visitor.open("/a-faire/")
    visitor.sees("ne déclare pas ses heures")
    visitor.photograph("à faire de l’acheteur")


def test_an_address_that_comes_back_is_corrected_from_what_is_to_do(visitor: Visitor, cast: Cast) -> None:
    one = _late_statement(cast)
    visitor.sign_in(cast.members["facilitator"].user.email)
    visitor.open(f"/heures/{one.pk}/")
    visitor.press("Relancer l’entreprise")
    visitor.sees("Un rappel part")
    message = letter("Rappel")
    OutgoingMessage.objects.filter(pk=message.pk).update(state=MessageState.SENT)
    apply(read(notification(reference_of(message))), now=timezone.now())

    visitor.open(f"/heures/{one.pk}/")
    visitor.sees("Non remis", "l’acheteur va en être prévenu")
    visitor.open("/a-faire/")
    visitor.sees("L’adresse de Bâtisseurs de l’Orne (fictive) ne répond plus")
    visitor.photograph("à faire")
    visitor.open(f"/annuaire/{cast.contractor.pk}/")
    visitor.sees("ne répond plus", "Aucune adresse ne répond")
    _is_sound(visitor, "organisation")
    visitor.press("Elle répond de nouveau")
    visitor.sees("Messages retenus")
    _is_sound(visitor, "rétablir")
    visitor.press("Annuler")
    visitor.press("Modifier")
    visitor.fill("Adresse électronique", "nouvelle@exemple.test")
    visitor.press("Enregistrer")
    visitor.sees("est enregistrée dans l’annuaire", "partent à nouvelle@exemple.test")
    visitor.does_not_see("ne répond plus")
