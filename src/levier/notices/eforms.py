"""eForms notices (UBL 2.3 with the EU's extensions), from TED's XML or from BOAMP's JSON.

:mod:`.eforms_paths` says where fields stand, :mod:`.eforms_walk` fetches them as they are written, this module makes the
notice. The SDK version is kept but never dispatched on.
"""

from __future__ import annotations

import re

from levier.domain.errors import ImportFailed

from .assemble import missing, rolled_up
from .eforms_lots import described, identifier_of, read_lot, read_project
from .eforms_results import read_results, read_total, read_winners
from .eforms_walk import Record, record_of
from .eforms_words import Said, Words, said, texts_of
from .model import Kind, Notice, Source, Text
from .parties import Organisations
from .tree import Element, local_name
from .values import day, distinct, one_line, ted_page, token

ROOTS = frozenset({"ContractNotice", "ContractAwardNotice", "PriorInformationNotice"})

_KINDS = {
    "planning": Kind.PLANNING,
    "consultation": Kind.PLANNING,
    "competition": Kind.COMPETITION,
    "change": Kind.CORRECTION,
    "result": Kind.RESULT,
    "dir-awa-pre": Kind.RESULT,
    "cont-modif": Kind.MODIFICATION,
    "completion": Kind.RESULT,
}
_PROCEDURES = {
    "open": "Procédure ouverte",
    "restricted": "Procédure restreinte",
    "neg-w-call": "Procédure avec négociation",
    "neg-wo-call": "Procédure négociée sans mise en concurrence préalable",
    "comp-dial": "Dialogue compétitif",
    "innovation": "Partenariat d’innovation",
    "oth-single": "Autre procédure en une étape",
    "oth-mult": "Autre procédure en plusieurs étapes",
    "comp-tend": "Mise en concurrence (règlement (CE) nº 1370/2007)",
}
_VERSIONED = re.compile(r"([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})-[0-9]{2}")


def read_eforms(root: Element, *, source: Source = Source.EFORMS) -> Notice:
    """Read one eForms notice.

    Raises:
        ImportFailed: a business registration (X01, X02) or any root that is not a procurement notice.
    """
    name = local_name(root)
    if name == "BusinessRegistrationInformationNotice":
        raise ImportFailed(
            "Cet avis concerne l’immatriculation d’une société européenne ou d’un groupement : ce n’est pas un avis "
            "de marché, il n’y a rien à en reprendre."
        )
    if name not in ROOTS:
        raise ImportFailed(f"« {name} » n’est pas un avis eForms connu.")
    return _notice(record_of(root), source)


def _notice(record: Record, source: Source) -> Notice:
    warnings: list[str] = []
    words = Words(token(record.get("language")) or "FRA")
    organisations = Organisations(record.get("companies", ()), words, warnings)
    parts, results = record.get("lots", []), read_results(record)
    told, told_by_part = said(record, words), [said(part, words) for part in parts]
    lots = tuple([read_lot(parts[rank], told_by_part[rank], words, results, warnings) for rank in described(parts)])
    own, whole = read_project(record, told, warnings), rolled_up(lots)
    kind, buyers = _kind(record), organisations.buyers(record.get("buyers", ()))
    publication, published = token(record.get("publication")), record.get("published") or record.get("issued")
    title, deadline = own.title or whole.title, whole.deadline
    return Notice(
        source=source,
        notice_id=token(record.get("id")),
        publication_number=publication,
        official_url=ted_page(publication),
        procedure_id=token(record.get("procedure_id")),
        changes=_identifier(record.get("changes")),
        links=_links(record),
        version=token(record.get("version")),
        kind=kind,
        form=token(record["type"][0][1]) if "type" in record else "",
        subtype=token(record.get("subtype")),
        published_on=day(published, what="La date de publication", warnings=warnings),
        procedure=_procedure(record),
        buyers=buyers,
        title=title,
        description=own.description,
        reference=one_line(record.get("reference")),
        nature=own.nature or whole.nature,
        cpv_main=own.cpv or whole.cpv,
        cpv_additional=own.cpv_additional,
        estimated_amount=own.estimated,
        awarded_amount=read_total(record, warnings),
        currency=own.currency,
        framework_maximum=own.maximum,
        is_framework=whole.is_framework,
        places=own.places or whole.places,
        deadline=deadline,
        duration_months=own.duration or whole.duration_months,
        lots=lots,
        winners=read_winners(record, organisations, warnings),
        documents_url=next((lot.documents_url for lot in lots if lot.documents_url), one_line(record.get("documents"))),
        texts=_texts(told, parts, told_by_part),
        warnings=distinct([*warnings, *missing(buyers=buyers, title=title, lots=lots, kind=kind, deadline=deadline)]),
    )


def _kind(record: Record) -> Kind:
    if "changes" in record:
        return Kind.CORRECTION
    return _KINDS.get(record["type"][0][0] or "", Kind.OTHER) if "type" in record else Kind.OTHER


def _procedure(record: Record) -> str:
    code = token(record.get("procedure"))
    return _PROCEDURES.get(code, code)


def _identifier(text: str | None) -> str:
    """The notice's identifier without the version that follows it (BT-758 is BT-701 then BT-757)."""
    raw = token(text)
    found = _VERSIONED.fullmatch(raw)
    return found[1] if found else raw


def _links(record: Record) -> tuple[str, ...]:
    """The notices this one changes or follows."""
    earlier = [pair for part in (record, *record.get("lots", ())) for pair in part.get("earlier", ())]
    found = [text for _, text in earlier]
    return (
        distinct([_identifier(text) for text in (record.get("changes"), *found)])
        if found or "changes" in record
        else ()
    )


def _texts(told: Said, parts: list[Record], told_by_part: list[Said]) -> tuple[Text, ...]:
    """The procedure's texts, each lot's, then what a correction says."""
    changes: Said = {key: told.pop(key) for key in ("change", "change_reason") if key in told}
    found = [*texts_of(told)]
    for part, said_of_part in zip(parts, told_by_part, strict=True):
        found += texts_of(said_of_part, identifier_of(part))
    return (*found, *texts_of(changes))
