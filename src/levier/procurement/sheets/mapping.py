"""Which column holds what: guessed from the headers, remembered for a buyer, corrected by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from levier.domain.errors import CellError, ImportFailed

from .fields import FIELDS, FIELDS_BY_NAME, fold

#: Under this likeness (0 to 100) a header is left for the person to say.
LIKENESS = 86


def guess_mapping(headers: Sequence[str], *, remembered: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our field → header of the sheet.

    What was remembered for this buyer comes first when the header is still there, then an exact known header, then
    the likest one. A header is used once. Amounts including VAT are never taken for amounts excluding it.
    """
    found: dict[str, str] = {}
    for name, header in (remembered or {}).items():
        if name in FIELDS_BY_NAME and header in headers and header not in found.values():
            found[name] = header
    usable = {header: fold(header) for header in headers if "ttc" not in fold(header).split()}
    for exact in (True, False):
        for field in FIELDS:
            if field.name not in found:
                free = {header: folded for header, folded in usable.items() if header not in found.values()}
                best = _exact(field.synonyms, free) if exact else _likest(field.synonyms, free)
                if best is not None:
                    found[field.name] = best
    return found


def _exact(synonyms: Sequence[str], headers: Mapping[str, str]) -> str | None:
    rank = {synonym: position for position, synonym in enumerate(synonyms)}
    known = [header for header, folded in headers.items() if folded in rank]
    return min(known, key=lambda header: rank[headers[header]], default=None)


def _likest(synonyms: Sequence[str], headers: Mapping[str, str]) -> str | None:
    best: tuple[float, str] | None = None
    for header, folded in headers.items():
        match = process.extractOne(folded, synonyms, scorer=fuzz.token_sort_ratio, score_cutoff=LIKENESS)
        if match and len(folded) > 3 and (best is None or match[1] > best[0]):
            best = (match[1], header)
    return best[1] if best else None


def check_mapping(mapping: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """The mapping if it can be used: known fields, existing headers, each used once, the subject present.

    Raises:
        ImportFailed: with one line per fault.
    """
    kept = {name: header for name, header in mapping.items() if header}
    errors = []
    for name, header in kept.items():
        if name not in FIELDS_BY_NAME or header not in headers:
            errors.append(CellError(None, header, "cette colonne n’est pas dans la feuille : choisissez-en une autre."))
    for header in sorted({header for header in kept.values() if list(kept.values()).count(header) > 1}):
        uses = " et ".join(f"« {FIELDS_BY_NAME[name].label} »" for name in kept if kept[name] == header)
        errors.append(CellError(None, header, f"elle sert à la fois pour {uses} : gardez-en un seul."))
    errors += [
        CellError(None, None, f"dites quelle colonne contient « {field.label} ».")
        for field in FIELDS
        if field.required and field.name not in kept
    ]
    if errors:
        raise ImportFailed("Les colonnes ne sont pas toutes reconnues.", errors=tuple(errors))
    return kept
