"""From the bytes of a file to its sheets, refusing what cannot be read safely."""

from __future__ import annotations

from dataclasses import dataclass

from levier.domain.errors import ImportFailed

from .cells import Limits, RawRow

_MACRO_NAMES = frozenset({"xlsm", "xlsb", "xltm", "xlam"})
_OTHER_FORMATS = {
    b"\xd0\xcf\x11\xe0": "un ancien classeur (.xls) ou un classeur protégé par un mot de passe",
    b"%PDF": "un PDF",
    b"{\\rtf": "un texte mis en forme",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"\x1f\x8b": "une archive",
    b"PK": "une archive vide ou endommagée",
}
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet that hold something."""

    rows: list[RawRow]
    #: « classeur, feuille « Programme » » or « CSV, séparateur point-virgule, encodage UTF-8 ».
    origin: str


def read_sheets(data: bytes, *, limits: Limits, filename: str = "") -> list[Sheet]:
    """The visible sheets of a file that hold something, XLSX or CSV by its content; at least one.

    A few rows over ``limits.max_lines`` may come out (titles above the headers): the caller counts its own.

    Raises:
        ImportFailed: empty, too large, a format that is not a sheet, macros, a damaged or hostile file, wrong encoding.
    """
    from .csv_file import read_csv
    from .workbook import read_workbook

    if not data.strip(b" \t\r\n\0"):
        raise ImportFailed("Le fichier est vide. Choisissez la bonne feuille et recommencez.")
    if limits.max_bytes is not None and len(data) > limits.max_bytes:
        raise ImportFailed(
            f"Le fichier dépasse {limits.max_bytes // 1024 // 1024}\u00a0Mo. Gardez la seule feuille utile, sans image, "
            "ou envoyez-la en plusieurs fichiers."
        )
    if filename.lower().rpartition(".")[2] in _MACRO_NAMES:
        raise ImportFailed(
            "Ce classeur peut contenir des macros : il est refusé. Dans votre tableur, choisissez « Enregistrer sous » "
            "puis « Classeur Excel (.xlsx) » ou « CSV »."
        )
    if data.startswith(b"PK\x03\x04"):
        found = [Sheet(rows, f"classeur, feuille « {title} »") for title, rows in read_workbook(data, limits)]
    else:
        _refuse_other_formats(data)
        rows, described = read_csv(data, limits)
        found = [Sheet(rows, described)] if rows else []
    if not found:
        raise ImportFailed("Le fichier ne contient aucune ligne remplie. Vérifiez que c’est le bon.")
    return found


def first_sheet(data: bytes, *, limits: Limits, filename: str = "") -> Sheet:
    """The first sheet that holds something, its header counted apart from ``limits.max_lines``.

    Raises:
        ImportFailed: as ``read_sheets``, or too many rows.
    """
    sheet = read_sheets(data, limits=limits, filename=filename)[0]
    if len(sheet.rows) > limits.max_lines + 1:
        raise too_long(limits)
    return sheet


def too_long(limits: Limits) -> ImportFailed:
    """The refusal of a sheet with too many rows."""
    return ImportFailed(
        f"La feuille a plus de {limits.max_lines} lignes. Gardez les lignes utiles, ou envoyez-la en plusieurs fichiers."
    )


def _refuse_other_formats(data: bytes) -> None:
    for start, what in _OTHER_FORMATS.items():
        if data.startswith(start):
            raise ImportFailed(
                f"Ce fichier est {what}, pas une feuille lisible. Enregistrez la feuille en .xlsx ou en CSV "
                "(séparateur point-virgule, UTF-8)."
            )
    if data[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise ImportFailed(
            "Ce fichier est une page web ou du XML, même si son nom finit autrement. Ouvrez-le dans votre tableur et "
            "enregistrez-le en .xlsx ou en CSV. Un avis publié ne s’importe pas ici : passez par « Depuis un avis »."
        )
