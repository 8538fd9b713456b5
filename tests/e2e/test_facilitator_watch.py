"""One morning of a facilitator: from a published award to a contract followed, its hours confirmed; a renewal; a letter."""

from __future__ import annotations

from levier.procurement.models import Contract
from levier.watch.models import AwardFollowUp
from tests.cast import Cast
from tests.e2e.visitor import Visitor
from tests.watch.following.world import award, competition, ending, settle, silent, stored

PHONE = 360


def _is_sound(visitor: Visitor, name: str) -> None:
    visitor.look(width=PHONE)
    assert visitor.overflow() <= 0, visitor.path
    visitor.look()
    assert visitor.faults() == [], visitor.path
    visitor.photograph(name)


def test_from_an_award_to_a_followed_contract(visitor: Visitor, cast: Cast) -> None:
    settle(cast)
    stored(silent(), competition(), award())
    ending()

    visitor.sign_in(cast.members["facilitator"].user.email)
    visitor.press("Veille")
    visitor.press("Attributions à suivre")
    visitor.sees("Entretien des espaces verts de la commune", "120 heures", "Lu dans l’avis de marché")
    _is_sound(visitor, "attributions à suivre")

    visitor.press("Suivre", group="Entretien des espaces verts")
    visitor.sees("Relisez ce que l’avis dit", "Déjà dans votre annuaire", "Lues dans l’avis")
    _is_sound(visitor, "suivre")
    visitor.press("Suivre ce marché")
    visitor.sees("Ses heures restent à confirmer", "Jardins du Perche")
    contract = Contract.objects.get()
    _is_sound(visitor, "marché suivi")

    visitor.open("/veille/attributions/")
    visitor.press("Attributions traitées")
    visitor.sees("heures à confirmer")
    _is_sound(visitor, "attributions traitées")
    visitor.press("Confirmer les heures")
    _is_sound(visitor, "confirmer les heures")
    visitor.press("Elles sont exactes")
    visitor.sees("Les heures sont confirmées")
    assert AwardFollowUp.objects.get().contract == contract

    visitor.open("/veille/attributions/")
    visitor.press("Sans condition trouvée")
    visitor.sees("Transport scolaire")
    _is_sound(visitor, "sans condition trouvée")
    visitor.press("Transport scolaire")
    visitor.sees("L’exception à demander", "à vérifier", "Courrier prêt à envoyer")
    _is_sound(visitor, "question à l’acheteur")

    visitor.open("/veille/renouvellements/")
    visitor.sees("Nettoyage des écoles", "reconductions comprises")
    _is_sound(visitor, "renouvellements")
    visitor.press("Porter à la revue")
    _is_sound(visitor, "porter à la revue")
    visitor.press("Porter à la revue")
    visitor.sees("Le renouvellement est dans la programmation")

    visitor.open("/veille/qui-pourrait-repondre/?metier=painting&communes=61000+Alen%C3%A7on")
    visitor.sees("Relais Chantier", "Communes du besoin")
    _is_sound(visitor, "qui pourrait répondre")
