"""A page as a reader reads it."""

from __future__ import annotations

import re
from html import unescape


def text_of(html: str) -> str:
    """Words only; each run of blanks, no-break ones included, is one space."""
    return " ".join(re.sub(r"\s+([.,…])", r"\1", " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())).split())
