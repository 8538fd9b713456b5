"""TED notices before eForms (TED_EXPORT R2.0.8 and R2.0.9, to 2023): the core fields.

The namespace changes with the release, so elements are found by local name. The form is repeated in every language:
the French one is read, else the original. Text is in paragraphs where ``<FT>`` splits words: tails are joined.
"""

from __future__ import annotations

import re
from dataclasses import replace

from levier.domain.errors import ImportFailed

from .assemble import finish, single_lot
from .model import Criterion, Kind, Lot, Notice, Party, Place, Source, Text, Winner
from .ted_old import read_old_form
from .tree import Element, local_name, outermost, raw
from .values import (
    amount,
    clean,
    cpv,
    day,
    deadline,
    distinct,
    months,
    months_between,
    nature,
    one_line,
    party,
    ted_page,
    weight,
)
from .values import place as place_of

_KINDS = {
    "F01": Kind.PLANNING,
    "F02": Kind.COMPETITION,
    "F03": Kind.RESULT,
    "F04": Kind.PLANNING,
    "F05": Kind.COMPETITION,
    "F06": Kind.RESULT,
    "F07": Kind.COMPETITION,
    "F08": Kind.PLANNING,
    "F12": Kind.COMPETITION,
    "F13": Kind.RESULT,
    "F14": Kind.CORRECTION,
    "F15": Kind.RESULT,
    "F20": Kind.MODIFICATION,
    "F24": Kind.COMPETITION,
    "F25": Kind.RESULT,
}
_OJ_NUMBER = re.compile(r"(\d{4})/S\s*\d{1,3}-(\d{1,8})")
_NOTICE_TYPES = {
    "CONTRACT": Kind.COMPETITION,
    "PRI_ONLY": Kind.PLANNING,
    "AWARD_CONTRACT": Kind.RESULT,
    "CONCESSION_AWARD_CONTRACT": Kind.RESULT,
}


def _find(node: Element | None, path: str) -> Element | None:
    return node.find(_any(path)) if node is not None else None


def _all(node: Element | None, path: str) -> list[Element]:
    return list(node.findall(_any(path))) if node is not None else []


def _any(path: str) -> str:
    return "/".join(part if part in ("", ".") else f"{{*}}{part}" for part in path.split("/"))


def _words(node: Element | None) -> str:
    """Paragraphs joined by line breaks, everything inside a paragraph joined without one."""
    if node is None:
        return ""
    paragraphs = outermost(_all(node, ".//P"))
    return "\n".join(filter(None, (clean(raw(one)) for one in paragraphs))) if paragraphs else clean(raw(node))


def _line(node: Element | None, path: str) -> str:
    return one_line(_words(_find(node, path)))


