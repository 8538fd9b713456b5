"""The journal in French: dotted intents and model names, as sentences people read."""

from __future__ import annotations

from django.apps import apps

_OBJECTS = {
    "annex": "Annexe",
    "award": "Attribution",
    "call_off": "Bon de commande",
    "capacity": "Capacité d’une structure",
    "certificate": "Attestation",
    "clause": "Clause",
    "closing": "Bilan",
    "consent": "Accord pour être nommé",
    "contact": "Contact",
    "contract": "Marché",
    "demo": "Démonstration",
    "document": "Document",
    "eligibility": "Éligibilité",
    "employment": "Contrat de travail",
    "evidence": "Justificatif",
    "hours": "Heures",
    "ledger": "Registre des heures",
    "line": "Ligne de relevé",
    "link": "Lien personnel",
    "lot": "Lot",
    "meeting": "Réunion de lancement",
    "member": "Membre",
    "message": "Message",
    "notice": "Avis de marché",
    "obligation": "Obligation d’heures",
    "operation": "Opération",
    "organisation": "Organisation",
    "penalty": "Pénalité",
    "person": "Personne",
    "programme": "Programmation",
    "service": "Service du territoire",
    "shortfall": "Heures manquantes",
    "statement": "Relevé d’heures",
    "status": "Statut d’éligibilité",
    "structures": "Structures inclusives",
    "task": "Tâche",
    "wording": "Rédaction de la clause",
    "workspace": "Espace",
}
_VERBS = {
    "add": "ajout",
    "answer": "réponse",
    "ask": "demande",
    "cancel": "annulation",
    "close": "clôture",
    "correct": "correction",
    "create": "création",
    "deactivate": "retrait",
    "declare": "déclaration",
    "delete": "suppression",
    "import": "import",
    "invite": "invitation",
    "issue": "délivrance",
    "record": "enregistrement",
    "refuse": "refus",
    "remind": "relance",
    "remove": "retrait",
    "request": "demande",
    "revoke": "révocation",
    "send": "envoi",
    "set_active": "activation ou désactivation",
    "submit": "envoi",
    "update": "mise à jour",
    "validate": "validation",
    "waive": "renonciation",
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
