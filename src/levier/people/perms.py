"""Who may see and write people. Buyers never do; coordinators only get aggregates, from other rooms."""

from __future__ import annotations

from levier.accounts.enums import LinkPurpose
from levier.accounts.perms import TEAM, WORKSPACE, permission
from levier.domain.vocabulary import Role

READ_PEOPLE = permission(
    "people.person.read", "Voir les personnes", (*TEAM, Role.REFERRER, Role.CONTRACTOR, Role.STRUCTURE)
)
#: A referrer registers its own candidates and keeps their profile up to date.
REGISTER_PERSON = permission("people.person.register", "Inscrire une personne", (*TEAM, Role.REFERRER))
EDIT_PROFILE = permission("people.profile.edit", "Modifier le profil d’une personne", (*TEAM, Role.REFERRER))
EDIT_PERSON = permission("people.person.edit", "Enregistrer une personne", TEAM)
EDIT_STEP = permission("people.step.edit", "Enregistrer une étape de préparation", (*TEAM, Role.REFERRER))
EDIT_EXIT = permission("people.exit.edit", "Suivre le parcours d’une personne", (*TEAM, Role.REFERRER))
READ_COHORT = permission("people.cohort.read", "Compter ce qui a suivi une étape", (*WORKSPACE, Role.REFERRER))
MERGE_PEOPLE = permission("people.person.merge", "Rapprocher deux fiches d’une même personne", TEAM)
CHECK_STATUS = permission("people.status.check", "Vérifier l’éligibilité d’une personne", TEAM)
#: Protected criteria: the team, and the referrer of the person. Each reading leaves a journal line.
READ_SPECIAL = permission("people.special.read", "Lire un critère protégé", (*TEAM, Role.REFERRER))
WRITE_SPECIAL = permission("people.special.write", "Enregistrer un critère protégé", TEAM)
ROTATE_KEYS = permission("people.special.rotate", "Changer la clé des critères protégés", (), system=True)
EDIT_EMPLOYMENT = permission("people.employment.edit", "Enregistrer un contrat de travail", TEAM)
EXPORT_PEOPLE = permission("people.person.export", "Exporter la liste des personnes", TEAM)

#: The team writes offers and runs the matching; referrers propose their own people; a company answers.
READ_OFFERS = permission(
    "people.offer.read",
    "Voir les offres d’emploi",
    (*TEAM, Role.REFERRER, Role.CONTRACTOR, Role.STRUCTURE),
)
WRITE_OFFER = permission("people.offer.write", "Écrire et diffuser une offre d’emploi", TEAM)
MATCH = permission("people.offer.match", "Rapprocher des personnes et des offres", (*TEAM, Role.REFERRER))
PROPOSE = permission("people.candidacy.propose", "Proposer une personne pour un emploi", (*TEAM, Role.REFERRER))
ANSWER_CANDIDACY = permission(
    "people.candidacy.answer",
    "Répondre sur une personne proposée",
    (*TEAM, Role.CONTRACTOR, Role.STRUCTURE),
    links=(LinkPurpose.CANDIDACIES,),
)
WITHDRAW_CANDIDACY = permission(
    "people.candidacy.withdraw", "Retirer une candidature", (*TEAM, Role.REFERRER), links=(LinkPurpose.PERSON,)
)
#: The schedule does it by itself once the time to answer is over.
CHASE_CANDIDACIES = permission("people.candidacy.chase", "Relancer une entreprise sur des candidats", TEAM, system=True)
#: The schedule too: at the end of the retention period.
ERASE_PERSON = permission("people.person.erase", "Effacer une personne", TEAM, system=True)
WARN_OF_LAPSE = permission("people.status.announce", "Annoncer la fin d’un statut", (), system=True)
WARN_OF_ERASURE = permission("people.person.warn", "Annoncer un effacement", (), system=True)

#: From one workspace to another: the team of each side, nobody else.
HAND_OVER = permission("people.handover.send", "Confier le suivi d’une personne à un autre espace", TEAM)
RECEIVE = permission("people.handover.receive", "Recevoir le suivi d’une personne", TEAM)

SEND_ACCESS = permission("people.access.send", "Envoyer à une personne le lien de son dossier", (*TEAM, Role.REFERRER))
OWN_FILE = permission("people.access.own", "Corriger son propre dossier", (), links=(LinkPurpose.PERSON,))
