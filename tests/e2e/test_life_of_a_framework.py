"""One framework agreement with the terms of a real contract of 2021 (1 h per 2 000 € above 2 700 000 €), by its users.

The buyer answers the quarterly request by a personal link; hours follow the orders; the company falls short; the
exchange is held; the buyer alone decides.
"""

from __future__ import annotations

from datetime import timedelta

from levier.domain.steps.calendar import quarter_of
from tests.cast import Cast
from tests.e2e.kit import letter, link_in, step, today
from tests.e2e.visitor import Visitor

TITLE = "Accord-cadre d’entretien des bâtiments de l’État"


def test_from_the_terms_of_the_ccap_to_the_decision_of_the_buyer(visitor: Visitor, cast: Cast) -> None:
    emails = {who: cast.members[who].user.email for who in ("facilitator", "buyer", "contractor")}
    visitor.sign_in(emails["facilitator"])
    entered(visitor)
    terms(visitor)
    visitor.sign_in(emails["buyer"])
    visitor.press("Répondre : Répondre à la proposition")
    visitor.tick("La proposition est retenue")
    visitor.press("Enregistrer la réponse")
    visitor.sees("retenue")
    visitor.sign_in(emails["facilitator"])
    launched(visitor)
    asked = requested(visitor)
    visitor.leave()
    answered(visitor, asked)
    visitor.sign_in(emails["facilitator"])
    recomputed(visitor)
    shortfall(visitor)
    visitor.sign_in(emails["contractor"])
    visitor.press("Répondre : Répondre au constat")
    visitor.fill("Réponse de l’entreprise", "Nos recrutements ont été retardés : deux embauches sont signées.")
    visitor.photograph("reponse-entreprise")
    visitor.press("Enregistrer la réponse")
    visitor.sees("Réponse de l’entreprise reçue")
    visitor.sign_in(emails["facilitator"])
    visitor.press("Rendre l’avis")
    visitor.fill("Avis du facilitateur", "L’entreprise a agi tard, mais de bonne foi.")
    visitor.press("Rendre l’avis")
    visitor.sees("Avis du facilitateur rendu")
    visitor.sign_in(emails["buyer"])
    visitor.press("Décider")
    visitor.tick("Réduire")
    visitor.fill("Montant retenu", "10000")
    visitor.fill("Motif", "Deux embauches signées, retard reconnu.")
    visitor.photograph("decision")
    visitor.press("Enregistrer la décision")
    visitor.sees("Pénalité réduite", "10 000 €")
    visitor.photograph("decide")
    assert visitor.console() == []


def entered(visitor: Visitor) -> None:
    visitor.press("Marchés", group="Navigation principale")
    visitor.press("Nouveau marché")
    visitor.choose("Acheteur", "Ville de Sérigny")
    visitor.fill("Objet du marché", TITLE)
    visitor.fill("Référence", "AC-2021")
    visitor.choose("Nature", "Travaux")
    visitor.fill("CPV", "45442100")
    visitor.fill("Montant estimé", "6000000")
    visitor.tick("Accord-cadre à bons de commande")
    visitor.fill("Lieu d’exécution", "Sérigny")
    visitor.photograph("nouveau-marche")
    visitor.press("Enregistrer le marché")
    visitor.sees(TITLE)
    step(visitor, "Programmation")
    visitor.tick("Levier proposé", group="Réponse")
    visitor.press("Enregistrer la réponse")
    visitor.sees("Réponse donnée le")
    visitor.press("Monter le dossier")
    visitor.press("Monter le dossier")


