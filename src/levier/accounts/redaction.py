"""Keep the secrets of personal links out of the logs.

A personal link is a key: whoever reads it in a log could open what it opens. The token is the only long
random segment of our addresses, so any such segment is replaced, wherever it appears in a line.
"""

from __future__ import annotations

import logging
import re

#: ``secrets.token_urlsafe(32)`` gives 43 characters; no address of ours has another segment of 40 or more.
_TOKEN = re.compile(r"/[\w-]{40,}(?=/|\s|\"|'|$)")
HIDDEN = "/[lien]"


def redact(text: str) -> str:
    """The same text without any link token."""
    return _TOKEN.sub(HIDDEN, text)


class HideLinks(logging.Filter):
    """Logging filter: rewrites the message and its arguments before any handler sees them."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            record.msg = redact(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(redact(value) if isinstance(value, str) else value for value in record.args)
        return True
