"""BOAMP notices: records of the API (v2.1) and XML files.

``donnees`` is a JSON string with four shapes, told apart by their top key only (never by date or family):
``EFORMS``, ``MAPA``, ``FNSimple``, or the legacy upper-case tree. A malformed one never fails: what the record says
beside it is kept, with a warning.
"""

from __future__ import annotations

import json
from dataclasses import replace

from levier.domain.errors import ImportFailed

from .assemble import finish, single_lot
from .boamp_legacy import read_legacy
from .boamp_record import Envelope, envelope_of_record, envelope_of_xml
from .boamp_simple import read_simple
from .eforms import ROOTS, read_eforms
from .model import Notice, Source, Text
from .tree import Element, first, from_json
from .values import clean, distinct

_LEGACY_KEYS = frozenset({"IDENTITE", "OBJET", "PROCEDURE", "ATTRIBUTION", "CONDITION_DELAI"})
_SIMPLE = {"MAPA": Source.BOAMP_MAPA, "FNSimple": Source.BOAMP_FNS}
RECORD_KEYS = frozenset({"idweb", "donnees", "nomacheteur", "dateparution", "objet"})


def is_record(value: object) -> bool:
    """True when a JSON object looks like one record of the API."""
    return isinstance(value, dict) and len(RECORD_KEYS.intersection(value)) >= 2


def is_content(value: object) -> bool:
    """True when a JSON object is the content (``donnees``) itself."""
    return isinstance(value, dict) and bool({"EFORMS", *_SIMPLE, *_LEGACY_KEYS}.intersection(value))


def read_record(record: dict[str, object]) -> Notice:
    """Read one record of the API; never raises."""
    warnings: list[str] = []
    envelope = envelope_of_record(record, warnings)
    content = _content(record.get("donnees"), warnings)
    return _with_url(_read(content, envelope, warnings), envelope)


def read_content(content: dict[str, object]) -> Notice:
    """Read a ``donnees`` object saved without its record."""
    return _read(content, Envelope(), [])


def read_boamp_xml(root: Element) -> Notice:
    """Read an ``ANNONCE`` document (Boamp_v230)."""
    warnings: list[str] = []
    envelope = envelope_of_xml(first(root, "GESTION"), warnings)
    data = first(root, "DONNEES")
    if data is None:
        raise ImportFailed("Cet avis du BOAMP n’a pas de rubrique « DONNEES » : le fichier est sans doute tronqué.")
    for name, source in _SIMPLE.items():
        simple = first(data, name)
        if simple is not None:
            return read_simple(simple, source=source, envelope=envelope, warnings=warnings)
    return read_legacy(data, envelope=envelope, warnings=warnings)


def _content(value: object, warnings: list[str]) -> dict[str, object]:
    if isinstance(value, str) and value.strip():
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            warnings.append("Le contenu détaillé de l’avis (« donnees ») est illisible : seule la fiche est reprise.")
            return {}
    if isinstance(value, dict) and value:
        return value
    warnings.append("L’avis n’a pas de contenu détaillé (« donnees ») : seule la fiche est reprise.")
    return {}


def _read(content: dict[str, object], envelope: Envelope, warnings: list[str]) -> Notice:
    if "EFORMS" in content:
        notice = _eforms(content["EFORMS"], envelope, warnings)
        if notice is not None:
            return notice
    for key, source in _SIMPLE.items():
        if isinstance(content.get(key), dict):
            return read_simple(from_json(key, content[key]), source=source, envelope=envelope, warnings=warnings)
    if _LEGACY_KEYS.intersection(content):
        return read_legacy(from_json("DONNEES", content), envelope=envelope, warnings=warnings)
    return _unknown(content, envelope, warnings)


def _eforms(value: object, envelope: Envelope, warnings: list[str]) -> Notice | None:
    if not isinstance(value, dict):
        return None
    name = next((key for key in value if key in ROOTS), None)
    if name is None:
        return None
    notice = read_eforms(from_json(name, value[name]), source=Source.BOAMP_EFORMS)
    completed = envelope.complete(replace(notice, warnings=()), true_utc=True)
    return finish(replace(completed, warnings=distinct([*warnings, *completed.warnings, *_kept(notice, completed)])))


def _kept(notice: Notice, completed: Notice) -> list[str]:
    """The reader's warnings, less those about what the record has filled since."""
    gone = set()
    if completed.buyers:
        gone.add("L’acheteur n’est pas nommé dans l’avis.")
    if completed.title:
        gone.add("L’avis n’a pas d’objet.")
    if completed.deadline:
        gone.add("L’avis ne donne pas de date limite de réponse.")
    return [warning for warning in notice.warnings if warning not in gone]


def _unknown(content: dict[str, object], envelope: Envelope, warnings: list[str]) -> Notice:
    """Keep the record, and every sentence of an unknown content for recognition."""
    if content:
        warnings.append("La forme du contenu de cet avis n’est pas connue : seule la fiche est reprise.")
    texts = [Text(rubric="Autres rubriques", text=clean(words)) for words in _strings(content)]
    texts = [item for item in texts if " " in item.text]
    notice = Notice(source=Source.BOAMP_RECORD, texts=tuple(dict.fromkeys(texts)), warnings=tuple(warnings))
    return finish(single_lot(envelope.complete(notice)))


def _strings(value: object) -> list[str]:
    """Every string below, without recursion (the nesting is not ours)."""
    found, waiting = [], [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, str):
            found.append(current)
        elif isinstance(current, dict):
            waiting.extend(reversed(list(current.values())))
        elif isinstance(current, list):
            waiting.extend(reversed(current))
    return found


def _with_url(notice: Notice, envelope: Envelope) -> Notice:
    return notice if notice.documents_url else replace(notice, documents_url=envelope.url)
