"""Words of the reminders to a company that does not answer on candidates, in growing tone; the administrator may change them."""

from __future__ import annotations

from levier.accounts.letters import Letter, Place, letter

_GROUP = "Candidats sans réponse"
_LIST = Place(
    "liste",
    "les offres en attente : combien de personnes, depuis quand, et le lien personnel pour répondre",
    "– Maçon ou maçonne : 2 personnes proposées, réponse attendue le 18 avril 2026\n  https://levier.exemple.fr/candidats/…",
)
_COMPANY = Place("entreprise", "le nom de l’entreprise ou de la structure", "Bâtisseurs de l’Orne", one_line=True)
_OFFER = Place("offre", "l’intitulé de l’offre", "Maçon ou maçonne", one_line=True)
_CONTRACT = Place("marche", "l’intitulé du marché", "Rénovation de l’école des Tilleuls", one_line=True)
_COUNT = Place("personnes", "combien de personnes attendent", "2 personnes proposées", one_line=True)
_SINCE = Place("depuis", "le dernier jour pour répondre", "18 avril 2026", one_line=True)
_PAGE = Place("lien", "la page du marché", "https://levier.exemple.fr/marches/…")
_LIMIT = Place("limite", "le jour à partir duquel l’acheteur sera prévenu", "28 avril 2026", one_line=True)
_REACH = "{espace}\n{contact}"

FIRST = letter(
    "candidats-1",
    group=_GROUP,
    title="Premier rappel",
    when="Le premier jour ouvré après le délai de réponse",
    subject="Rappel : des personnes attendent votre réponse",
    body="Bonjour,\n\n"
    "Des personnes proposées à {entreprise} n’ont pas encore de réponse :\n\n{liste}\n\n"
    "Un non est aussi une réponse : elles pourront chercher ailleurs. Une difficulté ? Dites-le-nous.\n\n" + _REACH,
    places=(_LIST, _COMPANY),
    required=("liste",),
)
SECOND = letter(
    "candidats-2",
    group=_GROUP,
    title="Dernier rappel",
    when="Cinq jours après le premier, sans réponse",
    subject="Dernier rappel avant d’en informer l’acheteur : des personnes attendent",
    body="Bonjour,\n\n"
    "Malgré notre premier rappel, {entreprise} n’a toujours pas répondu au sujet de ces personnes :\n\n{liste}\n\n"
    "Elles attendent un oui ou un non. Sans nouvelles de vous, nous en informerons l’acheteur à partir du {limite}. "
    "Un empêchement ? Appelez-nous avant : nous noterons votre réponse avec vous.\n\n" + _REACH,
    places=(_LIST, _COMPANY, _LIMIT),
    required=("liste",),
)
TOLD = letter(
    "candidats-3",
    group=_GROUP,
    title="Rappel, l’acheteur étant prévenu",
    when="À votre demande, depuis « À faire », une fois l’acheteur prévenu",
    subject="L’acheteur est prévenu : des personnes attendent toujours votre réponse",
    body="Bonjour,\n\n"
    "{entreprise} n’a toujours pas répondu au sujet de ces personnes :\n\n{liste}\n\n"
    "L’acheteur est prévenu de ce silence pour les offres qui le disent. Votre réponse reste possible avec le même lien : "
    "un oui, un non ou un entretien, et la page du marché le dira. Une difficulté ? Appelez-nous.\n\n" + _REACH,
    places=(_LIST, _COMPANY),
    required=("liste",),
)
TO_BUYER = letter(
    "candidats-acheteur",
    group=_GROUP,
    title="Message à l’acheteur",
    when="Cinq jours après le dernier rappel ; cinq jours après le délai si l’adresse de l’entreprise ne répond plus",
    subject="Sans réponse de l’entreprise sur des personnes proposées : {marche}",
    body="Bonjour,\n\n"
    "Marché « {marche} », offre « {offre} » : {personnes}. {entreprise} devait répondre le {depuis} au plus tard. "
    "Nos démarches n’ont pas abouti.\n\n"
    "Un mot de votre part aiderait. Le marché :\n{lien}\n\n" + _REACH,
    places=(_CONTRACT, _OFFER, _COUNT, _COMPANY, _SINCE, _PAGE),
    required=("entreprise", "personnes"),
)

#: By number of the reminder, from 1, until the buyer is told: then ``TOLD``.
TONES: tuple[Letter, ...] = (FIRST, SECOND)
