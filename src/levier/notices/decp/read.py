"""The one door to awarded contracts: a path or an open file in, contracts out one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from levier.domain.errors import ImportFailed

from .model import AwardedContract
from .source import decoded, open_file, pieces
from .stream import contracts_of
from .table import contracts_of_csv

_KNOWN = "attendu du JSON (format 2019 ou 2022), du JSON par lignes, ou la table consolidée (CSV, Parquet)"


def read_contracts(source: Path | str | BinaryIO) -> Iterator[AwardedContract]:
    """Every contract of a DECP file, lazily and in constant memory, whatever its format; nothing is read before.

    The format is told from the content: JSON of 2019 or 2022, JSON lines, consolidated table in CSV or Parquet. What
    is not understood in a contract is one of its ``warnings``; a contract that cannot be read at all comes out as
    ``Source.UNREADABLE``. The same contract published twice comes out twice, with the same ``uid``.

    Raises:
        ImportFailed: empty, over 16 GB, none of these formats, or cut in the middle; the contracts before were given.
    """
    if isinstance(source, Path | str):
        path = Path(source)
        with open_file(path) as stream:
            yield from _contracts(stream, path)
    else:
        yield from _contracts(source, None)


_MARKS = re.compile(
    rb'"(?:marches?|contrats?-concessions?)"\s*:\s*[\[{]|"acheteur(?:\.id)?"\s*:.{0,20000}"titulaires"\s*:'
    rb'|"titulaires"\s*:.{0,20000}"acheteur(?:\.id)?"\s*:',
    re.DOTALL,
)
_COLUMN = re.compile(rb"""(?:^|[,;\t"])acheteur[._]id(?:$|[,;\t"])""", re.IGNORECASE)


def looks_like_decp(head: bytes) -> bool:
    """Whether a file that starts so (some 64 KB) is for :func:`read_contracts` rather than a notice."""
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x1e")
    if start[:1] in (b"{", b"["):
        return _MARKS.search(start) is not None
    return head.startswith(b"PAR1") or _COLUMN.search(start.partition(b"\n")[0].strip()) is not None


def _contracts(stream: BinaryIO, path: Path | None) -> Iterator[AwardedContract]:
    rest = pieces(stream)
    head = next(rest, b"")
    while len(head) < 512 and (piece := next(rest, b"")):
        head += piece
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x1e")[:200]
    if not start:
        raise ImportFailed("Le fichier est vide. Téléchargez-le à nouveau.")
    if head.startswith(b"PAR1"):
        from .parquet import contracts_of_parquet

        yield from contracts_of_parquet(path, chain([head], rest))
    elif start[:1] in (b"{", b"["):
        yield from contracts_of(decoded(head, rest))
    elif head.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"BZh", b"SQLite format 3")):
        raise ImportFailed(f"Ce fichier est une archive, un classeur ou une base : décompressez-le ; {_KNOWN}.")
    elif start[:1] == b"<":
        raise ImportFailed(f"Ce fichier est une page web ou du XML : choisissez le téléchargement JSON ; {_KNOWN}.")
    else:
        yield from contracts_of_csv(decoded(head, rest))
