"""The journal in French: dotted intents and model names, as sentences people read."""

from __future__ import annotations

from django.apps import apps

_OBJECTS = {
    "accesslink": "Lien personnel",
    "award": "Attribution",
    "awardmember": "Membre d’un groupement",
    "calibration": "Calibrage",
    "call_off": "Bon de commande",
    "calloff": "Bon de commande",
    "capacity": "Capacité d’une structure",
    "certificate": "Attestation",
    "clause": "Clause",
    "closingreport": "Bilan",
    "consent": "Accord pour être nommé",
    "contact": "Contact",
    "contract": "Marché",
    "criterion": "Critère d’attribution",
    "document": "Document attendu",
    "eligibilitystatus": "Statut d’éligibilité",
    "employment": "Contrat de travail",
    "expecteddocument": "Document attendu",
    "facilitatorconsent": "Accord pour être nommé",
    "flagreply": "Réponse à un signalement",
    "hours": "Heures",
    "hoursline": "Ligne de relevé",
    "hoursstatement": "Relevé d’heures",
    "import": "Fichier envoyé",
    "launchmeeting": "Réunion de lancement",
    "ledgerentry": "Ligne du registre des heures",
    "lever": "Levier",
    "link": "Lien personnel",
    "localservice": "Service du territoire",
    "lot": "Lot",
    "meeting": "Réunion de lancement",
    "member": "Membre",
    "membership": "Membre",
    "message": "Message",
    "notice": "Avis de marché",
    "obligation": "Obligation d’heures",
    "obligationrevision": "Révision d’une obligation",
    "obligations": "Obligations d’heures",
    "operation": "Opération",
    "order": "Bon de commande",
    "order_request": "État des commandes",
    "orderrequest": "État des commandes",
    "orders": "État des commandes",
    "organisation": "Organisation",
    "outgoingmessage": "Message",
    "penalties": "Pénalités",
    "pendingimport": "Fichier envoyé",
    "person": "Personne",
    "plannedrecruitment": "Recrutement prévu",
    "programme": "Programmation",
    "programmesheet": "Programmation",
    "programmetarget": "Objectif d’un programme",
    "recruitment": "Recrutement prévu",
    "reply": "Réponse à un signalement",
    "report": "Bilan",
    "review": "Prédiagnostic",
    "service": "Service du territoire",
    "shortfall": "Heures manquantes",
    "statement": "Relevé d’heures",
    "status": "Statut d’éligibilité",
    "stepchange": "Étape d’un marché",
    "structures": "Structures inclusives",
    "supply": "Vérification de l’offre",
    "supplycheck": "Vérification de l’offre",
    "terms": "Modalités de la clause",
    "wording": "Rédaction de la clause",
    "workspace": "Espace",
}
_VERBS = {
    "abandon": "abandon",
    "accept": "acceptation",
    "accept_clear": "acceptation des lignes sans question",
    "add": "ajout",
    "add_worker": "ajout d’un salarié",
    "advance": "étape suivante",
    "advise": "avis",
    "amend": "avenant",
    "answer": "réponse",
    "ask": "demande",
    "cancel": "annulation",
    "check": "vérification",
    "choose": "choix",
    "clean": "nettoyage",
    "close": "clôture",
    "correct": "correction",
    "create": "création",
    "deactivate": "retrait",
    "decide": "décision",
    "discard": "abandon",
    "end": "fin",
    "expect": "demande",
    "hold": "tenue",
    "import": "import",
    "invite": "invitation",
    "issue": "délivrance",
    "keep": "choix",
    "make": "établissement",
    "nothing": "néant",
    "open": "ouverture",
    "plan": "prévision",
    "prepare": "préparation",
    "propose": "proposition",
    "receive": "réception",
    "reconsider": "réexamen",
    "record": "enregistrement",
    "refuse": "refus",
    "remind": "relance",
    "remove": "retrait",
    "reply": "réponse",
    "request": "demande",
    "resume": "reprise",
    "return": "renvoi pour correction",
    "revise": "révision",
    "revoke": "révocation",
    "save": "enregistrement",
    "send": "envoi",
    "set": "réglage",
    "set_active": "activation ou désactivation",
    "set_trades": "choix des métiers",
    "submit": "envoi",
    "update": "mise à jour",
    "withdraw": "retrait",
}


def action_label(action: str) -> str:
    """« directory.organisation.create » → « Organisation : création »; an intent without words keeps its code."""
    parts = action.split(".")
    if len(parts) != 3 or parts[1] not in _OBJECTS:
        return action
    return f"{_OBJECTS[parts[1]]}\u00a0: {_VERBS.get(parts[2], parts[2].replace('_', ' '))}"


def target_label(target_type: str, target_id: str) -> str:
    """« directory.organisation », « 12 » → « Organisation n° 12 »."""
    name = target_type.partition(".")[2]
    words = _OBJECTS.get(name)
    if words is None:
        try:
            words = str(apps.get_model(target_type)._meta.verbose_name).capitalize()
        except (LookupError, ValueError):
            words = name
    return f"{words} n°\u00a0{target_id}"
