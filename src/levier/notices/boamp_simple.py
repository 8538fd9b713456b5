"""BOAMP's own forms since schema 3.2: MAPA and FNSimple.

The two share their skeleton: ``organisme`` beside one body (``initial``, ``rectificatif``, ``attribution``…). Where
an element stands below the body varies with the form and its version, so elements are looked for by name anywhere
below it, and every other string is kept as text for recognition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from .assemble import finish, single_lot
from .boamp_record import Envelope
from .model import Criterion, Kind, Lot, Nature, Notice, Party, Place, Source, Text, Winner
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


class _Below:
    """The elements below one, by name in lower case: where a name stands varies, so it is looked for everywhere."""

    def __init__(self, element: Element, *, without: Iterable[Element] = ()) -> None:
        self.by_name: dict[str, list[Element]] = {}
        outside = set(without)
        inside: set[Element] = set()
        for node in element.iterdescendants("*"):
            if outside and (node in outside or node.getparent() in inside):
                if len(node):
                    inside.add(node)
            else:
                self.by_name.setdefault(local_name(node).lower(), []).append(node)

    def first(self, *names: str) -> Element | None:
        """First element with one of these names, in the order of the names."""
        return next((self.by_name[name][0] for name in names if name in self.by_name), None)

    def leaves(self, *names: str) -> Iterator[Element]:
        """Those that hold no other."""
        return (node for name in names for node in self.by_name.get(name, ()) if len(node) == 0)

    def block(self, *names: str) -> str:
        """First text, with its line breaks."""
        return next((found for found in (clean(node.text) for node in self.leaves(*names)) if found), "")

    def text(self, *names: str) -> str:
        """First text, on one line."""
        return self.block(*names).replace("\n", " ")


def read_simple(root: Element, *, source: Source, envelope: Envelope, warnings: list[str]) -> Notice:
    """Read the content of a MAPA or FNSimple notice."""
    body = next((node for node in root if local_name(node).lower() in _BODIES), root)
    lots = {node: _lot(node, rank, warnings) for rank, node in enumerate(_lots(body), start=1)}
    # A title or an amount of a lot is not the notice's.
    below = _Below(body, without=lots)
    value, currency = _value(below, warnings)
    main, others = _cpv_codes(below, warnings)
    notice = Notice(
        source=source,
        kind=_BODIES.get(local_name(body).lower(), Kind.OTHER),
        form=local_name(root),
        buyers=_buyers(root, warnings),
        title=below.text("intitule", "objet"),
        description=below.block("description", "objet"),
        reference=below.text("idmarche", "identifiantinterne"),
        nature=_nature(below),
        cpv_main=main,
        cpv_additional=others,
        estimated_amount=value,
        currency=currency,
        is_framework=below.first("accordcadre") is not None,
        places=_places(below),
        deadline=deadline_of(below.text("receptionoffres", "datereceptionoffres"), warnings=warnings),
        duration_months=months(below.text("nbmois", "dureemois")),
        procedure=_procedure(below),
        lots=tuple(lots.values()),
        winners=_winners(body, warnings),
        documents_url=_documents(_Below(root)),
        texts=_walk(body, {node: lot.id for node, lot in lots.items()}),
        warnings=tuple(warnings),
    )
    notice = envelope.complete(notice)
    criteria = _criteria(below)
    if not lots:
        notice = single_lot(notice)
    if criteria:
        notice = _with_criteria(notice, criteria)
    return finish(notice)


def _with_criteria(notice: Notice, criteria: tuple[Criterion, ...]) -> Notice:
    return replace(notice, lots=tuple(lot if lot.criteria else replace(lot, criteria=criteria) for lot in notice.lots))


def _buyers(root: Element, warnings: list[str]) -> tuple[Party, ...]:
    found = (_party(node, warnings) for node in root.iterchildren("*") if local_name(node) == "organisme")
    return tuple(buyer for buyer in found if buyer.name)


def _party(node: Element, warnings: list[str]) -> Party:
    below = _Below(node)
    return party(
        name=below.text("acheteurpublic", "nomofficiel", "denomination", "raisonsociale"),
        identifier=below.text("codeidentificationnationale", "codeidentnational", "siret", "numeroidentification"),
        where=place(postcode=below.text("cp"), city=below.text("ville")),
        warnings=warnings,
    )


def _winners(body: Element, warnings: list[str]) -> tuple[Winner, ...]:
    """Those named in full; the record around the content also lists their names."""
    named = outermost(node for node in body.iterdescendants("*") if local_name(node).lower() == "titulaire")
    found = (_party(node, warnings) for node in named)
    return tuple(dict.fromkeys(Winner(party=winner) for winner in found if winner.name))


def _nature(below: _Below) -> Nature | None:
    for name in ("naturemarche", "typemarche"):
        node = below.first(name)
        for child in node.iterdescendants("*") if node is not None else ():
            if nature(local_name(child)):
                return nature(local_name(child))
        if node is not None and nature(node.text):
            return nature(node.text)
    return None


def _procedure(below: _Below) -> str:
    """The type of procedure is an empty element used as a flag: « procedureAdaptee »."""
    labels = {
        "procedureadaptee": "Procédure adaptée",
        "ouvert": "Procédure ouverte",
        "ouverte": "Procédure ouverte",
        "restreint": "Procédure restreinte",
        "restreinte": "Procédure restreinte",
    }
    node = below.first("procedure")
    for child in node.iterdescendants("*") if node is not None else ():
        if local_name(child).lower() in labels:
            return labels[local_name(child).lower()]
    return ""


def _places(below: _Below) -> tuple[Place, ...]:
    node = below.first("lieuexecutionlivraison", "lieuexecution")
    if node is None:
        return ()
    inside = _Below(node)
    where = place(nuts=inside.text("codenuts", "nuts"), postcode=inside.text("cp"), city=inside.text("ville"))
    return (where,) if where != Place() else ()


def _value(below: _Below, warnings: list[str]) -> tuple[Decimal | None, str]:
    node = below.first("valeurestimee", "valeurtotale", "valeur")
    if node is None:
        return None, "EUR"
    inner = _Below(node).first("valeur")
    leaf = inner if inner is not None else node
    value = amount((leaf.text or "").strip() or raw(leaf), what="Le montant estimé", warnings=warnings)
    return value, leaf.get("devise") or node.get("devise") or "EUR"


def _cpv_codes(below: _Below, warnings: list[str]) -> tuple[str, tuple[str, ...]]:
    leaves = below.leaves("classprincipale", "codecpv", "cpv", "principal")
    found = distinct([cpv(node.text, warnings=warnings) for node in leaves])
    return (found[0], found[1:]) if found else ("", ())


def _lots(body: Element) -> list[Element]:
    return outermost(node for node in body.iterdescendants("*") if local_name(node).lower() == "lot" and len(node))


def _lot(node: Element, rank: int, warnings: list[str]) -> Lot:
    below = _Below(node)
    main, others = _cpv_codes(below, warnings)
    value, currency = _value(below, warnings)
    return Lot(
        id=below.text("numlot", "numero", "num") or str(rank),
        title=below.text("intitule", "objet") or below.text("description")[:200],
        description=below.block("description"),
        cpv=main,
        cpv_additional=others,
        amount=value,
        currency=currency,
        places=_places(below),
        duration_months=months(below.text("nbmois", "dureemois")),
        criteria=_criteria(below),
    )


def _criteria(below: _Below) -> tuple[Criterion, ...]:
    found = []
    shares: dict[Element, str] = {}
    for node in below.leaves("critere"):
        name, parent = one_line(node.text), node.getparent()
        if name and parent is not None:
            if parent not in shares:
                shares[parent] = _Below(parent).text("criterepct", "poids")
            share = shares[parent]
            value, unit = weight(share or node.get("POIDS") or node.get("poids"))
            found.append(Criterion(name=name, weight=value, weight_unit="%" if share and value is not None else unit))
    return tuple(found)


def _documents(below: _Below) -> str:
    document = below.first("document")
    inside = _Below(document).text("url") if document is not None else ""
    return below.text("urldocconsul") or inside or below.text("urlprofilacheteur", "urlprofilach")


class _Where(NamedTuple):
    """What the elements above a text say of it."""

    rubric: str = "Autres rubriques"
    skipped: bool = False
    criterion: bool = False
    lot: str = ""

    def below(self, name: str, lot: str) -> _Where:
        return _Where(
            rubric=_RUBRICS.get(name, self.rubric),
            skipped=self.skipped or name in _SKIPPED,
            criterion=self.criterion or name in _CRITERIA,
            lot=lot or self.lot,
        )


def _walk(body: Element, lots: Mapping[Element, str]) -> tuple[Text, ...]:
    """Every sentence of the notice, under the nearest rubric that has a name, with its lot."""
    found = []
    above: dict[Element | None, _Where] = {}
    for node in body.iter("*"):
        where = above.get(node.getparent(), _Where()).below(local_name(node).lower(), lots.get(node, ""))
        if len(node):
            above[node] = where
        elif node.text and not where.skipped:
            words = clean(node.text)
            if words and (" " in words or where.criterion):
                found.append(Text(rubric=where.rubric, text=words, lot=where.lot))
    return tuple(dict.fromkeys(found))
