"""BOAMP's upper-case tree (schemas v2xx, until 2022–2024), from XML or from the API's JSON."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from .assemble import finish, single_lot
from .boamp_record import Envelope
from .model import Criterion, Lot, Nature, Notice, Party, Place, Source, Text, Winner
from .tree import Element, block, first, local_name, nodes, outermost, raw, text
from .values import (
    amount,
    clean,
    cpv,
    day,
    deadline_of,
    distinct,
    months,
    months_between,
    nature,
    one_line,
    party,
    place,
    weight,
)

_PROCEDURES = {
    "OUVERT": "Procédure ouverte",
    "RESTREINT": "Procédure restreinte",
    "PROCEDURE_ADAPTE": "Procédure adaptée",
    "DIALOGUE_COMPETITIF": "Dialogue compétitif",
    "NEGOCIE": "Procédure avec négociation",
}


def read_legacy(data: Element, *, envelope: Envelope, warnings: list[str]) -> Notice:
    """Read the ``DONNEES`` part of a legacy notice."""
    lots = tuple(_lot(node, rank, warnings) for rank, node in enumerate(nodes(data, "OBJET/LOTS/LOT"), start=1))
    procedure = first(data, "PROCEDURE/TYPE_PROCEDURE/*")
    name = local_name(procedure) if procedure is not None else ""
    total = first(data, "OBJET/CARACTERISTIQUES/VALEUR_TOTALE")
    if total is None:
        total = first(data, "OBJET/CARACTERISTIQUES/VALEUR")
    awarded = first(data, "ATTRIBUTION/VALEUR_TOTALE")
    notice = Notice(
        source=Source.BOAMP_LEGACY,
        procedure=_PROCEDURES.get(name, name.replace("_", " ").capitalize()),
        buyers=_buyers(data, warnings),
        title=text(data, "OBJET/TITRE_MARCHE") or text(data, "OBJET/OBJET_COMPLET")[:300],
        description=block(data, "OBJET/OBJET_COMPLET"),
        reference=text(data, "OBJET/REF_MARCHE"),
        nature=_nature(first(data, "OBJET/TYPE_MARCHE")),
        cpv_main=cpv(text(data, "OBJET/CPV/PRINCIPAL"), warnings=warnings),
        cpv_additional=distinct(
            [cpv(raw(code), warnings=warnings) for code in nodes(data, "OBJET/CPV/*[not(self::PRINCIPAL)]")]
        ),
        estimated_amount=_money(total, "Le montant estimé", warnings),
        awarded_amount=_money(awarded, "Le montant attribué", warnings),
        currency=next((node.get("DEVISE", "EUR") for node in (total, awarded) if node is not None), "EUR"),
        is_framework=_is_framework(data),
        places=tuple(_place(node) for node in nodes(data, "OBJET/LIEU_EXEC_LIVR")),
        deadline=deadline_of(
            text(data, "CONDITION_DELAI/RECEPT_OFFRES") or text(data, "CONDITION_DELAI/RECEPT_CANDIDATURES"),
            warnings=warnings,
        ),
        duration_months=months(text(data, "OBJET//DUREE_MOIS")),
        lots=lots,
        winners=_winners(data, warnings),
        documents_url=text(data, "IDENTITE/URL_DOCUMENT") or text(data, "IDENTITE/URL_PROFIL_ACHETEUR"),
        texts=_texts(data),
        warnings=tuple(warnings),
    )
    notice = single_lot(envelope.complete(notice))
    shared = _criteria(first(data, "PROCEDURE/CRITERES_ATTRIBUTION"))
    reserved = ("res-ws",) if first(data, "CONDITION_PARTICIPATION/MARCHE_RESERVE_OUI") is not None else ()
    terms = "\n".join(item.text for item in notice.texts if item.rubric == "Conditions d’exécution" and not item.lot)
    filled = tuple(
        replace(
            lot,
            criteria=lot.criteria or shared,
            reserved_participation=lot.reserved_participation or reserved,
            performance_terms=lot.performance_terms or terms,
            nature=lot.nature or notice.nature,
        )
        for lot in notice.lots
    )
    return finish(replace(notice, lots=filled))


def _money(node: Element | None, what: str, warnings: list[str]) -> Decimal | None:
    return amount(raw(node), what=what, warnings=warnings) if node is not None else None


def _buyers(data: Element, warnings: list[str]) -> tuple[Party, ...]:
    found = []
    for node in nodes(data, "IDENTITE"):
        name = text(node, "DENOMINATION")
        if name:
            where = place(nuts=text(node, "ADJUDICATEUR_NUTS"), postcode=text(node, "CP"), city=text(node, "VILLE"))
            found.append(party(name=name, identifier=text(node, "CODE_IDENT_NATIONAL"), where=where, warnings=warnings))
    return tuple(found)


def _nature(node: Element | None) -> Nature | None:
    if node is None:
        return None
    return next((found for found in (nature(local_name(child)) for child in node) if found), nature(node.text))


def _is_framework(data: Element) -> bool:
    flags = ("PROCEDURE/ACCORD_CADRE", "PROCEDURE/AVIS_IMPLIQUE/ACCORD_CADRE_OUI", "OBJET/ACCORD_CADRE_OUI")
    return any(first(data, flag) is not None for flag in flags)


def _place(node: Element) -> Place:
    return place(nuts=text(node, "CODE_NUTS"), postcode=text(node, "CP"), city=text(node, "VILLE"))


def _lot(node: Element, rank: int, warnings: list[str]) -> Lot:
    codes = distinct([cpv(raw(code), warnings=warnings) for code in nodes(node, "CPV/*")])
    value = first(node, "VALEUR")
    start = day(text(node, "DATE_DEBUT"), what="La date de début", warnings=warnings)
    end = day(text(node, "DATE_FIN"), what="La date de fin", warnings=warnings)
    return Lot(
        id=text(node, "NUM") or str(rank),
        title=text(node, "INTITULE"),
        description=block(node, "DESCRIPTION"),
        cpv=codes[0] if codes else "",
        cpv_additional=codes[1:],
        amount=_money(value, "Le montant du lot", warnings),
        currency=value.get("DEVISE", "EUR") if value is not None else "EUR",
        places=tuple(place(nuts=raw(code)) for code in nodes(node, "CODE_NUTS")),
        duration_months=months(text(node, "DUREE_MOIS")) or months_between(start, end),
        criteria=_criteria(first(node, "CRITERES_ATTRIBUTION")),
    )


_KIND_OF_PARENT = {"CRITERES_PRIX": "price", "CRITERES_COUT": "cost", "CRITERES_QUALITE": "quality"}


def _criteria(node: Element | None) -> tuple[Criterion, ...]:
    """Weighted, ranked or free criteria (mutually exclusive); a weight is a percentage only when it says so."""
    if node is None:
        return ()
    found = []
    for criterion in outermost(nodes(node, ".//CRITERE")):
        parent = criterion.getparent()
        kind = _KIND_OF_PARENT.get(local_name(parent), "") if parent is not None else ""
        value, unit = weight(criterion.get("POIDS") or criterion.get("ORDRE"))
        unit = "rang" if criterion.get("ORDRE") and not criterion.get("POIDS") else unit
        found.append(Criterion(kind=kind, name=one_line(raw(criterion)), weight=value, weight_unit=unit))
    for price in nodes(node, "CRITERES_PRIX"):
        value, unit = weight(text(price, "POIDS"))
        found.append(Criterion(kind="price", name="Prix", weight=value, weight_unit=unit))
    free = block(node, "CRITERES_LIBRE")
    if free:
        found.append(Criterion(description=free))
    return tuple(criterion for criterion in found if criterion.name or criterion.description)


def _winners(data: Element, warnings: list[str]) -> tuple[Winner, ...]:
    found = []
    for decision in nodes(data, "ATTRIBUTION/DECISION"):
        lots = distinct([one_line(raw(number)) for number in nodes(decision, "NUM_LOT")])
        details = nodes(decision, "RENSEIGNEMENT")
        for rank, node in enumerate(nodes(decision, "TITULAIRE")):
            detail = details[rank] if rank < len(details) else None
            value = first(detail, "MONTANT") if detail is not None else None
            signed = text(detail, "DATE_ATTRIBUTION") if detail is not None else text(data, "ATTRIBUTION/DATE_DECISION")
            found.append(
                Winner(
                    party=party(
                        name=text(node, "DENOMINATION"),
                        identifier=text(node, "CODE_IDENT_NATIONAL"),
                        where=_place(node),
                        warnings=warnings,
                    ),
                    lots=lots,
                    amount=_money(value, "Le montant du marché attribué", warnings),
                    currency=value.get("DEVISE", "EUR") if value is not None else "EUR",
                    concluded_on=day(signed, what="La date d’attribution", warnings=warnings),
                )
            )
    return tuple(winner for winner in found if winner.party.name)


_TEXTS = (
    ("Objet", "OBJET/TITRE_MARCHE"),
    ("Description", "OBJET/OBJET_COMPLET"),
    ("Conditions d’exécution", "CONDITION_RELATIVE_MARCHE/AUTRES_CONDITIONS_PART_OUI"),
    ("Conditions d’exécution", "CONDITION_PARTICIPATION/CONDITION_PARTICULIERE_EXECUTION"),
    ("Marché réservé", "CONDITION_PARTICIPATION/MARCHE_RESERVE_OUI"),
    ("Profession réservée", "CONDITION_PARTICIPATION/PRESTATION_RESERVEE_OUI"),
    ("Conditions de participation", "CONDITION_PARTICIPATION/SITUATION_JURIDIQUE"),
    ("Conditions de participation", "CONDITION_PARTICIPATION/CRITERE_SELECTION"),
    ("Conditions de participation", "CONDITION_PARTICIPATION/CAP_ECO"),
    ("Conditions de participation", "CONDITION_PARTICIPATION/CAP_TECH"),
    ("Critères d’attribution", "PROCEDURE/CRITERES_ATTRIBUTION"),
    ("Renseignements complémentaires", "RENSEIGNEMENTS_COMPLEMENTAIRES/RENS_COMPLEMENT"),
)
_LOT_TEXTS = (
    ("Objet", "INTITULE"),
    ("Description", "DESCRIPTION"),
    ("Informations complémentaires", "INFO_COMPL"),
    ("Options", "OPTIONS_DESCRIPTION"),
    ("Critères d’attribution", "CRITERES_ATTRIBUTION"),
)


def _texts(data: Element) -> tuple[Text, ...]:
    found = [Text(rubric=rubric, text=_lines(data, path)) for rubric, path in _TEXTS]
    for rank, node in enumerate(nodes(data, "OBJET/LOTS/LOT"), start=1):
        number = text(node, "NUM") or str(rank)
        found += [Text(rubric=rubric, text=_lines(node, path), lot=number) for rubric, path in _LOT_TEXTS]
    return tuple(item for item in found if item.text)


def _lines(node: Element, path: str) -> str:
    """Texts of an element and of those below it, one a line."""
    parts = [clean(str(part)) for found in nodes(node, path) for part in found.itertext()]
    return "\n".join(part for part in parts if part)
