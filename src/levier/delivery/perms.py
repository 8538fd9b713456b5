"""Who may do what on obligations, the launch meeting, orders, hours and the end.

Only the buyer decides of a penalty (``levier.domain.penalties``): the team may not, whatever else it may.
Recording orders and asking for them are permissions of ``procurement``.
"""

from __future__ import annotations

from levier.accounts.enums import LinkPurpose
from levier.accounts.perms import TEAM, WORKSPACE, permission
from levier.domain.vocabulary import Role

_CONCERNED = (*WORKSPACE, Role.BUYER, Role.CONTRACTOR, Role.STRUCTURE)
_COMPANIES = (Role.CONTRACTOR, Role.STRUCTURE)

READ_OBLIGATIONS = permission("delivery.obligation.read", "Consulter les heures dues", _CONCERNED)
CREATE_OBLIGATIONS = permission("delivery.obligation.create", "Créer les obligations d’un marché", TEAM)
REVISE_OBLIGATION = permission("delivery.obligation.revise", "Recalculer les heures dues", TEAM, system=True)
RECORD_WORKED_HOURS = permission("delivery.worked_hours.record", "Saisir les heures travaillées", TEAM)
AMEND_OBLIGATION = permission("delivery.obligation.amend", "Modifier les heures dues", TEAM)

READ_LAUNCH = permission("delivery.launch.read", "Consulter le suivi d’un marché", _CONCERNED)
PLAN_MEETING = permission("delivery.meeting.plan", "Préparer la réunion de lancement", (*TEAM, Role.BUYER))
HOLD_MEETING = permission("delivery.meeting.hold", "Rendre compte de la réunion de lancement", (*TEAM, Role.BUYER))
PLAN_RECRUITMENT = permission("delivery.recruitment.plan", "Prévoir des recrutements", (*TEAM, *_COMPANIES))
REMIND_PLAN = permission("delivery.recruitment.remind", "Relancer la planification des recrutements", TEAM)

READ_ORDERS = permission("delivery.orders.read", "Consulter les bons de commande", _CONCERNED)

READ_PROGRESS = permission("delivery.progress.read", "Suivre les heures d’un marché", _CONCERNED)
READ_STATEMENTS = permission("delivery.statement.read", "Voir les relevés d’heures", (*WORKSPACE, *_COMPANIES))
#: A statement names people: a coordinator reads totals, in the list.
OPEN_STATEMENT = permission("delivery.statement.open", "Ouvrir un relevé, qui porte des noms", (*TEAM, *_COMPANIES))
REQUEST_STATEMENTS = permission(
    "delivery.statement.request", "Demander et relancer les relevés d’heures", TEAM, system=True
)
DECLARE_HOURS = permission(
    "delivery.statement.declare",
    "Déclarer des heures",
    (*TEAM, *_COMPANIES),
    links=(LinkPurpose.STATEMENT,),
)
CLEAN_SHEETS = permission("delivery.sheet.clean", "Oublier les feuilles d’heures non reprises", (), system=True)
_PROOF = (*TEAM, Role.REFERRER, *_COMPANIES)
READ_EVIDENCE = permission("delivery.evidence.read", "Ouvrir une pièce", _PROOF)
ADD_EVIDENCE = permission("delivery.evidence.add", "Joindre une pièce", _PROOF, links=(LinkPurpose.STATEMENT,))
REMOVE_EVIDENCE = permission("delivery.evidence.remove", "Retirer une pièce", TEAM)
VALIDATE_HOURS = permission("delivery.hours.validate", "Valider des heures", TEAM)
CORRECT_HOURS = permission("delivery.hours.correct", "Corriger des heures validées", TEAM)
#: The schedule does it, the morning after.
TELL_CORRECTIONS = permission("delivery.hours.tell", "Annoncer des heures corrigées", (), system=True)

READ_CLOSING = permission("delivery.closing.read", "Consulter la fin d’un marché", _CONCERNED)
MAKE_REPORT = permission("delivery.report.make", "Arrêter un bilan", TEAM)
ISSUE_CERTIFICATE = permission("delivery.certificate.issue", "Remettre une attestation", TEAM)
REVOKE_CERTIFICATE = permission("delivery.certificate.revoke", "Retirer une attestation", TEAM)
CLOSE_OBLIGATION = permission("delivery.obligation.close", "Clore une obligation", TEAM)
REOPEN_OBLIGATION = permission("delivery.obligation.reopen", "Rouvrir une obligation close", TEAM)

OPEN_SHORTFALL = permission("delivery.shortfall.open", "Constater des heures manquantes", (*TEAM, Role.BUYER))
REPLY_SHORTFALL = permission(
    "delivery.shortfall.reply",
    "Répondre sur les heures manquantes",
    (*TEAM, *_COMPANIES),
    links=(LinkPurpose.SHORTFALL,),
)
ADVISE_SHORTFALL = permission("delivery.shortfall.advise", "Rendre un avis sur les heures manquantes", TEAM)
DECIDE_SHORTFALL = permission("delivery.shortfall.decide", "Décider d’une pénalité", (Role.BUYER,))
