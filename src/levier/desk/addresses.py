"""Addresses of the pages the desk leads to, as docs/architecture.md fixes them.

A path that another room owns is written here once; a test resolves each of them.
"""

from __future__ import annotations

from levier.domain.steps import Step

_SEGMENT = {
    Step.PROGRAMMATION: "programmation",
    Step.MONTAGE: "montage",
    Step.LANCEMENT: "lancement",
    Step.SUIVI: "suivi",
    Step.MISE_EN_OEUVRE: "mise-en-oeuvre",
    Step.COMMANDES: "commandes",
    Step.FIN: "fin",
}


def contract(pk: int) -> str:
    return f"/marches/{pk}/"


def step(pk: int, which: Step) -> str:
    return f"/marches/{pk}/{_SEGMENT[which]}/"


def statement(pk: int) -> str:
    return f"/heures/{pk}/"


def fill_statement(pk: int) -> str:
    return f"/heures/{pk}/saisir/"


def lot(contract_pk: int, pk: int) -> str:
    return f"/marches/{contract_pk}/montage/{pk}/"


def consent(pk: int) -> str:
    return f"/accords/{pk}/"


def answer(clause_pk: int) -> str:
    return f"/clauses/{clause_pk}/reponse/"


def shortfall(contract_pk: int, pk: int) -> str:
    return f"/marches/{contract_pk}/fin/constats/{pk}/"


def worked_hours(contract_pk: int, pk: int) -> str:
    return f"/marches/{contract_pk}/obligations/{pk}/heures-travaillees/"


def person(pk: int) -> str:
    return f"/personnes/{pk}/"


def pathway(pk: int) -> str:
    return f"/personnes/{pk}/parcours/"


def offer(pk: int) -> str:
    return f"/offres/{pk}/"


def organisation(pk: int) -> str:
    return f"/annuaire/{pk}/"


def capacity(pk: int) -> str:
    return f"/annuaire/{pk}/capacite/"


MEMBERS = "/espace/"
SERVICES = "/annuaire/services/"


def joint(pk: int) -> str:
    return f"/veille/groupements/{pk}/"


def bid_sheet(notice_pk: int) -> str:
    return f"/veille/avis/{notice_pk}/decision/"