def terms(visitor: Visitor) -> None:
    """As the CCAP writes them: trigger, tranche, penalties, one year of permanent contract."""
    step(visitor, "Montage")
    visitor.press("Monter le lot")
    visitor.press("Levier", group="Rubriques du montage")
    visitor.tick("Condition d’exécution (clause)")
    visitor.press("Enregistrer le levier")
    visitor.press("Heures", group="Rubriques du montage")
    visitor.tick("Heures par euro commandé ou facturé")
    visitor.fill("Heures par tranche", "1")
    visitor.fill("Montant d’une tranche", "2000")
    visitor.fill("Seuil de déclenchement", "2700000")
    visitor.choose("Montants pris en compte", "Montants facturés")
    visitor.choose("Tranche incomplète", "Tranches complètes seulement")
    visitor.photograph("heures")
    visitor.press("Enregistrer les heures")
    visitor.sees("1 h par tranche de 2 000 € facturés au-delà de 2 700 000 €")
    visitor.press("Publics et modalités", group="Rubriques du montage")
    visitor.fill("Périmètre de l’action", "Tous les travaux d’entretien commandés.")
    visitor.fill("Années de CDI", "1")
    visitor.press("Enregistrer")
    visitor.press("Pénalités", group="Rubriques du montage")
    visitor.fill("Par heure d’insertion non réalisée", "200")
    visitor.fill("Par jour de retard d’une pièce", "75")
    visitor.press("Enregistrer les pénalités")
    visitor.press("Synthèse", group="Rubriques du montage")
    visitor.press("Proposer à l’acheteur")
    visitor.sees("attend la réponse de l’acheteur")


def launched(visitor: Visitor) -> None:
    visitor.press("Marchés", group="Navigation principale")
    visitor.press(TITLE)
    step(visitor, "Lancement")
    visitor.press("Lancer le marché")
    visitor.press("Lancer le marché")
    visitor.press("Enregistrer l’attribution")
    visitor.fill("Montant attribué", "6000000")
    visitor.fill("Notifié le", today() - timedelta(days=380))
    visitor.fill("Début d’exécution", today() - timedelta(days=365))
    visitor.fill("Fin d’exécution", today() - timedelta(days=1))
    visitor.choose("Entreprise", "Bâtisseurs de l’Orne", group="Entreprise 1")
    visitor.press("Enregistrer l’attribution")
    visitor.press("Ouvrir le suivi")
    visitor.press("Ouvrir le suivi")
    step(visitor, "Suivi")
    visitor.press("Créer les obligations")
    visitor.sees("Heures dues 0 h")
    visitor.press("Mettre en œuvre la clause")
    visitor.press("Mettre en œuvre la clause")


def requested(visitor: Visitor) -> str:
    step(visitor, "Bons de commande")
    visitor.sees("Aucun bon de commande")
    visitor.photograph("commandes-vides")
    visitor.press("Demander l’état des commandes")
    visitor.sees("en attente")
    return link_in(letter("état des commandes", to="contact@exemple.test"), "commandes")


def answered(visitor: Visitor, link: str) -> None:
    """By the buyer's accountant, who has no account."""
    ordered_on = quarter_of(today()).previous.start + timedelta(days=10)
    visitor.open(link)
    visitor.photograph("lien-commandes")
    for number, amount in (("BC-1", "2699999"), ("BC-2", "800002")):
        visitor.fill("Numéro du bon de commande", number)
        visitor.fill("Commandé le", ordered_on)
        visitor.fill("Montant", amount)
        visitor.press("Enregistrer cette commande")
        visitor.sees(number)
    visitor.photograph("lien-commandes-saisies")
    visitor.press("Terminer : toutes les commandes sont saisies")
    visitor.sees("Votre réponse est enregistrée. Merci.")


def recomputed(visitor: Visitor) -> None:
    """3 500 001 € invoiced: (3 500 001 − 2 700 000) ÷ 2 000 = 400 whole tranches."""
    visitor.press("Marchés", group="Navigation principale")
    visitor.press(TITLE)
    step(visitor, "Bons de commande")
    visitor.sees("3 500 001 € HT", "400 h")
    visitor.photograph("commandes")
    visitor.press("Voir l’historique des heures dues")
    visitor.sees("BC-2", "400 h")
    visitor.photograph("historique")


def shortfall(visitor: Visitor) -> None:
    step(visitor, "Fin")
    visitor.press("Constater les heures manquantes")
    visitor.sees("80 000 €")  # 400 h at 200 €
    visitor.fill("Réponse de l’entreprise attendue le", today() + timedelta(days=15))
    visitor.photograph("constat")
    visitor.press("Envoyer le constat")
    visitor.sees("Constat envoyé à l’entreprise")
    visitor.photograph("echange")
