"""Which column holds what: guessed from the headers, remembered for whoever sent the last sheet, corrected by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from rapidfuzz import fuzz, process

from levier.domain.errors import CellError, ImportFailed

from .fields import Field, header_key

#: Under this likeness (0 to 100) a header is left for the person to say.
LIKENESS = 86


def guess_mapping(
    headers: Sequence[str],
    *,
    fields: Sequence[Field],
    remembered: Mapping[str, str] | None = None,
    never: Collection[str] = (),
) -> dict[str, str]:
    """Our field → header of the sheet.

    What was remembered from the last sheet comes first when the header is still there, then an exact known header, then
    the likest one. A header is used once; one that holds a word of ``never`` is left for the person to choose.
    """
    names = {field.name for field in fields}
    found: dict[str, str] = {}
    for name, header in (remembered or {}).items():
        if name in names and header in headers and header not in found.values():
            found[name] = header
    keys = {header: header_key(header) for header in headers}
    usable = {header: key for header, key in keys.items() if not set(never) & set(key.split())}
    for exact in (True, False):
        for field in fields:
            if field.name not in found:
                free = {header: key for header, key in usable.items() if header not in found.values()}
                known = [header_key(synonym) for synonym in field.synonyms]
                best = _exact(known, free) if exact else _likest(known, free)
                if best is not None:
                    found[field.name] = best
    return found


def _exact(synonyms: Sequence[str], headers: Mapping[str, str]) -> str | None:
    rank = {synonym: position for position, synonym in reversed(list(enumerate(synonyms)))}
    known = [header for header, key in headers.items() if key in rank]
    return min(known, key=lambda header: rank[headers[header]], default=None)


def _likest(synonyms: Sequence[str], headers: Mapping[str, str]) -> str | None:
    best: tuple[float, str] | None = None
    for header, key in headers.items():
        match = process.extractOne(key, synonyms, scorer=fuzz.token_sort_ratio, score_cutoff=LIKENESS)
        if match and len(key) > 3 and (best is None or match[1] > best[0]):
            best = (match[1], header)
    return best[1] if best else None


def check_mapping(
    mapping: Mapping[str, str], headers: Sequence[str], *, fields: Sequence[Field], also: Sequence[str] = ()
) -> dict[str, str]:
    """The mapping if it can be used: known fields, existing headers, each used once, what is required present.

    ``also``: sentences of the room about columns that are missing.

    Raises:
        ImportFailed: with one line per fault.
    """
    by_name = {field.name: field for field in fields}
    kept = {name: header for name, header in mapping.items() if header}
    errors = []
    for name, header in kept.items():
        if name not in by_name or header not in headers:
            errors.append(CellError(None, header, "cette colonne n’est pas dans la feuille : choisissez-en une autre."))
    for header in sorted({header for header in kept.values() if list(kept.values()).count(header) > 1}):
        uses = " et ".join(f"« {by_name[name].label} »" for name in kept if kept[name] == header)
        errors.append(CellError(None, header, f"elle sert à la fois pour {uses} : gardez-en un seul."))
    errors += [
        CellError(None, None, f"Dites quelle colonne contient « {field.label} ».")
        for field in fields
        if field.required and field.name not in kept
    ]
    errors += [CellError(None, None, sentence) for sentence in also]
    if errors:
        raise ImportFailed("Les colonnes ne sont pas toutes reconnues.", errors=tuple(errors))
    return kept
