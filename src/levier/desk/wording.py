"""Small French that several pages of the desk need."""

from __future__ import annotations


def of(text: str) -> str:
    """« de mai 2026 », « d’août 2026 »."""
    return f"d’{text}" if text[:1] in ("a", "o") else f"de {text}"
