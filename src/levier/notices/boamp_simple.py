"""BOAMP's own forms since schema 3.2: MAPA and FNSimple.

The two share their skeleton: ``organisme`` beside one body (``initial``, ``rectificatif``, ``attribution``…). Where
an element stands below the body varies with the form and its version, so elements are looked for by name anywhere
below it, and every other string is kept as text for recognition.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from .assemble import finish, single_lot
from .boamp_record import Envelope
from .model import Criterion, Kind, Lot, Nature, Notice, Party, Place, Source, Text
from .tree import Element, local_name, outermost, raw
from .values import amount, clean, cpv, deadline_of, distinct, months, nature, one_line, party, place, weight

_BODIES = {
    "initial": Kind.COMPETITION,
    "rectificatif": Kind.CORRECTION,
    "attribution": Kind.RESULT,
    "annulation": Kind.CANCELLATION,
    "modification": Kind.MODIFICATION,
    "preinformation": Kind.PLANNING,
}
_CRITERIA = ("critere", "criterelibre", "criteresattrib", "critereattrib", "criteres", "criterecct")
_RUBRICS = {
    "objet": "Objet",
    "intitule": "Objet",
    "description": "Description",
    "rensgcomplt": "Renseignements complémentaires",
    "critere": "Critères d’attribution",
    "criteres": "Critères d’attribution",
    "critereattrib": "Critères d’attribution",
    "conditions": "Conditions d’exécution",
    "justifications": "Conditions de participation",
}
#: Below these, strings are names, addresses and links: nothing to recognise, and persons' names to leave alone.
_SKIPPED = frozenset({"organisme", "adr", "coord", "correspondantprm", "adressescomplt", "correspondant", "contact"})


def read_simple(root: Element, *, source: Source, envelope: Envelope, warnings: list[str]) -> Notice:
    """Read the content of a MAPA or FNSimple notice."""
    body = next((node for node in root if local_name(node).lower() in _BODIES), root)
    texts = _walk(body)
    lots = tuple(_lot(node, rank, warnings) for rank, node in enumerate(_lots(body), start=1))
    value, currency = _value(body, warnings)
    main, others = _cpv_codes(body, warnings)
    notice = Notice(
        source=source,
        kind=_BODIES.get(local_name(body).lower(), Kind.OTHER),
        form=local_name(root),
        buyers=_buyers(root, warnings),
        title=_text(body, "intitule") or _text(body, "objet"),
        description=_block(body, "description") if _is_leaf(body, "description") else _block(body, "objet"),
        reference=_text(body, "idmarche", "identifiantinterne"),
        nature=_nature(body),
        cpv_main=main,
        cpv_additional=others,
        estimated_amount=value,
        currency=currency,
        is_framework=_named(body, "accordcadre") is not None,
        places=_places(body),
        deadline=deadline_of(_text(body, "receptionoffres", "datereceptionoffres"), warnings=warnings),
        duration_months=months(_text(body, "nbmois", "dureemois")),
        procedure=_procedure(body),
        lots=lots,
        documents_url=_documents(root),
        texts=texts,
        warnings=tuple(warnings),
    )
    notice = envelope.complete(notice)
    criteria = _criteria(body)
    if not lots:
        notice = single_lot(notice)
    if criteria:
        notice = _with_criteria(notice, criteria)
    return finish(notice)


def _with_criteria(notice: Notice, criteria: tuple[Criterion, ...]) -> Notice:
    return replace(notice, lots=tuple(lot if lot.criteria else replace(lot, criteria=criteria) for lot in notice.lots))


def _named(element: Element, *names: str) -> Element | None:
    """First element below with one of these names, in the order of the names (lower case)."""
    for name in names:
        for node in element.iterdescendants():
            if local_name(node).lower() == name:
                return node
    return None


def _text(element: Element, *names: str) -> str:
    for name in names:
        for node in element.iterdescendants():
            if local_name(node).lower() == name and len(node) == 0 and one_line(node.text):
                return one_line(node.text)
    return ""


def _block(element: Element, *names: str) -> str:
    for name in names:
        for node in element.iterdescendants():
            if local_name(node).lower() == name and len(node) == 0 and clean(node.text):
                return clean(node.text)
    return ""


def _is_leaf(element: Element, name: str) -> bool:
    return bool(_block(element, name))


def _buyers(root: Element, warnings: list[str]) -> tuple[Party, ...]:
    found = []
    for node in root.iterchildren():
        name = _text(node, "acheteurpublic", "nomofficiel", "denomination") if local_name(node) == "organisme" else ""
        if name:
            identifier = _text(
                node, "codeidentificationnationale", "codeidentnational", "siret", "numeroidentification"
            )
            where = place(postcode=_text(node, "cp"), city=_text(node, "ville"))
            found.append(party(name=name, identifier=identifier, where=where, warnings=warnings))
    return tuple(found)


def _nature(body: Element) -> Nature | None:
    for parent in ("naturemarche", "typemarche"):
        node = _named(body, parent)
        for child in node.iterdescendants() if node is not None else ():
            if nature(local_name(child)):
                return nature(local_name(child))
        if node is not None and nature(node.text):
            return nature(node.text)
    return None


def _procedure(body: Element) -> str:
    """The type of procedure is an empty element used as a flag: « procedureAdaptee »."""
    labels = {
        "procedureadaptee": "Procédure adaptée",
        "ouvert": "Procédure ouverte",
        "ouverte": "Procédure ouverte",
        "restreint": "Procédure restreinte",
        "restreinte": "Procédure restreinte",
    }
    node = _named(body, "procedure")
    for child in node.iterdescendants() if node is not None else ():
        if local_name(child).lower() in labels:
            return labels[local_name(child).lower()]
    return ""


def _places(body: Element) -> tuple[Place, ...]:
    node = _named(body, "lieuexecutionlivraison", "lieuexecution")
    if node is None:
        return ()
    where = place(nuts=_text(node, "codenuts", "nuts"), postcode=_text(node, "cp"), city=_text(node, "ville"))
    return (where,) if where != Place() else ()


def _value(body: Element, warnings: list[str]) -> tuple[Decimal | None, str]:
    for name in ("valeurestimee", "valeurtotale", "valeur"):
        node = _named(body, name)
        if node is not None:
            inner = _named(node, "valeur")
            leaf = inner if inner is not None else node
            value = amount((leaf.text or "").strip() or raw(leaf), what="Le montant estimé", warnings=warnings)
            return value, leaf.get("devise") or node.get("devise") or "EUR"
    return None, "EUR"


def _cpv_codes(body: Element, warnings: list[str]) -> tuple[str, tuple[str, ...]]:
    found = distinct(
        [
            cpv(node.text, warnings=warnings)
            for node in body.iterdescendants()
            if local_name(node).lower() in ("classprincipale", "codecpv", "cpv", "principal") and len(node) == 0
        ]
    )
    return (found[0], found[1:]) if found else ("", ())


def _lots(body: Element) -> list[Element]:
    return outermost(node for node in body.iterdescendants() if local_name(node).lower() == "lot" and len(node))


def _lot(node: Element, rank: int, warnings: list[str]) -> Lot:
    main, others = _cpv_codes(node, warnings)
    value, currency = _value(node, warnings)
    return Lot(
        id=_text(node, "numlot", "numero", "num") or str(rank),
        title=_text(node, "intitule", "objet") or _text(node, "description")[:200],
        description=_block(node, "description"),
        cpv=main,
        cpv_additional=others,
        amount=value,
        currency=currency,
        places=_places(node),
        duration_months=months(_text(node, "nbmois", "dureemois")),
        criteria=_criteria(node),
    )


def _criteria(body: Element) -> tuple[Criterion, ...]:
    found = []
    shares: dict[Element, str] = {}
    for node in body.iterdescendants():
        if local_name(node).lower() == "critere" and len(node) == 0 and one_line(node.text):
            parent = node.getparent()
            if parent is not None and parent not in shares:
                shares[parent] = _text(parent, "criterepct", "poids")
            share = shares.get(parent, "") if parent is not None else ""
            value, unit = weight(share or node.get("POIDS") or node.get("poids"))
            percent = "%" if share and value is not None else unit
            found.append(Criterion(name=one_line(node.text), weight=value, weight_unit=percent))
    return tuple(found)


def _documents(root: Element) -> str:
    document = _named(root, "document")
    inside = _text(document, "url") if document is not None else ""
    return _text(root, "urldocconsul") or inside or _text(root, "urlprofilacheteur", "urlprofilach")


class _Where(NamedTuple):
    """What the elements above a text say of it."""

    rubric: str
    skipped: bool
    criterion: bool

    def below(self, name: str) -> _Where:
        return _Where(
            _RUBRICS.get(name, self.rubric), self.skipped or name in _SKIPPED, self.criterion or name in _CRITERIA
        )


def _walk(body: Element) -> tuple[Text, ...]:
    """Every sentence of the notice, under the nearest rubric that has a name."""
    found = []
    above: dict[Element | None, _Where] = {}
    for node in body.iter("*"):
        around = above.get(node.getparent(), _Where("Autres rubriques", skipped=False, criterion=False))
        where = around.below(local_name(node).lower())
        if len(node):
            above[node] = where
        elif node.text and not where.skipped:
            words = clean(node.text)
            if words and (" " in words or where.criterion):
                found.append(Text(rubric=where.rubric, text=words))
    return tuple(dict.fromkeys(found))
