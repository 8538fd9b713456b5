"""One walk over the elements of an eForms notice that hold a field; the others, and all below them, are not looked at.

Nothing is searched: each element is met once, and its tag says what to do with it.
"""

from __future__ import annotations

from typing import Any, TypeAlias, cast

from .eforms_paths import COMPANY, LATER, NOTICE, Fields, X
from .tree import NS, Element

#: Texts, lists of ``(attribute, text)`` and lists of records, by the keys of :mod:`.eforms_paths`.
Record: TypeAlias = dict[str, Any]
#: By tag: the key (empty when the element only leads further), the attribute to keep, what to do below.
Steps: TypeAlias = dict[str, tuple[str, str | None, dict[str, Any] | None]]


#: The first of the four levels of an extension stands for them all.
_EXTENSION = "ext:UBLExtensions"


def compiled(fields: Fields) -> Steps:
    """The table of fields as nested tables by tag."""
    steps: Steps = {}
    for path, key, how in fields:
        *way, last = (tag_of(name) for name in path.replace(X, _EXTENSION).split("/"))
        here = steps
        for tag in way:
            here = cast("Steps", here.setdefault(tag, ("", None, {}))[2])
        here[last] = (key, None, compiled(how)) if isinstance(how, tuple) else (key, how, None)
    return steps


def tag_of(name: str) -> str:
    """``{namespace}name`` for ``prefix:name``."""
    prefix, _, local = name.partition(":")
    return f"{{{NS[prefix]}}}{local}"


_STEPS, _COMPANY = compiled(NOTICE), compiled(COMPANY)
_EXTENSIONS, _PARTY = tag_of(_EXTENSION), tag_of("cac:PartyIdentification")


def record_of(root: Element) -> Record:
    """What the notice gives, as it is written."""
    record: Record = {}
    _walk(root, _STEPS, record)
    return record


def company_of(element: Element) -> Record:
    """The same for one ``efac:Company``, read only when something refers to it."""
    record: Record = {}
    _walk(element, _COMPANY, record)
    return record


def company_id(element: Element) -> str:
    """What the rest of the notice calls it (« ORG-0001 »)."""
    for child in element:
        if child.tag == _PARTY and len(child):
            return child[0].text or ""
    return ""


def _walk(node: Element, steps: Steps, record: Record) -> None:
    for child in node:
        step = steps.get(child.tag)
        if step is None:
            continue
        key, how, below = step
        if below is not None:
            if key:
                inner: Record = {}
                _walk(child, below, inner)
                record.setdefault(key, []).append(inner)
            else:
                for way in _contents(child) if child.tag == _EXTENSIONS else (child,):
                    _walk(way, below, record)
        elif how is None:
            if key not in record and (text := child.text) and not text.isspace():
                record[key] = text
        elif how is LATER:
            record.setdefault(key, []).append(child)
        elif (text := child.text) is not None:
            record.setdefault(key, []).append((child.get(how), text))


def _contents(extensions: Element) -> list[Element]:
    return [inner for extension in extensions for content in extension for inner in content]
