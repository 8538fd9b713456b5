"""What a remark about a public text never holds: how to reach somebody, or their social security number."""

from __future__ import annotations

import re

from levier.domain.errors import RuleError
from levier.domain.nir import holds_nir
from levier.people.screening import NIR_FOUND

MASK = "(coordonnées retirées)"
_REACH = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<!\d)(?:\+33\s?|0033\s?|0)[1-9](?:[\s.\-]?\d{2}){4}(?!\d)"
)


def refuse(text: str, *, field: str) -> str:
    """The text, trimmed, if it holds none of it.

    Raises:
        RuleError: an e-mail address, a telephone number, a social security number.
    """
    clean = text.strip()
    if holds_nir(clean):
        raise RuleError(NIR_FOUND, field=field)
    if found := _REACH.search(clean):
        raise RuleError(
            f"« {found[0]} » permet de joindre quelqu’un : retirez-le. La remarque dit seulement pourquoi la lecture "
            "était fausse.",
            field=field,
        )
    return clean


def mask(text: str) -> str:
    """The text without addresses and telephone numbers: a published notice gives those of the buyer."""
    return _REACH.sub(MASK, text)
