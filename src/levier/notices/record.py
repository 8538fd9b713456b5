"""A notice as JSON and back, without loss: what is kept of it, and what is compared to know that it has not changed.

The shape follows the dataclasses of ``model``: one object each, fields by name, those that have their default value left
out. A record written before a field existed reads as that field's default; a field that exists no longer is passed over.
Texts are kept as they are; lone surrogates become U+FFFD, which no storage refuses.
"""

from __future__ import annotations

import hashlib
import json
import re
import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from levier.domain.errors import ImportFailed

from .model import Notice

T = TypeVar("T")
_SURROGATES = re.compile("[\ud800-\udfff]")
_Code = Callable[[Any], Any]
_UNREADABLE = "Cet enregistrement n’est pas celui d’un avis : il faut lire à nouveau le fichier d’origine."


def to_json(notice: Notice) -> str:
    """Canonical JSON: the same notice always gives the same characters."""
    return dumps(Notice, notice)


def from_json(text: str) -> Notice:
    """The notice written by ``to_json``.

    Raises:
        ImportFailed: not such a record.
    """
    return loads(Notice, text)


def digest(text: str) -> str:
    """SHA-256 of a record, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def dumps(kind: type[T], value: T) -> str:
    """Canonical JSON of any frozen dataclass or named tuple made of the types of ``model``."""
    of_kind: Any = kind
    text = json.dumps(_writer(of_kind)(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _SURROGATES.sub("\ufffd", text)


def loads(kind: type[T], text: str) -> T:
    """What ``dumps`` wrote. Raises ``ImportFailed``."""
    try:
        of_kind: Any = kind
        found: T = _reader(of_kind)(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation, RecursionError):
        raise ImportFailed(_UNREADABLE) from None
    return found


def _one_of(kind: Any) -> tuple[Any, ...]:
    """Members of a union, ``None`` left out; the type itself when it is none."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return tuple(one for one in typing.get_args(kind) if one is not type(None))
    return (kind,)


def _plain(value: Any) -> Any:
    return value


def _moment(value: date) -> str:
    """« 2026-06-03 », « 2026-06-03T12:00:00+02:00 », followed by the name of the zone when it has one."""
    text = value.isoformat()
    zone = value.tzinfo if isinstance(value, datetime) else None
    return f"{text} {zone.key}" if isinstance(zone, ZoneInfo) else text


def _read_moment(text: str) -> date:
    if len(text) == len("2026-06-03"):
        return date.fromisoformat(text)
    moment, _, zone = text.partition(" ")
    found = datetime.fromisoformat(moment)
    return found.astimezone(ZoneInfo(zone)) if zone else found


@lru_cache(maxsize=256)
def _writer(kind: Any) -> _Code:
    members = _one_of(kind)
    if len(members) > 1 or members[0] in (date, datetime):
        return _or_none(_moment)
    (one,) = members
    if typing.get_origin(one) is tuple:
        write = _writer(typing.get_args(one)[0])
        return _or_none(lambda values: [write(value) for value in values])
    if _is_record(one):
        return _or_none(_object_writer(one))
    if isinstance(one, type) and issubclass(one, Enum):
        return _or_none(lambda value: value.value)
    return _or_none(str) if one is Decimal else _plain


@lru_cache(maxsize=256)
def _reader(kind: Any) -> _Code:
    members = _one_of(kind)
    if len(members) > 1 or members[0] in (date, datetime):
        return _or_none(_read_moment)
    (one,) = members
    if typing.get_origin(one) is tuple:
        read = _reader(typing.get_args(one)[0])
        return _or_none(lambda values: tuple([read(value) for value in values]))
    if _is_record(one):
        return _or_none(_object_reader(one))
    if isinstance(one, type) and issubclass(one, Enum):
        return _or_none(one)
    return _or_none(Decimal) if one is Decimal else _plain


def _is_record(kind: Any) -> bool:
    """A dataclass or a named tuple."""
    return is_dataclass(kind) or hasattr(kind, "_field_defaults")


def _fields(kind: Any) -> dict[str, Any]:
    """Names and defaults."""
    if is_dataclass(kind):
        return {one.name: one.default for one in fields(kind)}
    return {name: kind._field_defaults.get(name, MISSING) for name in kind._fields}


def _or_none(code: _Code) -> _Code:
    return lambda value: None if value is None else code(value)


def _object_writer(kind: Any) -> _Code:
    hints = typing.get_type_hints(kind)
    known = [(name, _writer(hints[name]), default) for name, default in _fields(kind).items()]

    def write(value: Any) -> dict[str, Any]:
        found = {}
        for name, code, default in known:
            item = getattr(value, name)
            if default is MISSING or item != default:
                found[name] = code(item)
        return found

    return write


def _object_reader(kind: Any) -> _Code:
    hints = typing.get_type_hints(kind)
    known = {name: _reader(hints[name]) for name in _fields(kind)}

    def read(values: Any) -> Any:
        return kind(**{name: known[name](item) for name, item in values.items() if name in known})

    return read
