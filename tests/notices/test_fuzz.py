"""Whatever happens to a file, the answer comes soon, and is notices or a French sentence."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from levier.domain.errors import ImportFailed
from levier.notices.read import Reading, read_file
from levier.notices.tree import MAX_BYTES

from . import samples
from .mutate import CORPUS, DAMAGES, mutants

#: Seconds for a small file: hundreds of times what it needs, far less than a person would wait.
SOON = 10.0
#: Seconds and bytes for a file of the largest size allowed.
LONGEST, MOST_MEMORY = 120, 3 * 1024**3


def check(data: bytes, told: str = "") -> Reading | None:
    """Read; anything but notices or ``ImportFailed``, or a long wait, is a bug."""
    start = time.monotonic()
    try:
        reading = read_file(data, filename="avis")
    except ImportFailed as error:
        reading = None
        assert error.message.endswith("."), told  # noqa: PT017 - both outcomes are right
        assert "\n" not in error.message, told  # noqa: PT017
    assert time.monotonic() - start < SOON, told
    if reading is not None:
        assert reading.notices, told
        for notice in reading.notices:
            assert notice.lots or notice.warnings, told
            assert all(lot.number == lot.number.strip() for lot in notice.lots), told
            assert all(problem.endswith(".") for problem in notice.warnings), (told, notice.warnings)
    return reading


def test_the_corpus_itself_is_read() -> None:
    for name, data in CORPUS.items():
        reading = check(data, name)
        assert reading is not None, name
        assert not reading.problems, name


def test_damaged_files_give_notices_or_a_sentence() -> None:
    outcomes = [check(data, told) is not None for told, data in mutants(seed=4, count=600)]
    # A mutator that only made rubbish would prove nothing.
    assert 60 < sum(outcomes) < 540


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_many_more_damaged_files_give_notices_or_a_sentence(seed: int) -> None:
    for told, data in mutants(seed=100 + seed, count=3000):
        check(data, told)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(CORPUS)), st.lists(st.sampled_from(DAMAGES), max_size=3), st.randoms(use_true_random=False)
)
def test_any_chain_of_damages(name: str, damages: list[Callable[..., bytes]], chance: object) -> None:
    data = CORPUS[name]
    for damage in damages:
        data = damage(data, chance)
    check(data, name)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([b"", b"<", b"{", b"[", b"idweb;objet\n", b"<?xml version='1.0'?><ContractNotice>"]), st.binary()
)
def test_any_bytes(start: bytes, data: bytes) -> None:
    check(start + data)


def test_a_truncated_list_keeps_what_could_be_read_and_says_the_rest() -> None:
    line = json.dumps(samples.record(samples.MAPA)).encode()
    reading = check(line + b"\n" + line[:200] + b"\n" + b'{"a": 1}\n')
    assert reading is not None
    assert len(reading.notices) == 1
    assert [problem.partition(" : ")[0] for problem in reading.problems] == ["Ligne 2", "Ligne 3"]


def test_the_problems_of_a_long_list_are_counted_not_listed() -> None:
    reading = check(json.dumps([samples.record(samples.MAPA), *range(500)]).encode())
    assert reading is not None
    assert len(reading.problems) == 101
    assert reading.problems[-1] == "Et 400 autres éléments illisibles."


def _wrap(start: bytes, middle: Callable[[int], bytes], end: bytes, size: int) -> bytes:
    room = size - len(start) - len(end)
    return start + middle(room) + end


def _many(piece: bytes) -> Callable[[int], bytes]:
    return lambda room: piece * (room // len(piece))


def _eforms(middle: Callable[[int], bytes], size: int, before: bytes = b"</ContractNotice>") -> bytes:
    start, _, end = samples.EFORMS.rpartition(before)
    return _wrap(start, middle, before + end, size)


_TENDER = (
    b"<efac:LotTender><cbc:ID>T</cbc:ID><efac:TenderingParty><cbc:ID>P</cbc:ID></efac:TenderingParty></efac:LotTender>"
)


def _winners(room: int) -> bytes:
    """Every tender won by a group with very many members."""
    members = b"<efac:Tenderer><cbc:ID>ORG-0001</cbc:ID></efac:Tenderer>"
    return (
        b"<efac:NoticeResult><efac:LotResult><cbc:TenderResultCode>selec-w</cbc:TenderResultCode><efac:LotTender><cbc:ID>T"
        b"</cbc:ID></efac:LotTender></efac:LotResult>"
        + _TENDER * (room // 3 // len(_TENDER))
        + b"<efac:TenderingParty><cbc:ID>P</cbc:ID>"
        + members * (room // 3 // len(members))
        + b"</efac:TenderingParty></efac:NoticeResult>"
    )


def _in_json(content: bytes) -> bytes:
    return b'{"idweb":"25-1","objet":"x","donnees":' + content + b"}"


def _deep_text(tag: bytes, depth: int) -> Callable[[int], bytes]:
    """The same long text inside many nested elements of one name."""
    return lambda room: (
        (b"<" + tag + b">") * depth + b"mot " * (room // 4 - depth * len(tag)) + (b"</" + tag + b">") * depth
    )


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "many lots": lambda size: _eforms(
        _many(b"<cac:ProcurementProjectLot><cbc:ID>1</cbc:ID></cac:ProcurementProjectLot>"), size
    ),
    "many organisations": lambda size: _eforms(
        _many(b"<efac:Organization><efac:Company/></efac:Organization>"), size, b"</efac:Organizations>"
    ),
    "winners multiplied": lambda size: _eforms(_winners, size, b"</efext:EformsExtension></ext:ExtensionContent>"),
    "one long text": lambda size: _eforms(lambda room: b"a" * min(room, 9_000_000), size, b"</cbc:Name>"),
    "a tag and blanks": lambda size: _eforms(
        lambda room: b"&lt;" + b" " * min(room - 4, 9_000_000), size, b"</cbc:Name>"
    ),
    "many attributes": lambda size: _wrap(
        b"<ContractNotice ", lambda room: b" ".join(b'a%d=""' % n for n in range(room // 16)), b"/>", size
    ),
    "nested paragraphs": lambda size: _wrap(
        samples.TED.partition(b"<LEFTI>")[0] + b"<LEFTI><INFO_ADD>",
        _deep_text(b"P", 200),
        b"</INFO_ADD>" + samples.TED.partition(b"<LEFTI>")[2],
        min(size, 9_000_000),
    ),
    "nested rubrics": lambda size: _wrap(
        samples.TED.partition(b"<LEFTI>")[0] + b"<LEFTI>",
        _deep_text(b"INFO_ADD", 200),
        samples.TED.partition(b"<LEFTI>")[2],
        min(size, 9_000_000),
    ),
    "many criteria": lambda size: _wrap(
        b'{"MAPA":{"initial":{"criteres":{"critere":[',
        lambda room: b",".join([b'"Prix a"'] * (room // 9)),
        b"]}}}}",
        size,
    ),
    "nested lots": lambda size: _wrap(
        b'{"MAPA":{"initial":' + b'{"lot":' * 90 + b'{"critere":[',
        lambda room: b",".join([b'"Prix a"'] * (room // 9)),
        b"]}" + b"}" * 90 + b"}}",
        size,
    ),
    "nested legacy criteria": lambda size: _wrap(
        b'{"OBJET":{},"PROCEDURE":{"CRITERES_ATTRIBUTION":' + b'{"CRITERE":' * 90 + b'"',
        lambda room: b"mot " * (room // 4),
        b'"' + b"}" * 90 + b"}}",
        size,
    ),
    "unknown content": lambda size: _wrap(
        b'{"idweb":"25-1","objet":"x","donnees":{"AUTRE":[',
        lambda room: b",".join([b'"un mot"'] * (room // 9)),
        b"]}}",
        size,
    ),
    "empty records": lambda size: _wrap(b"[", lambda room: b",".join([b"{}"] * (room // 3)), b"]", size),
    "small records": lambda size: _wrap(
        b"[", lambda room: b",".join([b'{"idweb":"1-1","objet":"x"}'] * (room // 28)), b"]", size
    ),
    "deep json": lambda size: b"[" * size,
    "deep objects": lambda size: b'{"a":' * (size // 5),
    "long number": lambda size: _in_json(b"9" * (size - 60)),
    "broken lines": lambda size: b'{"a":1}\n' + b"{\n" * (size // 2 - 8),
    "one wide row": lambda size: b"idweb;objet\n" + b";" * (size - 20),
    "open quote": lambda size: b'idweb;objet\n1;"' + b"a" * (size - 30),
    "dtd after blanks": lambda size: (
        b" "
        * (size - 400)
        + b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
        b'<ContractNotice a="&c;">&c;</ContractNotice>'
    ),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_shape_is_answered_soon(name: str) -> None:
    check(HOSTILE[name](200_000), name)


def _worst(name: str) -> None:
    """One hostile file of the largest size, alone in a process with bounded memory and processor time."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
    with contextlib.suppress(ImportFailed):
        read_file(HOSTILE[name](MAX_BYTES))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_shape_of_the_largest_size_stays_in_bounded_memory_and_time(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"from tests.notices.test_fuzz import _worst; _worst({name!r})"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
