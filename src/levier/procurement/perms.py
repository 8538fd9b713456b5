"""Who may do what in procurement.

Who sees what is in ``selectors``: the team, the coordinator and the schedule see every contract; a buyer, those it
buys; a contractor or a structure, those where it is a member of an award; a referrer, none; a personal link, the
contract it was made for.
"""

from __future__ import annotations

from levier.accounts.enums import LinkPurpose
from levier.accounts.perms import TEAM, WORKSPACE, permission
from levier.domain.vocabulary import Role

_WITH_BUYER = (*TEAM, Role.BUYER)

READ = permission(
    "procurement.contract.read",
    "Consulter les marchés",
    (*WORKSPACE, Role.BUYER, Role.CONTRACTOR, Role.STRUCTURE),
)
READ_PROGRAMME = permission("procurement.programme.read", "Consulter la programmation", (*WORKSPACE, Role.BUYER))
ADD_CONTRACT = permission("procurement.contract.add", "Ajouter un marché", _WITH_BUYER)
EDIT_CONTRACT = permission("procurement.contract.edit", "Modifier un marché", TEAM)
MOVE_CONTRACT = permission("procurement.contract.move", "Changer l’étape d’un marché", _WITH_BUYER)
EDIT_GREAT_WORKS = permission("procurement.great_works.edit", "Modifier les grands chantiers et les opérations", TEAM)
IMPORT_PROGRAMME = permission("procurement.programme.import", "Importer une programmation", _WITH_BUYER, system=True)
ANSWER_REVIEW = permission("procurement.review.answer", "Répondre à l’acheteur sur un marché", TEAM)
SEND_ANSWERS = permission("procurement.programme.send", "Envoyer les réponses à l’acheteur", TEAM)
RECORD_AWARD = permission("procurement.award.record", "Enregistrer une attribution", _WITH_BUYER)
RECEIVE_DOCUMENT = permission("procurement.document.receive", "Enregistrer un document reçu", _WITH_BUYER)
REMIND_DOCUMENT = permission("procurement.document.remind", "Relancer un document", TEAM, system=True)
RECORD_ORDERS = permission(
    "procurement.call_off.record", "Enregistrer des commandes", _WITH_BUYER, links=(LinkPurpose.CALL_OFFS,)
)
REQUEST_ORDERS = permission("procurement.call_off.request", "Demander l’état des commandes", TEAM, system=True)
CLEAN_IMPORTS = permission("procurement.import.clean", "Effacer les envois expirés", (), system=True)
