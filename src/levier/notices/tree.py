"""One small tree for XML and for BOAMP's JSON, so that both are read by the same code.

XML is parsed without DTD, entities or network. BOAMP's JSON is XML turned into objects (``@name`` for attributes,
``#text`` for text, an array where an element repeats); it is turned back into elements here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

from lxml import etree

from levier.domain.errors import ImportFailed

from .values import clean, one_line

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml has no public name for it

MAX_BYTES = 20 * 1024 * 1024
MAX_DEPTH = 100
_PROLOG = 4096

NS = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "ext": "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
}

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")


def _parser(*, drop_blanks: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        remove_blank_text=drop_blanks,
    )


#: Where text stands in leaves only, blanks between elements say nothing; in prose they separate words.
_EFORMS = b"CommonBasicComponents-2"
_RECORDS, _PROSE = _parser(drop_blanks=True), _parser(drop_blanks=False)


def parse_xml(data: bytes) -> Element:
    """Parse an XML document without DTD, entities or network.

    Raises:
        ImportFailed: DTD or entities (the XML bomb), wrong encoding, or not well formed (with line and column).
    """
    if _announces_dtd(data):
        raise ImportFailed(
            "Ce fichier XML contient une déclaration DOCTYPE ou des entités, interdites ici parce qu’elles servent à "
            "piéger un logiciel. Téléchargez à nouveau l’avis depuis TED ou le BOAMP."
        )
    parser = _RECORDS if _EFORMS in data[:_PROLOG] else _PROSE
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise ImportFailed(_xml_sentence(error)) from None
    if root is None:
        raise ImportFailed("Ce fichier XML est vide. Téléchargez à nouveau l’avis depuis TED ou le BOAMP.")
    # An encoding that hides the letters of « DOCTYPE » does not hide it from the parser.
    if root.getroottree().docinfo.internalDTD is not None:
        raise ImportFailed("Ce fichier XML contient une déclaration DOCTYPE, interdite ici.")
    return root


def _announces_dtd(data: bytes) -> bool:
    """Look for a DTD where one stands, before the root; UTF-16 and UTF-32 included (their zero bytes are dropped).

    It spares the parser the usual bomb. One pushed further away by blanks is seen once parsed, and the parser itself
    bounds what entities may grow to.
    """
    start = data[:_PROLOG].replace(b"\0", b"")
    return b"<!DOCTYPE" in start or b"<!ENTITY" in start


def _xml_sentence(error: Exception) -> str:
    text = str(error).lower()
    if "encoding" in text or "utf-8" in text or "utf8" in text:
        return (
            "L’encodage de ce fichier XML n’est pas celui qu’il annonce : enregistrez-le en UTF-8, ou téléchargez-le "
            "à nouveau sans l’ouvrir dans un autre logiciel."
        )
    where = ""
    position = getattr(error, "position", None)
    if position and position[0]:
        where = f" (ligne {position[0]}, colonne {position[1]})"
    return f"Ce fichier XML est mal formé{where} : il est sans doute tronqué. Téléchargez-le à nouveau."


def from_json(name: str, value: object) -> Element:
    """Turn BOAMP's JSON back into elements.

    A prefixed key of eForms gets its namespace; a key that no XML name allows is kept with underscores. Below
    ``MAX_DEPTH`` levels, what is deeper is dropped.
    """
    element = etree.Element(_tag(name))
    _fill(element, value, depth=0)
    return element


def _tag(name: str) -> str:
    prefix, colon, local = name.partition(":")
    if colon and prefix in NS and _NAME.fullmatch(local):
        return f"{{{NS[prefix]}}}{local}"
    if _NAME.fullmatch(name):
        return name
    return "_" + re.sub(r"[^A-Za-z0-9_.\-]", "_", name)[:100]


def _fill(element: Element, value: object, *, depth: int) -> None:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        for key, child in value.items():
            _fill_key(element, str(key), child, depth=depth)
    elif isinstance(value, list):
        for child in value:
            _fill(etree.SubElement(element, "item"), child, depth=depth + 1)
    elif value is not None:
        element.text = (element.text or "") + xml_text(value)


def _fill_key(element: Element, key: str, child: object, *, depth: int) -> None:
    if key == "#text":
        if not isinstance(child, dict | list):
            _fill(element, child, depth=depth)
    elif key.startswith("@"):
        name = key[1:].rpartition(":")[2]
        if _NAME.fullmatch(name) and not isinstance(child, dict | list) and child is not None:
            element.set(name, xml_text(child))
    else:
        for item in child if isinstance(child, list) else [child]:
            _fill(etree.SubElement(element, _tag(key)), item, depth=depth + 1)


def xml_text(value: object) -> str:
    """Text without the characters XML forbids (control characters, lone surrogates)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _NOT_XML.sub("", str(value))


@lru_cache(maxsize=512)
def _compiled(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces=NS)


def nodes(element: Element, path: str) -> list[Element]:
    """Elements at an XPath (eForms prefixes known)."""
    found = _compiled(path)(element)
    return [node for node in found if isinstance(node, Element)] if isinstance(found, list) else []


def first(element: Element, path: str) -> Element | None:
    """First element at an XPath."""
    found = nodes(element, path)
    return found[0] if found else None


def raw(element: Element | None) -> str:
    """All the text of an element and below, tails included."""
    return "".join(str(part) for part in element.itertext()) if element is not None else ""


def texts(element: Element, path: str) -> list[str]:
    """Clean, non-empty texts at an XPath."""
    return [text for text in (clean(raw(node)) for node in nodes(element, path)) if text]


def text(element: Element, path: str) -> str:
    """First clean, non-empty text at an XPath, on one line."""
    return next((found for found in (one_line(raw(node)) for node in nodes(element, path)) if found), "")


def block(element: Element, path: str) -> str:
    """Same with its line breaks: every paragraph found, joined."""
    return "\n".join(dict.fromkeys(texts(element, path)))


def outermost(elements: Iterable[Element]) -> list[Element]:
    """Elements that are not inside another of the list (given in document order).

    Reading the text of each of many nested elements would multiply what a file holds.
    """
    kept: list[Element] = []
    for element in elements:
        if not kept or kept[-1] not in element.iterancestors():
            kept.append(element)
    return kept


def local_name(element: Element) -> str:
    """Name without its namespace."""
    return str(element.tag).rpartition("}")[2]
