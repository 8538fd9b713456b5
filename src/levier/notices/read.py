"""The one door to notices: bytes in, notices out, or a sentence that says what to do."""

from __future__ import annotations

import json
from typing import NamedTuple

from levier.domain.errors import ImportFailed

from .boamp import is_content, is_record, read_boamp_xml, read_content, read_record
from .boamp_table import is_row, read_row, records_of_csv
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
_MOST_PROBLEMS = 100
#: More than BOAMP publishes in six months.
_MOST_ITEMS = 100_000
_KNOWN = "un avis TED (eForms ou TED_EXPORT) ou un avis du BOAMP (XML, ou JSON ou CSV de son API)"


class Reading(NamedTuple):
    """What a file gave."""

    notices: tuple[Notice, ...]
    #: What could not be read of a list, one French sentence each.
    problems: tuple[str, ...] = ()


def read_notices(data: bytes, *, filename: str = "") -> tuple[Notice, ...]:
    """Read every notice of a file: :func:`read_file` without its problems."""
    return read_file(data, filename=filename).notices


def read_file(data: bytes, *, filename: str = "") -> Reading:
    """Read every notice of a file.

    Formats: eForms XML, TED_EXPORT XML, BOAMP XML, a page of BOAMP's API, one record, a list of records, JSON lines, a CSV
    of records. In a list, what cannot be read is a problem as long as something else can be.

    Raises:
        ImportFailed: empty, too large (20 MB), neither XML nor JSON nor a table, wrong encoding, DTD, unknown root.
    """
    named = f"« {one_line(filename[:200])[:80]} » : " if filename else ""
    try:
        return _read(data)
    except ImportFailed as error:
        raise ImportFailed(named + error.message if named else error.message, errors=error.errors) from None


def _read(data: bytes) -> Reading:
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
    start = data[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
    if not start:
        start = data.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
    if start == b"<":
        return Reading(_read_xml(data))
    if start in (b"{", b"["):
        return _read_json(_decode(data))
    return _read_table(_decode(data))


def _read_table(text: str) -> Reading:
    records = records_of_csv(text, most=_MOST_ITEMS + 1)
    if records is None:
        raise ImportFailed(
            f"Ce fichier n’est ni du XML ni du JSON, ni un tableau d’avis du BOAMP (il lui faut la colonne « idweb » et "
            f"celles de l’avis) : attendu {_KNOWN}."
        )
    _check_count(len(records))
    if not records:
        raise ImportFailed("Ce tableau ne contient aucun avis : il n’a que sa ligne de titres.")
    return _from_values([(f"Ligne {rank}", record) for rank, record in enumerate(records, start=2)])


def _decode(data: bytes) -> str:
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise ImportFailed(
            "Ce fichier n’est pas encodé en UTF-8 : enregistrez-le dans cet encodage, ou téléchargez-le à nouveau sans "
            "l’ouvrir dans un autre logiciel."
        ) from None


def _read_xml(data: bytes) -> tuple[Notice, ...]:
    root = parse_xml(data.lstrip(b" \t\r\n"))
    name = local_name(root)
    if name in ROOTS or name == "BusinessRegistrationInformationNotice":
        return (read_eforms(root),)
    if name == "ANNONCE":
        return (read_boamp_xml(root),)
    if name == "TED_EXPORT":
        return (read_ted_export(root),)
    inner = _wrapped(root)
    if inner:
        return tuple(read_eforms(one) for one in inner)
    if name.lower() == "html":
        raise ImportFailed(
            "Ce fichier est une page web, pas l’avis lui-même : choisissez le téléchargement XML ou JSON."
        )
    raise ImportFailed(f"La racine « {name[:60]} » n’est pas celle d’un avis : attendu {_KNOWN}.")


def _wrapped(root: Element) -> list[Element]:
    """The eForms notices inside an envelope (some platforms add one)."""
    names = " or ".join(f"local-name()='{name}'" for name in sorted(ROOTS))
    return nodes(root, f"./*[{names}] | ./*/*[{names}]")


def _read_json(text: str) -> Reading:
    try:
        value: object = json.loads(text, parse_int=_number)
    except RecursionError:
        raise ImportFailed("Ce fichier JSON est imbriqué à l’excès : ce n’est pas un avis.") from None
    except ValueError as error:
        if not _is_json(text.lstrip().partition("\n")[0]):
            raise ImportFailed(_json_sentence(error)) from None
        _check_count(text.count("\n"))
        lines = [(rank, line) for rank, line in enumerate(text.split("\n"), start=1) if line.strip()]
        return _from_values([(f"Ligne {rank}", _Line(line)) for rank, line in lines])
    items = _items(value)
    _check_count(len(items))
    return _from_values([(f"Élément {rank}", item) for rank, item in enumerate(items, start=1)])


def _is_json(line: str) -> bool:
    try:
        json.loads(line, parse_int=_number)
    except (ValueError, RecursionError):
        return False
    return True


class _Line(str):
    """One line of JSON lines, not read yet."""

    __slots__ = ()

    def value(self) -> object:
        try:
            return json.loads(self, parse_int=_number)
        except (ValueError, RecursionError):
            raise ImportFailed("cette ligne JSON est mal formée ou tronquée.") from None


def _items(value: object) -> list[object]:
    """The records of a page, a list or an object, out of their wrappings."""
    if isinstance(value, dict) and isinstance(value.get("results"), list):
        value = value["results"]
        if not value:
            raise ImportFailed("Cette page de résultats du BOAMP ne contient aucun avis : élargissez la recherche.")
    return value if isinstance(value, list) else [value]


def _number(digits: str) -> int | str:
    """An integer, kept as text when it is too long for an int to be worth it."""
    return int(digits) if len(digits) <= 30 else digits


def _json_sentence(error: ValueError) -> str:
    where = f" (ligne {error.lineno}, colonne {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
    return f"Ce fichier JSON est mal formé{where} : il est sans doute tronqué. Téléchargez-le à nouveau."


def _check_count(count: int) -> None:
    """Refuse early what would only fill the memory."""
    if count > _MOST_ITEMS:
        raise ImportFailed(
            f"Ce fichier contient plus de {_MOST_ITEMS} éléments, le plus qui se lise en une fois : découpez-le."
        )


def _from_values(values: list[tuple[str, object]]) -> Reading:
    read: list[Notice] = []
    problems: list[str] = []
    failed: ImportFailed | None = None
    for where, item in values:
        try:
            notice = _one(item)
        except ImportFailed as error:
            failed = failed or error
            problems.append(f"{where} : {error.message}")
            continue
        if notice is None:
            problems.append(f"{where} : ce n’est pas un avis.")
        else:
            read.append(notice)
    if read:
        return Reading(tuple(read), _shortened(problems))
    raise failed or ImportFailed(f"Ce fichier n’est pas un avis : attendu {_KNOWN}.")


def _shortened(problems: list[str]) -> tuple[str, ...]:
    more = len(problems) - _MOST_PROBLEMS
    return tuple(problems) if more <= 0 else (*problems[:_MOST_PROBLEMS], f"Et {more} autres éléments illisibles.")


def _one(item: object) -> Notice | None:
    if isinstance(item, _Line):
        item = item.value()
    if isinstance(item, dict):
        fields = item.get("fields")
        item = fields if isinstance(fields, dict) else item
        if is_row(item):
            return read_row(item)
        if is_record(item):
            return read_record(item)
        if is_content(item):
            return read_content(item)
    return None
