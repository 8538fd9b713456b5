"""``levier notice --as …``: the social facts of notices and contracts in the formats that others read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from levier.domain.errors import RuleError
from levier.notices.decp import read_contracts
from levier.notices.model import Notice
from levier.notices.writers import (
    SocialFacts,
    considerations,
    contract_2022,
    eforms_fields,
    facts_of_contract,
    facts_of_notice,
    ocds_release,
)

FORMATS = ("ocds", "decp", "eforms")


def written_notices(notices: Iterable[Notice], form: str) -> Iterator[str]:
    """One JSON object a line (OCDS, DECP), or one line a field (eForms)."""
    for notice in notices:
        facts = facts_of_notice(notice)
        number = notice.publication_number or notice.notice_id
        day = notice.published_on.isoformat() if notice.published_on else ""
        if form == "decp":
            yield json.dumps(considerations(facts), ensure_ascii=False)
        else:
            yield from _written(facts, form, number=number, day=day)


def written_contracts(path: Path, form: str, *, refused: Callable[[str], None]) -> Iterator[str]:
    """The same for awarded contracts; in DECP, one valid document, a line for each contract that could be written.

    Raises:
        ImportFailed: the file is not DECP, or is cut.
    """
    if form == "decp":
        yield from _document(path, refused)
        return
    for one in read_contracts(path):
        day = one.published_on.isoformat() if one.published_on else ""
        yield from _written(facts_of_contract(one), form, number=one.uid, day=day)


def _written(facts: SocialFacts, form: str, *, number: str, day: str) -> Iterator[str]:
    if form == "ocds":
        date = f"{day}T00:00:00Z" if day else ""
        yield json.dumps(ocds_release(facts, release_id=number, date=date), ensure_ascii=False)
        return
    for field in eforms_fields(facts):
        yield "\t".join((number, field.lot, field.field, field.label, " ".join(field.value.split())))


def _document(path: Path, refused: Callable[[str], None]) -> Iterator[str]:
    yield '{"marches": {"marche": ['
    comma = ""
    for one in read_contracts(path):
        try:
            yield comma + json.dumps(contract_2022(one), ensure_ascii=False)
        except RuleError as error:
            refused(error.message)
        else:
            comma = ","
    yield "]}}"
