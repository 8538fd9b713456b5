"""The consolidated table of decp.info: one row for each contract × winner × modification, joined back by ``uid``.

Each row of a contract with several winners repeats the whole amount, and each modification repeats the contract: rows
are never to be summed. ``modification_id`` 0 is the contract as first published; a row holds the whole state after its
modification. Rows of one contract need not follow each other, so they are first dealt out to files by ``uid``.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from typing import IO
from zlib import crc32

from levier.domain.errors import CellError, ImportFailed

from .contract import NO_OBJECT, read_contract
from .model import AwardedContract, Modification, Source
from .values import Raw, count, flag, text

#: Up to this many rows are joined in memory, about 90 MB.
ROWS_IN_MEMORY = 50_000
#: Files the rows are dealt out to beyond that: each holds a sixty-fourth of the table.
FILES = 64
MAX_LINE = 4 << 20

#: Columns read, by the name they have here; other writings after it.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "uid": (),
    "id": (),
    "nature": (),
    "acheteur_id": ("acheteur.id",),
    "acheteur_nom": ("acheteur.nom",),
    "titulaire_id": ("titulaire.id",),
    "titulaire_typeIdentifiant": ("titulaire.typeIdentifiant",),
    "titulaire_nom": ("titulaire.denominationSociale", "titulaire_denominationSociale"),
    "objet": (),
    "montant": (),
    "codeCPV": (),
    "procedure": (),
    "techniques": ("technique",),
    "modalitesExecution": ("modaliteExecution",),
    "idAccordCadre": (),
    "dureeMois": (),
    "offresRecues": (),
    "dateNotification": (),
    "datePublicationDonnees": (),
    "formePrix": (),
    "typesPrix": ("typePrix",),
    "attributionAvance": (),
    "tauxAvance": (),
    "marcheInnovant": (),
    "considerationsSociales": ("considerationSociale",),
    "considerationsEnvironnementales": ("considerationEnvironnementale",),
    "ccag": (),
    "sousTraitanceDeclaree": (),
    "typeGroupementOperateurs": (),
    "lieuExecution_code": ("lieuExecution.code",),
    "lieuExecution_typeCode": ("lieuExecution.typeCode",),
    "modification_id": (),
    "donneesActuelles": (),
    "sourceDataset": ("source",),
}
NAMES = tuple(COLUMNS)
_UID, _ID, _BUYER = NAMES.index("uid"), NAMES.index("id"), NAMES.index("acheteur_id")
_MODIFICATION, _CURRENT = NAMES.index("modification_id"), NAMES.index("donneesActuelles")
_WINNER, _SOURCE = NAMES.index("titulaire_id"), NAMES.index("sourceDataset")
#: Columns that bear the name of the field of the DECP.
_SAME = tuple(name for name in NAMES if "_" not in name and name not in ("uid", "donneesActuelles", "sourceDataset"))
Row = tuple[str, ...]


def positions(header: Iterable[str]) -> list[int | None]:
    """Where each of :data:`NAMES` is in a header.

    Raises:
        ImportFailed: what every contract has (a number, a buyer) has no column.
    """
    where = {name.strip().lstrip("\ufeff").lower(): at for at, name in reversed(list(enumerate(header)))}
    found = [
        next((where[word.lower()] for word in (name, *others) if word.lower() in where), None)
        for name, others in COLUMNS.items()
    ]
    if found[_BUYER] is None or (found[_UID] is None and found[_ID] is None):
        raise ImportFailed(
            "Ce fichier n’est pas la table consolidée des contrats : il y manque les colonnes « uid » ou « id », et "
            "« acheteur_id ». Attendu la table de decp.info (CSV, Parquet) ou du JSON au format 2019 ou 2022."
        )
    return found


def contracts_of_csv(pieces: Iterator[str]) -> Iterator[AwardedContract]:
    """Contracts of a CSV table, separated by commas or semicolons.

    Raises:
        ImportFailed: not the consolidated table, or a line that cannot be cut into cells.
    """
    lines = _lines(pieces)
    first = next(lines, "")
    delimiter = max(",;\t", key=first.count)
    where = positions(first.strip().replace('"', "").split(delimiter))
    yield from contracts_of_rows(_rows(csv.reader(lines, delimiter=delimiter), where))


def _rows(reader: Iterator[list[str]], where: list[int | None]) -> Iterator[Row]:
    rank = 1
    try:
        for rank, cells in enumerate(reader, start=2):  # noqa: B007 - said when the next one fails
            if cells:
                width = len(cells)
                yield tuple([cells[at] if at is not None and at < width else "" for at in where])
    except csv.Error:
        error = CellError(rank + 1, None, "cette ligne ne se découpe pas en cellules (guillemet resté ouvert ?)")
        raise ImportFailed(f"{error}. Téléchargez le fichier à nouveau.", errors=(error,)) from None


def _lines(pieces: Iterator[str]) -> Iterator[str]:
    """Lines with their ends, however the pieces are cut."""
    left = ""
    for piece in pieces:
        *lines, left = (left + piece).replace("\0", "").split("\n")
        for line in lines:
            yield line + "\n"
        if len(left) > MAX_LINE:
            raise ImportFailed("Une ligne dépasse 4 Mo : ce fichier n’est pas une table de contrats.")
    if left:
        yield left


def contracts_of_rows(rows: Iterator[Row]) -> Iterator[AwardedContract]:
    """Rows in the order of :data:`NAMES`, joined into contracts, in constant memory."""
    kept: list[Row] = []
    for row in rows:
        kept.append(row)
        if len(kept) > ROWS_IN_MEMORY:
            yield from _dealt_out(kept, rows)
            return
    yield from _joined(kept)


def _dealt_out(kept: list[Row], rows: Iterator[Row]) -> Iterator[AwardedContract]:
    with ExitStack() as stack:
        files: list[IO[str]] = [
            stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace", newline=""))
            for _ in range(FILES)
        ]
        writers = [csv.writer(file) for file in files]
        for some in (kept, rows):
            for row in some:
                writers[crc32(key_of(row).encode("utf-8", "replace")) % FILES].writerow(row)
        kept.clear()
        for file in files:
            file.seek(0)
            yield from _joined([tuple(row) for row in csv.reader(file)])
            file.truncate(0)


def key_of(row: Row) -> str:
    return row[_UID] or row[_BUYER] + row[_ID]


def _joined(rows: list[Row]) -> Iterator[AwardedContract]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(key_of(row), []).append(row)
    for uid, group in groups.items():
        yield contract_of(uid, group)


def contract_of(uid: str, rows: list[Row]) -> AwardedContract:
    """One contract out of all its rows: the lowest modification is the contract, the others change it."""
    states: dict[int, list[Row]] = {}
    for row in rows:
        states.setdefault(count(row[_MODIFICATION]) or 0, []).append(row)
    ranks = sorted(states, key=lambda rank: (_is_current(states[rank]), rank))
    read = [_state(states[rank]) for rank in ranks]
    base = read[0]
    warnings = [sentence for sentence in base.warnings if sentence != NO_OBJECT]  # often not among the columns
    if ranks[0]:
        warnings.append(f"Seul l’état après la modification nᵒ {ranks[0]} est publié : l’origine n’est pas connue.")
    if sum(_is_current(states[rank]) for rank in ranks) > 1:
        warnings.append("Plusieurs états sont donnés pour l’état actuel : le dernier est gardé.")
    steps = zip(ranks[1:], read, read[1:], strict=False)
    return base._replace(
        source=Source.TABLE,
        uid=text(uid) if rows[0][_UID] else base.uid,
        origin=text(rows[0][_SOURCE]),
        modifications=tuple(_change(rank, before, after) for rank, before, after in steps),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _is_current(rows: list[Row]) -> bool:
    return flag(rows[0][_CURRENT]) is True


def _state(rows: list[Row]) -> AwardedContract:
    """The contract as one state tells it, read as an object of the DECP would be."""
    cells = dict(zip(NAMES, rows[0], strict=True))
    raw: dict[str, Raw] = {name: cells[name] or None for name in _SAME}
    raw["id"] = cells["id"] or cells["uid"].removeprefix(cells["acheteur_id"])
    raw["acheteur"] = {"id": cells["acheteur_id"], "nom": cells["acheteur_nom"]}
    raw["lieuExecution"] = {"code": cells["lieuExecution_code"], "typeCode": cells["lieuExecution_typeCode"]}
    raw["titulaires"] = [
        {"id": row[_WINNER], "typeIdentifiant": row[_WINNER + 1], "denominationSociale": row[_WINNER + 2]}
        for row in rows
    ]
    return read_contract(raw)


def _change(rank: int, before: AwardedContract, after: AwardedContract) -> Modification:
    """What a state changes to the one before it."""
    return Modification(
        number=rank,
        notified_on=after.notified_on,
        published_on=after.published_on,
        amount=after.amount if after.amount != before.amount else None,
        duration_months=after.duration_months if after.duration_months != before.duration_months else None,
        winners=after.winners if set(after.winners) != set(before.winners) else (),
    )
