"""The consolidated table in Parquet, by polars (extra ``veille``), a slice at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from levier.domain.errors import ImportFailed

from .model import AwardedContract
from .table import Row, contracts_of_rows, positions

#: Each slice decodes its row group again, so not too few rows; held in columns, not as Python rows.
SLICE = 200_000


def contracts_of_parquet(path: Path | None, pieces: Iterable[bytes]) -> Iterator[AwardedContract]:
    """Contracts of a Parquet table; a stream is first laid on disk.

    Raises:
        ImportFailed: polars is not installed, or the file is not a sound consolidated table.
    """
    try:
        import polars as pl
    except ImportError:
        raise ImportFailed(
            "Lire le format Parquet demande un module de plus : installez-le par « pip install 'levier[veille]' », ou "
            "téléchargez la table au format CSV."
        ) from None
    if path is not None:
        yield from contracts_of_rows(_rows(pl, path))
        return
    with tempfile.NamedTemporaryFile(suffix=".parquet") as copy:
        for piece in pieces:
            copy.write(piece)
        copy.flush()
        yield from contracts_of_rows(_rows(pl, Path(copy.name)))


def _rows(polars: Any, path: Path) -> Iterator[Row]:
    try:
        table = polars.scan_parquet(path)
        names = table.collect_schema().names()
        where = positions(names)
        wanted = list(dict.fromkeys(names[at] for at in where if at is not None))
        rank = {name: at for at, name in enumerate(wanted)}
        places = [None if at is None else rank[names[at]] for at in where]
        table, start = table.select(wanted), 0
        while (rows := table.slice(start, SLICE).collect()).height:
            for row in rows.iter_rows():
                yield tuple(["" if at is None else _cell(row[at]) for at in places])
            start += SLICE
    except (polars.exceptions.PolarsError, OSError) as error:
        raise ImportFailed(
            f"Ce fichier Parquet est illisible ({type(error).__name__}) : téléchargez-le à nouveau."
        ) from None


def _cell(value: object) -> str:
    """The cell as CSV would write it; lists (recent versions) joined by commas."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list):
        return ",".join(str(item) for item in value if item is not None)
    return str(value)
