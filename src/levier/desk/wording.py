"""Small French that several pages of the desk need."""

from __future__ import annotations

from levier.domain.french import of

__all__ = ["of"]
