"""Text kept unreadable at rest: written with the first of the installation's keys, read with any of them.

The keys are Fernet keys (``LEVIER_DATA_KEYS``, docs/exploitation.md). Nothing here knows what the text is about.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from levier.domain.errors import LevierError

#: A sealed text is as long as the next multiple of that many bytes: its length says nothing of what it is.
_BLOCK = 256

NO_KEY = (
    "LEVIER_DATA_KEYS manque : les critères protégés ne peuvent être ni écrits ni lus. « levier data-key » crée une clé ; "
    "gardez-la hors du dossier de données et de ses sauvegardes."
)
BAD_KEY = "LEVIER_DATA_KEYS contient une clé illisible : une clé est le texte donné par « levier data-key », entier."


class Unreadable(LevierError):
    """No key of this installation opens the text."""


def fingerprint(key: str) -> str:
    """What names a key without saying it."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def fingerprints() -> tuple[str, ...]:
    """Those of the keys of this installation, the one that writes first."""
    return tuple(fingerprint(key) for key in settings.DATA_KEYS)


def require_keys() -> None:
    """Refuse to go on without a key that can be used.

    Raises:
        ImproperlyConfigured: no key, or one that is not a key.
    """
    _ring(tuple(settings.DATA_KEYS))


def seal(text: str) -> str:
    """The text, encrypted with the first key. Raises ``ImproperlyConfigured`` without a key."""
    clear = text.encode()
    clear += b" " * (-len(clear) % _BLOCK)
    return _ring(tuple(settings.DATA_KEYS)).encrypt(clear).decode()


def unseal(sealed: str) -> str:
    """The text, without the spaces at its end.

    Raises:
        Unreadable: none of the keys wrote it, or it was changed.
        ImproperlyConfigured: no key.
    """
    try:
        return _ring(tuple(settings.DATA_KEYS)).decrypt(sealed.encode()).decode().rstrip(" ")
    except InvalidToken:
        raise Unreadable(
            "Une information protégée ne s’ouvre avec aucune des clés de cette installation : prévenez la personne qui "
            "tient Levier, elle remettra la clé retirée."
        ) from None


@lru_cache(maxsize=8)
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    if not keys:
        raise ImproperlyConfigured(NO_KEY)
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise ImproperlyConfigured(BAD_KEY) from None
