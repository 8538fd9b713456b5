"""Logs hold no person and no key: where an error happened, not what the database quoted in it."""

from __future__ import annotations

import logging
import re
from types import TracebackType
from typing import TypeAlias

from levier.accounts.redaction import redact
from levier.post.traces import describe

_Error: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")


class Discreet(logging.Formatter):
    """Formats an error by its kind and its last lines of code; hides e-mail addresses and keys of personal links."""

    def formatException(self, ei: _Error) -> str:  # noqa: N802 - the name logging gave it
        error = ei[1]
        return describe(error) if error is not None else ""

    def format(self, record: logging.LogRecord) -> str:
        return redact(_ADDRESS.sub("…", super().format(record)))
