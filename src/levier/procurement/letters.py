"""Words of the reminders of a quarter's orders, in growing tone; the administrator may change them."""

from __future__ import annotations

from levier.accounts.letters import Letter, Place, letter

_GROUP = "États des commandes attendus de l’acheteur"
_LIST = Place(
    "liste",
    "les trimestres attendus, chacun avec son lien personnel",
    "– Entretien des bâtiments, 1er trimestre 2026, attendu le 15 avril 2026 :\n  https://levier.exemple.fr/commandes/…",
)
_BUYER = Place("acheteur", "le nom de l’acheteur", "Ville de Sérigny", one_line=True)
_END = "S’il n’y a eu aucune commande, un bouton suffit à le dire.\n\n{espace}\n{contact}"


def _tone(code: str, title: str, when: str, subject: str, opening: str) -> Letter:
    return letter(
        code,
        group=_GROUP,
        title=title,
        when=when,
        subject=subject,
        body=f"Bonjour,\n\n{opening}\n\n{{liste}}\n\n{_END}",
        places=(_LIST, _BUYER),
        required=("liste",),
    )


#: By number of the reminder, from 1.
TONES: tuple[Letter, ...] = (
    _tone(
        "commandes-1",
        "Premier rappel",
        "Une semaine après la demande, sans réponse",
        "Rappel : état des commandes",
        "Nous n’avons pas encore reçu l’état de vos commandes. Les heures d’insertion dues par chaque entreprise en découlent :",
    ),
    _tone(
        "commandes-2",
        "Deuxième rappel",
        "Une semaine après le premier, sans réponse",
        "Deuxième rappel : état des commandes",
        "Il nous manque toujours l’état de vos commandes. Sans lui, nous ne pouvons pas dire aux entreprises ce qu’elles doivent :",
    ),
    _tone(
        "commandes-3",
        "Dernier rappel",
        "Une semaine après le deuxième, sans réponse",
        "Dernier rappel : état des commandes",
        "Deux rappels sont restés sans réponse. C’est le dernier que Levier envoie de lui-même ; nous vous appellerons ensuite. "
        "Quelqu’un d’autre suit-il ces marchés ? Dites-le-nous :",
    ),
)
MAX_REMINDERS = len(TONES)
