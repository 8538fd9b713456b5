"""How much a source may ask of us: hosts, bytes, seconds, attempts. And the clock, so that tests do not wait."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from .errors import SourceFailed

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bytes are counted once decompressed; durations are seconds."""

    #: ``host``, or ``host:port`` when it is not the usual one. Redirects are held to it too.
    hosts: frozenset[str]
    #: Whether plain http is accepted: never in service, for servers of the machine itself in tests.
    clear: bool = False
    #: One page of a search, one notice.
    page_bytes: int = 32 * MIB
    page_seconds: float = 120
    #: One published file: the consolidated table of contracts passes 2 GB.
    file_bytes: int = 4096 * MIB
    file_seconds: float = 2 * 3600
    #: Longest time without one byte.
    silence: float = 30
    attempts: int = 6
    first_wait: float = 1
    longest_wait: float = 60
    #: The longest ``Retry-After`` worth waiting for; beyond, the pull stops and says when to come back.
    patience: float = 300
    redirects: int = 5
    #: Least time between two requests to a host, and the exceptions.
    pause: float = 0.5
    pauses: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clock:
    """Time and chance."""

    sleep: Callable[[float], object] = time.sleep
    now: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random


def check_url(url: str, limits: Limits) -> SplitResult:
    """The parts of an address that may be called.

    Raises:
        SourceFailed: not https, not a listed host, or a user name in it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SourceFailed(
            "L’adresse donnée par la source est mal formée : rien n’a été lu. Réessayez plus tard.", code="address"
        ) from None
    host = (parts.hostname or "").lower()
    if parts.scheme != "https" and not (parts.scheme == "http" and limits.clear):
        raise SourceFailed(
            f"La source renvoie vers une adresse qui n’est pas en https (« {host[:80]} ») : rien n’y a été lu. "
            "Vérifiez l’adresse de la source dans les réglages.",
            code="not-https",
        )
    usual = port is None or port == (443 if parts.scheme == "https" else 80)
    listed = host in limits.hosts if usual else f"{host}:{port}" in limits.hosts
    if not listed or parts.username is not None:
        raise SourceFailed(
            f"La source renvoie vers « {host[:80]} », qui n’est pas un hôte autorisé : rien n’y a été lu. Si cet hôte est bien "
            "le sien, ajoutez-le à LEVIER_WATCH_HOSTS.",
            code="host",
        )
    return parts