def read_ted_export(root: Element) -> Notice:
    """Read one TED_EXPORT notice.

    Raises:
        ImportFailed: no form inside (a mere list of references).
    """
    form = _form(root)
    if form is None:
        raise ImportFailed("Ce fichier TED ne contient aucun formulaire : téléchargez l’avis complet.")
    warnings: list[str] = []
    notice_data = _find(root, "CODED_DATA_SECTION/NOTICE_DATA")
    objects = _find(form, "OBJECT_CONTRACT")
    if objects is None:
        return read_old_form(root, form, links=_links(form, notice_data))
    procedure = _find(form, "PROCEDURE")
    total = next(
        (node for node in (_find(objects, "VAL_ESTIMATED_TOTAL"), _find(objects, "VAL_OBJECT")) if node is not None),
        None,
    )
    awarded = _find(objects, "VAL_TOTAL")
    end = deadline(
        _line(procedure, "DATE_RECEIPT_TENDERS"), _line(procedure, "TIME_RECEIPT_TENDERS"), warnings=warnings
    )
    contract_type = _find(objects, "TYPE_CONTRACT")
    kind, links = _kind(form), _links(form, notice_data)
    notice = Notice(
        source=Source.TED_EXPORT,
        notice_id=root.get("DOC_ID", ""),
        publication_number=_line(notice_data, "NO_DOC_OJS") or root.get("DOC_ID", ""),
        official_url=ted_page(root.get("DOC_ID", "")),
        changes=links[0] if links and kind is Kind.CORRECTION else "",
        links=links,
        version=root.get("VERSION", ""),
        kind=kind,
        form=local_name(form),
        published_on=day(
            _line(root, "CODED_DATA_SECTION/REF_OJS/DATE_PUB"), what="La date de publication", warnings=warnings
        ),
        procedure=_procedure(procedure),
        buyers=_buyers(form, root, warnings),
        title=_line(objects, "TITLE"),
        description=_words(_find(objects, "SHORT_DESCR")),
        reference=_line(objects, "REFERENCE_NUMBER"),
        nature=nature(contract_type.get("CTYPE", "")) if contract_type is not None else None,
        cpv_main=_cpv_main(objects, notice_data, warnings),
        estimated_amount=amount(raw(total), what="Le montant estimé", warnings=warnings) if total is not None else None,
        awarded_amount=amount(raw(awarded), what="Le montant attribué", warnings=warnings)
        if awarded is not None
        else None,
        currency=next((node.get("CURRENCY", "EUR") for node in (total, awarded) if node is not None), "EUR"),
        is_framework=_find(procedure, "FRAMEWORK") is not None,
        places=_coded_places(notice_data) if not _all(objects, "OBJECT_DESCR/NUTS") else (),
        deadline=end,
        lots=tuple(_lot(node, rank, warnings) for rank, node in enumerate(_all(objects, "OBJECT_DESCR"), start=1)),
        winners=_winners(form, warnings),
        documents_url=_line(form, "CONTRACTING_BODY/URL_DOCUMENT"),
        texts=_texts(form),
        warnings=tuple(warnings),
    )
    return finish(_reserve(single_lot(notice), form))


def _links(form: Element, notice_data: Element | None) -> tuple[str, ...]:
    """The notices this one refers to, by DOC_ID (« 600541-2020 » for « 2020/S 243-600541 »)."""
    references = [*_all(form, ".//NOTICE_NUMBER_OJ"), *_all(notice_data, "REF_NOTICE/NO_DOC_OJS")]
    found = (_OJ_NUMBER.search(raw(node)) for node in references)
    return distinct([f"{number[2]}-{number[1]}" for number in found if number])


def _form(root: Element) -> Element | None:
    """The French form, else the original, else the first."""
    forms = list(section) if (section := _find(root, "FORM_SECTION")) is not None else []
    for attribute, wanted in (("LG", "FR"), ("CATEGORY", "ORIGINAL")):
        for form in forms:
            if form.get(attribute) == wanted:
                return form
    return forms[0] if forms else None


def _kind(form: Element) -> Kind:
    notice = _find(form, "NOTICE")
    kind = notice.get("TYPE", "") if notice is not None else ""
    return _NOTICE_TYPES.get(kind) or _KINDS.get(local_name(form)[:3], Kind.OTHER)


def _procedure(procedure: Element | None) -> str:
    labels = {
        "PT_OPEN": "Procédure ouverte",
        "PT_RESTRICTED": "Procédure restreinte",
        "PT_COMPETITIVE_NEGOTIATION": "Procédure avec négociation",
        "PT_NEGOTIATED_WITH_PRIOR_CALL": "Procédure négociée avec appel à la concurrence",
        "PT_COMPETITIVE_DIALOGUE": "Dialogue compétitif",
        "PT_INNOVATION_PARTNERSHIP": "Partenariat d’innovation",
    }
    for child in procedure if procedure is not None else ():
        if local_name(child) in labels:
            return labels[local_name(child)]
    return ""


