"""Search across everything the person may see."""

from __future__ import annotations

from .find import Group, Hit, Results, search
from .text import highlight, normalise

__all__ = ["Group", "Hit", "Results", "highlight", "normalise", "search"]
