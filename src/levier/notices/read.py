"""The one door to notices: bytes in, notices out, or a sentence that says what to do."""

from __future__ import annotations

import json
import re

from levier.domain.errors import ImportFailed

from .boamp import is_content, is_record, read_boamp_xml, read_content, read_record
from .eforms import ROOTS, read_eforms
from .model import Notice
from .ted_export import read_ted_export
from .tree import MAX_BYTES, Element, local_name, nodes, parse_xml
from .values import one_line

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_KNOWN = "un avis TED (eForms ou TED_EXPORT) ou un avis du BOAMP (XML, ou JSON de son API)"


def read_notices(data: bytes, *, filename: str = "") -> tuple[Notice, ...]:
    """Read every notice of a file.

    Formats: eForms XML, TED_EXPORT XML, BOAMP XML, a page of BOAMP's API, one record, a list of records, JSON lines.
    In a list, a record that cannot be read is left out as long as another can be.

    Raises:
        ImportFailed: empty, too large (20 MB), neither XML nor JSON, wrong encoding, DTD, unknown root.
    """
    named = f"« {one_line(filename)[:80]} » : " if filename else ""
    try:
        return _read(data)
    except ImportFailed as error:
        raise ImportFailed(named + error.message if named else error.message, errors=error.errors) from None


def _read(data: bytes) -> tuple[Notice, ...]:
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise ImportFailed("Le fichier est vide. Téléchargez à nouveau l’avis.")
    if len(data) > MAX_BYTES:
        raise ImportFailed(
            f"Le fichier dépasse {MAX_BYTES // 1024 // 1024} Mo : ce n’est sans doute pas un avis. Découpez-le ou "
            "téléchargez l’avis seul."
        )
    if data.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")):
        raise ImportFailed(
            f"Ce fichier est un PDF, un classeur, un document ou une archive : attendu {_KNOWN}. Sur le site "
            "de l’avis, choisissez le téléchargement XML ou JSON."
        )
    start = data.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
    if start == b"<":
        return (_read_xml(data),)
    if start in (b"{", b"["):
        return _read_json(_decode(data))
    _decode(data)
    raise ImportFailed(f"Ce fichier n’est ni du XML ni du JSON : attendu {_KNOWN}.")


def _decode(data: bytes) -> str:
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise ImportFailed(
            "Ce fichier n’est pas encodé en UTF-8 : enregistrez-le dans cet encodage, ou téléchargez-le à nouveau sans "
            "l’ouvrir dans un autre logiciel."
        ) from None


def _read_xml(data: bytes) -> Notice:
    root = parse_xml(data.lstrip(b" \t\r\n"))
    name = local_name(root)
    if name in ROOTS or name == "BusinessRegistrationInformationNotice":
        return read_eforms(root)
    if name == "ANNONCE":
        return read_boamp_xml(root)
    if name == "TED_EXPORT":
        return read_ted_export(root)
    inner = _wrapped(root)
    if inner is not None:
        return read_eforms(inner)
    if name.lower() == "html":
        raise ImportFailed(
            "Ce fichier est une page web, pas l’avis lui-même : choisissez le téléchargement XML ou JSON."
        )
    raise ImportFailed(f"La racine « {name[:60]} » n’est pas celle d’un avis : attendu {_KNOWN}.")


def _wrapped(root: Element) -> Element | None:
    """An eForms notice inside an envelope (some platforms add one)."""
    for name in sorted(ROOTS):
        found = nodes(root, f"./*[local-name()='{name}'] | ./*/*[local-name()='{name}']")
        if found:
            return found[0]
    return None


def _read_json(text: str) -> tuple[Notice, ...]:
    try:
        value: object = json.loads(text, parse_int=_number)
    except RecursionError:
        raise ImportFailed("Ce fichier JSON est imbriqué à l’excès : ce n’est pas un avis.") from None
    except ValueError as error:
        lines = _json_lines(text)
        if lines is None:
            raise ImportFailed(_json_sentence(error)) from None
        value = lines
    return _from_json_value(value)


def _number(digits: str) -> int | str:
    """An integer, kept as text when it is too long for an int to be worth it."""
    return int(digits) if len(digits) <= 30 else digits


def _json_sentence(error: ValueError) -> str:
    where = f" (ligne {error.lineno}, colonne {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
    return f"Ce fichier JSON est mal formé{where} : il est sans doute tronqué. Téléchargez-le à nouveau."


def _json_lines(text: str) -> list[object] | None:
    lines = [line for line in re.split(r"\r?\n", text) if line.strip()]
    if len(lines) < 2:
        return None
    found: list[object] = []
    for line in lines:
        try:
            found.append(json.loads(line, parse_int=_number))
        except (ValueError, RecursionError):
            return None
    return found


def _from_json_value(value: object) -> tuple[Notice, ...]:
    if isinstance(value, dict) and isinstance(value.get("results"), list):
        value = value["results"]
        if not value:
            raise ImportFailed("Cette page de résultats du BOAMP ne contient aucun avis : élargissez la recherche.")
    if isinstance(value, dict) and isinstance(value.get("fields"), dict):
        value = value["fields"]
    values = value if isinstance(value, list) else [value]
    read, failed = [], None
    for item in values:
        try:
            notice = _one(item)
        except ImportFailed as error:
            failed = failed or error
        else:
            read.append(notice) if notice is not None else None
    if read:
        return tuple(read)
    raise failed or ImportFailed(f"Ce fichier JSON n’est pas un avis : attendu {_KNOWN}.")


def _one(item: object) -> Notice | None:
    if isinstance(item, dict):
        if is_record(item):
            return read_record(item)
        if is_content(item):
            return read_content(item)
    return None
