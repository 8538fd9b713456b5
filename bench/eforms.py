"""Reading eForms notices: the whole reading against the parse alone, and against ElementTree with findall.

The peers: ``lxml.etree.fromstring``, which only builds the tree, says how little could be hoped for; the standard
library's parser with one ``findall`` for each field of the same table is how such a reader is commonly written. Its
records go through the same last step, and its notices must be equal, field by field, before a ratio is printed.
"""

from __future__ import annotations

import argparse
import os
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from lxml import etree

from levier.domain.errors import ImportFailed
from levier.notices import eforms, values
from levier.notices.eforms_paths import LATER, NOTICE, Fields
from levier.notices.eforms_walk import record_of
from levier.notices.model import Notice, Source
from levier.notices.read import read_notices
from levier.notices.tree import NS, parse_xml

FOLDERS = ("ted_eforms/notices", "eforms_sdk_examples")


def files() -> list[bytes]:
    """Every real notice and official example that is a procurement notice."""
    shared = Path(os.environ.get("LEVIER_SHARED", "../shared")) / "data"
    found = []
    for folder in FOLDERS:
        for path in sorted((shared / folder).glob("*.xml")):
            data = path.read_bytes()
            try:
                read_notices(data)
            except ImportFailed:
                continue
            found.append(data)
    return found


def with_findall(data: bytes) -> Notice:
    """The peer."""
    return eforms._notice(_record(ET.fromstring(data), NOTICE), Source.EFORMS)  # noqa: SLF001 - our own files


def _record(node: ET.Element, fields: Fields) -> dict[str, Any]:
    """One search for each field."""
    record: dict[str, Any] = {}
    for path, key, how in fields:
        found = node.findall(path, NS)
        if how is None:
            texts = [one.text for one in found if one.text and not one.text.isspace()]
            if texts:
                record.setdefault(key, texts[0])
        elif how == LATER:
            _add(record, key, found)
        elif isinstance(how, str):
            _add(record, key, [(one.get(how), one.text) for one in found if one.text is not None])
        else:
            _add(record, key, [_record(one, how) for one in found])
    return record


def _add(record: dict[str, Any], key: str, values_: list[Any]) -> None:
    if values_:
        record.setdefault(key, []).extend(values_)


def timed(work: Callable[[Any], object], items: Iterable[Any]) -> list[float]:
    """Seconds for each item, with nothing remembered from the round before."""
    values.forget()
    found = []
    for item in items:
        start = time.perf_counter()
        work(item)
        found.append(time.perf_counter() - start)
    return found


def main() -> None:
    """Check, then time in turns; each notice counts for its best time, so that a busy machine changes little."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    rounds = parser.parse_args().rounds
    data = files()
    if not data:
        print("eForms: no notices here (set LEVIER_SHARED)")
        return
    for one in data:
        (ours,) = read_notices(one)
        if ours != with_findall(one):
            raise SystemExit(f"the readings differ: {ours.notice_id}")
    trees = [parse_xml(one) for one in data]
    works: dict[str, tuple[Callable[[Any], object], list[Any]]] = {
        "parse": (etree.fromstring, data),
        "read": (read_notices, data),
        "walk": (record_of, trees),
        "findall": (with_findall, data),
    }
    times = {name: [float("inf")] * len(data) for name in works}
    for _ in range(rounds):
        for name, (work, items) in works.items():
            times[name] = [min(pair) for pair in zip(times[name], timed(work, items), strict=True)]
    best = {name: sum(each) for name, each in times.items()}
    size = sum(map(len, data))
    print(f"eForms: {len(data)} notices, {size / 1e6:.1f} MB, equal by both ways of reading")
    print(f"  parse alone (lxml)           {best['parse'] / len(data) * 1e6:8.0f} µs a notice")
    print(f"  whole reading                {best['read'] / len(data) * 1e6:8.0f} µs a notice")
    print(f"  whole reading / parse alone  {best['read'] / best['parse']:8.2f}")
    print(f"  walk alone / parse alone     {best['walk'] / best['parse']:8.2f}")
    print(f"  ElementTree + findall / whole reading  {best['findall'] / best['read']:8.2f}")


if __name__ == "__main__":
    main()
