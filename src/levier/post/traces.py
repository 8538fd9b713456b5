"""How an error is told in a log. Knows nothing of Django: logging is configured before it."""

from __future__ import annotations

import traceback
from pathlib import Path

_FRAMES = 4


def describe(error: BaseException) -> str:
    """Where an error happened, without its message: the database quotes rows in it, and logs hold no person."""
    frames = [
        f"{Path(frame.filename).parent.name}/{Path(frame.filename).name}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    ]
    return f"{type(error).__name__} ({' → '.join(frames)})"
