"""Where bytes come from: a path or an open stream, read in pieces, decoded as they come."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from levier.domain.errors import ImportFailed

CHUNK = 1 << 20
MAX_BYTES = 16 << 30

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def pieces(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in pieces of a megabyte.

    Raises:
        ImportFailed: the file is over 16 GB, or its disk fails.
    """
    size = 0
    while True:
        try:
            piece = stream.read(CHUNK)
        except OSError as error:
            raise ImportFailed(f"La lecture du fichier s’est interrompue ({error.strerror}).") from None
        if not piece:
            return
        size += len(piece)
        if size > MAX_BYTES:
            raise ImportFailed(f"Le fichier dépasse {MAX_BYTES >> 30} Go : découpez-le.")
        yield piece


def open_file(path: Path) -> BinaryIO:
    """The file, opened.

    Raises:
        ImportFailed: it does not exist, is a folder, or may not be read.
    """
    try:
        return path.open("rb")
    except IsADirectoryError:
        raise ImportFailed("C’est un dossier : donnez les fichiers qu’il contient.") from None
    except FileNotFoundError:
        raise ImportFailed("Ce fichier n’existe pas.") from None
    except OSError as error:
        raise ImportFailed(f"Ce fichier ne peut pas être lu ({error.strerror}).") from None


def decoded(head: bytes, rest: Iterator[bytes]) -> Iterator[str]:
    """Text of the pieces: UTF-8, UTF-16 or UTF-32 by their mark; bytes that are not UTF-8 are read as cp1252."""
    encoding = next((name for bom, name in _BOMS if head.startswith(bom)), "utf-8")
    decoder = codecs.getincrementaldecoder(encoding)("levier-cp1252" if encoding.startswith("utf-8") else "replace")
    yield decoder.decode(head)
    for piece in rest:
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("levier-cp1252", _as_cp1252)