def _buyers(form: Element, root: Element, warnings: list[str]) -> tuple[Party, ...]:
    body = _find(form, "CONTRACTING_BODY")
    paths = ("ADDRESS_CONTRACTING_BODY", "ADDRESS_CONTRACTING_BODY_ADDITIONAL")
    found = [_party(node, warnings) for path in paths for node in _all(body, path)]
    if not found:
        named = _all(root, "TRANSLATION_SECTION/ML_AA_NAMES/AA_NAME") or _all(form, ".//OFFICIALNAME")
        found = [Party(name=one_line(raw(node))) for node in named[:1]]
    return tuple(buyer for buyer in found if buyer.name)


def _party(node: Element, warnings: list[str]) -> Party:
    nuts, country = _find(node, "NUTS"), _find(node, "COUNTRY")
    return party(
        name=_line(node, "OFFICIALNAME"),
        identifier=_line(node, "NATIONALID"),
        where=place_of(
            nuts=nuts.get("CODE", "") if nuts is not None else "",
            postcode=_line(node, "POSTAL_CODE"),
            city=_line(node, "TOWN"),
        ),
        warnings=warnings,
        french=country is None or country.get("VALUE") == "FR",
    )


def _cpv_main(objects: Element | None, notice_data: Element | None, warnings: list[str]) -> str:
    node = _find(objects, "CPV_MAIN/CPV_CODE")
    if node is None:
        node = _find(notice_data, "ORIGINAL_CPV")
    return cpv(node.get("CODE"), warnings=warnings) if node is not None else ""


def _coded_places(notice_data: Element | None) -> tuple[Place, ...]:
    return tuple(place_of(nuts=node.get("CODE", "")) for node in _all(notice_data, "PERFORMANCE_NUTS"))


def _lot(node: Element, rank: int, warnings: list[str]) -> Lot:
    codes = distinct([cpv(code.get("CODE"), warnings=warnings) for code in _all(node, "CPV_ADDITIONAL/CPV_CODE")])
    value, duration = _find(node, "VAL_OBJECT"), _find(node, "DURATION")
    start = day(_line(node, "DATE_START"), what="La date de début", warnings=warnings)
    end = day(_line(node, "DATE_END"), what="La date de fin", warnings=warnings)
    return Lot(
        id=_line(node, "LOT_NO") or str(rank),
        title=_line(node, "TITLE"),
        description=_words(_find(node, "SHORT_DESCR")),
        cpv=codes[0] if codes else "",
        cpv_additional=codes[1:],
        amount=amount(raw(value), what="Le montant du lot", warnings=warnings) if value is not None else None,
        currency=value.get("CURRENCY", "EUR") if value is not None else "EUR",
        places=tuple(place_of(nuts=code.get("CODE", "")) for code in _all(node, "NUTS")),
        duration_months=months(raw(duration), duration.get("TYPE", "MONTH"))
        if duration is not None
        else months_between(start, end),
        criteria=_criteria(_find(node, "AC")),
    )


def _criteria(node: Element | None) -> tuple[Criterion, ...]:
    found = []
    for kind in ("quality", "cost", "price"):
        for one in _all(node, f"AC_{kind.upper()}"):
            value, unit = weight(_line(one, "AC_WEIGHTING"))
            name = _line(one, "AC_CRITERION") or ("Prix" if kind == "price" else "")
            found.append(Criterion(kind=kind, name=name, weight=value, weight_unit=unit))
    return tuple(found)


def _winners(form: Element, warnings: list[str]) -> tuple[Winner, ...]:
    found = []
    for award in _all(form, "AWARD_CONTRACT"):
        lots = distinct(_line(award, "LOT_NO").replace(",", " ").split())
        value = _find(award, ".//VAL_TOTAL")
        signed = day(_line(award, ".//DATE_CONCLUSION_CONTRACT"), what="La date de conclusion", warnings=warnings)
        won = amount(raw(value), what="Le montant du lot attribué", warnings=warnings) if value is not None else None
        currency = value.get("CURRENCY", "EUR") if value is not None else "EUR"
        found += [
            Winner(party=_party(node, warnings), lots=lots, amount=won, currency=currency, concluded_on=signed)
            for node in _all(award, ".//CONTRACTOR/ADDRESS_CONTRACTOR")
        ]
    return tuple(winner for winner in found if winner.party.name)


