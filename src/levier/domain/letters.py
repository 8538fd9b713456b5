"""Texts a team rewrites, with places for what changes: « {lien} ». No value is ever read as a text to fill in."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from .errors import RuleError

_PLACE = re.compile(r"\{([^{}]*)\}")
_EMPTY_LINES = re.compile(r"\n{3,}")


def places(text: str) -> list[str]:
    """The names between braces, in order."""
    return [name.strip() for name in _PLACE.findall(text)]


def check_text(text: str, *, allowed: Collection[str], required: Collection[str] = (), field: str) -> str:
    """The text, trimmed, if it can be filled.

    Raises:
        RuleError: nothing written, an unknown name between braces, a brace alone, or a required name that is missing; one
            sentence that says what to write.
    """
    clean = text.replace("\r\n", "\n").strip()
    if not clean:
        raise RuleError("Écrivez un texte, ou revenez au texte d’origine.", field=field)
    names = ", ".join(f"{{{one}}}" for one in allowed)
    unknown = next((one for one in places(clean) if one not in allowed), None)
    if unknown is not None:
        raise RuleError(f"« {{{unknown}}} » n’existe pas ici. Vous pouvez écrire : {names}.", field=field)
    if any(brace in _PLACE.sub("", clean) for brace in "{}"):
        raise RuleError(f"Une accolade est seule. Un mot à remplacer s’écrit ainsi : {names}.", field=field)
    missing = next((one for one in required if one not in places(clean)), None)
    if missing is not None:
        raise RuleError(f"Il manque {{{missing}}} : sans lui, la personne qui lit ne peut pas répondre.", field=field)
    return clean


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its values; a name nobody knows any more leaves nothing, and no hole stays where a value is empty."""
    filled = _PLACE.sub(lambda found: values.get(found[1].strip(), ""), text.replace("\r\n", "\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.rstrip() for line in filled.split("\n"))).strip()
