"""Words of the reminders of a late statement, in growing tone, and of what tells a correction; the administrator may change them."""

from __future__ import annotations

from levier.accounts.letters import Letter, Place, letter

_GROUP = "Relevés d’heures en retard"
_LIST = Place(
    "liste",
    "les relevés attendus, un par ligne : marché, lot, mois, date",
    "– Rénovation de l’école des Tilleuls, lot 1 : mars 2026, attendu le 10 avril 2026",
)
_LINK = Place("lien", "le lien personnel de l’entreprise, sans mot de passe", "https://levier.exemple.fr/releves/…")
_COMPANY = Place("entreprise", "le nom de l’entreprise ou de la structure", "Bâtisseurs de l’Orne", one_line=True)
_MONTHS = Place("mois", "les mois attendus, avec « de »", "de mars 2026", one_line=True)
_LIMIT = Place("limite", "le jour à partir duquel l’acheteur sera prévenu", "20 avril 2026", one_line=True)
_BUYER = Place("acheteur", "le nom de l’acheteur", "Ville de Sérigny", one_line=True)
_SILENT = Place(
    "liste",
    "les relevés manquants, un par ligne : entreprise, marché, mois, rappels envoyés",
    "– Bâtisseurs de l’Orne, Rénovation de l’école des Tilleuls, lot 1 : mars 2026, attendu le 10 avril 2026, 3 rappels",
)
_CORRECTED = Place(
    "liste",
    "les relevés corrigés : marché, lot, mois, heures en plus ou en moins, et le lien personnel de chacun",
    "– Rénovation de l’école des Tilleuls, lot 1 : mars 2026, 7,50 h en moins\n  https://levier.exemple.fr/releves/…",
)
_CONTRACTS = Place("marches", "le marché, ou combien de marchés", "Rénovation de l’école des Tilleuls", one_line=True)
_REACH = "{espace}\n{contact}"

FIRST = letter(
    "releve-1",
    group=_GROUP,
    title="Premier rappel",
    when="Le premier jour ouvré après la date attendue",
    subject="Rappel : heures d’insertion {mois}",
    body="Bonjour,\n\n"
    "Nous n’avons pas encore reçu vos heures d’insertion. C’est sans doute un oubli ; cela prend quelques minutes, y compris "
    "sur un téléphone :\n\n{liste}\n\n"
    "Votre lien personnel, sans mot de passe :\n{lien}\n\n"
    "S’il n’y a eu aucune heure, un seul bouton suffit. Une difficulté ? Répondez-nous, nous vous aiderons.\n\n"
    + _REACH,
    places=(_LIST, _LINK, _COMPANY, _MONTHS),
    required=("liste", "lien"),
)
RETURNED = letter(
    "releve-complement",
    group=_GROUP,
    title="Premier rappel d’un relevé rendu",
    when="Le premier jour ouvré après la date attendue, quand chaque relevé est arrivé puis vous a été rendu à compléter",
    subject="Rappel : heures d’insertion {mois}, à compléter",
    body="Bonjour,\n\n"
    "Votre relevé d’heures d’insertion nous est bien arrivé ; il reste à le compléter :\n\n{liste}\n\n"
    "Votre lien personnel, sans mot de passe :\n{lien}\n\n"
    "Ce que vous aviez saisi est conservé. Une difficulté ? Répondez-nous, nous vous aiderons.\n\n" + _REACH,
    places=(_LIST, _LINK, _COMPANY, _MONTHS),
    required=("liste", "lien"),
)
SECOND = letter(
    "releve-2",
    group=_GROUP,
    title="Deuxième rappel",
    when="Cinq jours après le premier, sans réponse",
    subject="Deuxième rappel : heures d’insertion {mois}",
    body="Bonjour,\n\n"
    "Malgré notre premier rappel, il nous manque toujours :\n\n{liste}\n\n"
    "Sans relevé, les heures faites ne peuvent pas vous être comptées, et l’avancement de la clause paraît en retard.\n\n"
    "Votre lien personnel, sans mot de passe :\n{lien}\n\n"
    "Aucune heure ce mois-là ? Un seul bouton suffit. Si quelque chose vous arrête, appelez-nous : nous le ferons ensemble.\n\n"
    + _REACH,
    places=(_LIST, _LINK, _COMPANY, _MONTHS),
    required=("liste", "lien"),
)
THIRD = letter(
    "releve-3",
    group=_GROUP,
    title="Dernier rappel",
    when="Cinq jours après le deuxième, sans réponse",
    subject="Dernier rappel avant d’en informer l’acheteur : heures d’insertion {mois}",
    body="Bonjour,\n\n"
    "Deux rappels sont restés sans réponse. Il manque :\n\n{liste}\n\n"
    "Déclarer ces heures est un engagement du marché. Sans nouvelles de vous, nous en informerons l’acheteur à partir du "
    "{limite}.\n\n"
    "Votre lien personnel, sans mot de passe :\n{lien}\n\n"
    "Un empêchement ? Dites-le-nous avant cette date, et nous chercherons une solution avec vous.\n\n" + _REACH,
    places=(_LIST, _LINK, _LIMIT, _COMPANY, _MONTHS),
    required=("liste", "lien"),
)
TO_BUYER = letter(
    "releve-acheteur",
    group=_GROUP,
    title="Message à l’acheteur",
    when="Cinq jours après le dernier rappel ; tout de suite si l’adresse de l’entreprise ne répond plus",
    subject="Clauses sociales : relevés d’heures sans réponse",
    body="Bonjour,\n\n"
    "Malgré nos rappels, ces entreprises de vos marchés n’ont pas déclaré leurs heures d’insertion :\n\n{liste}\n\n"
    "Un mot de votre part suffit souvent. Dites-nous si vous connaissez un empêchement, ou un autre interlocuteur.\n\n"
    + _REACH,
    places=(_SILENT, _BUYER),
    required=("liste",),
)

CORRECTED = letter(
    "heures-corrigees",
    group="Heures corrigées",
    title="Correction d’heures validées",
    when="Le premier jour ouvré après une correction ; un message par jour au plus pour une entreprise",
    subject="Heures d’insertion corrigées : {marches}",
    body="Bonjour,\n\n"
    "Des heures que nous avions validées pour {entreprise} viennent d’être corrigées :\n\n{liste}\n\n"
    "Chaque lien, personnel et sans mot de passe, montre les lignes corrigées : ce qui était retenu, ce qui l’est maintenant, et "
    "pourquoi. Vous n’êtes pas d’accord ? Répondez-nous : une correction peut être corrigée à son tour.\n\n" + _REACH,
    places=(_CORRECTED, _COMPANY, _CONTRACTS),
    required=("liste",),
)

#: By number of the reminder, from 1.
TONES: tuple[Letter, ...] = (FIRST, SECOND, THIRD)