def _reserve(notice: Notice, form: Element) -> Notice:
    codes = []
    if any(_all(form, f".//{tag}") for tag in ("RESTRICTED_SHELTERED_WORKSHOP", "RESTRICTED_SHELTERED_PROGRAM")):
        codes.append("res-ws")
    if _all(form, ".//RESERVED_ORGANISATIONS_SERVICE_MISSION"):
        codes.append("res-pub-ser")
    terms = _words(_find(form, "LEFTI/PERFORMANCE_CONDITIONS"))
    lots = tuple(replace(lot, reserved_participation=tuple(codes), performance_terms=terms) for lot in notice.lots)
    return replace(notice, lots=lots)


_RUBRICS = {
    "TITLE": "Objet",
    "SHORT_DESCR": "Description",
    "INFO_ADD": "Informations complémentaires",
    "MAIN_SITE": "Lieu d’exécution",
    "OPTIONS_DESCR": "Options",
    "PERFORMANCE_CONDITIONS": "Conditions d’exécution",
    "MAIN_FINANCING_CONDITION": "Conditions financières",
    "LEGAL_FORM": "Forme juridique",
    "SUITABILITY": "Conditions de participation",
    "RULES_CRITERIA": "Conditions de participation",
    "ECONOMIC_FINANCIAL_INFO": "Conditions de participation",
    "ECONOMIC_FINANCIAL_MIN_LEVEL": "Conditions de participation",
    "TECHNICAL_PROFESSIONAL_INFO": "Conditions de participation",
    "TECHNICAL_PROFESSIONAL_MIN_LEVEL": "Conditions de participation",
    "REFERENCE_TO_LAW": "Conditions de participation",
    "CRITERIA_CANDIDATE": "Conditions de participation",
    "AC_CRITERION": "Critères d’attribution",
    "CRITERIA_EVALUATION": "Critères d’attribution",
    "MAIN_FEATURES_AWARD": "Critères d’attribution",
    "TITLE_CONTRACT": "Objet",
    "CONTRACT_TITLE": "Objet",
    "SHORT_CONTRACT_DESCRIPTION": "Description",
    "TOTAL_QUANTITY_OR_SCOPE": "Description",
    "LOT_DESCRIPTION": "Description",
    "RENEWAL_DESCR": "Options",
    "ADDITIONAL_INFORMATION": "Informations complémentaires",
    "CONDITIONS": "Conditions de participation",
    "CRITERIA_SELECTION": "Conditions de participation",
    "METHODS": "Conditions de participation",
    "ECONOMIC_OPERATORS_PERSONAL_SITUATION": "Conditions de participation",
    "EAF_CAPACITY_INFORMATION": "Conditions de participation",
    "T_CAPACITY_INFORMATION": "Conditions de participation",
    "PARTICULAR_PROFESSION": "Profession réservée",
    "EXISTENCE_OTHER_PARTICULAR_CONDITIONS": "Conditions d’exécution",
    "MAIN_FINANCING_CONDITIONS": "Conditions financières",
    "D_JUSTIFICATION": "Procédure",
    "PROCUREMENT_LAW": "Procédure",
    "TEXT": "Modification de l’avis",
}


def _texts(form: Element) -> tuple[Text, ...]:
    found = []
    for node in outermost(node for node in form.iter("*") if local_name(node) in _RUBRICS):
        words = _words(node)
        if words:
            found.append(Text(rubric=_RUBRICS[local_name(node)], text=words, lot=_lot_of(node)))
    return tuple(dict.fromkeys(found))


def _lot_of(node: Element) -> str:
    for ancestor in node.iterancestors():
        if local_name(ancestor) == "OBJECT_DESCR":
            return _line(ancestor, "LOT_NO") or ancestor.get("ITEM", "")
    return ""
