"""Read a CSV as French spreadsheets write it: « ; » or tab or comma, UTF-8 or Windows-1252."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from levier.domain.errors import CellError, ImportFailed

from .cells import Limits, RawRow, text_cell
from .reader import too_long

_SEPARATORS = {";": "point-virgule", "\t": "tabulation", ",": "virgule", "|": "barre verticale"}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
#: What UTF-8 read as Windows-1252 then saved again looks like.
_TWICE = re.compile("Ã©|Ã¨|Ã´|Ã§|Ãª|â€™|â‚¬|Ã\u00a0")
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
#: Rows above the headers (title, logo, date) that do not count.
ABOVE_HEADERS = 50


def read_csv(data: bytes, limits: Limits) -> tuple[list[RawRow], str]:
    """The filled rows, and how the file was read.

    Raises:
        ImportFailed: not text, wrong encoding, text already damaged by an earlier conversion, a broken quote.
    """
    text, encoding = _decode(data)
    separator = _separator(text)
    return list(_rows(text, separator, limits)), f"CSV, séparateur {_SEPARATORS[separator]}, encodage {encoding}"


def _decode(data: bytes) -> tuple[str, str]:
    declared = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    text, name = _try(data, declared or "utf-8"), "UTF-16" if declared == "utf-16" else "UTF-8"
    if text is None and declared is None:
        text, name = _try(data, "cp1252"), "Windows-1252"
    if text is None or _BINARY.search(text):
        raise ImportFailed(
            "L’encodage de ce fichier n’est pas reconnu, ou ce n’est pas un fichier texte. Dans votre tableur, "
            "enregistrez-le en « CSV UTF-8 » ou en .xlsx."
        )
    wrong = _TWICE.search(text)
    if wrong is not None:
        line = len(text[: wrong.start() + 1].splitlines())
        raise ImportFailed(
            "Les accents de ce fichier sont abîmés (« Ã© » au lieu de « é ») : il a été converti deux fois. Repartez du "
            "classeur d’origine et enregistrez-le en « CSV UTF-8 » ou en .xlsx.",
            errors=(CellError(line, None, "première ligne aux accents abîmés."),),
        )
    return text, name


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _separator(text: str) -> str:
    """The separator that cuts the first filled lines into most cells, most steadily, out of quotes."""
    lines = ["".join(line.split('"')[::2]) for line in text[:200_000].splitlines()[:60] if line.strip()][:20]
    best, score = ";", 0
    for candidate in _SEPARATORS:
        counts = [line.count(candidate) for line in lines]
        steady = sum(count == max(counts) for count in counts) if max(counts, default=0) else 0
        if steady and (steady * 2 + max(counts)) > score:
            best, score = candidate, steady * 2 + max(counts)
    return best


def _rows(text: str, separator: str, limits: Limits) -> Iterator[RawRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    kept = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise ImportFailed(
                "Ce CSV est mal formé : un guillemet n’est pas fermé, ou une cellule est démesurée.",
                errors=(CellError(start, None, "vérifiez les guillemets à partir d’ici."),),
            ) from None
        if any(cell.strip() for cell in cells):
            kept += 1
            yield start, [text_cell(cell, max_cell=limits.max_cell) for cell in cells[: limits.max_columns + 1]]
        if kept > limits.max_lines + ABOVE_HEADERS:
            raise too_long(limits)
        start = reader.line_num + 1
